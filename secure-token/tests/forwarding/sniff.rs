//! What a body is, by its first bytes.

use secure_token::manifest::{MAX_SNIFF_LEN, Sniff, sniff};

use crate::support::text;

#[test]
fn documents_are_told_by_their_first_bytes() {
    use Sniff::{Dash, Hls, More, Neither};

    // What the bytes are as far as they have come, and if there are no more.
    let rows: &[(&[u8], Sniff, Sniff, &str)] = &[
        (b"", More, Neither, "an empty body is no manifest"),
        (b"#EXTM3", More, Neither, "the header is cut"),
        (b"#EXTM3U", More, Hls, "the header alone"),
        (b"#EXTM3U\n", Hls, Hls, "the header and a line end"),
        (b"#EXTM3U\r", Hls, Hls, "another line end"),
        (b"#EXTM3U x", Hls, Hls, "a space"),
        (b"#EXTM3U\tx", Hls, Hls, "a tab"),
        (b"#EXTM3U8", Neither, Neither, "a longer word"),
        (b"#extm3u\n", Neither, Neither, "case counts"),
        (b"\xef\xbb", More, Neither, "a byte order mark is cut"),
        (b"\xef\xbb\xbf#EXTM3U\n", Hls, Hls, "a byte order mark"),
        (b"\xef\xbb\xbf \r\n\t#EXTM3U\n", Hls, Hls, "white space after it"),
        (b" \xef\xbb\xbf#EXTM3U\n", Neither, Neither, "a mark after white space"),
        (b"\xef\xbb#EXTM3U\n", Neither, Neither, "half a mark"),
        (b" \n ", More, Neither, "white space alone"),
        (b"<", More, Neither, "markup begins"),
        (b"<MPD", More, Neither, "the name is cut"),
        (b"<MPD>", Dash, Dash, "a root element"),
        (b"<MPD/", Dash, Dash, "an empty one"),
        (b"<MPD\n", Dash, Dash, "one with attributes"),
        (b"<MPDx>", Neither, Neither, "a longer name"),
        (b"<mpd>", Neither, Neither, "case counts"),
        (b"<a:MPD ", Dash, Dash, "a prefix"),
        (b"<Patch ", Dash, Dash, "a patch"),
        (b"<Period ", Dash, Dash, "a remote element"),
        (b"<AdaptationSet ", Dash, Dash, "a remote element"),
        (b"<Representation ", Dash, Dash, "a remote element"),
        (b"<SegmentList ", Dash, Dash, "a remote element"),
        (b"<EventStream ", Dash, Dash, "a remote element"),
        (b"<InitializationSet ", Dash, Dash, "a remote element"),
        (b"<SmoothStreamingMedia ", Neither, Neither, "Smooth Streaming"),
        (b"<ListBucketResult>", Neither, Neither, "an object store's answer"),
        (b"<!DOCTYPE html>\n<html>", Neither, Neither, "HTML"),
        (b"<!doctype html>", Neither, Neither, "HTML, as it is mostly written"),
        (b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<MPD ", Dash, Dash, "an XML declaration"),
        (b"<?xml", More, Neither, "a declaration is cut"),
        (b"<?a <MPD> ?><Period ", Dash, Dash, "a processing instruction"),
        (b"<!-- <MPD> --><x>", Neither, Neither, "a comment"),
        (b"<!-- -- ><MPD>", More, Neither, "a comment goes on"),
        (b"<!-", More, Neither, "a comment, or a document type"),
        (b"<!DOCTYPE MPD SYSTEM \"a>b\"><MPD>", Dash, Dash, "a document type"),
        (
            b"<!DOCTYPE MPD [<!ENTITY a \"]>\"> <!-- ' ]> --> <?p ]> ?> ] ><MPD>",
            Dash,
            Dash,
            "its internal subset",
        ),
        (b"<!DOCTYPE MPD [<!ENTITY a '><MPD>", More, Neither, "a literal goes on"),
        (b"</MPD>", Neither, Neither, "an end tag"),
        (b"x<MPD>", Neither, Neither, "text before it"),
        (b"<\0M\0P\0", Neither, Neither, "UTF-16"),
        (b"\xff\xfe<\0", Neither, Neither, "UTF-16 with its mark"),
        (b"\0\0\0<", Neither, Neither, "UTF-32"),
        (b"<MPD>\0", Dash, Dash, "a NUL that comes later"),
        (b"WEBVTT\n", Neither, Neither, "WebVTT"),
        (b"{\"VERSION\":1}", Neither, Neither, "JSON"),
        (b"\x1f\x8b\x08", Neither, Neither, "gzip"),
        (b"\x00\x00\x00\x18ftyp", Neither, Neither, "a film"),
        (b"\x47\x40\x00", Neither, Neither, "a transport stream"),
    ];
    for (start, so_far, at_the_end, why) in rows {
        assert_eq!(sniff(start, false), *so_far, "{:?}: {why}", text(start));
        assert_eq!(sniff(start, true), *at_the_end, "{:?}: {why}", text(start));
        for cut in 0..start.len() {
            let cut = sniff(&start[..cut], false);
            assert!(cut == Sniff::More || cut == *so_far, "{:?} cut: {why}", text(start));
        }
    }
}

#[test]
fn no_more_than_the_first_bytes_are_looked_at() {
    for (header, kind) in [(&b"#EXTM3U\n"[..], Sniff::Hls), (b"<MPD>", Sniff::Dash)] {
        let within = [&vec![b'\n'; MAX_SNIFF_LEN - header.len()][..], header].concat();
        assert_eq!(sniff(&within, false), kind);
        let past = [b"\n", &within[..]].concat();
        assert_eq!(sniff(&past[..MAX_SNIFF_LEN - 1], false), Sniff::More);
        assert_eq!(sniff(&past, false), Sniff::Neither);
        assert_eq!(sniff(&past, true), Sniff::Neither);
    }
}
