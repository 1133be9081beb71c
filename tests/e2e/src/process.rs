//! What the system says of running processes.

use std::fs;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The processes that `ancestor` has started, and those that these have, itself included.
fn family(ancestor: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| descends_from(*process, ancestor))
        .collect()
}

fn descends_from(process: u32, ancestor: u32) -> bool {
    let mut process = u64::from(process);
    while process > 1 {
        if process == u64::from(ancestor) {
            return true;
        }
        process = number(process as u32, "status", "PPid:").unwrap_or(0);
    }
    false
}

/// The bytes of memory that are the process's own share (PSS): what several processes
/// hold together counts in equal parts.
fn memory(process: u32) -> Option<u64> {
    number(process, "smaps_rollup", "Pss:").map(|kibibytes| kibibytes << 10)
}

/// The bytes of memory that `ancestor` and all processes below it hold.
pub fn memory_of_family(ancestor: u32) -> u64 {
    family(ancestor).into_iter().filter_map(memory).sum()
}

/// Keeps the most memory that it sees a family hold, as long as it lives.
pub struct MemoryWatch {
    life: Arc<()>,
    thread: JoinHandle<u64>,
}

impl MemoryWatch {
    /// Looks at `ancestor` and all processes below it, again and again.
    pub fn start(ancestor: u32, interval: Duration) -> Self {
        let life = Arc::new(());
        let is_alive = Arc::downgrade(&life);
        let thread = thread::spawn(move || {
            let mut peak = 0;
            while is_alive.strong_count() > 0 {
                peak = peak.max(memory_of_family(ancestor));
                thread::sleep(interval);
            }
            peak
        });
        Self { life, thread }
    }

    /// The most that was seen, in bytes.
    pub fn stop(self) -> u64 {
        drop(self.life);
        self.thread.join().unwrap_or(0)
    }
}

/// The number behind a name in a file of `/proc/PID`, without its unit.
fn number(process: u32, file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/{file}")).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
