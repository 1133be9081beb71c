//! Sites whose links are not their files.

use super::alone::ends_in_extension;
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
                page("Dropbox", Some(with_parameter(url, "dl", "1")))
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
        "pixeldrain.com" => match path {
            ["u", id] => page("Pixeldrain", Some(format!("{}/api/file/{id}", url.origin))),
            ["l", ..] => page("Pixeldrain", None),
            _ => None,
        },
        "link.storjshare.io" => match path {
            ["s", file @ ..] => {
                let raw = || format!("{}/raw/{}", url.origin, file.join("/"));
                page("Storj", (file.len() > 2).then(raw))
            }
            _ => None,
        },
        // Both tell of a file unless they are asked for it.
        "firebasestorage.googleapis.com" => match path {
            ["v0", "b", _, "o", _] if !url.has("alt", "media") => {
                page("Firebase", Some(with_parameter(url, "alt", "media")))
            }
            _ => None,
        },
        "storage.googleapis.com" => match path {
            ["storage", "v1", "b", _, "o", _] if !url.has("alt", "media") => {
                page("Google Cloud", Some(with_parameter(url, "alt", "media")))
            }
            _ => None,
        },
        "console.cloud.google.com" => login("Google Cloud", google_console(path)),
        "registry.golem.network" => Some(
            Finding::advice("This image is in Golem’s own registry. Its hash is enough there.")
                .more("The SDKs find the URL themselves."),
        ),
        _ if host.ends_with(".sharepoint.com") && url.path.starts_with("/:f:") => {
            page("SharePoint", None)
        }
        _ if host.ends_with(".sharepoint.com") => {
            let is_shared = url.path.starts_with("/:") && !url.has("download", "1");
            let file = is_shared.then(|| with_parameter(url, "download", "1"))?;
            page("SharePoint", Some(file))
        }
        _ if is_at(host, ".console.aws.amazon.com") => login("AWS", s3_object(url, path)),
        _ if is_at(host, ".box.com") => match path {
            ["s" | "v" | "file" | "folder", ..] => page("Box", None),
            _ => None,
        },
        _ => no_files(host)
            .or_else(|| share(url, path))
            .or_else(|| minio_console(url, path))
            .or_else(|| source_view(host, url, path)),
    }
}

/// Sites that show every link to those who have logged in to them alone: the host, or with a
/// dot before it every host below it, too; and what the site is called.
pub(super) const LOGINS: [(&str, &str); 18] = [
    (".signin.aws.amazon.com", "AWS"),
    (".console.amazonaws.cn", "AWS"),
    (".console.aliyun.com", "Alibaba Cloud"),
    ("cloud.digitalocean.com", "DigitalOcean"),
    ("cloud.ibm.com", "IBM Cloud"),
    ("cloud.linode.com", "Akamai Cloud"),
    (".cloud.oracle.com", "Oracle Cloud"),
    ("console.cloud.tencent.com", "Tencent Cloud"),
    ("console.firebase.google.com", "Firebase"),
    ("console.hetzner.cloud", "Hetzner"),
    ("console.hetzner.com", "Hetzner"),
    ("console.scaleway.com", "Scaleway"),
    ("console.wasabisys.com", "Wasabi"),
    ("dash.cloudflare.com", "Cloudflare"),
    ("my.pcloud.com", "pCloud"),
    ("my.vultr.com", "Vultr"),
    (".portal.azure.com", "Azure"),
    ("secure.backblaze.com", "Backblaze"),
];

/// Sites none of whose links is a file; the same of them.
pub(super) const PAGES: [(&str, &str); 11] = [
    ("disk.yandex.com", "Yandex Disk"),
    ("disk.yandex.ru", "Yandex Disk"),
    ("drive.proton.me", "Proton Drive"),
    ("gofile.io", "Gofile"),
    ("icloud.com", "iCloud"),
    ("mega.nz", "Mega"),
    (".pcloud.link", "pCloud"),
    ("supabase.com", "Supabase"),
    ("we.tl", "WeTransfer"),
    ("wetransfer.com", "WeTransfer"),
    ("yadi.sk", "Yandex Disk"),
];

fn no_files(host: &str) -> Option<Finding> {
    let site = |sites: &[(&str, &'static str)]| {
        let found = sites.iter().find(|(known, _)| is_at(host, known));
        found.map(|(_, site)| *site)
    };
    match site(&LOGINS) {
        Some(site) => login(site, None),
        None => page(site(&PAGES)?, None),
    }
}

/// Whether it is the known host; where that begins with a dot, or one below it.
fn is_at(host: &str, known: &str) -> bool {
    match known.strip_prefix('.') {
        Some(bare) => host == bare || host.ends_with(known),
        None => host == known,
    }
}

/// The object that the console of Amazon S3 shows, where its bucket serves it: under the
/// bucket's own host, but with a dot in its name no certificate is for that.
fn s3_object(url: &Parts<'_>, path: &[&str]) -> Option<String> {
    let ["s3", "object", bucket, key @ ..] = path else {
        return None;
    };
    let key = match key {
        [] => url
            .parameter("prefix")?
            .replace('+', "%20")
            .replace("%2F", "/")
            .replace("%2f", "/"),
        key => key.join("/"),
    };
    let region = url
        .parameter("region")
        .map_or_else(String::new, |region| format!(".{region}"));
    let is_of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let is_object = !key.is_empty() && !key.ends_with('/');
    let host = format!("s3{region}.amazonaws.com");
    let is_host = [bucket, &*host]
        .iter()
        .all(|name| name.chars().all(is_of_host));
    (is_object && is_host).then(|| match bucket.contains('.') {
        true => format!("https://{host}/{bucket}/{key}"),
        false => format!("https://{bucket}.{host}/{key}"),
    })
}

/// The object that the console of Google Cloud shows, where its bucket serves it.
fn google_console(path: &[&str]) -> Option<String> {
    let (object, is_surely_object) = match path {
        ["storage", "browser", "_details", object @ ..] => (object, true),
        ["storage", "browser", object @ ..] => (object, false),
        _ => return None,
    };
    let object = object.join("/");
    // What follows tells which tab of the page is open.
    let object = object.split(';').next().unwrap_or_default();
    let is_object = object.contains('/') && (is_surely_object || ends_in_extension(object));
    is_object.then(|| format!("https://storage.googleapis.com/{object}"))
}

/// A share of Nextcloud or ownCloud on any host, in any folder of it: `/s/TOKEN`, with
/// `/index.php` before it on servers that rewrite no URLs; or what they show to their users
/// alone.
fn share(url: &Parts<'_>, path: &[&str]) -> Option<Finding> {
    const SITE: &str = "Nextcloud or ownCloud";
    /// Of the tokens that both make, if nobody asks for another.
    const LENGTH: usize = 15;
    const MEMBERS: [&str; 4] = [
        "/apps/files/files/",
        "/index.php/apps/files",
        "/index.php/f/",
        "/remote.php/",
    ];
    let is_token =
        |text: &str| text.len() == LENGTH && text.chars().all(|c| c.is_ascii_alphanumeric());
    if MEMBERS.iter().any(|part| url.path.contains(part)) {
        return login(SITE, None);
    }
    match path {
        [.., "apps", "files"] if url.parameter("dir").is_some() => login(SITE, None),
        [.., "s", token, "authenticate", _] if is_token(token) => login(SITE, None),
        [.., "index.php", "s", _] => page(SITE, share_file(url, path)),
        [.., "s", token] if is_token(token) => page(SITE, share_file(url, path)),
        _ => None,
    }
}

/// The file of a share; of a folder in one there is none.
fn share_file(url: &Parts<'_>, path: &[&str]) -> Option<String> {
    let is_folder = ["dir", "path"]
        .iter()
        .any(|name| url.parameter(name).is_some());
    (!is_folder).then(|| format!("{}/{}/download", url.origin, path.join("/")))
}

/// The console of MinIO, on its usual port or by what its own pages ask.
fn minio_console(url: &Parts<'_>, path: &[&str]) -> Option<Finding> {
    match path {
        ["browser", _, ..] if url.origin.ends_with(":9001") => login("MinIO", None),
        ["api", "v1", "buckets", _, "objects", ..] => login("MinIO", None),
        _ => None,
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
            // No group or project is called so; a folder behind it may be.
            let dash = segments.iter().position(|segment| *segment == "-")?;
            let view = segments.get(dash + 1)?;
            if !matches!(*view, "blob" | "tree" | "blame" | "commit" | "commits") {
                return None;
            }
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

/// The URL with a parameter set that asks for the file.
fn with_parameter(url: &Parts<'_>, name: &str, value: &str) -> String {
    let mut query = String::new();
    for pair in url.query.unwrap_or_default().split('&') {
        if !pair.is_empty() && pair.split('=').next() != Some(name) {
            query.push_str(pair);
            query.push('&');
        }
    }
    format!("{}{}?{query}{name}={value}", url.origin, url.path)
}
