//! Sites whose links are not their files.

use super::parts::Parts;
use crate::pure::text::finding::Finding;

/// What is known of this URL's site.
pub fn finding(url: &Parts<'_>) -> Option<Finding> {
    let host = url.host.name.as_str();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut segments = url.segments();
    while segments.last() == Some(&"") {
        segments.pop();
    }
    let path = segments.as_slice();
    match host {
        "github.com" => match path {
            [_, _, "actions", "runs", _, "artifacts", ..]
            | [_, _, "suites", _, "artifacts", ..] => login("GitHub", None),
            [_]
            | [_, _, "releases"]
            | [_, _, "releases", "latest"]
            | [_, _, "releases", "tag", ..]
            | [
                _,
                _,
                "edit" | "blame" | "commit" | "commits" | "actions",
                ..,
            ]
            | [_, _, "issues" | "pull" | "wiki" | "tags" | "branches", ..] => page("GitHub", None),
            _ => source_view(host, url, path),
        },
        "gist.github.com" => match path {
            [_] => page("GitHub", None),
            [owner, gist] => page("GitHub", Some(format!("{}/{owner}/{gist}/raw", url.origin))),
            _ => None,
        },
        "raw.githubusercontent.com" => match path {
            [owner, repository, file @ ..] if file.len() > 1 && url.query.is_none() => {
                Some(git_lfs(&format!(
                    "https://github.com/{owner}/{repository}/raw/{}",
                    file.join("/")
                )))
            }
            _ => None,
        },
        "storage.cloud.google.com" => {
            let file = format!("https://storage.googleapis.com{}", url.path);
            login("Google Cloud", (path.len() > 1).then_some(file))
        }
        "drive.google.com" | "docs.google.com" => google_drive(url, path),
        "drive.usercontent.google.com" if path == ["download"] => {
            Some(if url.has("confirm", "t") {
                Finding::advice(
                    "Google Drive gives a file only so often. For many providers, use another host.",
                )
                .more(
                    "Then it answers with a page that says so, and a provider would take the page.",
                )
            } else {
                virus_scan(url)
            })
        }
        "dropbox.com" => match path {
            ["sh"]
            | ["sh", _]
            | ["sh", _, _]
            | ["scl", "fo"]
            | ["scl", "fo", _]
            | ["scl", "fo", _, _]
            | ["home" | "preview" | "t", ..] => page("Dropbox", None),
            ["s" | "scl" | "sh", ..] if !url.has("raw", "1") && !url.has("dl", "1") => {
                page("Dropbox", Some(with_parameter(url, "dl")))
            }
            _ => None,
        },
        "onedrive.live.com" => match path {
            ["download" | "download.aspx", ..] => None,
            _ => page("OneDrive", None),
        },
        "1drv.ms" if !url.has("download", "1") => page("OneDrive", None),
        "archive.org" => match path {
            ["details", _] => page("the Internet Archive", None),
            ["details", item, file @ ..] => {
                let file = format!("{}/download/{item}/{}", url.origin, file.join("/"));
                page("the Internet Archive", Some(file))
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
        "registry.golem.network" => Some(
            Finding::advice("This image is in Golem’s own registry. Its hash is enough there.")
                .more("The SDKs find the URL themselves."),
        ),
        _ if host.ends_with(".sharepoint.com") && url.path.starts_with("/:f:") => {
            page("SharePoint", None)
        }
        _ if host.ends_with(".sharepoint.com") => {
            let is_shared = url.path.starts_with("/:") && !url.has("download", "1");
            let file = is_shared.then(|| with_parameter(url, "download"))?;
            page("SharePoint", Some(file))
        }
        _ => source_view(host, url, path),
    }
}

/// The page on which a host of repositories shows a file or a folder, or the address that
/// gives the pointer of a file in Git LFS; and the URL of the file.
fn source_view(host: &str, url: &Parts<'_>, segments: &[&str]) -> Option<Finding> {
    let (site, at, view, file) = match host {
        "github.com" => ("GitHub", 2, "blob", "raw"),
        "bitbucket.org" => ("Bitbucket", 2, "src", "raw"),
        // Gitea and Forgejo (`routers/web/web.go`): `raw` does not look into Git LFS.
        "codeberg.org" => ("Codeberg", 2, "src", "media"),
        "gitea.com" => ("Gitea", 2, "src", "media"),
        "huggingface.co" | "hf.co" => match segments.first() {
            Some(&("datasets" | "spaces")) => ("Hugging Face", 3, "blob", "resolve"),
            _ => ("Hugging Face", 2, "blob", "resolve"),
        },
        _ => {
            let dash = segments.windows(2).position(|pair| {
                let [dash, view] = pair else { return false };
                *dash == "-" && matches!(*view, "blob" | "tree" | "blame" | "commit" | "commits")
            })?;
            ("GitLab", dash + 1, "blob", "raw")
        }
    };
    if url.has("raw", "true") || url.has("raw", "1") {
        return None;
    }
    let mut path = segments.to_vec();
    if let Some(view) = path.get_mut(at) {
        *view = file;
    }
    // After the view there come the branch and the file.
    let names_file = segments.len() > at + 2;
    let fixed = names_file.then(|| format!("{}/{}", url.origin, path.join("/")));
    match segments.get(at) {
        Some(found) if *found == view => page(site, fixed),
        Some(&"raw") if file != "raw" => fixed.as_deref().map(git_lfs),
        None if segments.len() == at => page(site, None),
        Some(&("tree" | "blame" | "commit" | "commits")) => page(site, None),
        _ => None,
    }
}

fn google_drive(url: &Parts<'_>, path: &[&str]) -> Option<Finding> {
    const SITE: &str = "Google Drive";
    // Where several accounts, or that of an organisation, are logged in.
    let path = match path {
        ["u" | "a", _, path @ ..] => path,
        path => path,
    };
    match path {
        ["file", "d", id, ..] | ["file", "u", _, "d", id, ..] => {
            page(SITE, Some(drive_file(url, id)))
        }
        ["open"] => page(SITE, url.parameter("id").map(|id| drive_file(url, id))),
        ["uc"] => Some(virus_scan(url)),
        [
            "file" | "drive" | "folderview" | "document" | "spreadsheets" | "presentation",
            ..,
        ] => page(SITE, None),
        _ => None,
    }
}

fn virus_scan(url: &Parts<'_>) -> Finding {
    let finding =
        Finding::advice("Google Drive may ask first: download a large file without a virus scan?")
            .more("A provider would take that page for the image. Better use another host.");
    match url.parameter("id").map(|id| drive_file(url, id)) {
        Some(file) => finding.fix("Use the URL that gives the file", file),
        None => finding,
    }
}

fn git_lfs(file: &str) -> Finding {
    Finding::advice(
        "If the repository keeps the image in Git LFS, this URL gives only a pointer to it.",
    )
    .fix("Use the URL that gives the file", file)
}

/// A page about the file, or in place of it.
fn page(site: &str, file: Option<String>) -> Option<Finding> {
    Some(match file {
        Some(file) => Finding::error(format!("This is a page of {site}, not the file."))
            .more("A provider would download the page, and its hash does not match.")
            .fix("Use the file’s own URL", file),
        None => Finding::error(format!("This is a page or folder of {site}, not a file.")).more(
            "A provider would download what it gives in the file’s place, and its hash does not \
             match. Use a URL that gives the file itself.",
        ),
    })
}

fn login(site: &str, file: Option<String>) -> Option<Finding> {
    let seen = format!("Only those who have logged in to {site} can download from this URL.");
    let more = "A provider would download an error or the page for logging in, and its hash does \
                not match.";
    Some(match file {
        Some(file) => Finding::error(seen)
            .more(format!("{more} If the file is public, it has another URL."))
            .fix("Use the public URL", file),
        None => Finding::error(seen).more(format!(
            "{more} Publish the image where everybody can download it."
        )),
    })
}

/// The address to which Google Drive's page for large files leads. Some older files
/// need their resource key.
fn drive_file(url: &Parts<'_>, id: &str) -> String {
    let mut file =
        format!("https://drive.usercontent.google.com/download?id={id}&export=download&confirm=t");
    if let Some(key) = url.parameter("resourcekey") {
        file.push_str("&resourcekey=");
        file.push_str(key);
    }
    file
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
