//! Draws everything anew when others have changed it.

use yew::prelude::*;

use crate::browser::page::damage::Watch;
use crate::browser::page::document;

/// The number of the tree that is drawn, for the component that has all others in it: as
/// the key of all that it draws into the element `app`. With a new number, everything is
/// drawn anew.
#[hook]
pub fn use_redraw() -> u32 {
    let anew = use_force_update();
    let watch = use_memo((), |()| {
        let root = document::element("app")?;
        Some(Watch::start(root, move || anew.force_update()))
    });
    let generation = watch.as_ref().as_ref().map_or(0, |watch| watch.begin());
    use_effect_with(generation, move |_| {
        if let Some(watch) = &*watch {
            watch.end();
        }
    });
    generation
}
