//! The worker that looks inside an image.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gvmi_hash::browser::worker::look_inside();
}
