//! How the token is written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Digest;
use sha2::Sha256;

use super::{Row, film, hex, in_path, raw, right, standard};
use crate::support::{md5, token};

pub fn rows() -> Vec<Row> {
    const BASE64: &str = "the token is in standard base64: write base64url, with \"-\" for \"+\", \"_\" for \"/\" and no \"=\"";
    const ENCODED: &str =
        "the token is standard base64, percent-encoded: write base64url, which needs no encoding";
    const SPACE: &str = "the token is standard base64, and its \"+\" has become a space: write base64url, with \"-\" for \"+\" and \"_\" for \"/\"";
    const HEXADECIMAL: &str =
        "the token is the hash in hexadecimal digits: encode the bytes of the hash in base64url";
    const OF_HEX: &str = "the token is the base64 of hexadecimal digits: encode the bytes of the hash, which PHP gives by md5($string, true), Python by digest()";
    let percent = |plus: &'static str, slash: &'static str| {
        standard(|token| token.replace('+', plus).replace('/', slash).replace('=', "%3D"))
    };
    let token_right = token(&right());
    let other_end = format!("{}x", &token_right[..21]);
    vec![
        (&["standard-base64"], "", standard(|token| token), &[BASE64]),
        (&["standard-base64"], "", standard(|token| token.replace('=', "")), &[BASE64]),
        (&["percent-encoded-base64"], "", percent("%2B", "%2F"), &[ENCODED]),
        (&["percent-encoded-base64"], "", percent("%2b", "%2f"), &[ENCODED]),
        (&["percent-encoded-base64"], "", percent("+", "%2F"), &[ENCODED]),
        (&["space-for-plus"], "", standard(|token| token.replace('+', " ")), &[SPACE]),
        (&["space-for-plus"], "", standard(|token| token.replace('+', "%20")), &[SPACE]),
        (&["space-for-plus"], "", percent("%20", "%2F"), &[SPACE]),
        (&["hex"], "", film(&hex(&right())), &[HEXADECIMAL]),
        (
            &["hex"],
            "--algorithm sha256",
            film(&hex(&Sha256::digest("1893456000/coffee_run/ secret_key"))),
            &[HEXADECIMAL],
        ),
        (
            &["hex"],
            "--mode path",
            in_path("").replace(&md5(""), &hex(&raw("2675_film_secret_key_1893456000_"))),
            &[HEXADECIMAL],
        ),
        (
            &["upper-case-hex"],
            "",
            film(&hex(&right()).to_uppercase()),
            &[
                "the token is the hash in hexadecimal digits, in upper case: encode the bytes of the hash in base64url",
            ],
        ),
        (&["base64-of-hex"], "", film(&STANDARD.encode(hex(&right()))), &[OF_HEX]),
        (&["base64-of-hex"], "", film(&token(hex(&right()).to_uppercase().as_bytes())), &[OF_HEX]),
        (
            &["lower-case"],
            "",
            film(&token(&right()).to_lowercase()),
            &["the token has lost its capital letters on its way: its case counts"],
        ),
        (
            &["upper-case"],
            "",
            film(&token(&right()).to_uppercase()),
            &["the token has lost its small letters on its way: its case counts"],
        ),
        (
            &["quoted-token"],
            "",
            film(&format!("%22{}%22", token(&right()))),
            &["quotes stand round the token: leave them out"],
        ),
        (
            &["last-character"],
            "",
            film(&other_end),
            &[
                "the last character of the token is another than the signer writes: use the token as it was made",
            ],
        ),
        (
            &["cut-token"],
            "",
            film(&token(&right())[..20]),
            &["the token is cut off at its end: use all of it"],
        ),
        (
            &["token-with-more"],
            "",
            film(&(token(&right()) + "%0A")),
            &[
                "something follows the token that does not belong to it: end the parameter where the token ends",
            ],
        ),
    ]
}
