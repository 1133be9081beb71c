//! The page around a widget: what it asks for, what it is told, and the look that it
//! wants.

use js_sys::{JSON, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, MessageEvent, ResizeObserver, Url, Window};

use super::document;
use super::listener::Listener;
use crate::pure::embed::{ColourScheme, Message, Options, Pair, Palette};

/// The page that has the widget in a frame of its own.
#[derive(Clone, PartialEq)]
pub struct HostPage {
    window: Window,
    /// Where it comes from, if it says so.
    origin: Option<String>,
}

impl HostPage {
    /// The page around this one; none if there is none.
    pub fn find(options: &Options) -> Option<Self> {
        let own = web_sys::window()?;
        let parent = own.parent().ok()??;
        // As browsers write it, since that is what messages say of where they come from.
        let origin = options
            .origin
            .as_deref()
            .and_then(|origin| Url::new(origin).ok());
        (parent != own).then(|| Self {
            window: parent,
            origin: origin.map(|url| url.origin()),
        })
    }

    /// The origin of the page, if it is told anything of the image.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Posts a message. What tells of the image goes to a page of the named origin, or
    /// to nobody.
    pub fn tell(&self, message: &Message) {
        let origin = match &self.origin {
            Some(origin) => origin,
            None if message.is_public() => "*",
            None => return,
        };
        if let Ok(message) = JSON::parse(&message.json()) {
            // Browsers refuse what is no origin after all; then nobody is told.
            let _ = self.window.post_message(&message, origin);
        }
    }

    /// Tells the page how high the content is, now and whenever that changes.
    pub fn tell_height(&self) -> Option<HeightWatch> {
        let host_page = self.clone();
        let content = document::root()?;
        let measured = content.clone();
        let told = std::cell::Cell::new(0);
        let measure = Closure::<dyn Fn()>::new(move || {
            let pixels = measured.get_bounding_client_rect().height().ceil() as u32;
            if told.replace(pixels) != pixels {
                host_page.tell(&Message::Height { pixels });
            }
        });
        let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok()?;
        observer.observe(&content);
        Some(HeightWatch {
            observer,
            _measure: measure,
        })
    }

    /// Calls a function with everything that the page asks for later, in the form of an
    /// address's query. Nobody else is listened to.
    pub fn listen(&self, on_options: impl Fn(String) + 'static) -> Option<Listener> {
        let host_page = self.clone();
        let window = web_sys::window()?;
        Some(Listener::new(&window, "message", move |event| {
            let asked = event.dyn_ref().and_then(|event| host_page.asked(event));
            if let Some(options) = asked {
                on_options(options);
            }
        }))
    }

    fn asked(&self, event: &MessageEvent) -> Option<String> {
        if event.source()? != **self.window || self.origin != Some(event.origin()) {
            return None;
        }
        let message = property(&event.data(), Message::NAME)?;
        let version = property(&message, "version")?.as_f64()?;
        let kind = property(&message, "type")?.as_string()?;
        if version != f64::from(Message::VERSION) || kind != "options" {
            return None;
        }
        property(&message, "options")?.as_string()
    }
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    let object: &Object = object.dyn_ref()?;
    Reflect::get(object, &name.into()).ok()
}

/// Tells the height as long as it lives.
pub struct HeightWatch {
    observer: ResizeObserver,
    _measure: Closure<dyn Fn()>,
}

impl Drop for HeightWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Gives the page the look of a widget as the host page wants it.
pub fn wear(options: &Options) {
    // A page without a root has no look.
    let _ = document::root().map(|root| put_on(&root, options));
}

fn put_on(root: &HtmlElement, options: &Options) -> Result<(), JsValue> {
    root.set_attribute("data-embed", "")?;
    let scheme = match options.scheme() {
        ColourScheme::Auto => "auto",
        ColourScheme::Light => "light",
        ColourScheme::Dark => "dark",
    };
    root.set_attribute("data-scheme", scheme)?;
    let palette = match options.theme.palette {
        Palette::Own => "own",
        Palette::Golem => "golem",
    };
    root.set_attribute("data-palette", palette)?;
    let paper = options.colours.paper;
    root.toggle_attribute_with_force("data-paper", paper.is_some())?;
    let style = root.style();
    for (property, pair) in [
        ("--bg", paper.map(|paper| paper.background)),
        ("--fg", paper.map(|paper| paper.text)),
        ("--accent", options.colours.accent),
        ("--on-accent", options.colours.accent.map(Pair::legible)),
    ] {
        // An empty value takes the property away.
        let value = pair.map(|Pair { light, dark }| format!("light-dark({light}, {dark})"));
        style.set_property(property, &value.unwrap_or_default())?;
    }
    let size = options.font_size.map(|pixels| format!("{pixels}px"));
    style.set_property("font-size", &size.unwrap_or_default())
}
