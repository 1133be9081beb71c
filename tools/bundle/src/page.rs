//! The page of many files.

use std::error::Error;

use crate::digest;
use crate::html::{attribute, between, replaced_once, tags};

/// The workers' files, which have the same names in every build. The page loads them
/// only if they are those of its own build.
pub const WORKERS: [&str; 4] = ["worker.js", "worker_bg.wasm", "inside.js", "inside_bg.wasm"];

/// What keeps what is done before the program is there; so is this.
pub const EARLY: &str = "early.js";

/// The page, and what was taken out of it.
pub struct Page {
    pub html: String,
    pub start: Start,
}

/// The script that starts the program. Trunk writes it into the page; as a file it needs
/// no exception in the policy, which is then the same for every build, so that a server
/// can send it too.
pub struct Start {
    pub name: String,
    pub script: String,
}

/// The page with the digests of what it loads itself.
pub fn page(
    built: &str,
    read: &impl Fn(&str) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<Page, Box<dyn Error>> {
    let (from, to) = ("<script type=\"module\">", "</script>");
    let script = &built[between(built, from, to)?];
    let start = Start {
        name: format!("start-{:.16}.js", digest::hex(script.as_bytes())),
        script: script.to_owned(),
    };
    let link = format!(
        "<script type=\"module\" src=\"./{}\" integrity=\"{}\"></script>",
        start.name,
        digest::source(script.as_bytes())
    );
    let mut html = replaced_once(built, &[from, script, to].concat(), &link)?;
    for name in [EARLY].into_iter().chain(WORKERS) {
        let placeholder = format!("{{integrity of {name}}}");
        html = replaced_once(&html, &placeholder, &digest::source(&read(name)?))?;
    }
    Ok(Page { html, start })
}

/// The address of the page's style.
pub fn style(page: &str) -> Result<&str, Box<dyn Error>> {
    tags(page, "<link rel=\"stylesheet\"")
        .next()
        .and_then(|link| attribute(link, "href"))
        .ok_or_else(|| "the page has no style".into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};

    use super::*;

    #[test]
    fn the_start_is_a_file_and_the_page_names_the_digests() {
        let names = || [EARLY].into_iter().chain(WORKERS);
        let links = names().map(|name| format!("<link integrity=\"{{integrity of {name}}}\">"));
        let built = links.collect::<String>() + "<script type=\"module\">abc</script>";
        let page = page(&built, &|name| Ok(name.into())).unwrap();
        assert_eq!(page.start.name, "start-ba7816bf8f01cfea.js");
        assert_eq!(page.start.script, "abc");
        let digests = |built: String, name: &str| {
            let digest = digest::source(name.as_bytes());
            built.replace(&format!("{{integrity of {name}}}"), &digest)
        };
        let expected = names().fold(built, digests);
        let expected = expected.replace(
            "<script type=\"module\">abc",
            "<script type=\"module\" src=\"./start-ba7816bf8f01cfea.js\" \
                 integrity=\"sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\">",
        );
        assert_eq!(page.html, expected);
    }

    #[test]
    fn the_style_is_that_of_the_page() {
        let page = "<link rel=\"stylesheet\" href=\"./style-1.css\" integrity=\"x\">";
        assert_eq!(style(page).unwrap(), "./style-1.css");
        assert!(style("<link rel=\"icon\">").is_err());
    }

    const PAGE: &str = include_str!("../../../index.html");

    /// The page's policy, with what only a header can say.
    fn header() -> String {
        let start = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
        let policy = &PAGE[between(PAGE, start, "\"").unwrap()];
        format!("{policy}; frame-ancestors *")
    }

    /// Host pages load it before anything of ours is seen.
    #[test]
    fn the_script_for_host_pages_is_small() {
        let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
        gzip.write_all(include_bytes!("../../../static/embed/embed.js"))
            .unwrap();
        assert!(gzip.finish().unwrap().len() <= 4 << 10);
    }

    #[test]
    fn the_recipes_send_the_policy_of_the_page() {
        let nginx = include_str!("../../../static/hosting/nginx.conf");
        let set = format!("set $gvmi_hash_policy \"{}\";", header());
        assert_eq!(nginx.matches(&set).count(), 1);

        let headers = include_str!("../../../static/hosting/_headers");
        for path in ["/", "/index.html"] {
            let rule = format!("\n{path}\n  Content-Security-Policy: {}\n", header());
            assert_eq!(headers.matches(&rule).count(), 1);
        }
    }
}
