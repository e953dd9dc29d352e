//! For which path, or identifier.

use super::{Row, in_path, of};
use crate::support::md5;

pub fn rows() -> Vec<Row> {
    let at = |path: &str, signed: &str| {
        format!("{path}?md5={}&expires=1893456000", md5(&format!("1893456000{signed} secret_key")))
    };
    vec![
        (
            &["no-last-slash"],
            "",
            of("1893456000/coffee_run secret_key"),
            &["the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\""],
        ),
        (
            &["file"],
            "--scope directory",
            of("1893456000/coffee_run/x.m3u8 secret_key"),
            &[
                "the token is of the file \"/coffee_run/x.m3u8\", and the scope does not have \"file\": sign the directory \"/coffee_run/\"",
            ],
        ),
        (
            &["directory"],
            "--scope file",
            of("1893456000/coffee_run/ secret_key"),
            &[
                "the token is of the directory \"/coffee_run/\", and the scope does not have \"directory\": sign the file \"/coffee_run/x.m3u8\"",
            ],
        ),
        (
            &["directory-above"],
            "--scope directory",
            at("/a/b/c/x.ts", "/a/"),
            &[
                "the token is of \"/a/\", a directory further up: sign \"/a/b/c/\", or set the scope \"tree\"",
            ],
        ),
        (
            &["directory-above"],
            "--scope directory",
            at("/a/b/x.ts", "/"),
            &[
                "the token is of \"/\", a directory further up: sign \"/a/b/\", or set the scope \"tree\"",
            ],
        ),
        (
            &["directory-above"],
            "",
            at("/a/b/x.ts", "/"),
            &[
                "the token is of \"/\", a directory further up: sign \"/a/b/\", or set the scope \"tree\"",
            ],
        ),
        (
            &["directory-above"],
            "--scope file",
            at("/a/b/x.ts", "/"),
            &[
                "the token is of \"/\", a directory further up: sign \"/a/b/x.ts\", or set the scope \"tree\"",
            ],
        ),
        (
            &["other-file"],
            "",
            at("/a/b/x.ts", "/a/b/master.m3u8"),
            &[
                "the token is of another file, \"/a/b/master.m3u8\": sign the directory \"/a/b/\", for all files in it",
            ],
        ),
        (
            &["other-file"],
            "",
            at("/a/720p/x.ts", "/a/manifest.mpd"),
            &[
                "the token is of another file, \"/a/manifest.mpd\": sign the directory \"/a/720p/\", for all files in it",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/v%C3%ADdeo%20uno/x.ts", "/v%C3%ADdeo%20uno/"),
            &[
                "the token is of the path percent-encoded, \"/v%C3%ADdeo%20uno/\": sign it decoded, \"/v\\xc3\\xaddeo uno/\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/v%c3%addeo%20uno/x.ts", "/v%c3%addeo%20uno/x.ts"),
            &[
                "the token is of the path percent-encoded, \"/v%c3%addeo%20uno/x.ts\": sign it decoded, \"/v\\xc3\\xaddeo uno/x.ts\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/a%20b/x.ts", "%2Fa%20b%2F"),
            &[
                "the token is of the path percent-encoded, \"%2Fa%20b%2F\": sign it decoded, \"/a b/\"",
            ],
        ),
        (
            &["full-url"],
            "",
            at("https://a.example/b/x.ts", "https://a.example/b/x.ts"),
            &[
                "the token is of a whole URL, \"https://a.example/b/x.ts\": sign the path alone, \"/b/x.ts\"",
            ],
        ),
        (
            &["full-url"],
            "",
            at("https://a.example/b/x.ts", "http://a.example/b/"),
            &["the token is of a whole URL, \"http://a.example/b/\": sign the path alone, \"/b/\""],
        ),
        (
            &["host"],
            "",
            at("https://a.example:8443/b/x.ts", "a.example/b/"),
            &["the token is of host and path, \"a.example/b/\": sign the path alone, \"/b/\""],
        ),
        (
            &["query"],
            "--scope file",
            at("/b/x.ts", "/b/x.ts?q=1").replace('?', "?q=1&"),
            &["the token is of path and query, \"/b/x.ts?q=1\": sign the path alone, \"/b/x.ts\""],
        ),
        (
            &["query"],
            "--scope file",
            at("/b/x.ts", "/b/x.ts?expires=1893456000"),
            &[
                "the token is of path and query, \"/b/x.ts?expires=1893456000\": sign the path alone, \"/b/x.ts\"",
            ],
        ),
        (
            &["no-first-slash"],
            "",
            at("/b/x.ts", "b/"),
            &["the token is of \"b/\", without the first \"/\": sign \"/b/\""],
        ),
        (
            &["slash-after-file"],
            "",
            at("/b/x.ts", "/b/x.ts/"),
            &["the token is of \"/b/x.ts/\", with a \"/\" after the file: sign \"/b/x.ts\""],
        ),
        (
            &["wildcard"],
            "",
            at("/b/x.ts", "/b/*"),
            &["the token is of \"/b/*\", and wildcards mean nothing here: sign \"/b/\""],
        ),
        (
            &["not-normalised"],
            "",
            at("/a/../b//c/x.ts", "/a/../b//c/x.ts"),
            &[
                "the token is of \"/a/../b//c/x.ts\", as the URL writes it: sign the path that nginx makes of it, \"/b/c/x.ts\"",
            ],
        ),
        (
            &["path-case"],
            "",
            at("/Films/x.ts", "/films/"),
            &["the token is of \"/films/\", in another case: sign \"/Films/\""],
        ),
        (
            &["no-path"],
            "",
            of("1893456000 secret_key"),
            &["there is no path in the string: sign \"/coffee_run/x.m3u8\""],
        ),
        (
            &["other-segment"],
            "--mode path",
            in_path("x.m3u8_secret_key_1893456000_"),
            &["the token is of \"x.m3u8\": sign the segment before the token, \"2675_film\""],
        ),
        (
            &["part-of-segment"],
            "--mode path",
            in_path("film_secret_key_1893456000_"),
            &[
                "the token is of \"film\", a part of the segment before it: sign all of it, \"2675_film\"",
            ],
        ),
    ]
}
