//! By which key.

use hmac::Hmac;
use sha2::Sha256;

use super::{Row, film, hmac, in_path, of};

pub fn rows() -> Vec<Row> {
    const QUOTED: &str = "quotes stand round the key: sign with the key alone";
    const LINE_END: &str = "a line end belongs to the key that was used: take it off the key's end";
    const SPACE: &str = "white space stands before or after the key that was used: take it off";
    vec![
        (&["quoted-key"], "", of("1893456000/coffee_run/ \"secret_key\""), &[QUOTED]),
        (&["quoted-key"], "", of("1893456000/coffee_run/ 'secret_key'"), &[QUOTED]),
        (
            &["key-with-line-end"],
            "--mode path",
            in_path("2675_film_secret_key\n_1893456000_"),
            &[LINE_END],
        ),
        (
            &["key-with-line-end"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha256>>("secret_key\r\n", "1893456000  /coffee_run/")),
            &[LINE_END],
        ),
        (
            &["byte-order-mark"],
            "",
            of("1893456000/coffee_run/ \u{feff}secret_key"),
            &[
                "a byte order mark stands before the key, in the signer's file or in nginx's: save the key file without it",
            ],
        ),
        (&["key-with-space"], "", of("1893456000/coffee_run/  secret_key"), &[SPACE]),
        (
            &["key-with-space"],
            "--mode path",
            in_path("2675_film_secret_key _1893456000_"),
            &[SPACE],
        ),
        (
            &["encoded-key"],
            "",
            of("1893456000/coffee_run/ 7365637265745f6b6579"),
            &["the key was encoded before it was used: the module takes it as it is written"],
        ),
        (
            &["empty-key"],
            "--algorithm hmac-sha256",
            film(&hmac::<Hmac<Sha256>>("", "1893456000  /coffee_run/")),
            &["the key was empty: look where the signer takes it from"],
        ),
    ]
}
