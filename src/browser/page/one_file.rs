//! The link to the page in one file. Not every browser asks a service worker for what is
//! saved by a link, so the page saves what its service worker has kept.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_file::ObjectUrl;
use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{CacheStorage, HtmlAnchorElement, Response};

use super::listener::Listener;
use crate::browser::channel::js::window;

/// As `index.html` calls the link.
const LINK: &str = "one-file";

/// Has the link work without its server, as long as the handle lives. None if the page has
/// no such link.
pub fn listen() -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    let link = document.get_element_by_id(LINK)?;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    let target = link.clone();
    // The browser may read it after the function has ended.
    let saved = Rc::new(RefCell::new(None));
    Some(Listener::new(&target, "click", move |event| {
        event.prevent_default();
        let (link, saved) = (link.clone(), saved.clone());
        spawn_local(async move {
            let kept = kept(&link.href()).await.ok();
            // What is not kept has to come from the server: its name has its digest in it.
            let address = kept.as_deref().map_or_else(|| link.href(), str::to_owned);
            // A page without a document has no link either.
            let _ = save(&address, &link.download());
            saved.replace(kept);
        });
    }))
}

/// An address of what the service worker has kept of this address. The policy of the page
/// does not forbid it: nothing is asked of any server.
async fn kept(address: &str) -> Result<ObjectUrl, JsValue> {
    let caches: CacheStorage = Reflect::get(&window()?.into(), &"caches".into())?.dyn_into()?;
    let kept = JsFuture::from(caches.match_with_str(address)).await?;
    let response: Response = kept.dyn_into()?;
    let file: web_sys::Blob = JsFuture::from(response.blob()?).await?.dyn_into()?;
    Ok(ObjectUrl::from(gloo_file::Blob::from(file)))
}

fn save(address: &str, name: &str) -> Result<(), JsValue> {
    let document = window()?.document().ok_or("there is no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}
