//! The page's side of a job: starts, owns and ends what is done with the images.
//!
//! For each there is a [`worker`], made from its [`program`], and the [`inspection`] of the
//! file.

mod inspection;
pub mod program;
mod sums;
pub mod worker;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_file::File;
use js_sys::Reflect;
use wasm_bindgen_futures::spawn_local;

use crate::browser::channel::js::window;
use crate::browser::page::document;
use crate::pure::hashing::job::{Event, ImageFile};
use crate::pure::image::example;
use crate::pure::session::refusal::Refusal;
use crate::pure::session::{Action, ImageId};
use inspection::InspectionJob;
use worker::Job;

/// All that is being done with the images: each is hashed by a worker of its own, a few at
/// once and the others in turn.
#[derive(Clone)]
pub struct Jobs(Rc<Inner>);

struct Inner {
    takes_several: bool,
    send: Rc<dyn Fn(Action)>,
    /// How many offers of files were taken up.
    count: Cell<u64>,
    works: RefCell<Vec<Work>>,
    /// How many images are hashed at once.
    width: usize,
    /// The image that the user looks at.
    preferred: Cell<Option<ImageId>>,
}

/// A file that the user offers.
#[derive(Clone)]
pub struct Offered {
    /// The file.
    pub file: File,
    /// Its name, with its path in the folder that was offered.
    pub name: String,
}

impl Offered {
    fn is_called_image(&self) -> bool {
        self.name.to_lowercase().ends_with(".gvmi")
    }

    fn image_file(&self) -> ImageFile {
        ImageFile::new(&self.name, self.file.size())
    }

    /// Whether it is the same file, as far as can be told without reading it.
    fn is_same(&self, other: &Self) -> bool {
        let changed = |file: &File| AsRef::<web_sys::File>::as_ref(file).last_modified();
        self.name == other.name
            && self.file.size() == other.file.size()
            && changed(&self.file) == changed(&other.file)
    }
}

/// All that is done with one image. It ends when it is dropped.
struct Work {
    id: ImageId,
    offered: Offered,
    stage: Stage,
    _inspection: Rc<RefCell<Option<InspectionJob>>>,
    lookalikes: Option<Job>,
}

/// How far the hashing of an image has come.
enum Stage {
    /// It waits for its turn.
    Waiting,
    /// It goes on.
    Running(Job),
    /// There is a hash.
    Done,
    /// There is none: it failed, or the user ended it.
    Ended,
}

impl Jobs {
    /// None yet. `send` is called with each thing that happens to an image. `takes_several`
    /// says whether the user may choose several images, and what is compared.
    pub fn new(takes_several: bool, send: impl Fn(Action) + 'static) -> Self {
        Self(Rc::new(Inner {
            takes_several,
            send: Rc::new(send),
            count: Cell::default(),
            works: RefCell::default(),
            width: width(),
            preferred: Cell::default(),
        }))
    }

    /// Takes the files that the user offers at once, all that is in `folder` or several:
    /// what is in sums files is compared, and the others are the images.
    pub fn take(&self, files: Vec<Offered>, folder: Option<String>) {
        let may_be_sums = |offered: &Offered| sums::may_be(offered, folder.is_some());
        if self.0.takes_several && files.iter().any(may_be_sums) {
            let id = self.next_id();
            spawn_local(self.clone().take_with_sums(id, files, folder));
        } else {
            self.take_images(files, folder);
        }
    }

    async fn take_with_sums(self, id: ImageId, files: Vec<Offered>, folder: Option<String>) {
        let (mut texts, mut images) = (Vec::new(), Vec::new());
        for offered in files {
            match sums::text(&offered, folder.is_some()).await {
                Some(text) => texts.push(text),
                None => images.push(offered),
            }
        }
        let is_sums = !texts.is_empty();
        if is_sums {
            (self.0.send)(Action::Paste(texts.join("\n")));
        }
        // Something else may have come meanwhile, in whose place it must not come.
        let is_latest = self.0.count.get() == id.0;
        if is_latest || !self.takes_the_place_of_another(&images) {
            let folder = folder.filter(|_| !is_sums);
            self.take_images(images, folder);
        }
    }

    /// One image takes the place of one; beside several there is room.
    fn takes_the_place_of_another(&self, images: &[Offered]) -> bool {
        images.len() == 1 && self.0.works.borrow().len() <= 1
    }

    fn take_images(&self, mut files: Vec<Offered>, folder: Option<String>) {
        let offered = files.len();
        if folder.is_some() || offered > 1 && files.iter().any(Offered::is_called_image) {
            files.retain(Offered::is_called_image);
        }
        let images = files.len();
        let refuse = |refusal| (self.0.send)(Action::Refuse(refusal));
        match files.pop() {
            None => {
                if let Some(name) = folder {
                    refuse(Refusal::Folder { name });
                }
                return;
            }
            Some(_) if images > 1 && !self.0.takes_several => {
                return refuse(Refusal::SeveralFiles { count: images });
            }
            Some(file) => {
                files.push(file);
                match self.takes_the_place_of_another(&files) {
                    true => files.into_iter().for_each(|file| self.choose(file)),
                    false => self.add(files),
                }
            }
        }
        if images < offered {
            refuse(Refusal::OtherFiles {
                images,
                others: offered - images,
            });
        }
    }

    /// Begins with an image, and ends what was done with the one before.
    fn choose(&self, offered: Offered) {
        let Inner { send, works, .. } = &*self.0;
        let id = self.next_id();
        // The old work ends before the new image can be seen.
        works.borrow_mut().clear();
        send(Action::Choose(id, offered.image_file()));
        works.borrow_mut().push(Work::new(id, offered));
        self.start_next();
    }

    /// Adds images to those that are there. A file that is there already is not added; one
    /// that has no hash is begun with anew.
    fn add(&self, files: Vec<Offered>) {
        let mut new = Vec::new();
        for offered in files {
            let before = self.0.works.borrow().iter().find_map(|work| {
                let is_ended = matches!(work.stage, Stage::Ended);
                let is_same =
                    work.offered.is_same(&offered) || is_ended && work.offered.name == offered.name;
                is_same.then_some((work.id, is_ended))
            });
            match before {
                Some((id, true)) => self.begin_anew(id, offered),
                Some((_, false)) => {}
                None => {
                    let id = self.next_id();
                    new.push((id, offered.image_file()));
                    self.0.works.borrow_mut().push(Work::new(id, offered));
                }
            }
        }
        self.remove_example();
        (self.0.send)(Action::Add(new));
        self.start_next();
    }

    /// The example is none of the user's images.
    fn remove_example(&self) {
        let works = self.0.works.borrow();
        let mut examples = works
            .iter()
            .filter(|work| work.offered.name == example::NAME);
        let example = examples.next().map(|work| work.id);
        drop(works);
        if let Some(id) = example {
            self.remove(id);
        }
    }

    /// Begins with the example.
    pub fn choose_example(&self) {
        let file = File::new(example::NAME, &example::image()[..]);
        let name = example::NAME.to_owned();
        self.take(vec![Offered { file, name }], None);
    }

    /// Ends the job that hashes an image.
    pub fn cancel(&self, id: ImageId) {
        self.change(id, |work| work.stage = Stage::Ended);
        (self.0.send)(Action::Cancel(id));
        self.start_next();
    }

    /// Ends all jobs that hash images.
    pub fn cancel_all(&self) {
        document::pass_focus("cancel-all", "answer");
        let mut works = self.0.works.borrow_mut();
        let mut ended = Vec::new();
        for work in works.iter_mut() {
            if matches!(work.stage, Stage::Waiting | Stage::Running(_)) {
                work.stage = Stage::Ended;
                ended.push(work.id);
            }
        }
        drop(works);
        ended
            .into_iter()
            .for_each(|id| (self.0.send)(Action::Cancel(id)));
    }

    /// Takes an image away, with all that is done with it.
    pub fn remove(&self, id: ImageId) {
        self.0.works.borrow_mut().retain(|work| work.id != id);
        (self.0.send)(Action::Remove(id));
        self.start_next();
    }

    /// Begins with the file of an image anew.
    pub fn hash_again(&self, id: ImageId) {
        let works = self.0.works.borrow();
        let offered = works.iter().find(|work| work.id == id);
        let offered = offered.map(|work| work.offered.clone());
        drop(works);
        if let Some(offered) = offered {
            self.begin_anew(id, offered);
            self.start_next();
        }
    }

    fn begin_anew(&self, before: ImageId, offered: Offered) {
        let id = self.next_id();
        (self.0.send)(Action::Again(before, id, offered.image_file()));
        self.change(before, |work| *work = Work::new(id, offered));
    }

    /// Shows one of several images, whose turn is next then, or all of them.
    pub fn open(&self, id: Option<ImageId>) {
        self.0.preferred.set(id);
        (self.0.send)(Action::Open(id));
    }

    fn next_id(&self) -> ImageId {
        let count = &self.0.count;
        count.set(count.get() + 1);
        ImageId(count.get())
    }

    /// Begins with as many of those that wait as may run at once.
    fn start_next(&self) {
        let mut works = self.0.works.borrow_mut();
        let is_running = |work: &&Work| matches!(work.stage, Stage::Running(_));
        let running = works.iter().filter(is_running).count();
        for _ in running..self.0.width {
            let preferred = self.0.preferred.get();
            let waiting = works
                .iter_mut()
                .filter(|work| matches!(work.stage, Stage::Waiting));
            // The first of those that are equal.
            match waiting.min_by_key(|work| Some(work.id) != preferred) {
                Some(work) => work.start(self),
                None => return,
            }
        }
    }

    /// Whether no other image is to be hashed after one that is over.
    fn are_last(&self) -> bool {
        let works = self.0.works.borrow();
        let left = works
            .iter()
            .filter(|work| matches!(work.stage, Stage::Waiting | Stage::Running(_)));
        left.count() <= 1
    }

    /// The job of an image is over.
    async fn end(self, id: ImageId, stage: Stage) {
        let is_last = self.are_last();
        self.change(id, |work| {
            if let (Stage::Running(job), false) =
                (std::mem::replace(&mut work.stage, stage), is_last)
            {
                job.hand_over();
            }
        });
        self.start_next();
    }

    /// Begins to compute the lookalikes of an image.
    pub fn seek_lookalikes(&self, id: ImageId) {
        (self.0.send)(Action::SeekLookalikes(id));
        self.change(id, |work| work.seek_lookalikes(self));
    }

    async fn end_lookalikes(self, id: ImageId) {
        self.change(id, |work| work.lookalikes = None);
    }

    fn change(&self, id: ImageId, change: impl FnOnce(&mut Work)) {
        let mut works = self.0.works.borrow_mut();
        if let Some(work) = works.iter_mut().find(|work| work.id == id) {
            change(work);
        }
    }
}

/// How many images are hashed at once: one on each core, as far as the browser tells of them;
/// so many read more than a disk gives.
fn width() -> usize {
    const MOST: f64 = 8.0;
    let cores = window().and_then(|window| {
        let cores = Reflect::get(&window.navigator(), &"hardwareConcurrency".into())?;
        cores.as_f64().ok_or(cores)
    });
    cores.unwrap_or(1.0).clamp(1.0, MOST) as usize
}

impl Work {
    fn new(id: ImageId, offered: Offered) -> Self {
        Self {
            id,
            offered,
            stage: Stage::Waiting,
            _inspection: Rc::default(),
            lookalikes: None,
        }
    }

    fn start(&mut self, jobs: &Jobs) {
        let (id, file, send) = (self.id, self.offered.file.clone(), jobs.0.send.clone());
        let (slot, inspected) = (self._inspection.clone(), file.clone());
        let send_check = send.clone();
        // A worker that is ready shows that the page has closed itself.
        let on_ready = move || {
            let send = send_check.clone();
            let job = InspectionJob::start(inspected.clone(), move |check| {
                send(Action::Inspect(id, check));
            });
            slot.replace(Some(job));
        };
        let jobs = jobs.clone();
        let report = move |event: Event<_>| {
            let stage = match event {
                Event::Progress { .. } => None,
                Event::Done { .. } => Some(Stage::Done),
                Event::Failed(_) => Some(Stage::Ended),
            };
            if stage.is_some() && jobs.are_last() {
                document::pass_focus("cancel-all", "answer");
            }
            send(Action::Report(id, event));
            // Later: what calls this goes with the job.
            if let Some(stage) = stage {
                spawn_local(jobs.clone().end(id, stage));
            }
        };
        self.stage = Stage::Running(Job::start(file, on_ready, report));
    }

    fn seek_lookalikes(&mut self, jobs: &Jobs) {
        let (id, send) = (self.id, jobs.0.send.clone());
        let jobs = jobs.clone();
        let report = move |event: Event<_>| {
            let is_last = !matches!(event, Event::Progress { .. });
            send(Action::ReportLookalikes(id, event));
            if is_last {
                spawn_local(jobs.clone().end_lookalikes(id));
            }
        };
        self.lookalikes = Some(Job::start(self.offered.file.clone(), || {}, report));
    }
}
