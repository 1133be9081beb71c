//! Imports run as ARCHITECTURE.md draws them: each arrow of the code is in the drawing, each
//! of the drawing in the code, and neither has a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Which modules each module imports from, by the names of all modules on the way to it.
type Arrows = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every module of the library but those of tests, with its code. A comment is no code.
fn modules(folder: &Path, name: &str, modules: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let name = match (name, stem.expect("a name")) {
            (_, "lib" | "bin" | "tests") => continue,
            (name, "mod") => name.to_owned(),
            ("", stem) => stem.to_owned(),
            (name, stem) => format!("{name}::{stem}"),
        };
        if path.is_dir() {
            self::modules(&path, &name, modules);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            modules.insert(name, code.map(|line| format!("{line}\n")).collect());
        }
    }
}

/// Every path that begins in this library, its braces opened.
fn paths(code: &str, module: &str, children: &[&str]) -> Vec<String> {
    let start = Regex::new(r"\b(use )?([a-z_]+)::").expect("an expression");
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut paths = Vec::new();
    let mut rest = code;
    while let Some(found) = start.captures(rest) {
        let word = &found[2];
        let is_child = found.get(1).is_some() && children.contains(&word);
        let base = match word {
            "crate" => Some(String::new()),
            "super" => Some(format!("{parent}::")),
            child if is_child => Some(format!("{module}::{child}::")),
            _ => None,
        };
        rest = &rest[found.get(0).map_or(0, |found| found.end())..];
        if let Some(base) = base {
            rest = open(&base, rest, &mut paths);
        }
    }
    paths
}

/// Adds the paths that begin with `base` and go on as the code does; gives what follows.
fn open<'a>(base: &str, code: &'a str, paths: &mut Vec<String>) -> &'a str {
    let code = code.trim_start();
    if let Some(mut rest) = code.strip_prefix('{') {
        while !rest.trim_start().starts_with('}') {
            rest = open(base, rest, paths).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
        return &rest.trim_start()[1..];
    }
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_');
    let (word, rest) = code.split_at(end.unwrap_or(code.len()));
    if word == "super" {
        let base = base.trim_end_matches("::");
        let parent = base
            .rsplit_once("::")
            .map_or(String::new(), |(parent, _)| format!("{parent}::"));
        return open(&parent, rest.strip_prefix("::").unwrap_or(rest), paths);
    }
    paths.push(format!("{base}{word}"));
    match rest.strip_prefix("::") {
        Some(rest) => open(&format!("{base}{word}::"), rest, paths),
        None if word.is_empty() => rest.get(1..).unwrap_or_default(),
        // `as` another name.
        None => match rest.strip_prefix(" as ") {
            Some(rest) => rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
            None => rest,
        },
    }
}

fn arrows() -> Arrows {
    let mut found = BTreeMap::new();
    modules(&root().join("src"), "", &mut found);
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    found
        .iter()
        .map(|(module, code)| {
            let children: Vec<&str> = names
                .iter()
                .filter_map(|name| name.strip_prefix(module.as_str())?.strip_prefix("::"))
                .collect();
            let targets = paths(code, module, &children)
                .iter()
                .map(|path| path.trim_start_matches("::"))
                // The module that it is in is the longest that it begins with.
                .filter_map(|path| {
                    let within =
                        |name: &&&str| path == **name || path.starts_with(&format!("{name}::"));
                    names.iter().filter(within).max_by_key(|name| name.len())
                })
                .filter(|target| *target != module)
                .map(|target| (*target).to_owned())
                .collect();
            (module.clone(), targets)
        })
        .collect()
}

/// The folder in `src/pure` or `src/browser`.
fn room(module: &str) -> &str {
    module.split("::").nth(1).unwrap_or_default()
}

/// The same between the rooms.
fn between_rooms(arrows: &Arrows) -> Arrows {
    let mut rooms = Arrows::new();
    for (module, targets) in arrows {
        let targets = targets.iter().map(|target| room(target));
        let others = targets.filter(|target| !["", room(module)].contains(target));
        let known = rooms.entry(room(module).to_owned()).or_default();
        known.extend(others.map(str::to_owned));
    }
    rooms
}

/// What stands behind `→` in ARCHITECTURE.md's listing of the folders, by room.
fn drawing() -> Arrows {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the drawing");
    let mut drawn = Arrows::new();
    let mut room = "";
    for line in text.lines().filter_map(|line| line.strip_prefix("      ")) {
        if let Some((name, _)) = line.split_once("/ ") {
            room = name;
        }
        if let Some((_, targets)) = line.split_once('→') {
            let targets = targets.split_whitespace().map(str::to_owned).collect();
            drawn.insert(room.to_owned(), targets);
        }
    }
    drawn
}

/// The modules that are left when those are taken away, again and again, that import nothing
/// or that nothing imports.
fn circles(mut arrows: Arrows) -> Arrows {
    loop {
        let imported: BTreeSet<String> = arrows.values().flatten().cloned().collect();
        let count = arrows.len();
        arrows.retain(|module, targets| !targets.is_empty() && imported.contains(module));
        let left: BTreeSet<String> = arrows.keys().cloned().collect();
        for targets in arrows.values_mut() {
            targets.retain(|target| left.contains(target));
        }
        if left.len() == count {
            return arrows;
        }
    }
}

#[test]
fn the_code_has_the_arrows_of_the_drawing() {
    let mut found = between_rooms(&arrows());
    found.retain(|_, targets| !targets.is_empty());
    let drawn = drawing();
    for (room, targets) in &found {
        let drawn = drawn.get(room).cloned().unwrap_or_default();
        assert_eq!(*targets, drawn, "found and drawn, from {room}");
    }
    assert_eq!(
        found.len(),
        drawn.len(),
        "a room is drawn that is not there"
    );
}

#[test]
fn no_imports_run_in_a_circle() {
    assert_eq!(circles(arrows()), Arrows::new());
}

#[test]
fn a_circle_and_every_form_of_a_path_are_found() {
    let code = "use crate::a::{self, b::C, d::{E, F as G}};\nsuper::h::i(crate::j::k());\n\
                use l::M;\nuse super::super::n::O;\npub use q::R;";
    let found = paths(code, "x::y::z", &["l"]);
    for path in [
        "a::b::C",
        "a::d::E",
        "a::d::F",
        "x::y::h::i",
        "j::k",
        "x::y::z::l::M",
        "x::n::O",
    ] {
        assert!(found.iter().any(|found| found == path), "{path}: {found:?}");
    }
    assert!(!found.iter().any(|found| found.contains('q')), "{found:?}");
    let arrow = |from: &str, to: &str| (from.to_owned(), BTreeSet::from([to.to_owned()]));
    let arrows = Arrows::from([arrow("a", "b"), arrow("b", "a"), arrow("c", "a")]);
    assert!(circles(arrows).contains_key("a"));
    assert!(circles(Arrows::from([arrow("a", "b"), arrow("b", "c")])).is_empty());
}
