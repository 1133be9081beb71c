//! Addresses of scripts, as Trusted Types want them where the browser has them: nothing
//! becomes a script of this page but what passes here (Trusted Types, `createScriptURL`).

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::browser::channel::js::call;

/// The service worker; and the same where the page is developed: there it asks the server
/// first, and a new build does not wait.
pub const SERVICE_WORKERS: [&str; 2] = ["sw.js", "sw.js?network-first"];

/// The address of a script that the page may start.
///
/// # Errors
///
/// If it is of no such script, or the page's policy forbids the rule.
pub fn script_address(address: &str) -> Result<JsValue, JsValue> {
    thread_local! {
        static POLICY: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    }
    let factory = Reflect::get(&js_sys::global(), &"trustedTypes".into())?;
    if factory.is_falsy() {
        return Ok(address.into());
    }
    let kept = POLICY.with_borrow(Clone::clone);
    let policy = match kept {
        Some(policy) => policy,
        None => {
            let policy = create_policy(&factory)?;
            POLICY.set(Some(policy.clone()));
            policy
        }
    };
    call(&policy, "createScriptURL", &[address.into()])
}

fn create_policy(factory: &JsValue) -> Result<JsValue, JsValue> {
    let rule = Closure::<dyn Fn(String) -> Result<String, JsValue>>::new(|address: String| {
        if address.starts_with("blob:") || SERVICE_WORKERS.contains(&address.as_str()) {
            Ok(address)
        } else {
            Err("this is no script of the page".into())
        }
    });
    let rules = Object::new();
    Reflect::set(&rules, &"createScriptURL".into(), &rule.into_js_value())?;
    call(factory, "createPolicy", &["gvmi-hash".into(), rules.into()])
}
