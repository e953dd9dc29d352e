//! For which identifier.

use super::{Row, in_path};
use crate::support::md5;

pub fn rows() -> Vec<Row> {
    let at = |link: &str, id: &str| {
        format!("/videos/{link}/{}/1893456000/x.ts", md5(&format!("{id}_secret_key_1893456000_")))
    };
    vec![
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
        (
            &["encoded-identifier"],
            "--mode path",
            at("v%C3%ADdeo", "v%C3%ADdeo"),
            &[
                "the token is of the identifier percent-encoded, \"v%C3%ADdeo\": sign it decoded, \"v\\xc3\\xaddeo\"",
            ],
        ),
        (
            &["encoded-identifier"],
            "--mode path",
            at("v%C3%ADdeo", "v%c3%addeo"),
            &[
                "the token is of the identifier percent-encoded, \"v%c3%addeo\": sign it decoded, \"v\\xc3\\xaddeo\"",
            ],
        ),
        (
            &["path-for-identifier"],
            "--mode path",
            in_path("/videos/2675_film/_secret_key_1893456000_"),
            &[
                "the token is of the path \"/videos/2675_film/\": sign the segment before the token alone, \"2675_film\"",
            ],
        ),
        (
            &["path-for-identifier"],
            "--mode path",
            in_path("/videos/2675_film_secret_key_1893456000_"),
            &[
                "the token is of the path \"/videos/2675_film\": sign the segment before the token alone, \"2675_film\"",
            ],
        ),
        (
            &["path-for-identifier"],
            "--mode path",
            in_path("/videos/2675_film/x.m3u8_secret_key_1893456000_"),
            &[
                "the token is of the path \"/videos/2675_film/x.m3u8\": sign the segment before the token alone, \"2675_film\"",
            ],
        ),
        (
            &["path-for-identifier"],
            "--mode path",
            in_path("videos/2675_film_secret_key_1893456000_"),
            &[
                "the token is of the path \"videos/2675_film\": sign the segment before the token alone, \"2675_film\"",
            ],
        ),
    ]
}
