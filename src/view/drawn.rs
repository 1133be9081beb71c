//! What is drawn reaches the page.

use yew::prelude::*;

use crate::browser::drawing::Drawing;
use crate::browser::page;

/// The number of the tree that is drawn, for the component that is drawn into the element
/// `app` and has all others in it: as the key of all that it draws. With a new number,
/// everything is drawn anew, because others have changed what was there.
#[hook]
pub fn use_drawing() -> u32 {
    let anew = use_force_update();
    let drawing = use_memo((), |()| {
        let root = page::element("app")?;
        Some(Drawing::watch(root, move || anew.force_update()))
    });
    let generation = drawing
        .as_ref()
        .as_ref()
        .map_or(0, |drawing| drawing.begin());
    use_effect_with(generation, move |_| {
        if let Some(drawing) = &*drawing {
            drawing.end();
        }
    });
    generation
}
