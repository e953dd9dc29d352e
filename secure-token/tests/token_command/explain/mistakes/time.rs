//! Until when.

use super::{Row, of};

pub fn rows() -> Vec<Row> {
    vec![
        (
            &["milliseconds"],
            "",
            of("1893456000000/coffee_run/ secret_key"),
            &[
                "the string has the expiry in milliseconds, \"1893456000000\": use seconds there too, \"1893456000\"",
            ],
        ),
        (
            &["other-time"],
            "",
            of("1893459999/coffee_run/ secret_key") + "&start=1893459999",
            &[
                "the string has another number of the URL for the expiry, \"1893459999\": use the same as the link, \"1893456000\"",
            ],
        ),
        (
            &["two-times"],
            "",
            of("1893455999/coffee_run/ secret_key"),
            &[
                "the string has the expiry \"1893455999\", the link \"1893456000\": take the time once, and use it in both",
            ],
        ),
        (
            &["lifetime"],
            "",
            of("3600/coffee_run/ secret_key"),
            &[
                "the string has the lifetime \"3600\" for the expiry: use the time of expiry, \"1893456000\"",
            ],
        ),
        (
            &["time-zone"],
            "",
            of("1893463200/coffee_run/ secret_key"),
            &[
                "the string has the expiry \"1893463200\", hours away from the link's: use the same Unix time in both, \"1893456000\", if nobody has changed the link",
            ],
        ),
        (
            &["no-expiry"],
            "",
            of("/coffee_run/ secret_key"),
            &["there is no expiry in the string: it must have \"1893456000\""],
        ),
        (
            &["expires-in-milliseconds"],
            "",
            of("1893456000/coffee_run/ secret_key") + "000",
            &[
                "the link has the expiry in milliseconds, \"1893456000000\": use seconds, \"1893456000\"",
            ],
        ),
        (
            &["expires-in-milliseconds"],
            "",
            of("1893456000000/coffee_run/ secret_key") + "000",
            &[
                "the link has the expiry in milliseconds, \"1893456000000\": use seconds, \"1893456000\"",
            ],
        ),
        (
            &["expires-form"],
            "",
            of("1893456000.25/coffee_run/ secret_key") + ".25",
            &[
                "the link's expiry \"1893456000.25\" is not 1 to 12 digits alone: write \"1893456000\"",
            ],
        ),
        (
            &["expires-form"],
            "",
            of("tomorrow/coffee_run/ secret_key").replace("1893456000", "tomorrow"),
            &["the link's expiry \"tomorrow\" is no time: write a Unix time in seconds"],
        ),
        (
            &["expires-form"],
            "",
            of("2030-01-01T00:00:00Z/coffee_run/ secret_key")
                .replace("1893456000", "2030-01-01T00:00:00Z"),
            &[
                "the link's expiry \"2030-01-01T00:00:00Z\" is no time: write a Unix time in seconds",
            ],
        ),
    ]
}
