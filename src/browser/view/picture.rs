//! What fills a folder of the image, drawn to scale. For the eye: the table below it has the
//! same, and opens the same folders by keyboard.

use yew::prelude::*;

use super::button::sending;
use crate::pure::inside::{Cell, Contents, text_of};
use crate::pure::text::literal::visible;
use crate::pure::text::measure;

/// How high a row is.
const HEIGHT: u32 = 44;

/// A box with a smaller share of the picture is not drawn: it would be all edge.
const NARROWEST: f64 = 0.002;

/// A box with a smaller share has no words in it.
const NARROWEST_WITH_WORDS: f64 = 0.04;

/// A wide page, and what lies beside the picture, in pixels.
const WIDE: f64 = 960.0;
const MARGINS: f64 = 48.0;

/// A folder with what lies in it, row below row. A press on a folder opens it; on the first row,
/// the folder around it.
pub fn picture(contents: &Contents, folder: u32, open: &Callback<u32>) -> Html {
    let cells = contents.picture(folder);
    let rows = cells.iter().map(|cell| cell.row + 1).max().unwrap_or(0);
    let Some(whole) = cells.first().filter(|_| rows > 1).map(|whole| whole.stored) else {
        return Html::default();
    };
    let cells = cells
        .iter()
        .filter(|cell| share(cell.stored, whole) >= NARROWEST)
        .map(|cell| cell_of(contents, cell, whole, open));
    html! {
        <svg key={format!("picture of {folder}")} class="fills" height={(HEIGHT * rows).to_string()} aria-hidden="true">
            { for cells }
        </svg>
    }
}

fn cell_of(contents: &Contents, cell: &Cell, whole: u64, open: &Callback<u32>) -> Html {
    let item = cell.number.and_then(|number| contents.item(number));
    let (is_folder, name) = match &item {
        Some(item) if item.name.is_empty() => (false, "The whole image".to_owned()),
        Some(item) => (item.is_folder(), visible(&text_of(item.name))),
        None => (false, "others".to_owned()),
    };
    let target = match cell.row {
        0 => item.as_ref().map(|item| item.parent()),
        _ => cell.number,
    };
    let target = target.filter(|_| is_folder);
    let on_press = target.map(|target| sending(open, target));
    let size = measure::size(cell.stored);
    let part = share(cell.stored, whole);
    html! {
        <svg
            key={format!("{} {} {name} {size}", cell.row, cell.start)}
            class={classes!(format!("row-{}", cell.row), is_folder.then_some("folder"))}
            x={percent(cell.start, whole)}
            y={(HEIGHT * cell.row).to_string()}
            width={percent(cell.stored, whole)}
            height={HEIGHT.to_string()}
            onclick={on_press}
        >
            <title>{ format!("{name}, {size}") }</title>
            <rect width="100%" height="100%" />
            { for label(&name, part, "18", None) }
            { for label(&size, part, "36", Some("muted")).filter(|_| fits(&size, part)) }
        </svg>
    }
}

/// Words in a box that takes this share of the picture. What would be cut could be read as
/// another name, so it ends in dots, and where the page is too narrow for that there is none.
fn label(text: &str, part: f64, y: &'static str, class: Option<&'static str>) -> Option<Html> {
    let text = match fits(text, part) {
        true => text.to_owned(),
        false => shortened(text, part),
    };
    let page = (length(&text) + 12.0) / part + MARGINS;
    let is_shown = part >= NARROWEST_WITH_WORDS && page <= WIDE && !text.is_empty();
    let from = match page {
        ..=320.0 => None,
        ..=640.0 => Some("over-40em"),
        _ => Some("over-60em"),
    };
    is_shown.then(|| {
        html! { <text class={classes!(class, from)} x="6" {y} translate="no">{ text }</text> }
    })
}

/// Whether words have room in a box, on a wide page.
fn fits(text: &str, part: f64) -> bool {
    length(text) + 12.0 <= (WIDE - MARGINS) * part
}

/// As much of a name as has room, with dots; nothing if that would be less than three characters.
fn shortened(text: &str, part: f64) -> String {
    let mut end = text.char_indices().map(|(index, _)| index).rev();
    let end = end.find(|end| fits(&format!("{}…", &text[..*end]), part));
    let start = &text[..end.unwrap_or(0)];
    match start.chars().count() {
        0..3 => String::new(),
        _ => format!("{start}…"),
    }
}

/// How long words are, in pixels: rather too long than too short.
fn length(text: &str) -> f64 {
    let of = |c: char| if c.is_ascii() { 8.0 } else { 14.0 };
    text.chars().map(of).sum()
}

/// How much of the picture a box takes, 1 being all.
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

/// A hundredth of a per cent is finer than an eye.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (share(part, whole) * 10_000.0) as u64;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
