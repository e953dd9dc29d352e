//! Documents in tables: each says itself what becomes of it.

use crate::support::{Request, text};

/// A document and what is to be seen in what becomes of it. `^` marks where `?` and the parameters
/// come in, `~` where `&amp;` and the parameters do, `` ` `` where `&` and the parameters do; all
/// other bytes stay as they are.
pub type Row<'a> = (&'a str, &'a str);

/// The request of most tests: `https://own.test/v/m.mpd?t=1`.
pub fn request() -> Request {
    Request::for_mpd("t=1")
}

/// Checks rows for `request`, each document fed in every way.
pub fn check(request: &Request, rows: &[Row<'_>]) {
    check_in(request, ("", ""), rows);
}

/// Checks rows that stand in an MPD.
pub fn check_mpd(request: &Request, rows: &[Row<'_>]) {
    check_in(request, ("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">", "</MPD>\n"), rows);
}

fn check_in(request: &Request, (before, after): (&str, &str), rows: &[Row<'_>]) {
    for (row, why) in rows {
        let body = [before, row, after].concat();
        let out = request.rewrite_all_ways(input(&body).as_bytes());
        assert_eq!(text(&out), output(&body), "{why}");
    }
}

/// What a row is without the parameters.
pub fn input(row: &str) -> String {
    row.replace(['^', '~', '`'], "")
}

/// What a row is with them.
pub fn output(row: &str) -> String {
    row.replace('^', "?t=1").replace('~', "&amp;t=1").replace('`', "&t=1")
}
