//! By which hash.

use hmac::Hmac;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Row, film, hmac};
use crate::support::token;

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
            &["algorithm"],
            "",
            film(&token(&Sha512::digest(string))),
            &["the token is made by sha512: make it by md5, or set \"secure_token_algorithm\""],
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
            &["algorithm"],
            "",
            film(&hmac::<Hmac<Md5>>("secret_key", string)),
            &["the token is made by hmac-md5: make it by md5, or set \"secure_token_algorithm\""],
        ),
        (
            &["hmac-arguments"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha256>>("1893456000  /coffee_run/", "secret_key")),
            &["key and string were given to HMAC the wrong way round: exchange them"],
        ),
    ]
}
