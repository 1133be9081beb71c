//! Sites whose links are not their files.

use super::Remark;
use super::parts::Parts;

/// What is known of this URL's site.
pub fn remark(url: &Parts<'_>) -> Option<Remark> {
    let host = url.host.name.as_str();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let segments = url.segments();
    let path = segments.as_slice();
    match host {
        "github.com" => match path {
            [_, _]
            | [_, _, "tree", ..]
            | [_, _, "releases"]
            | [_, _, "releases", "latest"]
            | [_, _, "releases", "tag", ..] => page("GitHub", None),
            [_, _, "actions", "runs", _, "artifacts", ..]
            | [_, _, "suites", _, "artifacts", ..] => login("GitHub", None),
            _ => source_view(host, url, path),
        },
        "gist.github.com" => match path {
            [_, _] => page("GitHub", Some(format!("{}{}/raw", url.origin, url.path))),
            _ => None,
        },
        "raw.githubusercontent.com" => match path {
            [owner, repository, file @ ..] if file.len() > 1 && url.query.is_none() => {
                Some(Remark::GitLfs {
                    mended: format!(
                        "https://github.com/{owner}/{repository}/raw/{}",
                        file.join("/")
                    ),
                })
            }
            _ => None,
        },
        "storage.cloud.google.com" => {
            let file = format!("https://storage.googleapis.com{}", url.path);
            login("Google Cloud", (path.len() > 1).then_some(file))
        }
        "drive.google.com" | "docs.google.com" => match path {
            ["file", "d", id, ..] => page("Google Drive", Some(drive_file(id))),
            ["open"] => page("Google Drive", url.parameter("id").map(drive_file)),
            ["drive", ..] => page("Google Drive", None),
            ["uc"] => Some(Remark::VirusScan),
            _ => None,
        },
        "dropbox.com" => match path {
            ["s" | "scl" | "sh", ..] if !url.has("raw", "1") && !url.has("dl", "1") => {
                page("Dropbox", Some(with_parameter(url, "dl")))
            }
            _ => None,
        },
        "onedrive.live.com" => match path {
            ["download", ..] => None,
            _ => page("OneDrive", None),
        },
        "1drv.ms" => page("OneDrive", None),
        "archive.org" => match path {
            ["details", item, file @ ..] if !item.is_empty() => {
                let names_file = file.last().is_some_and(|name| !name.is_empty());
                let file = format!("{}/download/{item}/{}", url.origin, file.join("/"));
                page("the Internet Archive", names_file.then_some(file))
            }
            _ => None,
        },
        "mediafire.com" => match path {
            ["file" | "file_premium" | "folder", ..] => page("MediaFire", None),
            _ => None,
        },
        "wetransfer.com" | "we.tl" => page("WeTransfer", None),
        "mega.nz" => page("Mega", None),
        "drive.proton.me" => page("Proton Drive", None),
        "registry.golem.network" => Some(Remark::Registry),
        _ if host.ends_with(".sharepoint.com") => {
            let is_shared = url.path.starts_with("/:") && !url.has("download", "1");
            let file = is_shared.then(|| with_parameter(url, "download"))?;
            page("SharePoint", Some(file))
        }
        _ => source_view(host, url, path),
    }
}

/// The page on which a host of repositories shows a file, and the URL of the file.
fn source_view(host: &str, url: &Parts<'_>, segments: &[&str]) -> Option<Remark> {
    let (site, at, view, file) = match host {
        "github.com" => ("GitHub", 2, "blob", "raw"),
        "bitbucket.org" => ("Bitbucket", 2, "src", "raw"),
        "codeberg.org" => ("Codeberg", 2, "src", "raw"),
        "huggingface.co" => match segments.first() {
            Some(&("datasets" | "spaces")) => ("Hugging Face", 3, "blob", "resolve"),
            _ => ("Hugging Face", 2, "blob", "resolve"),
        },
        _ => {
            let dash = segments.windows(2).position(|pair| pair == ["-", "blob"])?;
            ("GitLab", dash + 1, "blob", "raw")
        }
    };
    if segments.get(at) != Some(&view) || url.parameter("raw").is_some() {
        return None;
    }
    let mut path = segments.to_vec();
    *path.get_mut(at)? = file;
    // After the view there come the branch and the file.
    let names_file = segments.len() > at + 2;
    page(
        site,
        names_file.then(|| format!("{}/{}", url.origin, path.join("/"))),
    )
}

fn page(site: &'static str, mended: Option<String>) -> Option<Remark> {
    Some(Remark::WebPage { site, mended })
}

fn login(site: &'static str, mended: Option<String>) -> Option<Remark> {
    Some(Remark::Login { site, mended })
}

fn drive_file(id: &str) -> String {
    format!("https://drive.google.com/uc?export=download&id={id}")
}

/// The URL with a parameter set to 1 that asks for the file.
fn with_parameter(url: &Parts<'_>, name: &str) -> String {
    let mut query = String::new();
    for pair in url.query.unwrap_or_default().split('&') {
        if !pair.is_empty() && pair.split('=').next() != Some(name) {
            query.push_str(pair);
            query.push('&');
        }
    }
    format!("{}{}?{query}{name}=1", url.origin, url.path)
}
