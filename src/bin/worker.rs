//! The worker: hashes one file.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gvmi_hash::browser::worker::serve();
}
