//! No URL that carries a token leads to a host that is not allowed, whoever resolves it.
//!
//! Here a playlist is read again by rules as lax as those of any player, and URLs are resolved by
//! the standard that browsers follow.

use std::collections::HashMap;

use proptest::prelude::*;
use url::Url;

use crate::random::playlists;
use crate::support::{Patience, Request, text};

const TOKEN: &str = "~token";

/// What a variable may be that another playlist defines.
const UNKNOWN: &[&str] = &[
    "",
    "x",
    "/",
    "//evil.test/",
    "/evil.test/",
    "https://evil.test/",
    "s://evil.test/",
    ".evil.test",
    "@evil.test/",
    ":1@evil.test/",
    "\\evil.test/",
    "://evil.test/",
    "?x",
    "#f",
    "evil.test",
];

/// Line ends of RFC 8216, and those that some programs know besides.
const LINE_ENDS: &[char] =
    &['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The texts of `playlist` that some player may take for a URL, each with what stands before it.
fn urls(playlist: &str) -> Vec<(&str, &str)> {
    let mut urls = Vec::new();
    for ends in [&LINE_ENDS[..2], LINE_ENDS] {
        let mut at = 0;
        for line in playlist.split_inclusive(|end| ends.contains(&end)) {
            let before = &playlist[..at];
            if line.trim().starts_with('#') {
                urls.extend(line.split('"').map(|url| (before, url)));
            } else {
                urls.push((before, line.trim()));
            }
            at += line.len();
        }
    }
    urls
}

/// Every value that the start of a playlist, or the request, gives to a variable. (A name must not
/// be defined twice, and what is defined after its use cannot be known.)
fn values(start: &str, request: &Request) -> HashMap<String, Vec<String>> {
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for line in start.split(['\n', '\r']).filter(|line| line.contains("#EXT-X-DEFINE")) {
        let attribute = |name: &str| {
            let (_, after) = line.split_once(&format!("{name}=\""))?;
            after.split('"').next().map(str::to_owned)
        };
        if let (Some(name), Some(value)) = (attribute("NAME"), attribute("VALUE")) {
            values.entry(name).or_default().push(value);
        }
        if let Some(name) = attribute("QUERYPARAM") {
            let pairs = url::form_urlencoded::parse(request.query.as_bytes());
            let found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.into_owned());
            values.entry(name.clone()).or_default().extend(found);
        }
    }
    values
}

/// What `url` may become: as it stands, and with each variable as anything that it may be.
fn resolutions(url: &str, values: &HashMap<String, Vec<String>>) -> Vec<String> {
    let mut found = vec![url.to_owned(), url.replace("%7B", "{").replace("%7D", "}")];
    for name in ["p", "q", "u"] {
        let reference = format!("{{${name}}}");
        let known = values.get(name).into_iter().flatten().map(String::as_str);
        let mut more = Vec::new();
        for value in known.chain(UNKNOWN.iter().copied().filter(|_| !values.contains_key(name))) {
            let with = |text: &String| text.replace(&reference, value);
            more.extend(found.iter().filter(|text| text.contains(&reference)).map(with));
        }
        found.extend(more);
    }
    found
}

fn is_allowed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https"
        && (host == "own.test" || host.ends_with(".cdn.test") || is_nowhere(host))
}

/// Whether a host ends in a reference that a client has not resolved: no such top-level domain can
/// exist (RFC 3696, section 2), so that nobody gets what is sent there.
fn is_nowhere(host: &str) -> bool {
    host.ends_with('}')
}

fn check(body: &str) -> Result<(), TestCaseError> {
    let request =
        Request::with_query(&format!("{TOKEN}=1&p=a")).hosts("*.cdn.test").only_keys(TOKEN);
    let out = text(&request.rewrite([body.as_bytes()], Patience::Endless));
    let base = Url::parse("https://own.test/v/m.m3u8").unwrap();
    for (before, url) in urls(&out).into_iter().filter(|(_, url)| url.contains(TOKEN)) {
        for resolution in resolutions(url, &values(before, &request)) {
            if let Ok(resolved) = base.join(&resolution) {
                prop_assert!(is_allowed(&resolved), "{:?} leads to {} in {:?}", url, resolved, out);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_token_leaves_the_allowed_hosts(body in playlists()) {
        check(&body)?;
    }
}

#[test]
fn the_check_sees_tokens() {
    let request = Request::with_query(TOKEN);
    let out =
        text(&request.rewrite([&b"#EXTM3U\na\n#EXT-X-MAP:URI=\"b\"\n"[..]], Patience::Endless));
    let seen: Vec<&str> =
        urls(&out).into_iter().map(|(_, url)| url).filter(|url| url.contains(TOKEN)).collect();
    assert_eq!(seen, ["a?~token", "b?~token", "a?~token", "b?~token"]);
    assert!(!is_allowed(&Url::parse("https://evil.test/").unwrap()));
    assert!(!is_allowed(&Url::parse("https://{$p}.evil.test/").unwrap()));
    assert!(is_allowed(&Url::parse("https://own.test{$p}/").unwrap()));
}
