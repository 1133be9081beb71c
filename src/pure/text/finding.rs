//! What a check or a comparison has to say: how much it matters, the words, what fixes it.

use std::{fmt, mem};

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// All is well.
    Good,
    /// There is no answer yet.
    Open,
    /// It may work, but there is something that the user would want to know.
    Advice,
    /// It will not work, or it is wrong.
    Error,
}

/// What a check or a comparison has to say. Its text is all of its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What was seen, and what to do about it: two lines at most where it stands.
    pub lead: String,
    /// Reasons, figures and rare cases, for who wants to know more.
    pub more: Option<String>,
    /// What would put it right: one way, or several to choose from.
    pub fixes: Vec<Fix>,
}

/// What one press of a button makes of a URL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What the button says.
    pub label: &'static str,
    /// The whole new URL.
    pub url: String,
}

impl Finding {
    /// A finding with nothing but its first words.
    #[must_use]
    pub fn new(severity: Severity, lead: impl Into<String>) -> Self {
        Self {
            severity,
            lead: lead.into(),
            more: None,
            fixes: Vec::new(),
        }
    }

    /// Something that will not work.
    #[must_use]
    pub fn error(lead: impl Into<String>) -> Self {
        Self::new(Severity::Error, lead)
    }

    /// Something that the user would want to know.
    #[must_use]
    pub fn advice(lead: impl Into<String>) -> Self {
        Self::new(Severity::Advice, lead)
    }

    /// The same with these words for who wants to know more.
    #[must_use]
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.more = Some(more.into());
        self
    }

    /// The same with one more way to put it right.
    #[must_use]
    pub fn fix(mut self, label: &'static str, url: impl Into<String>) -> Self {
        let url = url.into();
        self.fixes.push(Fix { label, url });
        self
    }

    /// What was seen, and what there is to do about it: the first sentence of the lead, and the
    /// others. What it quotes ends none.
    #[must_use]
    pub fn sentences(&self) -> (&str, &str) {
        let mut is_quoted = false;
        let end = self.lead.char_indices().find(|(at, letter)| {
            match letter {
                '“' => is_quoted = true,
                '”' => is_quoted = false,
                _ => {}
            }
            !is_quoted && self.lead[*at..].starts_with(". ")
        });
        let end = end.map_or(self.lead.len(), |(dot, _)| dot + 1);
        self.lead.split_at(end)
    }

    /// Whether it says that something will not work.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Puts what matters most first, and leaves the rest in its order.
pub fn sort(findings: &mut Vec<Finding>) {
    use Severity::{Advice, Error, Good, Open};
    let given = mem::take(findings);
    // They are few: the library's sorting, made for them, would weigh more than all of this file.
    for severity in [Error, Advice, Open, Good] {
        let of_severity = given.iter().filter(|found| found.severity == severity);
        findings.extend(of_severity.cloned());
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lead)?;
        match &self.more {
            Some(more) => write!(f, " {more}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_behind_what_it_quotes() {
        for (seen, step) in [
            ("It is empty.", ""),
            ("It is empty.", " Get it again. Choose that."),
            ("“/a. b” is not there.", " Add “RUN mkdir /a. b”."),
            ("“/a” of “b. ” c.", " Do it."),
            ("“/a“b” is not there.", " Add it."),
            ("”It is.", " ” odd."),
        ] {
            let finding = Finding::advice(format!("{seen}{step}"));
            assert_eq!(finding.sentences(), (seen, step));
        }
    }
}
