//! What the tool knows, without a browser: each room is tested natively.

pub mod text;

pub mod image;
pub mod inside;
pub mod squashfs;
pub mod url;

pub mod compare;
pub mod publish;

pub mod hashing;

pub mod embed;
pub mod session;
