//! How long the journeys take.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Name and time of each journey that is over.
static TIMES: Mutex<Vec<(String, Duration)>> = Mutex::new(Vec::new());

/// Does something, and keeps how long it took under this name: ENGINE::ROOM::JOURNEY.
pub fn of<T>(name: String, something: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let outcome = something();
    let mut times = TIMES.lock().expect("no thread panics");
    times.push((name, started.elapsed()));
    outcome
}

/// Prints the ten slowest, and the sums by engine and by room.
pub fn print() {
    let mut times = TIMES.lock().expect("no thread panics").clone();
    times.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    println!("the ten slowest:");
    for (name, time) in times.iter().take(10) {
        line(name, *time);
    }
    for (what, part) in [("engine", 0), ("room", 1)] {
        println!("by {what}:");
        let mut sums = BTreeMap::<&str, (Duration, usize)>::new();
        for (name, time) in &times {
            let mut parts = name.split("::").filter(|part| *part != "by_nginx");
            let (sum, journeys) = sums.entry(parts.nth(part).unwrap_or(name)).or_default();
            *sum += *time;
            *journeys += 1;
        }
        for (part, (sum, journeys)) in sums {
            line(&format!("{part}, {journeys} journeys"), sum);
        }
    }
}

fn line(what: &str, time: Duration) {
    println!("{:>7.1} s  {what}", time.as_secs_f64());
}
