//! What is in the image: its facts, and its sections drawn to scale.

use std::ops::Range;

use yew::prelude::*;

use super::value::Value;
use super::words::{hint, words};
use crate::pure::image::{Fault, Image, Section, Superblock};
use crate::pure::session::Check;
use crate::pure::text::literal::{Escapes, literal};
use crate::pure::text::measure;

/// What is known of it, once it is checked.
pub fn inside(check: Option<&Check>) -> Html {
    match check {
        Some(Ok(image)) => html! {
            <>
                { facts(image) }
                { sections(image) }
            </>
        },
        Some(Err(Fault {
            superblock: Some(superblock),
            ..
        })) => html! {
            <dl key="superblock" class="facts-list">
                { built(superblock) }
                { file_system(superblock) }
                { fact("Length", &[measure::exact_size(superblock.bytes_used)], "") }
            </dl>
        },
        Some(Err(_)) => hint("This file has no file system of an image."),
        None => hint("Choose an image to see what is inside."),
    }
}

fn facts(image: &Image) -> Html {
    let metadata = &image.metadata;
    let superblock = &image.superblock;
    html! {
        <dl key="image" class="facts-list">
            { fact("Docker image", metadata.docker_image.as_slice(), "not recorded") }
            { built(superblock) }
            { fact("Working directory", std::slice::from_ref(&metadata.working_dir), "") }
            { fact("Volumes", &metadata.volumes, "none") }
            { fact("Environment", &metadata.env, "empty") }
            { fact("Entry point", spoken(&metadata.entrypoint).as_slice(), "none") }
            { fact("Command", spoken(&metadata.command).as_slice(), "none") }
            { fact("User", metadata.user.as_slice(), "root") }
            { file_system(superblock) }
        </dl>
    }
}

fn built(superblock: &Superblock) -> Html {
    fact("Built", &[superblock.build_time.to_string()], "")
}

fn file_system(superblock: &Superblock) -> Html {
    let inodes = superblock.inode_count;
    let text = format!(
        "SquashFS 4.0, {}, {inodes} {}",
        superblock.compressor,
        if inodes == 1 {
            "file or folder"
        } else {
            "files and folders"
        }
    );
    fact("File system", &[text], "")
}

/// So many values, or words of a command, are shown: more would make the page slow.
const MOST: usize = 100;

/// That there are more than are shown.
fn others(count: usize) -> Option<String> {
    let others = count.checked_sub(MOST).filter(|others| *others > 0)?;
    Some(format!("and {} more", measure::grouped(others as u64)))
}

/// The words of a command as JSON would show them, so that their borders are seen.
fn spoken(words: &[String]) -> Option<String> {
    let shown = words.iter().take(MOST);
    let shown = shown.map(|word| literal(word, Escapes::Utf16));
    let shown: Vec<String> = shown.chain(others(words.len())).collect();
    (!shown.is_empty()).then(|| shown.join(" "))
}

fn fact(name: &str, values: &[String], none: &'static str) -> Html {
    let value = |(index, value): (usize, &String)| {
        html! { <dd key={index}><Value text={value.clone()} /></dd> }
    };
    html! {
        <>
            <dt>{ name }</dt>
            if values.is_empty() {
                <dd class="hint">{ words(none) }</dd>
            }
            { for values.iter().take(MOST).enumerate().map(value) }
            if let Some(others) = others(values.len()) {
                <dd class="hint">{ words(others) }</dd>
            }
        </>
    }
}

/// The file drawn to scale, its end once more and enlarged, and the same as a table.
fn sections(image: &Image) -> Html {
    let sections = image.sections();
    let end = image.trailer_offset;
    html! {
        <figure class="parts">
            <div aria-hidden="true">
                { bars(&sections, 0..image.size) }
                <p class="hint">{ "The end, enlarged:" }</p>
                { bars(&sections[2..], end..image.size) }
            </div>
            <table>
                <caption>
                    { "The parts of the file. Providers check the CRC of the metadata; the hash \
                       is of the whole file." }
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Part" }</th>
                        <th scope="col">{ "From byte" }</th>
                        <th scope="col">{ "Length" }</th>
                    </tr>
                </thead>
                <tbody>{ for sections.iter().map(row) }</tbody>
            </table>
        </figure>
    }
}

/// The sections that lie in `window`, drawn to scale.
fn bars(sections: &[Section], window: Range<u64>) -> Html {
    /// How fine the scale is.
    const WIDTH: f64 = 100_000.0;
    let length = (window.end - window.start) as f64;
    let scale = |byte: u64| ((byte - window.start) as f64 / length * WIDTH) as u64;
    let bar = |section: &Section| {
        let (start, end) = (scale(section.range.start), scale(section.range.end));
        html! {
            <rect
                class={class(section)}
                x={start.to_string()}
                width={(end - start).to_string()}
                height="1"
            />
        }
    };
    html! {
        <svg viewBox="0 0 100000 1" preserveAspectRatio="none">
            { for sections.iter().map(bar) }
        </svg>
    }
}

fn row(section: &Section) -> Html {
    html! {
        <tr key={format!("{} {} {}", section.name, section.range.start, section.range.end)}>
            <th scope="row">
                <span class={classes!("swatch", class(section))} />
                <span>{ section.name }</span>
            </th>
            <td>{ measure::grouped(section.range.start) }</td>
            <td>{ measure::exact_size(section.range.end - section.range.start) }</td>
        </tr>
    }
}

fn class(section: &Section) -> String {
    let name = section.name.replace(' ', "-").to_ascii_lowercase();
    format!("part-{name}")
}
