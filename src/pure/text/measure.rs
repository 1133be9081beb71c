//! Sizes, times and speeds, in words that a person reads at a glance.

/// A number of bytes in decimal units and three significant digits: `3.58 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} {}", if bytes == 1 { "byte" } else { "bytes" });
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // 999.5 would be rounded to 1000.
    while value >= 999.5 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    let decimals = match value {
        v if v < 9.995 => 2,
        v if v < 99.95 => 1,
        _ => 0,
    };
    format!("{} {}", fixed(value, decimals), UNITS[unit])
}

/// A number with so many decimals. The standard library's way to print a float would
/// be a twentieth of the page's program.
fn fixed(number: f64, decimals: usize) -> String {
    let one = 10_u64.pow(decimals as u32);
    let rounded = (number * one as f64).round_ties_even() as u64;
    let whole = rounded / one;
    match decimals {
        0 => format!("{whole}"),
        _ => format!("{whole}.{:0decimals$}", rounded % one),
    }
}

/// A number of bytes, exactly, its digits in groups of three: `3,576,181 bytes`.
#[must_use]
pub fn exact_size(bytes: u64) -> String {
    let unit = if bytes == 1 { "byte" } else { "bytes" };
    format!("{} {unit}", grouped(bytes))
}

/// A number, exactly, its digits in groups of three: `3,576,181`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A span of time: `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    if seconds < 0.1 {
        return "less than 0.1 s".to_owned();
    }
    if seconds < 9.95 {
        return format!("{} s", fixed(seconds, 1));
    }
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A speed: `312 MB/s`.
#[must_use]
pub fn speed(bytes_per_second: f64) -> String {
    format!("{}/s", size(bytes_per_second as u64))
}

/// How far a job has come, and how fast it goes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Pace {
    /// Bytes hashed so far.
    pub bytes_hashed: u64,
    /// Seconds since the job began.
    pub elapsed: f64,
    /// Bytes per second of late; zero until anything was hashed.
    pub bytes_per_second: f64,
}

impl Pace {
    /// The pace after the job reported that it stands at `bytes_hashed`, `elapsed`
    /// seconds after its start. The speed follows a change within a few seconds and
    /// does not jump about meanwhile.
    #[must_use]
    pub fn at(self, bytes_hashed: u64, elapsed: f64) -> Self {
        const MEMORY_SECONDS: f64 = 2.0;
        let seconds = elapsed - self.elapsed;
        if seconds <= 0.0 {
            return Self {
                bytes_hashed,
                ..self
            };
        }
        let now = bytes_hashed.saturating_sub(self.bytes_hashed) as f64 / seconds;
        let weight = if self.bytes_per_second == 0.0 {
            1.0
        } else {
            1.0 - (-seconds / MEMORY_SECONDS).exp()
        };
        Self {
            bytes_hashed,
            elapsed,
            bytes_per_second: self.bytes_per_second + weight * (now - self.bytes_per_second),
        }
    }

    /// How much of `size` bytes is done, in whole per cent. 100 is kept for the end.
    #[must_use]
    pub fn percent(self, size: u64) -> u8 {
        if size == 0 {
            return 0;
        }
        // A browser counts bytes in 53 bits.
        let percent = self.bytes_hashed.saturating_mul(100) / size;
        percent.min(99) as u8
    }

    /// Seconds until `size` bytes are done, once a speed is known.
    #[must_use]
    pub fn seconds_left(self, size: u64) -> Option<f64> {
        let left = size.saturating_sub(self.bytes_hashed) as f64;
        (self.bytes_per_second > 0.0).then(|| left / self.bytes_per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_significant_digits() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.00 kB"),
            (3_576_181, "3.58 MB"),
            (99_940_000, "99.9 MB"),
            (999_600_000, "1.00 GB"),
            (5_368_709_121, "5.37 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn exact_sizes_are_grouped_in_threes() {
        assert_eq!(exact_size(1), "1 byte");
        assert_eq!(exact_size(999), "999 bytes");
        assert_eq!(exact_size(1000), "1,000 bytes");
        assert_eq!(exact_size(3_576_181), "3,576,181 bytes");
    }

    #[test]
    fn durations_use_two_units_at_most() {
        for (seconds, text) in [
            (0.04, "less than 0.1 s"),
            (9.94, "9.9 s"),
            (9.96, "10 s"),
            (59.6, "1 min 0 s"),
            (200.0, "3 min 20 s"),
            (3900.0, "1 h 5 min"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn the_pace_tells_speed_share_and_time_left() {
        let pace = Pace::default().at(100, 1.0).at(200, 2.0);
        assert_eq!(pace.bytes_per_second, 100.0);
        assert_eq!(pace.percent(1000), 20);
        assert_eq!(pace.seconds_left(1000), Some(8.0));
    }

    #[test]
    fn the_speed_follows_a_change_without_jumping() {
        let steady = Pace::default().at(100, 1.0);
        let slower = steady.at(110, 2.0);
        assert!(slower.bytes_per_second < 100.0 && slower.bytes_per_second > 10.0);
    }

    #[test]
    fn nothing_is_known_before_anything_is_hashed() {
        assert_eq!(Pace::default().seconds_left(10), None);
        assert_eq!(Pace::default().percent(0), 0);
        assert_eq!(Pace::default().at(10, 1.0).percent(10), 99);
    }
}
