//! What the user wants measured.

use e2e::engine::Engine;

use crate::contestant::ENGINES;

/// A part of the benchmark.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Part {
    Speed,
    Weight,
    Loading,
    Several,
}

const PARTS: [(&str, Part); 4] = [
    ("speed", Part::Speed),
    ("weight", Part::Weight),
    ("loading", Part::Loading),
    ("several", Part::Several),
];

/// What the user wants measured.
#[derive(PartialEq, Debug)]
pub struct Request {
    pub quick: bool,
    pub engines: Vec<Engine>,
    parts: Vec<Part>,
}

impl Request {
    /// What these words ask for; an error says which word means nothing.
    pub fn of(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut request = Self {
            quick: false,
            engines: Vec::new(),
            parts: Vec::new(),
        };
        for word in words {
            let part = PARTS.iter().find(|(name, _)| *name == word);
            let engine = ENGINES.iter().find(|engine| engine.to_string() == word);
            match (part, engine) {
                (Some((_, part)), _) => request.parts.push(*part),
                (_, Some(engine)) => request.engines.push(*engine),
                _ if word == "--quick" => request.quick = true,
                _ => {
                    return Err(format!(
                        "`{word}` is no part, engine or option; `cargo xtask help` names them"
                    ));
                }
            }
        }
        if request.engines.is_empty() {
            request.engines = ENGINES.to_vec();
        }
        if request.parts.is_empty() {
            request.parts = PARTS.iter().map(|(_, part)| *part).collect();
        }
        Ok(request)
    }

    pub fn wants(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// Whether everything is wanted, so that the documents can be written.
    pub fn is_whole(&self) -> bool {
        !self.quick
            && ENGINES.iter().all(|engine| self.engines.contains(engine))
            && PARTS.iter().all(|(_, part)| self.wants(*part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(words: &str) -> Result<Request, String> {
        Request::of(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn without_words_everything_is_wanted() {
        assert!(request("").unwrap().is_whole());
        assert!(!request("--quick").unwrap().is_whole());
        assert!(!request("firefox").unwrap().is_whole());
    }

    #[test]
    fn parts_and_engines_are_chosen_by_name() {
        let request = request("several firefox --quick").unwrap();
        assert!(request.quick && request.wants(Part::Several) && !request.wants(Part::Speed));
        assert_eq!(request.engines, [Engine::Firefox]);
    }

    #[test]
    fn a_word_without_meaning_is_named() {
        let error = request("speed opera").unwrap_err();
        assert!(error.starts_with("`opera` is no part"), "{error}");
    }
}
