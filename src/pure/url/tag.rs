//! Tags of Golem's registry, which are no URLs.

use super::alone::ends_in_extension;
use crate::pure::text::finding::Finding;

/// That the text is a tag, and where it belongs: `image_tag` of `vm.repo` in yapapi
/// (`yapapi/payload/vm.py`), by which dapp-runner names its parameters, and `imageTag` of
/// golem-js (`src/market/demand/options.ts`), whose options task-executor takes.
pub fn finding(text: &str) -> Option<Finding> {
    let text = text.trim_matches(['"', '\'', '`']);
    if is_of_docker(text) {
        return Some(
            Finding::error(format!(
                "“{text}” is no URL. Enter the URL where the image will be."
            ))
            .more(
                "As a tag of Golem’s registry it would begin with the name of its owner, as \
                 golem/node:20-alpine does.",
            ),
        );
    }
    let tag = tag(text)?;
    Some(
        Finding::error(format!(
            "“{tag}” is a tag of Golem’s registry, not a URL. With a tag you need no hash."
        ))
        .more(format!(
            "It takes the place of both in the code: image_tag=\"{tag}\" in yapapi, \
             imageTag: \"{tag}\" in golem-js and task-executor, image_tag: \"{tag}\" in \
             dapp-runner. For an image on a server of your own, enter its URL."
        )),
    )
}

/// Longer ones would make no sentence.
const LONGEST: usize = 200;

/// Whether it is `name:tag`, as Docker calls its own images. Digits alone would be a port, and
/// a word other than `latest` what follows a scheme.
fn is_of_docker(text: &str) -> bool {
    let Some((name, version)) = text.split_once(':') else {
        return false;
    };
    let is_version = version == "latest"
        || version.starts_with(|c: char| c.is_ascii_digit())
            && version.contains(|c: char| !c.is_ascii_digit());
    text.len() <= LONGEST && is_word(name) && !is_host(name) && is_word(version) && is_version
}

fn is_word(text: &str) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !text.is_empty() && text.chars().all(is_of_word)
}

fn is_host(name: &str) -> bool {
    name.contains('.') || name.eq_ignore_ascii_case("localhost")
}

/// The tag, `user/name:tag`. What begins with a host, has a port before its first slash or
/// names an image file is a URL that lacks its scheme.
fn tag(text: &str) -> Option<&str> {
    let (user, rest) = text.split_once('/')?;
    let (name, version) = rest.split_once(':')?;
    let is_tag = text.len() <= LONGEST
        && [user, name, version].into_iter().all(is_word)
        && !is_host(user)
        && !ends_in_extension(name)
        && !ends_in_extension(version);
    is_tag.then_some(text)
}
