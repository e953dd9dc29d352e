//! A reader of playlists as lax as any player, to see where a token would go.

use std::collections::HashMap;

use crate::forwarding::{Forwarding, TOKEN};

/// What a variable may be that another playlist defines.
const UNKNOWN: &[&str] =
    &["", "x", "/", "//evil.test/", "https://evil.test/", ".evil.test", "@evil.test/", "?x"];

/// Line ends of RFC 8216, and those that some programs know besides.
const LINE_ENDS: &[char] =
    &['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The URLs with a token that lead to a host that is not allowed, each with the one that it becomes.
pub fn leaks(request: &Forwarding<'_>, playlist: &str) -> Vec<(String, String)> {
    let base = request.base();
    let mut leaks = Vec::new();
    for ends in [&LINE_ENDS[..2], LINE_ENDS] {
        let mut at = 0;
        for line in playlist.split_inclusive(|end| ends.contains(&end)) {
            let is_tag = line.trim().starts_with('#');
            let texts = line.split(|quote| is_tag && quote == '"').map(str::trim);
            for url in texts.filter(|url| url.contains(TOKEN)) {
                for resolution in resolutions(url, &values(&playlist[..at], request)) {
                    if let Ok(url) = base.join(&resolution)
                        && !request.allows(&url)
                        && !is_nowhere(url.host_str().unwrap_or_default())
                    {
                        leaks.push((resolution, url.into()));
                    }
                }
            }
            at += line.len();
        }
    }
    leaks
}

/// Whether a host ends in a reference that was not resolved: no such top-level domain can exist.
fn is_nowhere(host: &str) -> bool {
    host.ends_with('}')
}

/// Every value that what stands before a URL, or the request, gives to a variable.
fn values(start: &str, request: &Forwarding<'_>) -> HashMap<String, Vec<String>> {
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for line in start.split(['\n', '\r']).filter(|line| line.contains("#EXT-X-DEFINE")) {
        let attribute = |name: &str| line.split_once(name)?.1.split('"').next().map(str::to_owned);
        if let (Some(name), Some(value)) = (attribute("NAME=\""), attribute("VALUE=\"")) {
            values.entry(name).or_default().push(value);
        }
        if let Some(name) = attribute("QUERYPARAM=\"") {
            let pairs = url::form_urlencoded::parse(request.query());
            let found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.into_owned());
            values.entry(name.clone()).or_default().extend(found);
        }
    }
    values
}

/// What `url` may become: as it stands, and with each of its variables as anything that it may be.
fn resolutions(url: &str, values: &HashMap<String, Vec<String>>) -> Vec<String> {
    let mut found = vec![url.to_owned(), url.replace("%7B", "{").replace("%7D", "}")];
    for name in ["p", "q", "other"] {
        let reference = format!("{{${name}}}");
        let known = values.get(name).into_iter().flatten().map(String::as_str);
        let unknown = UNKNOWN.iter().copied().filter(|_| !values.contains_key(name));
        let may_be: Vec<&str> = known.chain(unknown).collect();
        let with = |text: &String| {
            may_be.iter().map(|value| text.replace(&reference, value)).collect::<Vec<_>>()
        };
        let more: Vec<_> =
            found.iter().filter(|text| text.contains(&reference)).flat_map(with).collect();
        found.extend(more);
    }
    found
}
