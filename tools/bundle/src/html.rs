//! Finds and replaces the few places of the page that bundling changes. What is not
//! there exactly once is an error: a page that is not understood is not published.

use std::error::Error;
use std::ops::Range;

type Place = Result<Range<usize>, Box<dyn Error>>;

/// Where the one text between `start` and `end` stands, without them.
pub fn between(html: &str, start: &str, end: &str) -> Place {
    let mut places = html.match_indices(start).map(|(at, _)| at + start.len());
    let (Some(from), None) = (places.next(), places.next()) else {
        return Err(format!("the page has {start:?} not exactly once").into());
    };
    let length = html[from..]
        .find(end)
        .ok_or_else(|| format!("nothing ends {start:?}"))?;
    Ok(from..from + length)
}

/// The text at a place replaced.
pub fn replaced(html: &str, place: Range<usize>, with: &str) -> String {
    [&html[..place.start], with, &html[place.end..]].concat()
}

/// The one text `from` replaced.
pub fn replaced_once(html: &str, from: &str, to: &str) -> Result<String, Box<dyn Error>> {
    let place = between(html, from, "")?;
    let place = place.start - from.len()..place.start;
    Ok(replaced(html, place, to))
}

/// The page without what stands between the comments `<!-- KIND -->` and
/// `<!-- /KIND -->`, and without comments of the other kinds.
pub fn without(html: &str, kind: &str) -> Result<String, Box<dyn Error>> {
    let (start, end) = (format!("<!-- {kind} -->"), format!("<!-- /{kind} -->"));
    let mut kept = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&start) {
        let (_, after) = after
            .split_once(&end)
            .ok_or_else(|| format!("nothing ends {start:?}"))?;
        kept.push_str(before.trim_end_matches([' ', '\n']));
        rest = after;
    }
    kept.push_str(rest);
    let is_comment = |line: &&str| line.trim().starts_with("<!--") && line.trim().ends_with("-->");
    Ok(kept
        .split_inclusive('\n')
        .filter(|line| !is_comment(line))
        .collect())
}

/// The tags that begin with `start`, in order.
pub fn tags<'a>(html: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    html.match_indices(start)
        .filter_map(|(at, _)| html[at..].split_inclusive('>').next())
}

/// The value of an attribute of a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_only_if_it_stands_there_once() {
        let place = between("a <b>c</b>", "<b>", "</b>").unwrap();
        assert_eq!(replaced("a <b>c</b>", place, "d"), "a <b>d</b>");
        assert!(between("<b>c</b><b>", "<b>", "</b>").is_err());
        assert!(between("a", "<b>", "</b>").is_err());
        assert_eq!(replaced_once("a{b}c", "{b}", "d").unwrap(), "adc");
        assert!(replaced_once("a", "{b}", "d").is_err());
    }

    #[test]
    fn what_is_of_one_kind_is_left_out() {
        let html = "a\n<!-- x -->\nb\n<!-- /x -->\n<!-- y -->\nc\n<!-- /y -->\nd\n<!-- x -->\ne\n<!-- /x -->\n";
        assert_eq!(without(html, "x").unwrap(), "a\nc\nd\n");
        assert!(without("<!-- x -->", "x").is_err());
    }

    #[test]
    fn tags_and_their_attributes_are_found() {
        let html = "<link rel=\"a\" href=\"./b\"/><link rel=\"c\">";
        let found: Vec<_> = tags(html, "<link rel=\"a\"").collect();
        assert_eq!(found, ["<link rel=\"a\" href=\"./b\"/>"]);
        assert_eq!(attribute(found[0], "href"), Some("./b"));
        assert_eq!(attribute(found[0], "src"), None);
    }
}
