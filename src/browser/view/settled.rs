//! What the user has stopped changing.

use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use yew::platform::time::sleep;
use yew::prelude::*;

/// How long the user must pause: what is half typed is not wrong yet.
const PAUSE: Duration = Duration::from_millis(400);

/// The text, once it has stayed as it is for a while; nothing before.
#[hook]
pub fn use_settled(text: &AttrValue) -> Option<AttrValue> {
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
    (*settled == *text).then(|| text.clone())
}
