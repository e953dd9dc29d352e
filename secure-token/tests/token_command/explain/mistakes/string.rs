//! Of which string.

use hmac::Hmac;
use sha2::Sha256;

use super::{Row, film, hmac, in_path, of};

pub fn rows() -> Vec<Row> {
    const NEWLINE: &str = "a newline ends the string: sign without it (printf '%s' or echo -n in a shell), and look whether the key ends in one";
    const ORDER: &str = "the parts of the string stand in another order: make the token of the right string, shown above";
    const SEPARATORS: &str = "something else stands between the parts of the string: make the token of the right string, shown above";
    const FIRST: &str = "the key stands first in the string: put it where the right one has it";
    const NONE: &str = "there is no key in the string: put it there, and look whether it was empty";
    vec![
        (
            &["no-space"],
            "",
            of("1893456000/coffee_run/secret_key"),
            &["there is no space before the key: put one there"],
        ),
        (&["key-first"], "", of("secret_key 1893456000/coffee_run/"), &[FIRST]),
        (&["key-first"], "", of("secret_key1893456000/coffee_run/"), &[FIRST]),
        (
            &["one-space"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha256>>("secret_key", "1893456000 /coffee_run/")),
            &["the string has one space where two must stand: the address between them is empty"],
        ),
        (
            &["no-last-underscore"],
            "--mode path",
            in_path("2675_film_secret_key_1893456000"),
            &["the last \"_\" is not there: it stands without an address too"],
        ),
        (&["no-key"], "", of("1893456000/coffee_run/"), &[NONE]),
        (&["no-key"], "", of("1893456000/coffee_run/ "), &[NONE]),
        (&["order"], "", of("/coffee_run/1893456000 secret_key"), &[ORDER]),
        (&["order"], "--mode path", in_path("2675_film_1893456000_secret_key_"), &[ORDER]),
        (&["separators"], "", of("1893456000|/coffee_run/|secret_key"), &[SEPARATORS]),
        (&["separators"], "--mode path", in_path("2675_filmsecret_key1893456000"), &[SEPARATORS]),
        (
            &["built-in-string"],
            "--string $secure_token_expires|$secure_token_path|$secure_token_key",
            of("1893456000/coffee_run/ secret_key"),
            &[
                "the token is of the string that the module takes by default, and the location has \"secure_token_string\": sign that",
            ],
        ),
        (
            &["other-mode"],
            "",
            of("coffee_run_secret_key_1893456000_"),
            &[
                "the token is of the string for path mode, and the location has \"secure_token query\": make it of the right string, shown above",
            ],
        ),
        (&["newline"], "", of("1893456000/coffee_run/ secret_key\n"), &[NEWLINE]),
        (&["newline"], "--mode path", in_path("2675_film_secret_key_1893456000_\n"), &[NEWLINE]),
        (
            &["carriage-return"],
            "",
            of("1893456000/coffee_run/ secret_key\r"),
            &[
                "a carriage return ends the string: take it off, it probably comes from a key file with line ends of Windows",
            ],
        ),
        (
            &["space-at-end"],
            "",
            of("1893456000/coffee_run/ secret_key "),
            &["a space ends the string: sign without it"],
        ),
    ]
}

/// The string for query mode in a link of path mode.
pub fn other_mode() -> Vec<Row> {
    const OTHER: &str = "the token is of the string for query mode, and the location has \"secure_token path\": make it of the right string, shown above";
    let signed = [
        "/videos/2675_film/",
        "/videos/2675_film",
        "/videos/2675_film/x.m3u8",
        "/videos/",
        "/",
        "/2675_film/",
        "/2675_film",
        "2675_film",
        "videos/2675_film",
        "videos/2675_film/x.m3u8",
    ];
    let row = |path: &str| -> Row {
        let url = in_path(&format!("1893456000{path} secret_key"));
        (&["other-mode"], "--mode path", url, &[OTHER])
    };
    let mut rows: Vec<Row> = signed.into_iter().map(row).collect();
    rows.push((
        &["other-mode"],
        "--mode path --ip 203.0.113.42",
        in_path("1893456000/videos/2675_film/x.m3u8203.0.113.42 secret_key"),
        &[OTHER],
    ));
    rows
}
