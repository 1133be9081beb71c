//! Who is measured.

use std::fmt;

use e2e::engine::Engine;

/// The three engines, in the order of every table.
pub const ENGINES: [Engine; 3] = [Engine::Chromium, Engine::Firefox, Engine::WebKitGtk];

/// The name of an engine as its makers write it.
pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Chromium => "Chromium",
        Engine::Firefox => "Firefox",
        Engine::WebKitGtk => "WebKitGTK",
    }
}

/// Whose speed is measured.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Contestant {
    /// A program on this machine.
    Native(Tool),
    /// A page in a browser.
    Page(Engine, Work),
    /// Our page, opened for the first time in a fresh profile, with several files.
    Several(Engine, Giving),
}

/// A program on this machine that computes a SHA3-224.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tool {
    /// `openssl dgst -sha3-224`: assembly.
    OpenSsl,
    /// The crate that the page uses too, compiled natively for speed.
    Crate,
    /// `rhash --sha3-224`: C.
    Rhash,
    /// `sha3sum -a 224`: C, called by Perl; Golem's documentation recommends it.
    Sha3sum,
}

/// What a page does with a file.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Work {
    /// Our page, opened for the first time in a fresh profile.
    First,
    /// Our page, again in the same tab.
    Again,
    /// A page with hash-wasm.
    HashWasm,
    /// A page with js-sha3.
    JsSha3,
    /// The hash alone, in a worker, of bytes that are in its memory.
    HashAlone,
    /// Reading alone, in a worker, in the way that ours begins with.
    ReadAlone,
    /// All that our worker does with a file, without the page.
    Worker,
}

/// How several files are given to the page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Giving {
    /// All of them in one choice.
    Together,
    /// Each when the one before is hashed, whose place it takes.
    InTurn,
}

impl Tool {
    pub const ALL: [Self; 4] = [Self::OpenSsl, Self::Crate, Self::Rhash, Self::Sha3sum];
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OpenSsl => "openssl dgst -sha3-224",
            Self::Crate => "the sha3 crate, native",
            Self::Rhash => "rhash --sha3-224",
            Self::Sha3sum => "sha3sum -a 224",
        })
    }
}

impl Work {
    pub const ALL: [Self; 7] = [
        Self::First,
        Self::Again,
        Self::HashWasm,
        Self::JsSha3,
        Self::HashAlone,
        Self::ReadAlone,
        Self::Worker,
    ];
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "this page, first use",
            Self::Again => "this page, again in the same tab",
            Self::HashWasm => "a page with hash-wasm",
            Self::JsSha3 => "a page with js-sha3",
            Self::HashAlone => "the hash alone",
            Self::ReadAlone => "reading alone",
            Self::Worker => "the worker alone: reads and hashes",
        })
    }
}

impl Giving {
    pub const ALL: [Self; 2] = [Self::Together, Self::InTurn];
}

impl fmt::Display for Giving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Together => "this page, files at once",
            Self::InTurn => "this page, files one after the other",
        })
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native(tool) => tool.fmt(f),
            Self::Page(engine, work) => write!(f, "{}: {work}", name(*engine)),
            Self::Several(engine, giving) => write!(f, "{}: {giving}", name(*engine)),
        }
    }
}
