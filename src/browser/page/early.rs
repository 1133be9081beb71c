//! What the user did before the program was there: `index.html` holds the empty page, and
//! `static/early.js` keeps what its fields and inputs do not.

use std::cell::RefCell;

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::document::{self, Standpoint};
use super::listener::Listener;
use super::offer::{Carried, Offer, chosen, offer};
use crate::pure::publish::snippet::Snippet;
use crate::pure::session::Action;

/// Under this name the page keeps it, until it is null.
const KEPT: &str = "early";

/// What the user did with the page that the program takes the place of.
pub struct Early {
    typed: Vec<Action>,
    inputs: Vec<HtmlInputElement>,
    standpoint: RefCell<Option<Standpoint>>,
}

impl Early {
    /// What was done in `root`, which is not yet drawn into.
    pub fn of(root: &Element) -> Self {
        let input = |id| document::element(id)?.dyn_into().ok();
        let early = Self {
            typed: typed(),
            inputs: ["image-input", "folder-input"]
                .into_iter()
                .filter_map(input)
                .collect(),
            standpoint: RefCell::new(Some(Standpoint::of(root))),
        };
        // What is drawn from now on is the program's.
        let _ = document::root().map(|page| page.remove_attribute("data-early"));
        early
    }

    /// What was typed and chosen in fields.
    pub fn typed(&self) -> Vec<Action> {
        self.typed.clone()
    }

    /// Calls `take` with each thing that was chosen, dropped or pasted, and with what is chosen
    /// in a dialog that is still open.
    pub fn hand_over(&self, take: impl Fn(Offer) + Clone + 'static) -> Vec<Listener> {
        let inputs = self.inputs.clone();
        let kept = Reflect::get(&js_sys::global(), &KEPT.into());
        let kept = kept
            .ok()
            .filter(Array::is_array)
            .map(|kept| Array::from(&kept));
        // A property of the window can be set.
        let _ = Reflect::set(&js_sys::global(), &KEPT.into(), &JsValue::NULL);
        let listen = |input: &HtmlInputElement| {
            let (late, take) = (input.clone(), take.clone());
            Listener::new(input, "change", move |_| take(chosen(&late)))
        };
        let listeners = inputs.iter().map(listen).collect();
        // Once the page is drawn.
        spawn_local(async move {
            let is_filled = |input: &&HtmlInputElement| !input.value().is_empty();
            for input in inputs.iter().filter(is_filled) {
                take(chosen(input));
            }
            for kept in kept.unwrap_or_default() {
                match pressed(&kept) {
                    Some(id) => press(&id),
                    None => offer(Carried::kept(&kept), take.clone()),
                }
            }
        });
        listeners
    }

    /// Brings the user back to where they were.
    pub fn restore(&self) {
        if let Some(standpoint) = self.standpoint.take() {
            standpoint.restore();
        }
    }
}

fn typed() -> Vec<Action> {
    // A text area and a selection have their values under the same name.
    let value = |id| {
        let field: HtmlInputElement = document::element(id)?.unchecked_into();
        Some(field.value()).filter(|value| !value.is_empty())
    };
    let snippet = value("sdk").and_then(|key| Snippet::from_key(&key));
    let snippet = snippet.filter(|snippet| *snippet != Snippet::default());
    [
        snippet.map(Action::ChooseSnippet),
        value("url").map(Action::EnterUrl),
        value("expected").map(Action::EnterExpected),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn pressed(kept: &JsValue) -> Option<String> {
    Reflect::get(kept, &"pressed".into()).ok()?.as_string()
}

/// Presses the program's button in place of the one that was pressed.
fn press(id: &str) {
    let button = document::element(id).and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        button.click();
    }
}
