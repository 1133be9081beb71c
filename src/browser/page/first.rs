//! The first image, of which little is told before it has been hashed for a moment.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;

use super::notice::Notice;
use crate::pure::hashing::job::Event;
use crate::pure::session::Action;

/// What comes within it seems to come at once. A small image is hashed sooner than the page is
/// drawn, and reading waits for what draws; no image before it is on the screen, nor its hash.
const MOMENT: Duration = Duration::from_millis(100);

enum Held {
    /// There was no image yet.
    Nothing,
    /// What is to be told of it, in order.
    Notices(Vec<Notice>),
    /// Everything is told as it comes.
    NoMore,
}

/// Tells what it is told, but of the first image all at once: when its job is over, or after a
/// moment.
pub fn hold(tell: impl Fn(Notice) + 'static) -> impl Fn(Notice) + 'static {
    let tell = Rc::new(tell);
    let held = Rc::new(RefCell::new(Held::Nothing));
    move |notice| {
        let is_over = is_over(&notice);
        let mut now = held.borrow_mut();
        match (&*now, &notice) {
            (Held::Nothing, Notice::Action(Action::Choose(..))) => {
                *now = Held::Notices(Vec::new());
                let (held, tell) = (held.clone(), tell.clone());
                spawn_local(async move {
                    sleep(MOMENT).await;
                    let notices = held.replace(Held::NoMore);
                    release(notices, &*tell);
                });
            }
            (Held::Nothing, Notice::Action(Action::Add(_))) => *now = Held::NoMore,
            _ => {}
        }
        let Held::Notices(notices) = &mut *now else {
            drop(now);
            return tell(notice);
        };
        notices.push(notice);
        if is_over {
            let notices = std::mem::replace(&mut *now, Held::NoMore);
            drop(now);
            release(notices, &*tell);
        }
    }
}

fn is_over(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::Action(Action::Report(_, Event::Done { .. } | Event::Failed(_)))
    )
}

fn release(held: Held, tell: &dyn Fn(Notice)) {
    if let Held::Notices(notices) = held {
        notices.into_iter().for_each(tell);
    }
}
