//! The page's side of a job: starts, owns and ends what is done with the images.
//!
//! For each there is a [`worker`], made from its [`program`], and the [`inspection`] of the
//! file.

mod inspection;
mod patience;
pub mod program;
mod sums;
pub mod worker;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gloo_file::File;
use js_sys::Reflect;
use wasm_bindgen_futures::spawn_local;

use crate::browser::channel::js::window;
use crate::browser::channel::source::Source;
use crate::browser::channel::wire::LookTask;
use crate::browser::page::document;
use crate::pure::hashing::failure::Failure;
use crate::pure::hashing::job::{Company, Event, ImageFile, Task};
use crate::pure::image::{Image, example};
use crate::pure::inside::Seen;
use crate::pure::session::paste;
use crate::pure::session::refusal::Refusal;
use crate::pure::session::{Action, ImageId};
use crate::pure::text::finding::Finding;
use inspection::{InspectionJob, inspect};
use patience::within;
use program::{LOOKING, Program};
use worker::Job;

/// All that is being done with the images: each is hashed by a worker, a few at once and the
/// others in turn.
#[derive(Clone)]
pub struct Jobs(Rc<Inner>);

struct Inner {
    takes_several: bool,
    looks_inside: Cell<bool>,
    send: Rc<dyn Fn(Action)>,
    /// The number of the latest image, or offer of files.
    latest: Cell<u64>,
    works: RefCell<Vec<Work>>,
    /// How many images are hashed at once.
    width: usize,
    /// The image that the user looks at.
    preferred: Cell<Option<ImageId>>,
    /// The example, which is none of the user's images.
    example: Cell<Option<ImageId>>,
}

/// So many bytes of lists are read of images that nobody looks at: those of hundreds of ordinary
/// images, so that memory does not grow with their number.
const MOST_KEPT: usize = 64 << 20;

/// So long a file that was looked into may say nothing.
const SILENCE: Duration = Duration::from_secs(120);

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
        is_called_image(&self.name)
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

/// Whether a file of this name is taken for an image among others.
pub fn is_called_image(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".gvmi")
}

/// All that is done with one image. It ends when it is dropped.
struct Work {
    id: ImageId,
    offered: Offered,
    stage: Stage,
    _inspection: Rc<RefCell<Option<InspectionJob>>>,
    looking: Looking,
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

/// A file, and the image that the check found in it.
#[derive(Clone)]
struct Checked {
    file: File,
    image: Image,
}

/// What has become of the look inside an image.
enum Looking {
    /// There is nothing to look into, or the check has not found it yet.
    Nothing,
    /// It waits for its turn.
    Due(Checked),
    /// It goes on.
    Running { checked: Rc<Checked>, _job: Job },
    /// It is over, and its list of files takes so many bytes.
    Done(usize),
}

impl Checked {
    fn task(&self) -> LookTask {
        LookTask {
            file: self.file.clone(),
            length: self.image.trailer_offset,
            metadata: self.image.metadata.clone(),
        }
    }

    /// An error if the file is no longer the one that was checked, as far as its superblock and
    /// its trailer tell, or says nothing: Firefox reads a file as it is by then.
    async fn expect_unchanged(&self) -> Result<(), Failure> {
        let source = Source::Here(self.file.clone());
        let found = within(SILENCE, inspect(&source)).await;
        match found.unwrap_or(Err(Failure::Silent))? {
            Ok(image) if image == self.image => Ok(()),
            _ => Err(Failure::Changed),
        }
    }
}

impl Stage {
    /// Whether there is still something to hash.
    fn is_left(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running(_))
    }
}

impl Jobs {
    /// None yet. `send` is called with each thing that happens to an image. `takes_several`
    /// says whether the user may choose several images, and what is compared; `looks_inside`
    /// whether the files inside are looked at.
    pub fn new(takes_several: bool, looks_inside: bool, send: impl Fn(Action) + 'static) -> Self {
        Self(Rc::new(Inner {
            takes_several,
            looks_inside: Cell::new(looks_inside),
            send: Rc::new(send),
            latest: Cell::default(),
            example: Cell::default(),
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
            self.take_images(files, folder, false);
        }
    }

    async fn take_with_sums(self, id: ImageId, files: Vec<Offered>, folder: Option<String>) {
        let (texts, images) = sums::apart(files, folder.is_some()).await;
        // Something else may have come meanwhile, in whose place it must not come.
        let is_latest = self.0.latest.get() == id.0;
        if !is_latest && self.takes_the_place_of_another(&images) {
            return;
        }
        let is_alone = images.is_empty();
        self.take_images(images, folder, !texts.is_empty());
        if texts.is_empty() {
            return;
        }
        let text = texts.join("\n").trim().to_owned();
        (self.0.send)(match paste::destination(&text) {
            Some(_) if is_alone => Action::Paste(text),
            // Beside an image nobody is taken to it. Too much of it is said where it is compared.
            _ => Action::EnterExpected(text),
        });
    }

    /// One image takes the place of one; beside several there is room.
    fn takes_the_place_of_another(&self, images: &[Offered]) -> bool {
        images.len() == 1 && self.0.works.borrow().len() <= 1
    }

    /// Takes what is no sums file; `has_sums` says whether there was one beside it.
    fn take_images(&self, mut files: Vec<Offered>, folder: Option<String>, has_sums: bool) {
        let offered = files.len();
        if folder.is_some() || offered > 1 && files.iter().any(Offered::is_called_image) {
            files.retain(Offered::is_called_image);
        }
        let images = files.len();
        let refuse = |refusal| (self.0.send)(Action::Refuse(refusal));
        match folder {
            Some(name) if images == 0 && !has_sums => return refuse(Refusal::Folder { name }),
            _ if images == 0 => return,
            _ if images > 1 && !self.0.takes_several => {
                return refuse(Refusal::SeveralFiles { count: images });
            }
            _ if self.takes_the_place_of_another(&files) => {
                for file in files {
                    self.choose(file);
                }
            }
            _ => self.add(files),
        }
        if images < offered {
            refuse(Refusal::OtherFiles {
                images,
                others: offered - images,
            });
        }
    }

    /// Begins with an image, and ends what was done with the one before.
    fn choose(&self, offered: Offered) -> ImageId {
        let Inner { send, works, .. } = &*self.0;
        let id = self.next_id();
        // The old work ends before the new image can be seen.
        works.borrow_mut().clear();
        send(Action::Choose(id, offered.image_file()));
        works.borrow_mut().push(Work::new(id, offered));
        self.start_next();
        id
    }

    /// Adds images to those that are there. A file that is there already is not added, unless
    /// it has no hash; another one with its path takes its place.
    fn add(&self, files: Vec<Offered>) {
        if let Some(example) = self.0.example.take() {
            self.remove(example);
        }
        let mut new = Vec::new();
        let mut replaced = 0;
        for offered in files {
            let before = self.0.works.borrow().iter().find_map(|work| {
                let is_done = !matches!(work.stage, Stage::Ended);
                let has_its_path = work.offered.name == offered.name;
                has_its_path.then(|| (work.id, is_done, work.offered.is_same(&offered)))
            });
            match before {
                Some((_, true, true)) => {}
                Some((id, is_done, _)) => {
                    replaced += usize::from(is_done);
                    match new.iter_mut().find(|(added, _)| *added == id) {
                        Some((_, file)) => {
                            *file = offered.image_file();
                            self.change(id, |work| *work = Work::new(id, offered));
                        }
                        None => self.begin_anew(id, offered),
                    }
                }
                None => {
                    let id = self.next_id();
                    new.push((id, offered.image_file()));
                    self.0.works.borrow_mut().push(Work::new(id, offered));
                }
            }
        }
        (self.0.send)(Action::Add(new));
        if replaced > 0 {
            (self.0.send)(Action::Refuse(Refusal::SamePath { count: replaced }));
        }
        self.start_next();
    }

    /// Begins with the example.
    pub fn choose_example(&self) {
        let file = File::new(example::NAME, &example::image()[..]);
        let name = example::NAME.to_owned();
        let id = self.choose(Offered { file, name });
        self.0.example.set(Some(id));
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
            if work.stage.is_left() {
                work.stage = Stage::Ended;
                ended.push(work.id);
            }
        }
        drop(works);
        ended
            .into_iter()
            .for_each(|id| (self.0.send)(Action::Cancel(id)));
        self.look_inside();
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
        for marked in [&self.0.preferred, &self.0.example] {
            if marked.get() == Some(before) {
                marked.set(Some(id));
            }
        }
        (self.0.send)(Action::Again(before, id, offered.image_file()));
        self.change(before, |work| *work = Work::new(id, offered));
    }

    /// Shows one of several images, whose turn is next then, or all of them.
    pub fn open(&self, id: Option<ImageId>) {
        self.0.preferred.set(id);
        (self.0.send)(Action::Open(id));
        self.look_inside();
    }

    /// Picks one of several images to be taken along, or no longer.
    pub fn pick(&self, id: ImageId, is_picked: bool) {
        (self.0.send)(Action::Pick(id, is_picked));
    }

    fn next_id(&self) -> ImageId {
        let latest = &self.0.latest;
        latest.set(latest.get() + 1);
        ImageId(latest.get())
    }

    /// Begins with as many of those that wait as may run at once, or with what comes after that.
    fn start_next(&self) {
        self.start_hashing();
        self.look_inside();
    }

    fn start_hashing(&self) {
        let running = self.count(|stage| matches!(stage, Stage::Running(_)));
        let company = match self.count(Stage::is_left) {
            0 | 1 => Company::Alone,
            _ => Company::Others,
        };
        let mut works = self.0.works.borrow_mut();
        for _ in running..self.0.width {
            let preferred = self.0.preferred.get();
            let waiting = works
                .iter_mut()
                .filter(|work| matches!(work.stage, Stage::Waiting));
            // The first of those that are equal.
            match waiting.min_by_key(|work| Some(work.id) != preferred) {
                Some(work) => work.start(self, company),
                None => return,
            }
        }
    }

    /// How many images are at a stage.
    fn count(&self, is_there: impl Fn(&Stage) -> bool) -> usize {
        let works = self.0.works.borrow();
        works.iter().filter(|work| is_there(&work.stage)).count()
    }

    /// The job of an image is over.
    async fn end(self, id: ImageId, stage: Stage) {
        let waiting = self.count(|stage| matches!(stage, Stage::Waiting));
        self.change(id, |work| {
            let before = std::mem::replace(&mut work.stage, stage);
            if let (Stage::Running(job), 1..) = (before, waiting) {
                job.hand_over();
            }
        });
        self.start_next();
    }

    /// Whether the files inside are looked at from now on, of which a host page may change its
    /// mind.
    pub fn want_inside(&self, is_wanted: bool) {
        if self.0.looks_inside.replace(is_wanted) || !is_wanted {
            return;
        }
        let jobs = self.clone();
        spawn_local(async move {
            // The look that needs it says why it did not come.
            drop(Program::load(&LOOKING).await);
            jobs.look_inside();
        });
    }

    /// Looks inside the images that are hashed and checked, one at a time, the one that the user
    /// looks at first, and only while none is hashed: that never takes from a hash.
    fn look_inside(&self) {
        if !self.0.looks_inside.get() {
            return;
        }
        if self.count(Stage::is_left) > 0 {
            return self.stop_looking();
        }
        let works = self.0.works.borrow();
        let is_running = |work: &Work| matches!(work.looking, Looking::Running { .. });
        if works.iter().any(is_running) {
            return;
        }
        let preferred = self.0.preferred.get();
        let is_shown = |work: &Work| works.len() == 1 || Some(work.id) == preferred;
        let kept = works.iter().map(|work| match work.looking {
            Looking::Done(bytes) => bytes,
            _ => 0,
        });
        let has_room = kept.sum::<usize>() < MOST_KEPT;
        let due = works.iter().filter_map(|work| match &work.looking {
            Looking::Due(checked) if matches!(work.stage, Stage::Done) => {
                (has_room || is_shown(work)).then(|| (work.id, checked.clone(), !is_shown(work)))
            }
            _ => None,
        });
        let next = due.min_by_key(|(_, _, is_later)| *is_later);
        drop(works);
        if let Some((id, checked, _)) = next {
            self.look_into(id, checked);
        }
    }

    fn look_into(&self, id: ImageId, checked: Checked) {
        (self.0.send)(Action::LookInside(id));
        let checked = Rc::new(checked);
        let (jobs, looked_into) = (self.clone(), checked.clone());
        let job = Job::look(checked.task(), move |event| {
            // Later: what calls this goes with the job.
            if !matches!(event, Event::Progress { .. }) {
                spawn_local(jobs.clone().end_look(id, looked_into.clone(), event));
            }
        });
        self.change(id, |work| {
            work.looking = Looking::Running { checked, _job: job }
        });
    }

    /// Ends a look, which begins anew when all is hashed.
    fn stop_looking(&self) {
        let works = self.0.works.borrow();
        let running = works.iter().find_map(|work| match &work.looking {
            Looking::Running { checked, .. } => Some((work.id, Checked::clone(checked))),
            _ => None,
        });
        drop(works);
        if let Some((id, checked)) = running {
            self.change(id, |work| work.looking = Looking::Due(checked));
            (self.0.send)(Action::StopLooking(id));
        }
    }

    async fn end_look(
        self,
        id: ImageId,
        checked: Rc<Checked>,
        event: Event<Result<Seen, Finding>>,
    ) {
        let event = match event {
            Event::Done { .. } => checked
                .expect_unchanged()
                .await
                .map_or_else(Event::Failed, |()| event),
            _ => event,
        };
        let kept = match &event {
            Event::Done {
                outcome: Ok(seen), ..
            } => seen.contents.length(),
            _ => 0,
        };
        // Another image may have stopped the look meanwhile, and another look have begun.
        let is_over = self.change(id, |work| match &work.looking {
            Looking::Running { checked: own, .. } if Rc::ptr_eq(own, &checked) => {
                work.looking = Looking::Done(kept);
                true
            }
            _ => false,
        });
        if is_over == Some(true) {
            (self.0.send)(Action::ReportInside(id, event));
        }
        self.look_inside();
    }

    /// Begins to compute the lookalikes of an image.
    pub fn seek_lookalikes(&self, id: ImageId) {
        (self.0.send)(Action::SeekLookalikes(id));
        self.change(id, |work| work.seek_lookalikes(self));
    }

    async fn end_lookalikes(self, id: ImageId) {
        self.change(id, |work| work.lookalikes = None);
    }

    fn change<T>(&self, id: ImageId, change: impl FnOnce(&mut Work) -> T) -> Option<T> {
        let mut works = self.0.works.borrow_mut();
        works.iter_mut().find(|work| work.id == id).map(change)
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
            looking: Looking::Nothing,
            lookalikes: None,
        }
    }

    fn start(&mut self, jobs: &Jobs, company: Company) {
        let (id, file, send) = (self.id, self.offered.file.clone(), jobs.0.send.clone());
        let (slot, inspected) = (self._inspection.clone(), file.clone());
        let (send_check, checked) = (send.clone(), jobs.clone());
        // A worker that is ready shows that the page has closed itself.
        let on_ready = move || {
            let (send, jobs, file) = (send_check.clone(), checked.clone(), inspected.clone());
            let job = InspectionJob::start(inspected.clone(), move |check| {
                let image = check.as_ref().ok().cloned();
                let found = image
                    .filter(|image| image.superblock.compressor.is_mountable())
                    .map(|image| Checked { file, image });
                send(Action::Inspect(id, check));
                jobs.change(id, |work| {
                    work.looking = found.map_or(Looking::Nothing, Looking::Due)
                });
                jobs.look_inside();
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
            if stage.is_some() && jobs.count(Stage::is_left) <= 1 {
                document::pass_focus("cancel-all", "answer");
            }
            send(Action::Report(id, event));
            // Later: what calls this goes with the job.
            if let Some(stage) = stage {
                spawn_local(jobs.clone().end(id, stage));
            }
        };
        self.stage = Stage::Running(Job::start((Task::Hash, file), company, on_ready, report));
    }

    fn seek_lookalikes(&mut self, jobs: &Jobs) {
        let (id, file, send) = (self.id, self.offered.file.clone(), jobs.0.send.clone());
        let jobs = jobs.clone();
        let report = move |event: Event<_>| {
            let is_last = !matches!(event, Event::Progress { .. });
            send(Action::ReportLookalikes(id, event));
            if is_last {
                spawn_local(jobs.clone().end_lookalikes(id));
            }
        };
        self.lookalikes = Some(Job::start(
            (Task::Lookalikes, file),
            Company::Alone,
            || {},
            report,
        ));
    }
}
