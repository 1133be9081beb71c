//! Words and signs for people: sizes, times and dates, characters that a text can hide, and what a
//! check has to say.

pub mod change;
pub mod date;
pub mod finding;
pub mod invisible;
pub mod literal;
pub mod measure;
