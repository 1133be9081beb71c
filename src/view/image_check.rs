//! What the image check found: whether providers can start the image, and what is in it.

use yew::prelude::*;

use super::message::{Message, Tone};
use crate::image::{Fault, Image, Part, Remark};
use crate::measure;
use crate::severity::Severity;

/// What [`ImageCheck`] shows.
#[derive(Properties, PartialEq)]
pub struct ImageCheckProps {
    /// What the check found.
    pub check: Result<Image, Fault>,
}

/// A line that says how the check went; what is wrong stands open below it, the facts
/// are folded.
#[component]
pub fn ImageCheck(props: &ImageCheckProps) -> Html {
    match &props.check {
        Ok(image) => image_check(image),
        Err(fault) => html! {
            <div id="image-check" class="check" data-verdict="fault">
                <Message tone={Tone::Bad}>
                    <strong>{ "Image check: providers cannot start this file. " }</strong>
                    { fault.to_string() }
                    if let Some(error) = &fault.provider_error {
                        { provider_error(error) }
                    }
                </Message>
            </div>
        },
    }
}

fn provider_error(error: &str) -> Html {
    html! {
        <p class="provider-error">
            { "A provider would download it all and then say: " }
            <q><code>{ error }</code></q>
        </p>
    }
}

fn image_check(image: &Image) -> Html {
    let remarks = image.remarks();
    let is_bad = remarks
        .iter()
        .any(|remark| remark.severity() == Severity::Error);
    let verdict = if is_bad { "bad" } else { "good" };
    html! {
        <div id="image-check" class="check" data-verdict={verdict}>
            if !is_bad {
                <Message tone={Tone::Good}>
                    <strong>{ "Image check passed. " }</strong>
                    { "Format, version, compression, trailer and its CRC are as a provider \
                       wants them." }
                </Message>
            }
            { for remarks.iter().map(remark) }
            <details id="image-facts">
                <summary>{ "What is in this image" }</summary>
                { facts(image) }
                { parts(image) }
            </details>
        </div>
    }
}

fn remark(remark: &Remark) -> Html {
    html! { <Message tone={Tone::from(remark.severity())}>{ remark.to_string() }</Message> }
}

fn facts(image: &Image) -> Html {
    let metadata = &image.metadata;
    let superblock = &image.superblock;
    let optional = |text: &Option<String>| text.iter().cloned().collect();
    html! {
        <dl class="facts-list">
            { fact("Docker image", optional(&metadata.docker_image), "not recorded") }
            { fact("Built", vec![superblock.build_time.to_string()], "") }
            { fact("Working directory", vec![metadata.working_dir.clone()], "") }
            { fact("Volumes", metadata.volumes.clone(), "none") }
            { fact("Environment", metadata.env.clone(), "empty") }
            { fact("Entry point", spoken(&metadata.entrypoint), "none") }
            { fact("Command (ignored by providers)", spoken(&metadata.command), "none") }
            { fact("User", optional(&metadata.user), "root") }
            { fact("File system", vec![file_system(image)], "") }
        </dl>
    }
}

fn file_system(image: &Image) -> String {
    let superblock = &image.superblock;
    let inodes = superblock.inode_count;
    format!(
        "SquashFS 4.0, {}, {inodes} {}",
        superblock.compressor,
        if inodes == 1 {
            "file or folder"
        } else {
            "files and folders"
        }
    )
}

/// The words of a command as JSON would show them, so that their borders are seen.
fn spoken(words: &[String]) -> Vec<String> {
    if words.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
    vec![words.join(" ")]
}

fn fact(name: &str, values: Vec<String>, none: &str) -> Html {
    html! {
        <>
            <dt>{ name }</dt>
            if values.is_empty() {
                <dd class="hint">{ none }</dd>
            }
            { for values.iter().map(|value| html! { <dd><bdi>{ value }</bdi></dd> }) }
        </>
    }
}

/// The file drawn to scale, and the same as a table.
fn parts(image: &Image) -> Html {
    let parts = image.parts();
    html! {
        <figure class="parts">
            <svg viewBox={format!("0 0 {WIDTH} 1")} preserveAspectRatio="none" aria-hidden="true">
                { for parts.iter().map(|part| bar(part, image.size)) }
            </svg>
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

/// How fine the scale of the drawing is.
const WIDTH: u64 = 100_000;

fn bar(part: &Part, size: u64) -> Html {
    let scale = |bytes: u64| (bytes as f64 / size as f64 * WIDTH as f64) as u64;
    let (start, end) = (scale(part.range.start), scale(part.range.end));
    html! {
        <rect
            class={class(part)}
            x={start.to_string()}
            width={(end - start).to_string()}
            height="1"
        />
    }
}

fn row(part: &Part) -> Html {
    html! {
        <tr>
            <th scope="row"><span class={classes!("swatch", class(part))} />{ part.name }</th>
            <td>{ measure::grouped(part.range.start) }</td>
            <td>{ measure::exact_size(part.range.end - part.range.start) }</td>
        </tr>
    }
}

fn class(part: &Part) -> String {
    format!("part-{}", part.name.replace(' ', "-").to_ascii_lowercase())
}
