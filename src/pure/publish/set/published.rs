//! What is known of an image in a set, and what it is called there.

use std::collections::BTreeMap;

use crate::hash::ImageHash;

/// An image of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Published<'a> {
    /// The name of the image, or its path with `/` between the folders.
    pub name: &'a str,
    /// The hash of the image.
    pub hash: ImageHash,
    /// Where it is published, as the user typed it; empty if nowhere yet. White space around
    /// it is left out.
    pub url: &'a str,
    /// How many bytes it has.
    pub size: u64,
}

/// The names of the images, each once, so that none takes another's place in a mapping: the
/// second of a name gets ` (2)` behind it, or the next number that no image has in its name.
pub(super) fn unique_names(images: &[Published]) -> Vec<String> {
    // By name, the last number behind it.
    let mut last = BTreeMap::new();
    last.extend(images.iter().map(|image| (image.name, 0)));
    images
        .iter()
        .map(|&Published { name, .. }| {
            let mut number = last[name];
            loop {
                number += 1;
                let numbered = match number {
                    1 => name.to_owned(),
                    _ => format!("{name} ({number})"),
                };
                if number == 1 || !last.contains_key(&*numbered) {
                    last.insert(name, number);
                    return numbered;
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn named<'a>(names: &[&'a str]) -> Vec<Published<'a>> {
        let image = |name: &&'a str| Published {
            name,
            hash: ImageHash([0; 28]),
            url: "",
            size: 0,
        };
        names.iter().map(image).collect()
    }

    #[test]
    fn the_second_of_a_name_has_a_number() {
        for (names, expected) in [
            (&["a", "b", "a", "a"][..], &["a", "b", "a (2)", "a (3)"][..]),
            (&["a", "a", "a (2)"], &["a", "a (3)", "a (2)"]),
            (
                &["a (2)", "a (2)", "a", "a"],
                &["a (2)", "a (2) (2)", "a", "a (3)"],
            ),
            (&["", ""], &["", " (2)"]),
            (&[], &[]),
        ] {
            assert_eq!(unique_names(&named(names)), expected);
        }
    }

    proptest! {
        #[test]
        fn no_two_names_are_the_same(names in prop::collection::vec("a( \\([123]\\)){0,3}", 0..40)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let unique = unique_names(&named(&names));
            let different: BTreeSet<&String> = unique.iter().collect();
            prop_assert_eq!(different.len(), names.len());
            for (unique, name) in unique.iter().zip(names) {
                prop_assert!(unique.starts_with(name));
            }
        }
    }
}
