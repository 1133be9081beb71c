//! The page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gvmi_hash::browser::view::show();
}
