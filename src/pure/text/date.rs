//! Dates.

/// A moment, given in seconds since 1970 (UTC), to the minute: `2024-07-03 12:34 UTC`.
#[must_use]
pub fn moment(seconds: u32) -> String {
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// The year, month and day so many days after 1970-01-01 (Gregorian calendar).
fn date(mut days: u32) -> (u32, u32, u32) {
    let mut year = 1970;
    let mut month = 1;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn days_of_year(year: u32) -> u32 {
    if is_leap_year(year) { 366 } else { 365 }
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap_year(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_a_date_in_utc() {
        for (seconds, text) in [
            (59, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_720_010_040, "2024-07-03 12:34 UTC"),
            (1_735_689_599, "2024-12-31 23:59 UTC"),
            (1_735_689_600, "2025-01-01 00:00 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
            (u32::MAX, "2106-02-07 06:28 UTC"),
        ] {
            assert_eq!(moment(seconds), text);
        }
    }
}
