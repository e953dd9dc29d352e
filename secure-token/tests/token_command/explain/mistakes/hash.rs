//! By which hash.

use hmac::Hmac;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Row, film, hex, hmac, in_path, raw_hmac};
use crate::support::{md5, token};

pub fn rows() -> Vec<Row> {
    let string = "1893456000/coffee_run/ secret_key";
    vec![
        (
            &["algorithm"],
            "",
            film(&token(&Sha1::digest(string))),
            &["the token is made by sha1: make it by md5, or set \"secure_token_algorithm\""],
        ),
        (
            &["other-hash"],
            "",
            film(&token(&Sha512::digest(string))),
            &["the token is made by sha512, which the module does not have: make it by md5"],
        ),
        (
            &["algorithm"],
            "--algorithm hmac-sha256",
            film(&token(&Sha256::digest(string))),
            &[
                "the token is made by sha256: make it by hmac-sha256, or set \"secure_token_algorithm\"",
            ],
        ),
        (
            &["algorithm"],
            "",
            film(&hmac::<Hmac<Sha256>>("secret_key", "1893456000  /coffee_run/")),
            &[
                "the token is made by hmac-sha256: make it by md5, or set \"secure_token_algorithm\"",
            ],
        ),
        (
            &["other-hash"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha512>>("secret_key", "1893456000  /coffee_run/")),
            &[
                "the token is made by hmac-sha512, which the module does not have: make it by hmac-sha256",
            ],
        ),
        (
            &["needless-hmac"],
            "",
            film(&hmac::<Hmac<Md5>>("secret_key", string)),
            &[
                "the token is made by HMAC, hmac-md5, under the key: make the plain md5 of the right string, shown above, which has the key in it",
            ],
        ),
        (
            &["needless-hmac"],
            "",
            film(&hmac::<Hmac<Sha256>>("secret_key", string)),
            &[
                "the token is made by HMAC, hmac-sha256, under the key: make the plain md5 of the right string, shown above, which has the key in it",
            ],
        ),
        (
            &["needless-hmac"],
            "",
            film(&hmac::<Hmac<Sha256>>("secret_key", "1893456000  /coffee_run/ secret_key")),
            &[
                "the token is made by HMAC, hmac-sha256, under the key: make the plain md5 of the right string, shown above, which has the key in it",
            ],
        ),
        (
            &["needless-hmac"],
            "",
            film(&hmac::<Hmac<Sha1>>("secret_key", "1893456000/coffee_run/")),
            &[
                "the token is made by HMAC, hmac-sha1, under the key: make the plain md5 of the right string, shown above, which has the key in it",
            ],
        ),
        (
            &["needless-hmac", "hex"],
            "--mode path --algorithm sha1",
            in_path("").replace(
                &md5(""),
                &hex(&raw_hmac::<Hmac<Sha1>>("secret_key", "2675_film_secret_key_1893456000_")),
            ),
            &[
                "the token is made by HMAC, hmac-sha1, under the key: make the plain sha1 of the right string, shown above, which has the key in it",
                "the token is the hash in hexadecimal digits: encode the bytes of the hash in base64url",
            ],
        ),
        (
            &["no-hmac"],
            "--algorithm hmac-sha256",
            film(&token(&Sha256::digest("1893456000  /coffee_run/"))),
            &[
                "the token is the plain sha256 of a string without the key: make the hmac-sha256 of it, under the key",
            ],
        ),
        (
            &["hmac-arguments"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha256>>("1893456000  /coffee_run/", "secret_key")),
            &["key and string were given to HMAC the wrong way round: exchange them"],
        ),
    ]
}

/// HMAC-SHA256 over strings that have the key in them.
pub fn key_in_string() -> Vec<Row> {
    const KEY_IN_STRING: &str = "the key stands in the string too, and HMAC takes it apart from that: make the token of the right string, shown above";
    let strings = [
        "1893456000/coffee_run/ secret_key",
        "1893456000/coffee_run/secret_key",
        "secret_key1893456000/coffee_run/",
        "1893456000  /coffee_run/ secret_key",
        "1893456000  /coffee_run/secret_key",
        "secret_key 1893456000  /coffee_run/",
    ];
    let mut rows: Vec<Row> = Vec::new();
    for string in strings {
        let url = film(&hmac::<Hmac<Sha256>>("secret_key", string));
        rows.push((&["key-in-string"], "--algorithm hmac-sha256", url, &[KEY_IN_STRING]));
    }
    let string = "2675_film_secret_key_1893456000_";
    rows.push((
        &["key-in-string"],
        "--algorithm hmac-sha256 --mode path",
        in_path("").replace(&md5(""), &hmac::<Hmac<Sha256>>("secret_key", string)),
        &[KEY_IN_STRING],
    ));
    rows.push((
        &["no-last-slash", "key-in-string"],
        "--algorithm hmac-sha256",
        film(&hmac::<Hmac<Sha256>>("secret_key", "1893456000/coffee_run secret_key")),
        &[
            "the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\"",
            KEY_IN_STRING,
        ],
    ));
    rows.push((
        &["key-in-string", "newline"],
        "--algorithm hmac-sha256",
        film(&hmac::<Hmac<Sha256>>("secret_key", "1893456000/coffee_run/ secret_key\n")),
        &[
            KEY_IN_STRING,
            "a newline ends the string: sign without it (printf '%s' or echo -n in a shell), and look whether the key ends in one",
        ],
    ));
    rows
}
