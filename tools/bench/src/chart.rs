//! The speeds as a picture: bars, in SVG.

/// A group of bars under a heading.
pub struct Group {
    pub heading: String,
    pub bars: Vec<Bar>,
}

/// A bar with its label; without a number there is none, and words say so.
pub struct Bar {
    pub label: String,
    pub value: Result<f64, String>,
    /// Whether it is ours.
    pub is_ours: bool,
}

const WIDTH: f64 = 720.0;
const MARGIN: f64 = 16.0;
const LINE: f64 = 22.0;
const BAR: f64 = 14.0;
/// Where bars begin, and the room that the longest leaves for its number.
const LABELS: f64 = 250.0;
const NUMBERS: f64 = 60.0;

/// Colours that are read on a light and on a dark page, in the reader's choice of both.
const STYLE: &str = "\
    svg { color-scheme: light dark }
    .ground { fill: #fff }
    text { fill: #1c1c28; font: 13px system-ui, sans-serif }
    .title { font-size: 16px; font-weight: 600 }
    .heading { font-weight: 600 }
    .others { fill: #9a9aae }
    .ours { fill: #1c00a9 }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #14141c }
      text { fill: #e6e6f0 }
      .others { fill: #6a6a80 }
      .ours { fill: #9d8cff }
    }
";

/// The picture, with a title and a line below it.
pub fn svg(title: &str, note: &str, groups: &[Group]) -> String {
    let values = groups.iter().flat_map(|group| &group.bars);
    let highest = values
        .filter_map(|bar| bar.value.as_ref().ok())
        .fold(0.0, |highest: f64, value| highest.max(*value));
    let mut y = MARGIN + 16.0;
    let mut content = words("title", MARGIN, y, title);
    for group in groups {
        y += 1.5 * LINE;
        content.push_str(&words("heading", MARGIN, y, &group.heading));
        for bar in &group.bars {
            y += LINE;
            content.push_str(&self::bar(bar, y, highest));
        }
    }
    y += 1.5 * LINE;
    content.push_str(&words("note", MARGIN, y, note));
    let height = y + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-label=\"{}\">\n<style>\n{STYLE}</style>\n\
         <rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n{content}</svg>\n",
        escaped(title)
    )
}

fn bar(bar: &Bar, baseline: f64, highest: f64) -> String {
    let label = words("label", MARGIN, baseline, &bar.label);
    let value = match &bar.value {
        Err(why) => return label + &words("number", LABELS, baseline, why),
        Ok(value) => *value,
    };
    let longest = WIDTH - MARGIN - NUMBERS - LABELS;
    let length = if highest > 0.0 {
        longest * value / highest
    } else {
        0.0
    };
    let class = if bar.is_ours { "ours" } else { "others" };
    let top = baseline - BAR + 3.0;
    let number = words(
        "number",
        LABELS + length + 6.0,
        baseline,
        &format!("{value:.0}"),
    );
    format!(
        "{label}<rect class=\"{class}\" x=\"{LABELS}\" y=\"{top:.1}\" width=\"{length:.1}\" \
         height=\"{BAR}\" rx=\"2\"/>\n{number}"
    )
}

fn words(class: &str, x: f64, y: f64, text: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
        escaped(text)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(value: Result<f64, String>) -> String {
        let bar = |label: &str, value, is_ours| Bar {
            label: label.to_owned(),
            value,
            is_ours,
        };
        let group = Group {
            heading: "a & b".to_owned(),
            bars: vec![bar("half", Ok(100.0), true), bar("other", value, false)],
        };
        svg("title", "note", &[group])
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let picture = picture(Ok(200.0));
        assert!(picture.contains("class=\"ours\" x=\"250\" y=\"76.0\" width=\"197.0\""));
        assert!(picture.contains("class=\"others\" x=\"250\" y=\"98.0\" width=\"394.0\""));
        assert!(picture.contains(">a &amp; b</text>"));
    }

    #[test]
    fn what_failed_has_words_and_no_bar() {
        let picture = picture(Err("failed".to_owned()));
        assert!(picture.contains(">failed</text>"));
        assert!(!picture.contains("class=\"others\""));
    }
}
