//! Signs links. To copy: `token`, `sign_url` and `read_key`; README.md beside this file explains them.
//!
//! `cargo add base64 hmac md-5 percent-encoding sha2`

use std::env;
use std::error::Error;
use std::net::IpAddr;
use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use percent_encoding::percent_decode_str;
use sha2::Sha256;

/// What is signed, and where the URL carries its token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signed<'a> {
    /// The directory of the URL's path; the token is in the query.
    Directory,
    /// The URL's whole path; the token is in the query.
    File,
    /// A segment of the path, not percent-encoded; the token comes after it.
    Segment(&'a str),
}

#[derive(Clone, Copy)]
enum Algorithm {
    Md5,
    HmacSha256,
}

/// The token of a path, or of a segment of it (`in_path`), both as nginx decodes them.
fn token(
    in_path: bool,
    signed: &[u8],
    expires: u64,
    key: &[u8],
    ip: Option<IpAddr>,
    algorithm: Algorithm,
) -> Result<String, Box<dyn Error>> {
    if expires > 999_999_999_999 {
        return Err(format!("expires must be in whole seconds since 1970, not {expires}").into());
    }
    let expires = expires.to_string();
    // As nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
    let ip = ip.map_or(String::new(), |ip| ip.to_canonical().to_string());
    let (expires, ip) = (expires.as_bytes(), ip.as_bytes());
    // Without padding.
    Ok(URL_SAFE_NO_PAD.encode(match (algorithm, in_path) {
        (Algorithm::Md5, false) => Md5::digest([expires, signed, ip, b" ", key].concat()).to_vec(),
        (Algorithm::Md5, true) => {
            Md5::digest([signed, b"_", key, b"_", expires, b"_", ip].concat()).to_vec()
        }
        (Algorithm::HmacSha256, _) => {
            let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
            mac.update(&[expires, b" ", ip, b" ", signed].concat());
            mac.finalize().into_bytes().to_vec()
        }
    }))
}

/// The URL with its token in it. `url` is percent-encoded, `expires` in seconds since 1970.
fn sign_url(
    url: &str,
    signed: Signed<'_>,
    expires: u64,
    key: &[u8],
    ip: Option<IpAddr>,
    algorithm: Algorithm,
) -> Result<String, Box<dyn Error>> {
    // Not the crate `url`, which may write the path in another way.
    let (rest, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let (rest, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    let host = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
    let host = host.filter(|host| !host.starts_with('/'));
    let path = host.map_or(rest, |host| &host[host.find('/').unwrap_or(host.len())..]);
    let origin = &rest[..rest.len() - path.len()];
    if !is_encoded(path) || url.contains(|c: char| !c.is_ascii_graphic()) {
        return Err(format!("no percent-encoded URL with a path: {url:?}").into());
    }
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let segments: Vec<_> = decoded.split(|byte| *byte == b'/').skip(1).collect();
    let empty = segments.iter().rev().skip(1).any(|segment| segment.is_empty());
    if empty || segments.contains(&b".".as_slice()) || segments.contains(&b"..".as_slice()) {
        let rule = "nginx resolves \"//\", \".\" and \"..\", so none can be in a path";
        return Err(format!("{rule}: {url:?}").into());
    }
    if let Signed::Segment(id) = signed {
        // A token that the URL has already is replaced: nginx takes the first one.
        let path = match pair(path, algorithm) {
            Some(old) => [&path[..old.start], &path[old.end..]].concat(),
            None => path.to_owned(),
        };
        let mut end = 0;
        let found = !id.is_empty()
            && !id.contains('/')
            && path.split('/').any(|segment| {
                end += segment.len() + 1;
                percent_decode_str(segment).eq(id.bytes())
            });
        if !found {
            return Err(format!("no segment {id:?} in the path: {url:?}").into());
        }
        let (before, after) = path.split_at(end - 1);
        if pair(before, algorithm).is_some() {
            return Err(format!("the URL has two tokens before {id:?}: {url:?}").into());
        }
        let token = token(true, id.as_bytes(), expires, key, ip, algorithm)?;
        return Ok(format!("{origin}{before}/{token}/{expires}{after}{query}{fragment}"));
    }
    let lower = query.to_ascii_lowercase();
    if lower.split(['?', '&']).any(|pair| pair.starts_with("md5=") || pair.starts_with("expires="))
    {
        return Err(format!("the URL has a token already: {url:?}").into());
    }
    let path_signed = match signed {
        Signed::File => &decoded[..],
        // With its last "/".
        _ => &decoded[..decoded.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1)],
    };
    let token = token(false, path_signed, expires, key, ip, algorithm)?;
    let before = if query.len() > 1 { format!("{query}&") } else { "?".to_owned() };
    // The parameters have these names with every algorithm.
    Ok(format!("{origin}{path}{before}md5={token}&expires={expires}{fragment}"))
}

/// Where the first token of a path stands, with its time and the "/" behind: after a segment.
fn pair(path: &str, algorithm: Algorithm) -> Option<Range<usize>> {
    let length = match algorithm {
        Algorithm::Md5 => 22,
        Algorithm::HmacSha256 => 43,
    };
    let padding = |text: &str| match text {
        text if text.ends_with('=') => 1,
        text if text.ends_with("%3D") || text.ends_with("%3d") => 3,
        _ => 0,
    };
    let is_token = |text: &str| {
        let text = &text[..text.len() - padding(text)];
        let text = &text[..text.len() - padding(text)];
        let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        text.len() == length && text.bytes().all(is_base64url)
    };
    let is_time = |text: &str| {
        (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut start = 0;
    path.split('/').collect::<Vec<_>>().array_windows().find_map(|[before, token, time]| {
        start += before.len() + 1;
        let end = start + token.len() + 1 + time.len();
        let is_pair = !before.is_empty() && is_token(token) && is_time(time);
        is_pair.then(|| start..path.len().min(end + 1))
    })
}

/// Whether a path begins with "/" and holds nothing that had to be percent-encoded.
fn is_encoded(path: &str) -> bool {
    let digits = |piece: &str| piece.bytes().take_while(u8::is_ascii_hexdigit).count();
    path.starts_with('/')
        && path.split('%').skip(1).all(|piece| digits(piece) >= 2)
        && !path.contains(['"', '<', '>', '[', '\\', ']', '^', '`', '{', '|', '}'])
}

/// The key: the first line of a file, or a variable of the environment. An argument would show in
/// the list of processes.
fn read_key() -> Result<Vec<u8>, Box<dyn Error>> {
    let key = match env::var_os("SECURE_TOKEN_KEY_FILE") {
        Some(file) => {
            let text = std::fs::read(file)?;
            // The line's end is no part of the key; a space is.
            let mut lines = text
                .split(|byte| *byte == b'\n')
                .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            lines.find(|line| !line.is_empty()).unwrap_or_default().to_vec()
        }
        None => env::var_os("SECURE_TOKEN_KEY").unwrap_or_default().into_encoded_bytes(),
    };
    if key.len() < 6 {
        let rule = "a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least";
        return Err(rule.into());
    }
    Ok(key)
}

/// The command line.
fn run(arguments: &[String]) -> Result<String, Box<dyn Error>> {
    let [mode, url, time, options @ ..] = arguments else {
        return Err("usage: sign query|path URL UNIXTIME|+SECONDS [--ip ADDRESS] \
            [--algorithm md5|hmac-sha256] [--scope directory|file] [--id SEGMENT]"
            .into());
    };
    let (mut ip, mut algorithm, mut scope, mut id) = (None, Algorithm::Md5, None, None);
    for option in options.chunks(2) {
        match option.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["--ip", text] => {
                ip = Some(text.parse().map_err(|error| format!("{text:?}: {error}"))?)
            }
            ["--algorithm", "md5"] => algorithm = Algorithm::Md5,
            ["--algorithm", "hmac-sha256"] => algorithm = Algorithm::HmacSha256,
            ["--scope", "directory"] => scope = Some(Signed::Directory),
            ["--scope", "file"] => scope = Some(Signed::File),
            ["--id", text] => id = Some(text),
            _ => return Err(format!("{option:?} is no option with its value").into()),
        }
    }
    let signed = match (mode.as_str(), scope, id) {
        ("query", scope, None) => scope.unwrap_or(Signed::Directory),
        ("query", _, Some(_)) => {
            return Err("an id is for path mode: in query mode the path is signed".into());
        }
        ("path", None, id) => Signed::Segment(id.unwrap_or_default()),
        ("path", Some(_), _) => {
            let rule = "a scope is for query mode: in path mode a segment is signed, the id";
            return Err(rule.into());
        }
        _ => return Err(format!("there is no mode {mode:?}").into()),
    };
    let digits = time.strip_prefix('+').unwrap_or(time);
    let is_whole = (1..=12).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_whole {
        let rule = "expires must be whole seconds, as in 1893456000 or +3600";
        return Err(format!("{rule}, not \"{time}\"").into());
    }
    let mut expires: u64 = digits.parse()?;
    if time.starts_with('+') {
        expires += SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    }
    sign_url(url, signed, expires, &read_key()?, ip, algorithm)
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(url) => println!("{url}"),
        Err(error) => {
            eprintln!("sign: {error}");
            std::process::exit(1);
        }
    }
}
