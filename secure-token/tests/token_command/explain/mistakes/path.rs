//! For which path.

use super::{Row, at, of};

pub fn rows() -> Vec<Row> {
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
            &["other-file"],
            "",
            at("/a/b/", "/a/b/index.html"),
            &[
                "the token is of another file, \"/a/b/index.html\": sign the directory \"/a/b/\", for all files in it",
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
            &["encoded-path"],
            "",
            at("/v%C3%ADdeo/x.ts", "/v%c3%addeo/"),
            &[
                "the token is of the path percent-encoded, \"/v%c3%addeo/\": sign it decoded, \"/v\\xc3\\xaddeo/\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/v%c3%addeo/x.ts", "/v%C3%ADdeo/x.ts"),
            &[
                "the token is of the path percent-encoded, \"/v%C3%ADdeo/x.ts\": sign it decoded, \"/v\\xc3\\xaddeo/x.ts\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/a%2Fb/x.ts", "/a%2fb/"),
            &["the token is of the path percent-encoded, \"/a%2fb/\": sign it decoded, \"/a/b/\""],
        ),
        (
            &["encoded-path"],
            "",
            at("/a%2fb/x.ts", "/a%2Fb/x.ts"),
            &[
                "the token is of the path percent-encoded, \"/a%2Fb/x.ts\": sign it decoded, \"/a/b/x.ts\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/a%2Fb%2Fx.ts", "/a%2Fb%2F"),
            &[
                "the token is of the path percent-encoded, \"/a%2Fb%2F\": sign it decoded, \"/a/b/\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/a%20b/x.ts", "%2fa%20b%2f"),
            &[
                "the token is of the path percent-encoded, \"%2fa%20b%2f\": sign it decoded, \"/a b/\"",
            ],
        ),
        (
            &["encoded-path"],
            "",
            at("/v%C3%ADdeo/x.ts", "/v%25C3%25ADdeo/"),
            &[
                "the token is of the path percent-encoded, \"/v%25C3%25ADdeo/\": sign it decoded, \"/v\\xc3\\xaddeo/\"",
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
            &["no-beginning"],
            "",
            at("/cdn/a/b/x.ts", "/a/b/"),
            &[
                "the token is of \"/a/b/\", without the beginning of the path: sign the path that the client asks nginx for, \"/cdn/a/b/\"",
            ],
        ),
        (
            &["plus-in-path"],
            "",
            at("/my+film/x.ts", "/my film/"),
            &[
                "the token is of \"/my film/\", and a \"+\" in a path is no space: write \"%20\" for it in the URL",
            ],
        ),
        (
            &["no-path"],
            "",
            of("1893456000 secret_key"),
            &["there is no path in the string: sign \"/coffee_run/x.m3u8\""],
        ),
    ]
}
