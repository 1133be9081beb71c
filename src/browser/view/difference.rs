//! What changed inside from one of several images to another.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::words::{hint, verbatim, words};
use crate::pure::inside::{Change, Contents, Difference, text_of};
use crate::pure::session::ImageId;
use crate::pure::text::measure;

/// An image whose files are known.
#[derive(Clone, PartialEq)]
pub struct LookedInto {
    /// Which image it is.
    pub id: ImageId,
    /// Its name.
    pub name: AttrValue,
    /// Its files.
    pub contents: Rc<Contents>,
}

/// What [`TwoImages`] chooses from.
#[derive(Properties, PartialEq)]
pub struct TwoImagesProps {
    /// Two or more.
    pub images: Vec<LookedInto>,
}

/// Two of the images, for the user to choose, and what is otherwise in the second. Nothing is
/// compared before somebody wants to see it.
#[component]
pub fn TwoImages(props: &TwoImagesProps) -> Html {
    let images = &props.images;
    let state = use_state_eq(|| (false, [None::<ImageId>; 2]));
    let (is_wanted, chosen) = *state;
    let find = |id: Option<ImageId>| images.iter().find(|image| Some(image.id) == id);
    let before = find(chosen[0]).or(images.first());
    let other = images
        .iter()
        .find(|image| Some(image.id) != before.map(|b| b.id));
    let after = find(chosen[1])
        .filter(|after| Some(after.id) != before.map(|before| before.id))
        .or(other);
    let pair = before.zip(after).filter(|_| is_wanted);
    let pair = pair.map(|(before, after)| (before.contents.clone(), after.contents.clone()));
    let difference = use_memo(pair, |pair| {
        pair.as_ref()
            .map(|(before, after)| before.difference(after))
    });
    let shown = [before, after].map(|image| image.map(|image| image.id));
    let choose = |which: usize, label: &'static str, now: Option<&LookedInto>| {
        let (id, setter) = (format!("change-{which}"), state.setter());
        let now = now.map(|image| image.id);
        let ids: Vec<ImageId> = images.iter().map(|image| image.id).collect();
        // What a user chose once, a drawing does not choose anew: other images, another field.
        let key = ids.iter().chain(&now).map(|id| format!("{} ", id.0));
        let key: String = key.collect();
        let on_change = Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            let mut chosen = shown;
            let now = ids.get(select.selected_index() as usize).copied();
            // Nothing is compared with itself: the two change places.
            if chosen[1 - which] == now {
                chosen[1 - which] = chosen[which];
            }
            chosen[which] = now;
            setter.set((is_wanted, chosen));
        });
        html! {
            <p>
                <label for={id.clone()}>{ label }</label>
                <select {key} {id} translate="no" onchange={on_change}>
                    { for images.iter().map(|image| html! {
                        <option key={image.id.0} selected={Some(image.id) == now}>
                            { &image.name }
                        </option>
                    }) }
                </select>
            </p>
        }
    };
    let on_press = {
        let setter = state.setter();
        Callback::from(move |_: MouseEvent| setter.set((true, chosen)))
    };
    html! {
        <details id="changes" class="part">
            <summary onclick={on_press}>{ "What changed inside" }</summary>
            <div>
                <div class="two">
                    { choose(0, "Before", before) }
                    { choose(1, "After", after) }
                </div>
                if let Some(difference) = &*difference {
                    <p id="change">{ words(difference.to_string()) }</p>
                    if !difference.changes.is_empty() {
                        <table class="files">
                            <thead>
                                <tr>
                                    <th scope="col">{ "Path" }</th>
                                    <th scope="col">{ "Before, compressed" }</th>
                                    <th scope="col">{ "After, compressed" }</th>
                                </tr>
                            </thead>
                            <tbody>{ for difference.changes.iter().enumerate().map(row) }</tbody>
                        </table>
                        { hint(of_count(difference)) }
                    }
                }
            </div>
        </details>
    }
}

fn of_count(difference: &Difference) -> String {
    let (count, shown) = (difference.count, difference.changes.len());
    let all = measure::grouped(count as u64);
    match count {
        1 => "1 change.".to_owned(),
        _ if count > shown => format!("The {shown} largest of {all} changes."),
        _ => format!("{all} changes."),
    }
}

/// Names that are no text may look alike, so their places tell them apart.
fn row((place, change): (usize, &Change)) -> Html {
    let path = text_of(&change.path);
    let size = |stored: Option<u64>| stored.map_or("not there".to_owned(), measure::size);
    html! {
        <tr key={place}>
            <th scope="row">{ verbatim(&path) }</th>
            <td>{ words(size(change.before)) }</td>
            <td>{ words(size(change.after)) }</td>
        </tr>
    }
}
