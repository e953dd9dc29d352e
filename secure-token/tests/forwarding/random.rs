//! Properties of every playlist, tried on random ones made of what is hard to read.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{Patience, Request, pieces, text, without};

/// What random playlists are made of.
pub const FRAGMENTS: &[&str] = &[
    "a",
    "b.ts",
    "v/",
    "/",
    "//",
    "\\",
    "..",
    ".",
    ":",
    "@",
    "?",
    "&",
    "=",
    "#",
    ";",
    "%2F",
    "%",
    "+",
    "https:",
    "http:",
    "HTTPS://",
    "data:",
    "own.test",
    "evil.test",
    ".evil.test",
    "x.cdn.test",
    ":443",
    "{$p}",
    "{$q}",
    "{$u}",
    "{$",
    "}",
    "%7B$p%7D",
    "$Number$",
    " ",
    "\t",
    "\u{b}",
    "\u{c}",
    "\0",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{e9}",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "\"\n",
    ",",
    "'",
    "#EXTINF:6,\n",
    "#EXT",
    "\n#EXT-X-MAP:URI=\"",
    "\n#EXT-X-KEY:A=1,URI=\"",
    "X-URI=\"",
    ",SERVER-URI=\"",
    "\n# ",
    "\n#EXT-X-DEFINE:NAME=\"p\",VALUE=\"",
    "\n#EXT-X-DEFINE:NAME=\"q\",VALUE=\"",
    "\n#EXT-X-DEFINE:IMPORT=\"q\"\n",
    "\n#EXT-X-DEFINE:QUERYPARAM=\"p\"\n",
    "VALUE=\"",
    "\n https://evil.test/",
    "URI=\" https://evil.test",
    "\n//evil.test/",
    "\nhttps://own.test",
    "t=2",
    "t",
    "&t=1&zz",
    "?zz",
];

pub fn playlists() -> impl Strategy<Value = String> {
    vec(select(FRAGMENTS), 0..40).prop_map(|fragments| format!("#EXTM3U\n{}", fragments.concat()))
}

proptest! {
    #[test]
    fn cutting_changes_nothing(
        body in playlists(),
        lengths in vec(1..9_usize, 1..9),
        is_slow: bool,
    ) {
        let request = Request::with_query("t=1&zz").hosts("*.cdn.test");
        let whole = request.rewrite([body.as_bytes()], Patience::Endless);
        let patience = if is_slow { Patience::OnePut } else { Patience::Endless };
        let cut = request.rewrite(pieces(body.as_bytes(), &lengths), patience);
        prop_assert_eq!(text(&cut), text(&whole));
    }

    #[test]
    fn rewriting_again_changes_nothing(body in playlists()) {
        let request = Request::with_query("t=1&zz&p=a").hosts("*.cdn.test");
        let once = request.rewrite([body.as_bytes()], Patience::Endless);
        let twice = request.rewrite([&once[..]], Patience::Endless);
        prop_assert_eq!(text(&twice), text(&once));
    }

    #[test]
    fn what_is_not_inserted_stays(body in playlists()) {
        let inserted = "~one=1&~two=2";
        let request = Request::with_query(inserted).hosts("*");
        let out = request.rewrite([body.as_bytes()], Patience::Endless);
        prop_assert_eq!(without(&text(&out), inserted, &["?", "&"], &body), body);
    }

    #[test]
    fn any_bytes_go_through(body in vec(any::<u8>(), 0..200), lengths in vec(1..9_usize, 1..9)) {
        let request = Request::with_query("t=1");
        let body = [b"#EXTM3U\n", &body[..]].concat();
        let whole = request.rewrite([&body[..]], Patience::Endless);
        let cut = request.rewrite(pieces(&body, &lengths), Patience::OnePut);
        prop_assert_eq!(text(&cut), text(&whole));
        prop_assert!(whole.len() >= body.len());
    }
}
