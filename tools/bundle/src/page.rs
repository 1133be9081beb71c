//! The page of many files.

use std::error::Error;

use crate::digest;
use crate::html::{attribute, replaced_once, tags};
use crate::policy;

/// The workers' files, which have the same names in every build. The page loads them
/// only if they are those of its own build.
pub const WORKERS: [&str; 4] = ["worker.js", "worker_bg.wasm", "inside.js", "inside_bg.wasm"];

/// The page with the digests of what it loads itself, and of what stands in it.
pub fn page(
    built: &str,
    read: &impl Fn(&str) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut page = built.to_owned();
    for name in WORKERS {
        let placeholder = format!("{{integrity of {name}}}");
        page = replaced_once(&page, &placeholder, &digest::source(&read(name)?))?;
    }
    policy::complete(&with_requests(&page)?)
}

/// Asks for the program while its glue is on the way, and for what hashes. Trunk's link to preload
/// the program does not do: `WebKit` asks once more when the glue does, and no browser holds the
/// digest against it.
fn with_requests(built: &str) -> Result<String, Box<dyn Error>> {
    let link = |start| tags(built, start).next().ok_or("a link is missing");
    let program = link("<link rel=\"preload\"")?;
    let mut requests = String::new();
    for (link, received) in [
        (program, "streamed"),
        (link("<link rel=\"worker\" href=\"worker.js\"")?, "whole"),
        (
            link("<link rel=\"worker\" href=\"worker_bg.wasm\"")?,
            "whole",
        ),
    ] {
        let [address, integrity] = ["href", "integrity"].map(|name| attribute(link, name));
        let address = address.ok_or("a link without an address")?;
        let integrity = integrity.ok_or("a link without a digest")?;
        requests += &format!("request('{address}', '{integrity}', {received});\n");
    }
    let script = format!("<script id=\"requests\">{REQUEST}{requests}</script>");
    let page = replaced_once(built, program, &script)?;
    let address = attribute(program, "href").unwrap_or_default();
    let (from, to) = (
        format!("_or_path: '{address}'"),
        format!("_or_path: requests['{address}']"),
    );
    replaced_once(&page, &from, &to)
}

/// Whoever takes what was asked for is told why it did not come. A part that the program must not
/// wait for without an end (`page::jobs::program`) is received whole: it may be taken later.
const REQUEST: &str = "
globalThis.requests = {};
const streamed = (address, integrity) => fetch(address, { integrity });
const whole = async (address, integrity) => {
  const signal = AbortSignal.timeout(30000);
  const response = await fetch(address, { integrity, cache: 'no-cache', signal });
  return response.ok ? new Response(await response.arrayBuffer()) : response;
};
const request = (address, integrity, received) =>
  (requests[address] = received(address, integrity)).catch(() => 0);
";

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};

    use super::*;

    const PROGRAM: &str = "<link rel=\"preload\" href=\"./a.wasm\" integrity=\"b\">";

    const START: &str = "init({ module_or_path: './a.wasm' })";

    fn links(integrity: impl Fn(&str) -> String) -> String {
        let link = |name| {
            let integrity = integrity(name);
            format!("<link rel=\"worker\" href=\"{name}\" integrity=\"{integrity}\">")
        };
        WORKERS.map(link).concat()
    }

    #[test]
    fn the_page_names_the_digests_and_asks_for_what_hashes() {
        let placeholders = links(|name| format!("{{integrity of {name}}}"));
        let built = [&placeholders, PROGRAM, START].concat();
        let page = page(&built, &|name| Ok(name.into())).unwrap();
        let integrity = |name: &str| digest::source(name.as_bytes());
        let expected = format!(
            "{}<script id=\"requests\">{REQUEST}request('./a.wasm', 'b', streamed);\n\
             request('worker.js', '{}', whole);\n\
             request('worker_bg.wasm', '{}', whole);\n</script>\
             init({{ module_or_path: requests['./a.wasm'] }})",
            links(integrity),
            integrity("worker.js"),
            integrity("worker_bg.wasm"),
        );
        assert_eq!(page, expected);
    }

    #[test]
    fn a_program_that_is_not_asked_for_is_refused() {
        let links = links(str::to_owned);
        assert!(with_requests(&[&links, START].concat()).is_err());
        assert!(with_requests(&[&links, PROGRAM].concat()).is_err());
        assert!(with_requests(&[PROGRAM, START].concat()).is_err());
    }

    /// Host pages load it before anything of ours is seen.
    #[test]
    fn the_script_for_host_pages_is_small() {
        let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
        gzip.write_all(include_bytes!("../../../static/embed/embed.js"))
            .unwrap();
        assert!(gzip.finish().unwrap().len() <= 4 << 10);
    }

    /// The policy of the page is in the page, and differs with each build.
    #[test]
    fn the_recipes_say_what_only_a_header_can() {
        let nginx = include_str!("../../../static/hosting/nginx.conf");
        let headers = include_str!("../../../static/hosting/_headers");
        for policy in [
            "frame-ancestors *",
            "default-src 'none'; connect-src 'self'",
        ] {
            let set = format!("set $gvmi_hash_policy \"{policy}\";");
            assert_eq!(nginx.matches(&set).count(), 1);
            let rule = format!("\n  Content-Security-Policy: {policy}\n");
            assert_eq!(headers.matches(&rule).count(), 1);
        }
    }
}
