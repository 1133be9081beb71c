//! Disks that fail half-way, are slow, or go away. They are mounted, which not every machine
//! lets its tests do: `cargo xtask test` then leaves this room out, and says so.

use std::time::Duration;

use crate::Outcome;
use crate::disk::{self, Disk, NAME, Trouble};
use crate::fault::{Part, fault};
use crate::page::Browser;
use fuser::Errno;

/// Hashes the file of a disk with this trouble, and makes a row of what is seen.
async fn on_a_disk(browser: &Browser, done: &str, trouble: Trouble) -> Outcome {
    let disk = Disk::mount(trouble).map_err(|why| format!("no disk can be mounted here: {why}"))?;
    browser.open_page().await?;
    browser.choose(&disk.file()).await?;
    browser.wait_until_over().await?;
    fault(Part::Storage, done)
        .hashed(NAME, disk::hash())
        .seen(browser)
        .await?;
    // The page lets go of the file.
    Ok(browser.client.goto("about:blank").await?)
}

/// Without any trouble, so that the others are known to come from it.
pub async fn a_disk_works(browser: &Browser) -> Outcome {
    on_a_disk(browser, "nothing: the disk works", Trouble::Nothing).await
}

pub async fn a_disk_fails_half_way(browser: &Browser) -> Outcome {
    for (done, error) in [
        ("half-way the disk reports an error (EIO)", Errno::EIO),
        (
            "half-way the disk says the file is of before (ESTALE, as NFS)",
            Errno::ESTALE,
        ),
    ] {
        on_a_disk(browser, done, Trouble::Unreadable(error)).await?;
    }
    Ok(())
}

pub async fn a_network_drive_goes_away(browser: &Browser) -> Outcome {
    let trouble = Trouble::Dead(Errno::ENOTCONN);
    on_a_disk(
        browser,
        "half-way the network drive goes away (ENOTCONN)",
        trouble,
    )
    .await
}

pub async fn permission_is_taken_away(browser: &Browser) -> Outcome {
    let trouble = Trouble::Closed(Errno::EACCES);
    on_a_disk(
        browser,
        "half-way the permission is taken away (EACCES)",
        trouble,
    )
    .await
}

pub async fn a_file_ends_before_its_size(browser: &Browser) -> Outcome {
    let done = "the disk gives half of the file, and no error";
    on_a_disk(browser, done, Trouble::Short).await
}

pub async fn a_disk_gives_other_bytes_later(browser: &Browser) -> Outcome {
    let done = "the disk gives other bytes when it is asked again";
    on_a_disk(browser, done, Trouble::Rotten).await
}

pub async fn a_disk_pauses(browser: &Browser) -> Outcome {
    let pause = Duration::from_secs(2);
    on_a_disk(
        browser,
        "half-way the disk gives nothing for two seconds",
        Trouble::Pause(pause),
    )
    .await
}

pub async fn a_disk_is_slow(browser: &Browser) -> Outcome {
    let done = "the disk is slow: 32 MB a second";
    on_a_disk(browser, done, Trouble::Slow(32_000_000)).await
}
