//! For a path with more of the URL.

use super::{Row, at};

pub fn rows() -> Vec<Row> {
    vec![
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
    ]
}
