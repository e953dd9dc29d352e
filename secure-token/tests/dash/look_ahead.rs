//! Bases that come after the URLs that they are for: how far a document is looked through.

use secure_token::manifest::dash::Scanner;

use crate::rows::{Row, input, output, request};
use crate::support::{Patience, text};

/// How much of an element is held back at most.
const LIMIT: usize = 64 * 1024;

const SET: &str = "<AdaptationSet><SegmentTemplate media=\"a^\"/>FILLING<Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>";
const PERIOD: &str = "<Period><SegmentTemplate media=\"a^\"/>FILLING<AdaptationSet><BaseURL>https://other.test/</BaseURL></AdaptationSet></Period>";
const BASED: &str = "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a^\"/>FILLING<Representation><BaseURL>https://own.test/</BaseURL></Representation></AdaptationSet>";
const OTHER_ORDER: &str = "<Representation><SegmentTemplate media=\"a^\"/>FILLING<BaseURL>https://other.test/</BaseURL></Representation>";
const LINK: &str = "<Period xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"a^\">FILLING<BaseURL>https://other.test/</BaseURL></Period>";

#[test]
fn an_element_is_looked_through_up_to_a_limit() {
    // What is between the URL and the base, whether the URL gets the parameters, and whether the
    // log is told.
    let rows = [
        (SET, 100, false, false, "a template"),
        (SET, LIMIT - 200, false, false, "one that is far"),
        (SET, LIMIT + 200, true, true, "one that is too far"),
        (PERIOD, LIMIT - 200, false, false, "two levels below"),
        (PERIOD, LIMIT + 200, true, true, "and too far"),
        (BASED, LIMIT - 200, true, false, "a base that saves it"),
        (BASED, LIMIT + 200, false, true, "too late"),
        (LINK, LIMIT - 200, false, false, "a link"),
        (LINK, LIMIT + 200, true, true, "that is too far"),
        (OTHER_ORDER, LIMIT - 200, false, false, "another order than the standard's"),
        (OTHER_ORDER, LIMIT + 200, true, false, "which is looked for in short documents only"),
    ];
    for (row, filling, is_inserted, is_told, why) in rows {
        for first in
            ["", "<Location>m.mpd^</Location>", "<Period><SegmentURL media=\"a^\"/></Period>"]
        {
            let filling = format!("<!--{}-->", "x".repeat(filling));
            let row = if is_inserted { row.to_owned() } else { row.replace('^', "") };
            let other = row.starts_with("<BaseURL>") && !first.is_empty();
            let first = if other { "<Location>https://own.test/^</Location>" } else { first };
            check_long(
                &format!("<MPD>{first}{row}</MPD>").replace("FILLING", &filling),
                is_told,
                why,
            );
        }
    }
}

/// Checks that a row becomes what it says, cut in several ways, and whether the log is told that it
/// was too long. (Such rows are too long to show.)
fn check_long(row: &str, is_told: bool, why: &str) {
    let request = request();
    let params = request.params();
    let cx = request.context(&params);
    for size in [61, 1000, 16 * 1024, usize::MAX] {
        let (mut scanner, mut out) = (Scanner::new(), Vec::new());
        for piece in input(row).as_bytes().chunks(size) {
            assert_eq!(scanner.feed(&cx, piece, &mut out).unwrap(), piece.len());
        }
        assert!(scanner.finish(&cx, &mut out).unwrap());
        assert!(text(&out) == output(row), "{why}, cut to {size}");
        assert_eq!(scanner.notes().look_ahead_exceeded(), is_told, "{why}, cut to {size}");
    }
}

#[test]
fn elements_in_order_are_looked_through_however_long_the_document() {
    let filling = "<S d=\"2\"/>\n".repeat(20_000);
    let timeline = format!("<SegmentTimeline>{filling}</SegmentTimeline>");
    let rows: [Row<'_>; 3] = [
        (
            "<AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
            "a template",
        ),
        (
            "<Period><SegmentTemplate media=\"a\"/><AdaptationSet/><AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet></Period>",
            "two in one another",
        ),
        (
            "<AdaptationSet><SegmentTemplate media=\"a^\"/><Representation><BaseURL>d/</BaseURL></Representation></AdaptationSet>",
            "a base of the own host",
        ),
    ];
    for (row, why) in rows {
        let body = format!(
            "<MPD><Representation><SegmentTemplate media=\"a^\">{timeline}</SegmentTemplate></Representation>{row}</MPD>"
        );
        for size in [1000, usize::MAX] {
            let out = request().rewrite(input(&body).as_bytes().chunks(size), Patience::Endless);
            assert!(text(&out) == output(&body), "{why}, cut to {size}");
        }
    }
}
