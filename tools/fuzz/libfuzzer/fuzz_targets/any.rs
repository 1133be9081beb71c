//! The target that the environment names, driven by libFuzzer.

#![no_main]

use std::env;
use std::sync::LazyLock;

use fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = env::var("GVMI_HASH_FUZZ").expect("GVMI_HASH_FUZZ names a target");
    Target::named(&name).expect("a target of this name")
});

fuzz_target!(|bytes: &[u8]| (TARGET.property)(bytes));
