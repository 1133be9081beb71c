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

/// Asks for everything that hashes before anything else. Trunk's link to preload the program does
/// not do: `WebKit` asks once more when the glue does, and Chromium holds no digest against it.
/// The link to the glue stands before the script that imports it, which knows no digest.
fn with_requests(built: &str) -> Result<String, Box<dyn Error>> {
    let link = |start| tags(built, start).next().ok_or("a link is missing");
    let address = |link| attribute(link, "href").ok_or("a link without an address");
    let glue = link("<link rel=\"modulepreload\"")?;
    let program = link("<link rel=\"preload\"")?;
    let parts = WORKERS.map(|name| format!("<link rel=\"worker\" href=\"{name}\""));
    let mut asked = String::new();
    for (link, ask) in [
        (program, "program"),
        (link(&parts[0])?, "part"),
        (link(&parts[1])?, "part"),
    ] {
        let address = address(link)?;
        let integrity = attribute(link, "integrity").ok_or("a link without a digest")?;
        asked += &format!("keep('{address}', {ask}('{address}', '{integrity}'));\n");
    }
    let first = format!("{glue}<script id=\"first\">{ASK}{asked}}}</script>\n<style>");
    let page = replaced_once(&replaced_once(built, glue, "")?, program, "")?;
    let page = replaced_once(&page, "<style>", &first)?;
    let address = address(program)?;
    let (from, to) = (
        format!("_or_path: '{address}'"),
        format!("_or_path: requests['{address}']"),
    );
    replaced_once(&page, &from, &to)
}

/// Whoever takes what was asked for is told why it did not come. A part is taken some time after
/// it has come, and is asked for as the program would (`page::jobs::program`).
const ASK: &str = "
globalThis.requests = {};
{
const program = (address, integrity) => {
  const ask = () => fetch(address, { integrity });
  return ask().catch(ask);
};
const part = async (address, integrity) => {
  const signal = AbortSignal.timeout(30000);
  const response = await fetch(address, { integrity, cache: 'no-cache', signal });
  return new Response(await response.arrayBuffer());
};
const keep = (address, response) => (requests[address] = response).catch(() => 0);
";

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, GzBuilder};

    use super::*;

    const START: &str = "<style></style>init({ module_or_path: './a.wasm' })";

    const GLUE: &str = "<link rel=\"modulepreload\" href=\"./a.js\" integrity=\"c\">";

    const PROGRAM: &str = "<link rel=\"preload\" href=\"./a.wasm\" integrity=\"b\">";

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
        let built = [&placeholders, START, GLUE, PROGRAM].concat();
        let page = page(&built, &|name| Ok(name.into())).unwrap();
        let integrity = |name: &str| digest::source(name.as_bytes());
        let expected = format!(
            "{}{GLUE}<script id=\"first\">{ASK}keep('./a.wasm', program('./a.wasm', 'b'));\n\
             keep('worker.js', part('worker.js', '{}'));\n\
             keep('worker_bg.wasm', part('worker_bg.wasm', '{}'));\n}}</script>\n\
             <style></style>init({{ module_or_path: requests['./a.wasm'] }})",
            links(integrity),
            integrity("worker.js"),
            integrity("worker_bg.wasm"),
        );
        assert_eq!(page, expected);
    }

    #[test]
    fn a_page_in_which_something_is_missing_is_refused() {
        let links = links(str::to_owned);
        let all = [&*links, START, GLUE, PROGRAM];
        assert!(with_requests(&all.concat()).is_ok());
        for missing in all {
            assert!(with_requests(&all.concat().replace(missing, "")).is_err());
        }
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
        let framed = "frame-ancestors *";
        let of_worker = "default-src 'none'; connect-src 'self'";
        for policy in [framed, of_worker] {
            let set = format!("set $gvmi_hash_policy \"{policy}\";");
            assert_eq!(nginx.matches(&set).count(), 1);
        }
        // Hosts differ in which of two rules for one address counts.
        let rules = [
            ("/", framed),
            ("/index.html", framed),
            ("/sw.js", of_worker),
        ];
        for (address, policy) in rules {
            let rule = format!("\n{address}\n  Content-Security-Policy: {policy}\n");
            assert_eq!(headers.matches(&rule).count(), 1);
        }
        assert_eq!(
            headers.matches("Content-Security-Policy").count(),
            rules.len()
        );
    }
}
