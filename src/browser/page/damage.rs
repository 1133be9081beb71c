//! Has the page drawn anew when others have changed what it drew.
//!
//! Translators, highlighters and other extensions take nodes out of the page, wrap them,
//! or put copies in their place. What is drawn later then goes into nodes that nobody sees,
//! in front of nodes that are elsewhere, or leaves standing what it should take away. So
//! every step of drawing is watched, and one that cannot reach the page is the damage that
//! counts: a text that was only translated is none, as long as it stays as it is.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Proxy, Reflect, WeakSet};
use wasm_bindgen::prelude::*;
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord, Node};

use super::document::Standpoint;

/// How often elements that were taken away or replaced are drawn anew before anything is
/// to be drawn into them. There is an end to it: who took them may do so again.
const RETURNS: u32 = 20;

/// What is drawn into an element, and whether it is still there.
pub struct Watch {
    root: Element,
    /// The nodes of the tree that is drawn, without what was taken away since.
    own: RefCell<WeakSet>,
    is_damaged: Cell<bool>,
    generation: Cell<u32>,
    returns: Cell<u32>,
    standpoint: RefCell<Option<Standpoint>>,
    on_damage: Box<dyn Fn()>,
}

/// The ways in which Yew changes the nodes of a page, attributes and values aside.
const INSERT: &str = "insertBefore";
const REMOVE: &str = "removeChild";
const WRITE: &str = "nodeValue";

impl Watch {
    /// Watches what is drawn into an element from now on, and calls `on_damage` when it has
    /// to be drawn anew.
    pub fn start(root: Element, on_damage: impl Fn() + 'static) -> Rc<Self> {
        let watch = Rc::new(Self {
            root,
            own: RefCell::new(WeakSet::new()),
            is_damaged: Cell::default(),
            generation: Cell::default(),
            returns: Cell::new(RETURNS),
            standpoint: RefCell::default(),
            on_damage: Box::new(on_damage),
        });
        // Without these the page is drawn as ever, and nothing is noticed.
        let _ = intercept(&watch).and_then(|()| observe(&watch));
        watch
    }

    /// To be called before each drawing: the number of the tree that is drawn. With a new
    /// number, all of it is to be drawn anew, into an element that is empty now.
    pub fn begin(&self) -> u32 {
        if self.is_damaged.replace(false) {
            self.generation.set(self.generation.get() + 1);
            // What is half drawn says less of the user than what was there before it.
            let mut standpoint = self.standpoint.borrow_mut();
            standpoint.get_or_insert_with(|| Standpoint::of(&self.root));
            self.own.replace(WeakSet::new());
            self.root.set_text_content(None);
        }
        self.generation.get()
    }

    /// To be called when a tree with a new number is drawn.
    pub fn end(&self) {
        if let Some(standpoint) = self.standpoint.take() {
            standpoint.restore();
        }
    }

    fn is_own(&self, node: &JsValue) -> bool {
        node.dyn_ref::<Object>()
            .is_some_and(|node| self.own.borrow().has(node))
    }

    /// Whether a node was drawn and is in the page no more.
    fn is_lost(&self, node: &JsValue) -> bool {
        self.is_own(node) && !self.root.contains(node.dyn_ref())
    }

    fn damaged(&self) {
        if !self.is_damaged.replace(true) {
            (self.on_damage)();
        }
    }

    fn inserts(&self, native: &Function, parent: &JsValue, arguments: &Array) -> Answer {
        let (node, next) = (arguments.get(0), arguments.get(1));
        let inserted = native.apply(parent, arguments).or_else(|error| {
            if self.is_own(&next) {
                self.damaged();
            } else if parent != AsRef::<JsValue>::as_ref(&self.root) {
                return Err(error);
            }
            // The tree that is drawn anew comes before that of before, which is gone.
            native.call2(parent, &node, &JsValue::NULL)
        })?;
        if let Some(node) = node.dyn_ref::<Object>() {
            self.own.borrow().add(node);
        }
        if self.is_lost(&node) && self.is_own(parent) {
            self.damaged();
        }
        Ok(inserted)
    }

    fn removes(&self, native: &Function, parent: &JsValue, arguments: &Array) -> Answer {
        let node = arguments.get(0);
        let removed = native.apply(parent, arguments).or_else(|error| {
            if !self.is_own(&node) {
                return Err(error);
            }
            self.damaged();
            Ok(node.clone())
        })?;
        if let Some(node) = node.dyn_ref::<Object>() {
            self.own.borrow().delete(node);
        }
        Ok(removed)
    }

    fn writes(&self, native: &Function, text: &JsValue, arguments: &Array) -> Answer {
        if self.is_lost(text) || self.is_own(text) && self.has_stranger_beside(text) {
            self.damaged();
        }
        native.apply(text, arguments)
    }

    /// Whether a text goes on in a text that somebody else put beside it.
    fn has_stranger_beside(&self, text: &JsValue) -> bool {
        let is_stranger = |node: Node| !self.is_own(&node);
        text.dyn_ref::<Node>().is_some_and(|text| {
            text.previous_sibling().is_some_and(is_stranger)
                || text.next_sibling().is_some_and(is_stranger)
        })
    }

    /// An element without its place takes no press of a button, so it is not waited until
    /// something is drawn into it.
    fn changed(&self, record: &MutationRecord) {
        let here = record
            .target()
            .is_some_and(|target| !self.is_damaged.get() && self.root.contains(Some(&target)));
        let removed = Array::from(&record.removed_nodes());
        let lost = |node: JsValue| node.is_instance_of::<Element>() && self.is_lost(&node);
        let returns = self.returns.get();
        if here && returns > 0 && removed.iter().any(lost) {
            self.returns.set(returns - 1);
            self.damaged();
        }
    }
}

type Answer = Result<JsValue, JsValue>;

/// One step of drawing: the native function, the node whose method or property it is, and
/// the arguments.
type Step = fn(&Watch, &Function, &JsValue, &Array) -> Answer;

/// Has the steps of drawing pass by here. Extensions have functions of their own, which stay
/// as they are.
fn intercept(watch: &Rc<Watch>) -> Result<(), JsValue> {
    let node = Reflect::get(&js_sys::global(), &"Node".into())?;
    let prototype: Object = Reflect::get(&node, &"prototype".into())?.dyn_into()?;
    for (name, key, step) in [
        (INSERT, "value", Watch::inserts as Step),
        (REMOVE, "value", Watch::removes),
        (WRITE, "set", Watch::writes),
    ] {
        let property = Reflect::get_own_property_descriptor(&prototype, &name.into())?;
        let native: Function = Reflect::get(&property, &key.into())?.dyn_into()?;
        let watch = watch.clone();
        let apply = Closure::<dyn Fn(Function, JsValue, Array) -> Answer>::new(
            move |native: Function, this: JsValue, arguments: Array| {
                step(&watch, &native, &this, &arguments)
            },
        );
        let handler = Object::new();
        Reflect::set(&handler, &"apply".into(), &apply.into_js_value())?;
        Reflect::set(&property, &key.into(), &Proxy::new(&native, &handler))?;
        Reflect::define_property(&prototype, &name.into(), property.unchecked_ref())?;
    }
    Ok(())
}

fn observe(watch: &Rc<Watch>) -> Result<(), JsValue> {
    let watched = Rc::downgrade(watch);
    let on_change = Closure::<dyn Fn(Array)>::new(move |records: Array| {
        if let Some(watch) = watched.upgrade() {
            for record in records.iter() {
                watch.changed(record.unchecked_ref());
            }
        }
    });
    let observer = MutationObserver::new(on_change.into_js_value().unchecked_ref())?;
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    observer.observe_with_options(&watch.root, &options)
}
