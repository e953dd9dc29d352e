//! Paths that callers name: the form in which they are signed, and the prefixes they must have.

use secure_token::issue::{
    Prefixes, SignedPath, check_path, encode_path, is_covered, normalise_path,
};
use secure_token::token::ScopeSet;

/// What is signed for `raw`, and how a URL writes it.
pub fn signed(raw: &[u8]) -> Option<(Vec<u8>, String)> {
    let mut room = vec![0; raw.len()];
    let SignedPath { path, is_plain } = normalise_path(raw, |len| room.get_mut(..len))?;
    let url: String = encode_path(path).collect();
    assert_eq!(is_plain, url.as_bytes() == path, "{}", raw.escape_ascii());
    Some((path.to_vec(), url))
}

#[test]
fn paths_are_decoded_once_and_normalised() {
    let rows = [
        ("/", "/", "/", "the root"),
        ("/a/b.ts", "/a/b.ts", "/a/b.ts", "a file"),
        ("/a/b/", "/a/b/", "/a/b/", "a directory"),
        ("%2Fa%2fb.ts", "/a/b.ts", "/a/b.ts", "as scripts in browsers encode it"),
        ("/a%20b/c", "/a b/c", "/a%20b/c", "a space"),
        ("/caf%c3%a9/", "/caf\u{e9}/", "/caf%C3%A9/", "UTF-8"),
        ("/caf\u{e9}/", "/caf\u{e9}/", "/caf%C3%A9/", "UTF-8 as it is"),
        ("/a%252Fb", "/a%2Fb", "/a%252Fb", "no more than once"),
        ("/%252e%252e/", "/%2e%2e/", "/%252e%252e/", "so that these are no dots"),
        ("/a+b", "/a+b", "/a+b", "a plus is a plus"),
        (
            "/~!$&'()*+,;=:@-._",
            "/~!$&'()*+,;=:@-._",
            "/~!$&'()*+,;=:@-._",
            "what needs no encoding",
        ),
        ("/%7E%41", "/~A", "/~A", "what needed none"),
        ("/a\"<>\\^`{|}[]", "/a\"<>\\^`{|}[]", "/a%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D", "what does"),
        ("//a///b//", "/a/b/", "/a/b/", "empty segments"),
        ("/a/./b/.", "/a/b/", "/a/b/", "segments that are a dot"),
        ("/./", "/", "/", "nothing else"),
        ("/%2e/a%2F%2Fb", "/a/b", "/a/b", "the same encoded"),
        ("/.a/..b/c./...", "/.a/..b/c./...", "/.a/..b/c./...", "names with dots"),
        ("/a.b/c.d", "/a.b/c.d", "/a.b/c.d", "dots within"),
    ];
    for (raw, path, url, reason) in rows {
        let right = Some((path.as_bytes().to_vec(), url.to_owned()));
        assert_eq!(signed(raw.as_bytes()), right, "{raw}: {reason}");
    }
    assert_eq!(signed(b"/%ff\xfe"), Some((b"/\xff\xfe".to_vec(), "/%FF%FE".to_owned())));
}

#[test]
fn paths_that_are_refused() {
    let rows = [
        ("", "nothing"),
        ("a/b", "no slash in front"),
        ("http://host/a", "a URL"),
        ("%2", "half an escape"),
        ("/..", "up"),
        ("/a/../b", "up and down"),
        ("/a/..", "up at the end"),
        ("/%2e%2e/a", "encoded"),
        ("/a/.%2E/b", "half encoded"),
        ("/a%2F..%2Fb", "between encoded slashes"),
        ("/a?b", "a query"),
        ("/a%3Fb", "an encoded one"),
        ("/a#b", "a fragment"),
        ("/a%23b", "an encoded one"),
        ("/a%00", "NUL"),
        ("/a\0", "NUL as it is"),
        ("/a%0Ab", "a line feed"),
        ("/a%0D%0ASet-Cookie:x", "a header"),
        ("/a\tb", "a tab"),
        ("/a%7f", "DEL"),
        ("/a%", "a lone percent sign"),
        ("/a%2", "one digit"),
        ("/a%zz", "other characters"),
        ("/a%2Gb", "half of them"),
    ];
    for (raw, reason) in rows {
        assert_eq!(signed(raw.as_bytes()), None, "{raw}: {reason}");
    }
}

#[test]
fn without_room_there_is_no_path() {
    assert!(normalise_path(b"/a", |_| None).is_some(), "none is needed");
    assert_eq!(normalise_path(b"//a", |_| None), None);
    let mut little = [0; 2];
    assert_eq!(normalise_path(b"//a", |_| Some(&mut little)), None);
}

#[test]
fn constant_paths() {
    for right in ["/", "/a/", "/a/b.ts", "/a b", "/a%20b", "/.well-known/x", "/caf\u{e9}"] {
        assert_eq!(check_path(right.as_bytes()), Ok(()), "{right}");
    }
    for wrong in
        ["", "a/", "//", "/a//b", "/a/./b", "/a/..", "/a?b", "/a#b", "/a\nb", "/a\x7f", "/\0"]
    {
        let shown = wrong.as_bytes().escape_ascii();
        let right = format!(
            "invalid path \"{shown}\", it must begin with \"/\" and be normalised: no empty segment, \
             no \".\" or \"..\", no \"?\" or \"#\", no control character"
        );
        assert_eq!(check_path(wrong.as_bytes()).unwrap_err().to_string(), right);
    }
}

#[test]
fn prefixes() {
    let prefixes = |words: &[&str]| Prefixes::new(words.iter().map(|word| word.as_bytes()));
    let films = prefixes(&["/films/", "/series/a b/"]).unwrap();
    for path in ["/films/", "/films/a.ts", "/films/a/b/", "/series/a b/c"] {
        assert!(films.allow(path.as_bytes()), "{path}");
    }
    for path in ["/", "/films", "/films-of-others/", "/series/", "/Films/", "/a/films/"] {
        assert!(!films.allow(path.as_bytes()), "{path}");
    }
    assert!(prefixes(&["/"]).unwrap().allow(b"/anything"));

    let no_directory =
        |word: &str| format!("invalid prefix \"{word}\", it must begin and end with \"/\"");
    let rows: [(&[&str], String); 7] = [
        (&["/films"], no_directory("/films")),
        (&["films/"], no_directory("films/")),
        (&["/films/", "series"], no_directory("series")),
        (&[""], no_directory("")),
        (&["/a/../b/"], check_path(b"/a/../b/").unwrap_err().to_string()),
        (&["//"], check_path(b"//").unwrap_err().to_string()),
        (&["/a/", "/b/", "/a/"], "duplicate prefix \"/a/\"".to_owned()),
    ];
    for (words, right) in rows {
        assert_eq!(prefixes(words).unwrap_err().to_string(), right, "{words:?}");
    }
}

#[test]
fn scopes_that_cover_a_path() {
    let rows = [
        ("file directory", "/a/b.ts", true),
        ("file directory", "/a/", true),
        ("file", "/a/b.ts", true),
        ("directory", "/a/", true),
        ("directory", "/a/b.ts", false),
        ("tree", "/a/", true),
        ("tree", "/a/b.ts", false),
        ("file tree", "/a/b.ts", true),
    ];
    for (scope, path, right) in rows {
        let set = ScopeSet::parse(scope.split(' ').map(str::as_bytes)).unwrap();
        assert_eq!(is_covered(path.as_bytes(), set), right, "{path} by {scope}");
    }
}
