//! What the image check found: whether providers can start the image, and what is in it.

use std::ops::Range;

use yew::prelude::*;

use super::message::message;
use crate::finding::{Finding, Severity};
use crate::hash::ImageHash;
use crate::image::{Defect, Fault, Image, OtherFile, Section, Superblock};
use crate::literal::{Escapes, abridged, literal, visible};
use crate::measure;

/// What [`ImageCheck`] shows.
#[derive(Properties, PartialEq)]
pub struct ImageCheckProps {
    /// What the check found.
    pub check: Result<Image, Fault>,
    /// What is known of the hash in a descriptor.
    pub descriptor_report: Option<String>,
    /// The user wants to compare an image with a hash that was found.
    pub on_expected: Option<Callback<String>>,
}

/// A line that says how the check went; what is wrong stands open below it, the facts
/// are folded.
#[component]
pub fn ImageCheck(props: &ImageCheckProps) -> Html {
    match &props.check {
        Ok(image) => image_check(image),
        Err(fault) => fault_of(fault, props),
    }
}

/// What a message begins with that says why providers cannot start the image.
const FAILED: &str = "Image check failed. ";

fn fault_of(fault: &Fault, props: &ImageCheckProps) -> Html {
    let (tone, headline) = if fault.is_certain() {
        (Severity::Error, FAILED)
    } else {
        (Severity::Open, "Image check not finished. ")
    };
    let words = html! {
        <>
            <strong>{ headline }</strong>
            { fault.to_string() }
            if let Some(report) = &props.descriptor_report {
                { " " }
                { report }
            }
            if let Defect::OtherFile(OtherFile::Descriptor { hash, .. }) = fault.defect {
                { for props.on_expected.as_ref().map(|on_expected| compare_with(hash, on_expected)) }
            }
            if let Some(error) = &fault.provider_error {
                { provider_error(error) }
            }
        </>
    };
    html! {
        <div id="image-check" class="check" data-verdict="fault">
            { message(None, tone, words) }
            { for fault.findings()[1..].iter().map(|besides| finding(besides, None)) }
            if let Some(superblock) = &fault.superblock {
                <details id="image-facts">
                    <summary>{ "What is known of the file system" }</summary>
                    <dl class="facts-list">
                        { built(superblock) }
                        { file_system(superblock) }
                        { fact("Length", vec![measure::exact_size(superblock.bytes_used)], "") }
                    </dl>
                </details>
            }
        </div>
    }
}

fn compare_with(hash: ImageHash, on_expected: &Callback<String>) -> Html {
    let on_click = on_expected.reform(move |_: MouseEvent| hash.to_string());
    html! {
        <button id="compare-with" class="link mend" type="button" onclick={on_click}>
            { "Compare an image with this hash" }
        </button>
    }
}

fn provider_error(error: &str) -> Html {
    html! {
        <p class="provider-error">
            { "A provider would download it all and then say: " }
            <q><code>{ abridged(error) }</code></q>
        </p>
    }
}

fn image_check(image: &Image) -> Html {
    let is_startable = image.is_startable();
    let verdict = if is_startable { "good" } else { "bad" };
    let findings = image.findings();
    // The worst stands first.
    let headline = |index| (index == 0 && !is_startable).then_some(FAILED);
    html! {
        <div id="image-check" class="check" data-verdict={verdict}>
            if is_startable {
                { passed() }
            }
            { for findings.iter().enumerate().map(|(i, found)| finding(found, headline(i))) }
            <details id="image-facts">
                <summary>{ "What is in this image" }</summary>
                { facts(image) }
                { parts(image) }
            </details>
        </div>
    }
}

fn passed() -> Html {
    let words = html! {
        <>
            <strong>{ "Image check passed. " }</strong>
            { "Format, version, compression, trailer and its CRC are as a provider wants them. \
               What the file system holds was not looked at." }
        </>
    };
    message(None, Severity::Good, words)
}

fn finding(finding: &Finding, headline: Option<&str>) -> Html {
    let words = html! {
        <>
            if let Some(headline) = headline {
                <strong>{ headline }</strong>
            }
            { finding.to_string() }
        </>
    };
    message(None, finding.severity, words)
}

fn facts(image: &Image) -> Html {
    let metadata = &image.metadata;
    let superblock = &image.superblock;
    let optional = |text: &Option<String>| text.iter().cloned().collect();
    html! {
        <dl class="facts-list">
            { fact("Docker image", optional(&metadata.docker_image), "not recorded") }
            { built(superblock) }
            { fact("Working directory", vec![metadata.working_dir.clone()], "") }
            { fact("Volumes", metadata.volumes.clone(), "none") }
            { fact("Environment", metadata.env.clone(), "empty") }
            { fact("Entry point", spoken(&metadata.entrypoint), "none") }
            { fact("Command", spoken(&metadata.command), "none") }
            { fact("User", optional(&metadata.user), "root") }
            { file_system(superblock) }
        </dl>
    }
}

fn built(superblock: &Superblock) -> Html {
    fact("Built", vec![superblock.build_time.to_string()], "")
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
    fact("File system", vec![text], "")
}

/// The words of a command as JSON would show them, so that their borders are seen.
fn spoken(words: &[String]) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = words
        .iter()
        .map(|word| literal(word, Escapes::Utf16))
        .collect();
    vec![words.join(" ")]
}

fn fact(name: &str, values: Vec<String>, none: &str) -> Html {
    html! {
        <>
            <dt>{ name }</dt>
            if values.is_empty() {
                <dd class="hint">{ none }</dd>
            }
            { for values.iter().map(|value| html! { <dd><bdi>{ visible(value) }</bdi></dd> }) }
        </>
    }
}

/// The file drawn to scale, its end once more and enlarged, and the same as a table.
fn parts(image: &Image) -> Html {
    let parts = image.sections();
    let end = image.trailer_offset;
    html! {
        <figure class="parts">
            <div aria-hidden="true">
                { bars(&parts, 0..image.size) }
                <p class="hint">{ "The end, enlarged:" }</p>
                { bars(&parts[2..], end..image.size) }
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
                <tbody>{ for parts.iter().map(row) }</tbody>
            </table>
        </figure>
    }
}

/// The parts that lie in `window`, drawn to scale.
fn bars(parts: &[Section], window: Range<u64>) -> Html {
    /// How fine the scale is.
    const WIDTH: f64 = 100_000.0;
    let length = (window.end - window.start) as f64;
    let scale = |byte: u64| ((byte - window.start) as f64 / length * WIDTH) as u64;
    let bar = |part: &Section| {
        let (start, end) = (scale(part.range.start), scale(part.range.end));
        html! {
            <rect
                class={class(part)}
                x={start.to_string()}
                width={(end - start).to_string()}
                height="1"
            />
        }
    };
    html! {
        <svg viewBox="0 0 100000 1" preserveAspectRatio="none">{ for parts.iter().map(bar) }</svg>
    }
}

fn row(part: &Section) -> Html {
    html! {
        <tr>
            <th scope="row"><span class={classes!("swatch", class(part))} />{ part.name }</th>
            <td>{ measure::grouped(part.range.start) }</td>
            <td>{ measure::exact_size(part.range.end - part.range.start) }</td>
        </tr>
    }
}

fn class(part: &Section) -> String {
    format!("part-{}", part.name.replace(' ', "-").to_ascii_lowercase())
}
