//! The worker: hashes files, one after the other.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gvmi_hash::browser::worker::hash_files();
}
