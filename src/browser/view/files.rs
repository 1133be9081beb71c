//! The files inside an image: folder by folder, or all that have a text in their names.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::button::{button, sending};
use super::finding::finding;
use super::picture::picture;
use super::words::{verbatim, words};
use crate::browser::page::document;
use crate::pure::inside::{Contents, FileOrder, Item, ItemKind, Listing, text_of};
use crate::pure::session::Look;
use crate::pure::text::finding::Finding;
use crate::pure::text::measure;

/// What is known of the files.
pub fn look(look: &Look) -> Html {
    match look {
        Look::Unasked => Html::default(),
        Look::Running => html! {
            <p key="looking" class="hint">{ words("The files inside are being read.") }</p>
        },
        Look::Seen(contents) => html! { <Files key="files" contents={contents.clone()} /> },
        Look::Unreadable(said) => finding(Some("unreadable"), said, Html::default()),
        Look::Failed(failure) => {
            let said = Finding::advice(
                "The files inside were not looked at. Reload the page, and choose the image again.",
            );
            finding(None, &said.more(failure.to_string()), Html::default())
        }
    }
}

/// What [`Files`] shows.
#[derive(Properties, PartialEq)]
struct FilesProps {
    contents: Rc<Contents>,
}

/// The name of the folder that is shown.
const SHOWN: &str = "shown-folder";

/// What sorts by the names: the first button of the table.
const BY_NAME: &str = "sort-by-name";

/// A folder of the image, drawn to scale and as a table, and a search over all paths.
#[component]
fn Files(props: &FilesProps) -> Html {
    let contents = &props.contents;
    let state = use_state_eq(<(u32, String, FileOrder)>::default);
    let (folder, text, order) = (*state).clone();
    // Another image has other folders.
    use_effect_with(contents.clone(), {
        let setter = state.setter();
        move |_| setter.set((0, String::new(), order))
    });
    let listing = use_memo(
        (contents.clone(), folder, text.clone(), order),
        |(contents, folder, text, order)| match text.trim() {
            "" => contents.list(*folder, *order),
            text => contents.search(text, *order),
        },
    );
    let on_search = {
        let setter = state.setter();
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            setter.set((folder, field.value(), order));
        })
    };
    // Who opens a folder goes on from there: what was pressed is gone.
    let is_opened = use_mut_ref(|| false);
    use_effect({
        let is_opened = is_opened.clone();
        move || {
            if is_opened.take() {
                document::reveal(if folder == 0 { BY_NAME } else { SHOWN });
            }
        }
    });
    let open = {
        let setter = state.setter();
        Callback::from(move |number| {
            is_opened.replace(true);
            setter.set((number, String::new(), order));
        })
    };
    let is_search = !text.trim().is_empty();
    let said = match is_search {
        true => of_search(contents, &listing, order),
        false => of_folder(contents, folder, &listing, order),
    };
    let header = |column: FileOrder, name: &'static str| {
        let direction = match column {
            FileOrder::Name => "ascending",
            FileOrder::Stored | FileOrder::Size => "descending",
        };
        let is_chosen = order == column;
        let (setter, text) = (state.setter(), text.clone());
        let on_click = Callback::from(move |_: MouseEvent| {
            setter.set((folder, text.clone(), column));
        });
        html! {
            <th scope="col" aria-sort={is_chosen.then_some(direction)}>
                { button(
                    (column == FileOrder::Name).then_some(BY_NAME),
                    "plain",
                    on_click,
                    name.into(),
                ) }
            </th>
        }
    };
    html! {
        <div id="files" data-count={contents.count().to_string()}>
            <p>
                <label for="search">{ "Search the paths" }</label>
                <input
                    id="search"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    value={text.clone()}
                    oninput={on_search}
                />
            </p>
            if !is_search {
                if folder != 0 {
                    { way(contents, folder, &open) }
                }
                { picture(contents, folder, &open) }
            }
            if !listing.first.is_empty() {
                <table class="files">
                    <thead>
                        <tr>
                            { header(FileOrder::Name, "Name") }
                            { header(FileOrder::Stored, "Compressed") }
                            { header(FileOrder::Size, "Unpacked") }
                            <th scope="col" class="wide">{ "Mode" }</th>
                            <th scope="col" class="wide">{ "Owner" }</th>
                        </tr>
                    </thead>
                    <tbody>
                        { for listing.first.iter().filter_map(|number| {
                            row(contents, *number, is_search, &open)
                        }) }
                    </tbody>
                </table>
            }
            <p class="hint" aria-hidden={is_search.then_some("true")}>{ words(said.clone()) }</p>
            // Who opens a folder is taken there; only what a search finds is told.
            <p class="visually-hidden" role="status">{ is_search.then(|| words(said)) }</p>
        </div>
    }
}

fn of_search(contents: &Contents, listing: &Listing, order: FileOrder) -> String {
    match listing.count {
        0 if contents.has_gap() => "No path that could be read has this in it.".to_owned(),
        0 => "No path has this in it.".to_owned(),
        _ => format!("{}.", counted(listing, order)),
    }
}

fn of_folder(contents: &Contents, folder: u32, listing: &Listing, order: FileOrder) -> String {
    let has_gap = contents.item(folder).is_some_and(|item| item.has_gap());
    match (listing.count, has_gap) {
        (0, true) => "This folder could not be read.".to_owned(),
        (0, false) => "An empty folder.".to_owned(),
        (_, true) => format!("{}; the rest could not be read.", counted(listing, order)),
        (_, false) => format!("{}.", counted(listing, order)),
    }
}

fn counted(listing: &Listing, order: FileOrder) -> String {
    let (all, shown) = (measure::grouped(listing.count as u64), listing.first.len());
    match (listing.count, order) {
        (1, _) => "1 file or folder".to_owned(),
        (count, _) if count == shown => format!("{all} files and folders"),
        (_, FileOrder::Name) => format!("The first {shown} of {all} files and folders"),
        _ => format!("The {shown} largest of {all} files and folders"),
    }
}

/// The folders on the way to the one that is shown, each to go back to.
fn way(contents: &Contents, folder: u32, open: &Callback<u32>) -> Html {
    let step = |number: u32| {
        let name = contents.item(number).map(|item| text_of(item.name));
        let name = name
            .filter(|name| !name.is_empty())
            .unwrap_or("/".to_owned());
        html! {
            <li key={number}>
                if number == folder {
                    <span id={SHOWN} tabindex="-1" aria-current="true">{ verbatim(&name) }</span>
                } else {
                    { button(None, "plain", sending(open, number), verbatim(&name)) }
                }
            </li>
        }
    };
    html! { <ol id="way" class="way">{ for contents.way(folder).into_iter().map(step) }</ol> }
}

fn row(contents: &Contents, number: u32, is_path: bool, open: &Callback<u32>) -> Option<Html> {
    let item = contents.item(number)?;
    let name = match is_path {
        true => text_of(&contents.path(number)),
        false => text_of(item.name),
    };
    let owner = |id: Option<u32>| id.map_or("?".to_owned(), |id| id.to_string());
    let size = (item.kind == ItemKind::File).then(|| measure::size(item.size));
    Some(html! {
        <tr key={number}>
            <th scope="row">
                if item.is_folder() {
                    { button(
                        None,
                        "plain",
                        sending(open, number),
                        verbatim(&format!("{}/", name.trim_end_matches('/'))),
                    ) }
                } else {
                    { verbatim(&name) }
                }
                { after_name(&item) }
            </th>
            <td>{ words(measure::size(item.stored)) }</td>
            <td>{ words(size.unwrap_or_default()) }</td>
            <td class="wide">{ words(format!("{:o}", item.permissions)) }</td>
            <td class="wide">
                { words(format!("{}:{}", owner(item.user), owner(item.group))) }
            </td>
        </tr>
    })
}

fn after_name(item: &Item<'_>) -> Html {
    match item.kind {
        ItemKind::Link => {
            html! { <span class="muted">{ " → " }{ verbatim(&text_of(item.target)) }</span> }
        }
        ItemKind::FolderWithGap => {
            html! { <span class="muted">{ words(" not read in full") }</span> }
        }
        ItemKind::Other => {
            html! { <span class="muted">{ words(" a device, a pipe or a socket") }</span> }
        }
        ItemKind::Folder | ItemKind::File => Html::default(),
    }
}
