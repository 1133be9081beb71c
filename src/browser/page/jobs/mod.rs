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
use wasm_bindgen_futures::spawn_local;

use crate::pure::hashing::job::ImageFile;
use crate::pure::image::example;
use crate::pure::session::refusal::Refusal;
use crate::pure::session::{Action, ImageId};
use inspection::InspectionJob;
use worker::Job;

/// All that is being done with the images.
#[derive(Clone)]
pub struct Jobs(Rc<Inner>);

struct Inner {
    takes_sums: bool,
    send: Rc<dyn Fn(Action)>,
    /// How many offers of files were taken up.
    count: Cell<u64>,
    works: RefCell<Vec<Work>>,
}

/// All that is done with one image. It ends when it is dropped.
struct Work {
    id: ImageId,
    file: File,
    hashing: Option<Job>,
    _inspection: Rc<RefCell<Option<InspectionJob>>>,
    lookalikes: Option<Job>,
}

impl Jobs {
    /// None yet. `send` is called with each thing that happens to an image. `takes_sums`
    /// says whether the user may choose what is compared.
    pub fn new(takes_sums: bool, send: impl Fn(Action) + 'static) -> Self {
        Self(Rc::new(Inner {
            takes_sums,
            send: Rc::new(send),
            count: Cell::default(),
            works: RefCell::default(),
        }))
    }

    /// Takes the files that the user offers at once: what is in sums files is compared, and
    /// the one that is none is the image.
    pub fn take(&self, mut files: Vec<File>) {
        if self.0.takes_sums && files.iter().any(sums::may_be) {
            let id = self.next_id();
            spawn_local(self.clone().take_with_sums(id, files));
        } else if files.len() > 1 {
            (self.0.send)(several(&files));
        } else if let Some(file) = files.pop() {
            self.choose(self.next_id(), file);
        }
    }

    async fn take_with_sums(self, id: ImageId, files: Vec<File>) {
        let (mut texts, mut images) = (Vec::new(), Vec::new());
        for file in &files {
            match sums::text(file).await {
                Some(text) => texts.push(text),
                None => images.push(file),
            }
        }
        // Something else may have come meanwhile.
        let is_latest = self.0.count.get() == id.0;
        if images.len() > 1 {
            return (self.0.send)(several(&files));
        }
        if !texts.is_empty() {
            (self.0.send)(Action::Paste(texts.join("\n")));
        }
        if let (Some(file), true) = (images.pop(), is_latest) {
            self.choose(id, file.clone());
        }
    }

    /// Begins with `file`, and ends what was done with the image before.
    fn choose(&self, id: ImageId, file: File) {
        let Inner { send, works, .. } = &*self.0;
        // The old work ends before the new image can be seen.
        works.borrow_mut().clear();
        send(Action::Choose(
            id,
            ImageFile::new(&file.name(), file.size()),
        ));
        works.borrow_mut().push(Work::start(id, file, send));
    }

    /// Begins with the example.
    pub fn choose_example(&self) {
        self.take(vec![File::new(example::NAME, &example::image()[..])]);
    }

    /// Ends the job that hashes an image.
    pub fn cancel(&self, id: ImageId) {
        self.change(id, |work, _| work.hashing = None);
        (self.0.send)(Action::Cancel(id));
    }

    /// Begins with the file of an image anew.
    pub fn hash_again(&self, id: ImageId) {
        let works = self.0.works.borrow();
        let file = works.iter().find(|work| work.id == id);
        let file = file.map(|work| work.file.clone());
        drop(works);
        if let Some(file) = file {
            self.choose(self.next_id(), file);
        }
    }

    fn next_id(&self) -> ImageId {
        let count = &self.0.count;
        count.set(count.get() + 1);
        ImageId(count.get())
    }

    /// Begins to compute the lookalikes of an image.
    pub fn seek_lookalikes(&self, id: ImageId) {
        (self.0.send)(Action::SeekLookalikes(id));
        self.change(id, Work::seek_lookalikes);
    }

    fn change(&self, id: ImageId, change: impl FnOnce(&mut Work, &Rc<dyn Fn(Action)>)) {
        let mut works = self.0.works.borrow_mut();
        if let Some(work) = works.iter_mut().find(|work| work.id == id) {
            change(work, &self.0.send);
        }
    }
}

fn several(files: &[File]) -> Action {
    let count = files.len();
    Action::Refuse(Refusal::SeveralFiles { count })
}

impl Work {
    fn start(id: ImageId, file: File, send: &Rc<dyn Fn(Action)>) -> Self {
        let inspection = Rc::<RefCell<Option<InspectionJob>>>::default();
        let (slot, inspected, send_check) = (inspection.clone(), file.clone(), send.clone());
        // A worker that is ready shows that the page has closed itself.
        let on_ready = move || {
            let send = send_check.clone();
            let job = InspectionJob::start(inspected.clone(), move |check| {
                send(Action::Inspect(id, check));
            });
            slot.replace(Some(job));
        };
        let send = send.clone();
        let report = move |event| send(Action::Report(id, event));
        Self {
            id,
            hashing: Some(Job::start(file.clone(), on_ready, report)),
            file,
            _inspection: inspection,
            lookalikes: None,
        }
    }

    fn seek_lookalikes(&mut self, send: &Rc<dyn Fn(Action)>) {
        let (id, send) = (self.id, send.clone());
        let report = move |event| send(Action::ReportLookalikes(id, event));
        self.lookalikes = Some(Job::start(self.file.clone(), || {}, report));
    }
}
