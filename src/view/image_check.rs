//! What the image check found: whether providers can start the image, and what is in it.

use std::ops::Range;

use yew::prelude::*;

use super::message::{Message, Tone};
use crate::hash::ImageHash;
use crate::image::{Defect, Fault, Image, OtherFile, Part, Remark};
use crate::measure;

/// What [`ImageCheck`] shows.
#[derive(Properties, PartialEq)]
pub struct ImageCheckProps {
    /// What the check found.
    pub check: Result<Image, Fault>,
    /// The user wants to compare an image with a hash that was found.
    pub on_expected: Callback<String>,
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
                    <strong>{ "Image check failed. " }</strong>
                    { fault.to_string() }
                    if let Defect::OtherFile(OtherFile::Descriptor { hash, .. }) = fault.defect {
                        { compare_with(hash, &props.on_expected) }
                    }
                    if let Some(error) = &fault.provider_error {
                        { provider_error(error) }
                    }
                </Message>
            </div>
        },
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
            <q><code>{ error }</code></q>
        </p>
    }
}

fn image_check(image: &Image) -> Html {
    let is_startable = image.is_startable();
    let verdict = if is_startable { "good" } else { "bad" };
    html! {
        <div id="image-check" class="check" data-verdict={verdict}>
            if is_startable {
                <Message tone={Tone::Good}>
                    <strong>{ "Image check passed. " }</strong>
                    { "Format, version, compression, trailer and its CRC are as a provider \
                       wants them." }
                </Message>
            }
            { for image.remarks().iter().map(remark) }
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

/// The file drawn to scale, its end once more and enlarged, and the same as a table.
fn parts(image: &Image) -> Html {
    let parts = image.parts();
    let end = parts[0].range.end;
    html! {
        <figure class="parts">
            <div aria-hidden="true">
                { bars(&parts, 0..image.size) }
                if end > 0 && end < image.size {
                    <p class="hint">{ "The end, enlarged:" }</p>
                    { bars(&parts[1..], end..image.size) }
                }
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
fn bars(parts: &[Part], window: Range<u64>) -> Html {
    /// How fine the scale is.
    const WIDTH: f64 = 100_000.0;
    let length = (window.end - window.start) as f64;
    let scale = |byte: u64| ((byte - window.start) as f64 / length * WIDTH) as u64;
    let bar = |part: &Part| {
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
