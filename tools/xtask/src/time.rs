//! How long something took, in words.

use std::time::Duration;

/// `4.2 s` up to a minute, then `1 min 5 s`.
pub fn spell(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[test]
fn minutes_are_named_from_sixty_seconds_on() {
    let spelled = |ms| spell(Duration::from_millis(ms));
    assert_eq!(spelled(4_249), "4.2 s");
    assert_eq!(spelled(59_000), "59.0 s");
    assert_eq!(spelled(65_900), "1 min 5 s");
}
