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
    Actions(Vec<Action>),
    /// Everything is told as it comes.
    NoMore,
}

/// Tells what it is told, but of the first image all at once: when its job is over, when the user
/// goes on, or after a moment.
pub fn hold(tell: impl Fn(Notice) + 'static) -> impl Fn(Notice) + 'static {
    let tell = Rc::new(tell);
    let held = Rc::new(RefCell::new(Held::Nothing));
    move |notice| {
        let Notice::Action(action) = notice else {
            return tell(notice);
        };
        let mut now = held.borrow_mut();
        match (&*now, &action) {
            (Held::Nothing, Action::Choose(..)) => {
                *now = Held::Actions(Vec::new());
                let (held, tell) = (held.clone(), tell.clone());
                spawn_local(async move {
                    sleep(MOMENT).await;
                    release(held.replace(Held::NoMore), &*tell);
                });
            }
            (Held::Nothing, Action::Add(_)) => *now = Held::NoMore,
            _ => {}
        }
        let is_held = is_held(&action);
        match &mut *now {
            Held::Actions(actions) if is_held => actions.push(action),
            Held::Actions(actions) => {
                actions.push(action);
                let actions = std::mem::replace(&mut *now, Held::NoMore);
                drop(now);
                release(actions, &*tell);
            }
            Held::Nothing | Held::NoMore => {
                drop(now);
                tell(Notice::Action(action));
            }
        }
    }
}

/// Whether it is of a job that goes on. What the user does is drawn at once: a field that is drawn
/// from before loses what was typed.
fn is_held(action: &Action) -> bool {
    matches!(
        action,
        Action::Choose(..) | Action::Inspect(..) | Action::Report(_, Event::Progress { .. })
    )
}

fn release(held: Held, tell: &dyn Fn(Notice)) {
    if let Held::Actions(actions) = held {
        actions.into_iter().map(Notice::Action).for_each(tell);
    }
}
