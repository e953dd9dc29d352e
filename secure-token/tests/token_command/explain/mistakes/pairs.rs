//! Two mistakes at a time, and a spelling besides.

use super::{Row, film, hex, of, raw};

pub fn rows() -> Vec<Row> {
    const HEXADECIMAL: &str =
        "the token is the hash in hexadecimal digits: encode the bytes of the hash in base64url";
    const NEWLINE: &str = "a newline ends the string: sign without it (printf '%s' or echo -n in a shell), and look whether the key ends in one";
    const NO_SPACE: &str = "there is no space before the key: put one there";
    vec![
        (
            &["newline", "hex"],
            "",
            film(&hex(&raw("1893456000/coffee_run/ secret_key\n"))),
            &[NEWLINE, HEXADECIMAL],
        ),
        (
            &["no-space", "hex"],
            "",
            film(&hex(&raw("1893456000/coffee_run/secret_key"))),
            &[NO_SPACE, HEXADECIMAL],
        ),
        (
            &["no-last-slash", "no-space"],
            "",
            of("1893456000/coffee_runsecret_key"),
            &[
                "the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\"",
                NO_SPACE,
            ],
        ),
        (
            &["no-space", "newline"],
            "",
            of("1893456000/coffee_run/secret_key\n"),
            &[NO_SPACE, NEWLINE],
        ),
        (
            &["no-last-slash", "newline", "hex"],
            "",
            film(&hex(&raw("1893456000/coffee_run secret_key\n"))),
            &[
                "the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\"",
                NEWLINE,
                HEXADECIMAL,
            ],
        ),
        (
            &["expires-in-milliseconds", "hex"],
            "",
            film(&hex(&raw("1893456000000/coffee_run/ secret_key"))) + "000",
            &[
                "the link has the expiry in milliseconds, \"1893456000000\": use seconds, \"1893456000\"",
                HEXADECIMAL,
            ],
        ),
        (
            &["two-times", "no-space"],
            "",
            of("1893455999/coffee_run/secret_key"),
            &[
                "the string has the expiry \"1893455999\", the link \"1893456000\": take the time once, and use it in both",
                NO_SPACE,
            ],
        ),
        (
            &["milliseconds", "no-space"],
            "",
            of("1893456000000/coffee_run/secret_key"),
            &[
                "the string has the expiry in milliseconds, \"1893456000000\": use seconds there too, \"1893456000\"",
                NO_SPACE,
            ],
        ),
        (
            &["no-last-slash", "not-bound"],
            "--ip 203.0.113.42",
            of("1893456000/coffee_run secret_key"),
            &[
                "the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\"",
                "the token is not bound to an address, and the location binds: sign for 203.0.113.42",
            ],
        ),
    ]
}
