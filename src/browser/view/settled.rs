//! What the user has stopped changing.

use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

/// How long the user must pause: what is half typed is not wrong yet.
const PAUSE: Duration = Duration::from_millis(400);

/// A text that the user may still be changing.
pub struct Settled {
    /// The text, once it has stayed as it is for a while; nothing before.
    pub text: Option<AttrValue>,
    /// The user takes it as it is, and waits no longer.
    pub at_once: Callback<()>,
}

/// The text as the user leaves it.
#[hook]
pub fn use_settled(text: &AttrValue) -> Settled {
    let settled = use_state_eq(|| text.clone());
    let latest = use_mut_ref(AttrValue::default);
    use_effect_with(text.clone(), {
        let settled = settled.setter();
        move |text: &AttrValue| {
            latest.replace(text.clone());
            let text = text.clone();
            spawn_local(async move {
                sleep(PAUSE).await;
                if *latest.borrow() == text {
                    settled.set(text);
                }
            });
        }
    });
    let is_settled = *settled == *text;
    let at_once = {
        let (settled, text) = (settled.setter(), text.clone());
        Callback::from(move |()| settled.set(text.clone()))
    };
    Settled {
        text: is_settled.then(|| text.clone()),
        at_once,
    }
}
