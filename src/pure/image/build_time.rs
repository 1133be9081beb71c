//! When a file system was built.

use std::fmt;

use crate::pure::text::date::moment;

/// Seconds since 1970 (UTC), as a SquashFS superblock has them; 0 if the writer left
/// them out. Shown to the minute: `2024-07-03 12:34 UTC`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BuildTime(pub u32);

impl fmt::Display for BuildTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("not recorded"),
            seconds => f.write_str(&moment(seconds)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_time_may_be_left_out() {
        assert_eq!(BuildTime(0).to_string(), "not recorded");
        assert_eq!(BuildTime(1).to_string(), "1970-01-01 00:00 UTC");
    }
}
