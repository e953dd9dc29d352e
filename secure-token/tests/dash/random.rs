//! Properties of every document, tried on random ones made of what is hard to read.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Patience, Request, pieces, text, without};
use crate::xml;

/// What random documents are made of.
const FRAGMENTS: &[&str] = &[
    "a",
    "v/",
    "/",
    "//",
    "..",
    "?",
    "#",
    "&",
    ";",
    "=",
    ":",
    " ",
    "\n",
    ">",
    "<",
    "\"",
    "'",
    "]]>",
    "-->",
    "?>",
    "/>",
    "</",
    "<!",
    "<![CDATA[",
    "<!--",
    "<!-",
    "<?x ",
    "<!DOCTYPE MPD [",
    "]>",
    "&amp;",
    "&#63;",
    "&#x23;",
    "&#9;",
    "&b;",
    "&",
    "$Number$",
    "https://own.test/",
    "https://evil.test/",
    "//evil.test/",
    "own.test",
    "t=2",
    "&amp;t=1&amp;zz",
    "?zz",
    "<MPD>",
    "</MPD>",
    "<d:Period>",
    "</d:Period>",
    "<AdaptationSet>",
    "</AdaptationSet>",
    "<Representation>",
    "</Representation>",
    "<Representation/>",
    "<BaseURL>",
    "</BaseURL>",
    "<BaseURL/>",
    "<BaseURL>https://evil.test/</BaseURL>",
    "<BaseURL>https://own.test/</BaseURL>",
    "<Location>",
    "</Location>",
    "<Event>",
    "</Event>",
    "<SegmentTimeline>",
    "</SegmentTimeline>",
    "SegmentTimeline",
    "<S d=\"1\"/>",
    "<SegmentTemplate media=\"",
    "<SegmentTemplate index='",
    "\" index=\"",
    "\"/>",
    "'/>",
    "<SegmentURL media=\"a\"/>",
    "<SegmentURL media=\"b\"/>\n",
    "<SegmentURL media=\"",
    "\"/><SegmentURL media=\"",
    " xmlns=\"urn:x\"",
    " xmlns:d=\"urn:mpeg:dash:schema:mpd:2011\"",
    " xmlns=\"",
    " xmlns:d='",
    "<x ",
    "</x>",
    "<x xmlns=\"urn:x\">",
    "<Period l:href=\"a\" xmlns:l=\"http://www.w3.org/1999/xlink\"/>",
    "<Patch>",
    "<replace sel=\"/MPD/BaseURL/text()\">",
    "</replace>",
    "<add sel=\"",
    "/SegmentTemplate\" type=\"@media\">",
    "</add>",
    "\u{feff}",
    "\u{e9}",
    "\0",
];

/// Stands for as many bytes as bring a document near to what is held of it at most.
const FILLING: &str = "FILLING";

/// Documents that are longer than what is held.
fn long_documents() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![6 => select(FRAGMENTS), 1 => Just(FILLING)];
    let inner = vec(fragment, 10..60).prop_map(|fragments| format!("<MPD>{}", fragments.concat()));
    (inner, 15_000..40_000_usize)
        .prop_map(|(body, length)| body.replace(FILLING, &"x".repeat(length)))
}

fn documents() -> impl Strategy<Value = String> {
    let root = select(
        &[
            "<MPD>",
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">",
            "<d:MPD xmlns:d=\"urn:y\">",
            "<Patch>",
            "",
        ][..],
    );
    (root, vec(select(FRAGMENTS), 0..40))
        .prop_map(|(root, fragments)| root.to_owned() + &fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn cutting_changes_nothing(
        body in documents(),
        lengths in vec(1..9_usize, 1..9),
        is_slow: bool,
    ) {
        let request = Request::for_mpd("t=1&zz");
        let whole = request.rewrite([body.as_bytes()], Patience::Endless);
        let patience = if is_slow { Patience::OnePut } else { Patience::Endless };
        let cut = request.rewrite(pieces(body.as_bytes(), &lengths), patience);
        prop_assert_eq!(text(&cut), text(&whole));
    }

    #[test]
    fn cutting_long_documents_changes_nothing(
        body in long_documents(),
        lengths in vec(1..20_000_usize, 1..9),
        is_slow: bool,
    ) {
        let request = Request::for_mpd("t=1&zz");
        let whole = request.rewrite([body.as_bytes()], Patience::Endless);
        let patience = if is_slow { Patience::OnePut } else { Patience::Endless };
        let cut = request.rewrite(pieces(body.as_bytes(), &lengths), patience);
        prop_assert!(cut == whole);
    }

    #[test]
    fn rewriting_again_changes_nothing(body in documents()) {
        let request = Request::for_mpd("t=1&zz");
        let once = request.rewrite([body.as_bytes()], Patience::Endless);
        let twice = request.rewrite([&once[..]], Patience::Endless);
        prop_assert_eq!(text(&twice), text(&once));
    }

    #[test]
    fn what_is_not_inserted_stays(body in documents()) {
        let inserted = "~one=1";
        let request = Request::for_mpd(inserted).hosts("*");
        let out = request.rewrite([body.as_bytes()], Patience::Endless);
        let separators = ["?", "&amp;", "&"];
        prop_assert_eq!(without(&text(&out), inserted, &separators, &body), body);
    }

    #[test]
    fn what_is_well_formed_stays_so(body in documents()) {
        let request = Request::for_mpd("t=1&zz='\"<>&x");
        let out = text(&request.rewrite([body.as_bytes()], Patience::Endless));
        if xml::parse(&body).is_ok() {
            prop_assert_eq!(xml::parse(&out).err(), None, "{}", out);
        }
    }

    #[test]
    fn any_bytes_go_through(body in vec(any::<u8>(), 0..200), lengths in vec(1..9_usize, 1..9)) {
        let request = Request::for_mpd("t=1");
        let body = [b"<MPD><SegmentURL media=\"", &body[..]].concat();
        let whole = request.rewrite([&body[..]], Patience::Endless);
        let cut = request.rewrite(pieces(&body, &lengths), Patience::OnePut);
        prop_assert_eq!(text(&cut), text(&whole));
        prop_assert!(whole.len() >= body.len());
    }
}
