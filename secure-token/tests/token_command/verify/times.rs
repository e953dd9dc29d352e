//! How long a link is good, and since when it is no more.

use super::{link, verify};
use crate::support::{KEY_ENV, md5, run, words};

#[test]
fn times() {
    let rows = [
        ("1893455999", "", 0, "; 1 second left, until 2030-01-01T00:00:00Z\n"),
        ("1893456000", "", 2, "; its time was over 0 seconds ago, at 2030-01-01T00:00:00Z\n"),
        ("1893549661", "", 2, "; its time was over 1 day 2 hours ago, at 2030-01-01T00:00:00Z\n"),
        ("1893542401", "", 2, "; its time was over 1 day 1 second ago, at 2030-01-01T00:00:00Z\n"),
        ("1893450540", "", 0, "; 1 hour 31 minutes left, until 2030-01-01T00:00:00Z\n"),
        ("1796000000", "", 0, "; 3 years 1 month left, until 2030-01-01T00:00:00Z\n"),
        (
            "1893456121",
            "",
            2,
            "; its time was over 2 minutes 1 second ago, at 2030-01-01T00:00:00Z\n",
        ),
        (
            "1893456059",
            "--leeway 1m",
            0,
            "; its time was over 59 seconds ago, at 2030-01-01T00:00:00Z; the leeway lets it pass\n",
        ),
        (
            "1893456060",
            "--leeway 1m",
            2,
            "; its time was over 1 minute ago, at 2030-01-01T00:00:00Z\n",
        ),
    ];
    for (now, line, code, end) in rows {
        let url = link("/coffee_run/x", "/coffee_run/");
        let line = words(line);
        let answer = run(&[&["verify"], &KEY_ENV[..], &["--now", now], &line, &[&url]].concat());
        assert_eq!(answer.code, Some(code), "{now}");
        assert!(answer.stdout.ends_with(end), "{now}: {}", answer.stdout);
    }
    // Without --now the clock counts: it is past 1970, and this link's time is over.
    let url = format!("/a/b?md5={}&expires=1", md5("1/a/ secret_key"));
    assert_eq!(run(&[&["verify"], &KEY_ENV[..], &[&url]].concat()).code, Some(2));
    let far = format!("/a/b?md5={}&expires=999999999999", md5("999999999999/a/ secret_key"));
    let answer = verify("", &far);
    assert!(answer.stdout.ends_with(", until 999999999999\n"), "no date: {}", answer.stdout);
}
