//! An MPD comes out the same however it is cut and taken, is itself but for what was inserted, stays
//! well-formed, and no URL with a token leads to a foreign host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secure_token_fuzz::dash::leaks;
use secure_token_fuzz::forwarding::{Forwarding, TOKEN};
use secure_token_fuzz::words::{DASH, elements, text};
use secure_token_fuzz::xml;

/// What documents begin with, and how they end.
const ROOTS: [(&str, &str); 4] = [
    ("<MPD xmlns:l=\"http://www.w3.org/1999/xlink\">", "</MPD>"),
    ("<?xml version=\"1.0\"?>\n<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">", "</MPD>\n"),
    ("<Patch>", "</Patch>"),
    ("<d:Period xmlns:d=\"urn:mpeg:dash:schema:mpd:2011\">", "</d:Period>"),
];

/// Longer elements are not looked through before they are written.
const LOOKED_THROUGH: usize = 32 * 1024;

fuzz_target!(|request: Forwarding<'_>| {
    let (start, end) = ROOTS[usize::from(request.start) % ROOTS.len()];
    let inner = match request.start {
        ..0x80 => text(request.document, DASH),
        _ => elements(request.document).into_bytes(),
    };
    let document = [start.as_bytes(), &inner, end.as_bytes()].concat();
    request.check(&document, &[b"?", b"&amp;", b"&"]);

    let Ok(Ok(before)) = str::from_utf8(&document).map(xml::parse) else { return };
    let marked = request.rewrite_marked(&document);
    let out = str::from_utf8(&marked).unwrap();
    let after = xml::parse(out).unwrap_or_else(|error| panic!("{error}: {out}"));
    // Names in namespaces, and documents that have a token already, are not for this judge.
    let is_judged = start == ROOTS[0].0
        && !out[start.len()..].contains("xmlns")
        && document.len() <= LOOKED_THROUGH
        && !request.allows_all()
        && !format!("{before:?}").contains(TOKEN);
    if is_judged {
        let leaks = leaks(&request, &after);
        assert!(leaks.is_empty(), "{leaks:?} in {out}");
    }
});
