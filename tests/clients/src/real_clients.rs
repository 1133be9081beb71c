//! The clients of Golem themselves, given the snippets as the page writes them.

use std::fs;
use std::process::{Command, Output};

use gvmi_hash::hash::{ImageHash, hash};
use gvmi_hash::pure::image::example;
use gvmi_hash::pure::publish::after_publishing::{Shell, WebUrl, commands};
use gvmi_hash::pure::publish::publication::task_package;
use gvmi_hash::pure::publish::set::{Published, SetSnippet};
use gvmi_hash::pure::publish::snippet::Snippet;
use serde::Deserialize;

use crate::server::{self, Server};
use crate::{installed, script};

const NOW: &str = "2026-11-22T12:00:00.000Z";

/// Paths that a publisher could choose, for better or worse.
const PATHS: [&str; 3] = [
    "/image.gvmi",
    "/images/it's%20[1].gvmi?key={a,b}&name=\"ä\\😀\"",
    "/e\u{301}\u{202E}.gvmi?${x}`y`#z",
];

/// What a client made of a snippet.
#[derive(Deserialize, PartialEq, Eq, Debug)]
#[serde(rename_all = "snake_case")]
enum Made {
    /// The value of `golem.srv.comp.task_package` in its demand.
    TaskPackage(String),
    /// The client's own words.
    Error(String),
}

fn image_hash() -> ImageHash {
    hash(&example::image())
}

/// Has a client make its demand from the snippet of each URL; gives what the server
/// was asked meanwhile.
#[track_caller]
fn check(snippet: Snippet, client: impl Fn(&str) -> Made) -> Vec<String> {
    check_text(|url| snippet.text(&image_hash(), url, NOW), client)
}

/// The same from any text with the URL in it.
#[track_caller]
fn check_text(text: impl Fn(&str) -> String, client: impl Fn(&str) -> Made) -> Vec<String> {
    let server = Server::start(example::image());
    for path in PATHS {
        let url = server.url(path);
        let made = client(&text(&url));
        let expected = task_package(&image_hash(), &url);
        assert_eq!(made, Made::TaskPackage(expected), "for {url}");
    }
    server.log()
}

/// Has a client refuse a snippet whose URL answers "not found".
#[track_caller]
fn check_missing(snippet: Snippet, client: impl Fn(&str) -> Made) {
    let server = Server::start(example::image());
    let url = server.url(server::MISSING);
    let made = client(&snippet.text(&image_hash(), &url, NOW));
    assert!(
        matches!(&made, Made::Error(error) if error.contains("404")),
        "{made:?}"
    );
}

fn yapapi(snippet: &str) -> Made {
    script::python("yapapi", "yapapi_demand.py", &snippet)
}

fn golem_core(snippet: &str) -> Made {
    script::python("golem-core", "golem_core_demand.py", &snippet)
}

fn dapp_runner(snippet: &str) -> Made {
    script::python("dapp-runner", "dapp_runner_demand.py", &snippet)
}

#[test]
fn yapapi_runs_its_snippet() {
    let asked = check(Snippet::Yapapi, yapapi);
    assert_eq!(asked, ["HEAD"; PATHS.len()]);
    check_missing(Snippet::Yapapi, yapapi);
}

#[test]
fn golem_core_runs_its_snippet() {
    let asked = check(Snippet::GolemCore, golem_core);
    assert_eq!(asked, ["HEAD"; PATHS.len()]);
    check_missing(Snippet::GolemCore, golem_core);
}

#[test]
fn dapp_runner_loads_its_snippet_beside_a_descriptor() {
    let asked = check(Snippet::DappRunner, dapp_runner);
    assert_eq!(asked, ["HEAD"; PATHS.len()]);
    check_missing(Snippet::DappRunner, dapp_runner);
}

#[test]
fn golem_js_makes_a_demand_of_its_snippet() {
    let asked = check(Snippet::GolemJs, |text| {
        script::node("golem-js", "golem_js_demand.mjs", &text)
    });
    assert_eq!(asked, [""; 0]);
}

#[test]
fn every_client_takes_the_manifest() {
    let name = |client: &str| format!("{}_manifest", client.replace('-', "_"));
    for client in ["yapapi", "golem-core"] {
        check(Snippet::Manifest, |text| {
            script::python(client, &format!("{}.py", name(client)), &text)
        });
    }
    for client in ["golem-js", "golem-js-2"] {
        check(Snippet::Manifest, |text| {
            script::node(client, &format!("{}.mjs", name(client)), &text)
        });
    }
}

/// A set of two images, the one that clients take and one that was not published.
fn set(snippet: SetSnippet, url: &str) -> String {
    let image = |name, url| Published {
        name,
        hash: image_hash(),
        url,
        size: 4096,
    };
    snippet.text(&[
        image("my-image", url),
        image("images/it's [1] \"ä\\😀\"\n", ""),
    ])
}

#[test]
fn yapapi_takes_an_image_of_a_set() {
    let text = |url: &str| {
        let set = set(SetSnippet::Python, url);
        let (set, usage) = set.rsplit_once("\n# ").expect("how it is used");
        format!("from yapapi.payload import vm\n{set}\n{usage}")
    };
    assert_eq!(check_text(text, yapapi), ["HEAD"; PATHS.len()]);
}

#[test]
fn golem_core_takes_an_image_of_a_set() {
    let text = |url: &str| {
        let set = set(SetSnippet::Python, url);
        format!(
            "from golem.payload import RepositoryVmPayload\n{set}\n\
             payload = RepositoryVmPayload(**images[\"my-image\"])"
        )
    };
    assert_eq!(check_text(text, golem_core), ["HEAD"; PATHS.len()]);
}

#[test]
fn dapp_runner_takes_an_image_of_a_set() {
    let asked = check_text(|url| set(SetSnippet::DappRunner, url), dapp_runner);
    assert_eq!(asked, ["HEAD"; PATHS.len()]);
}

/// An order of golem-js for an image of a set.
fn order_of_set(url: &str) -> String {
    let set = set(SetSnippet::TypeScript, url);
    format!(
        "import type {{ MarketOrderSpec }} from \"@golem-sdk/golem-js\";\n{set}\n\
         const order: MarketOrderSpec = {{\n\
           demand: {{ workload: images[\"my-image\"] }},\n\
           market: {{ rentHours: 0.5, pricing: {{ model: \"burn-rate\", avgGlmPerHour: 1 }} }},\n\
         }};"
    )
}

#[test]
fn golem_js_takes_an_image_of_a_set() {
    let asked = check_text(order_of_set, |text| {
        script::node("golem-js", "golem_js_demand.mjs", &text)
    });
    assert_eq!(asked, [""; 0]);
}

#[test]
fn the_set_in_type_script_has_the_right_types() {
    let order = order_of_set("https://example.org/a.gvmi");
    let checked = type_check(std::slice::from_ref(&order));
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");

    let checked = type_check(&[
        order.replace("images[\"my-image\"]", "images[\"another\"]"),
        order.replace("imageHash: \"", "imageHash: !\""),
    ]);
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(
        said.contains("1.mts") && said.contains("'\"another\"'"),
        "{said}"
    );
    assert!(
        said.contains("2.mts") && said.contains("'boolean'"),
        "{said}"
    );
}

/// Compiles pieces of code as modules among the npm packages, as strictly as the
/// compiler can.
fn type_check(modules: &[String]) -> Output {
    let packages = installed::node_folder("golem-js");
    let folder = tempfile::tempdir_in(&packages).expect("a folder among the packages");
    let names: Vec<_> = (1..=modules.len()).map(|i| format!("{i}.mts")).collect();
    for (name, code) in names.iter().zip(modules) {
        fs::write(folder.path().join(name), code).expect("a module");
    }
    Command::new("node")
        .arg(packages.join("node_modules/typescript/bin/tsc"))
        .args(["--noEmit", "--strict", "--skipLibCheck"])
        .args(["--target", "esnext", "--module", "nodenext"])
        .args(names)
        .current_dir(folder.path())
        .output()
        .expect("node")
}

#[test]
fn the_snippets_in_type_script_have_the_right_types() {
    let snippets = [Snippet::GolemJs, Snippet::TaskExecutor]
        .map(|snippet| snippet.text(&image_hash(), "https://example.org/a.gvmi", NOW));
    let checked = type_check(&snippets);
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");

    let checked = type_check(&snippets.map(|code| code.replace("imageUrl:", "imageURL:")));
    let said = String::from_utf8_lossy(&checked.stdout);
    assert_eq!(
        said.matches("'imageURL' does not exist").count(),
        2,
        "{said}"
    );
}

#[test]
fn gvmkit_build_agrees_on_the_hash() {
    gvmkit_build_agrees(&example::image());
    // It reads in chunks of 2 MiB; these are three, the last one shorter.
    let long = example::image().repeat(5_500_000 / example::image().len());
    gvmkit_build_agrees(&long);
}

#[track_caller]
fn gvmkit_build_agrees(image: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("example.gvmi");
    fs::write(&file, image).expect("an image");
    let output = installed::python_program("gvmkit-build", "gvmkit-build")
        .arg("--direct-file-upload")
        .arg(file)
        .output()
        .expect("gvmkit-build");
    let said = String::from_utf8_lossy(&output.stdout);
    let line = format!("image link (for use in SDK): {}\n", hash(image));
    assert!(output.status.success() && said.contains(&line), "{said}");
}

#[test]
fn the_commands_show_the_size_and_the_hash_of_what_is_served() {
    let server = Server::start(example::image());
    for path in PATHS {
        let url = WebUrl::parse(&server.url(path)).expect("a URL of a server");
        let commands = commands(Shell::Posix, &url);
        let shown = shell(&commands.size);
        let size = format!("\nContent-Length: {}\r\n", example::image().len());
        assert!(shown.starts_with("HTTP/1.1 200 OK\r\n"), "{shown}");
        assert!(shown.contains(&size), "{shown}");
        let shown = shell(&commands.content);
        assert!(shown.ends_with(&format!("= {}\n", image_hash())), "{shown}");
    }
}

fn shell(command: &str) -> String {
    let output = Command::new("sh").args(["-c", command]).output();
    let output = output.expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
