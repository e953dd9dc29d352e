//! Documents of any size in bounded memory: long URLs and tags, full sinks, what is written when.

use secure_token::manifest::dash::Scanner;
use secure_token::manifest::{MAX_URL_LEN, OutOfMemory, Sink};

use crate::rows::{input, output, request};
use crate::support::{Patience, Request, text};

const MAX_HELD_LEN: usize = 64 * 1024;

/// Checks that a row becomes what it says, cut in several ways. (Rows are too long to show.)
fn check_long(row: &str, why: &str) {
    for size in [61, 4096, usize::MAX] {
        for patience in [Patience::Endless, Patience::OnePut] {
            let out = request().rewrite(input(row).as_bytes().chunks(size), patience);
            assert!(text(&out) == output(row), "{why}, cut to {size}");
        }
    }
}

#[test]
fn a_long_url_goes_through_as_it_is() {
    for (length, mark) in [(MAX_URL_LEN - 1, "^"), (MAX_URL_LEN, "^"), (MAX_URL_LEN + 1, "")] {
        let url = "u".repeat(length);
        let why = format!("{length} bytes");
        check_long(
            &format!("<MPD><SegmentURL media=\"{url}{mark}\"/><Location>a^</Location></MPD>"),
            &why,
        );
        check_long(
            &format!("<MPD><SegmentTemplate media=' {url}{mark} ' index='a^'/></MPD>"),
            &why,
        );
        check_long(
            &format!(
                "<MPD><ContentSteering> {url}{mark}\n</ContentSteering><Location>a^</Location></MPD>"
            ),
            &why,
        );
    }
    let url = "&#117;".repeat(MAX_URL_LEN / 6);
    check_long(&format!("<MPD><SegmentURL media=\"{url}^\"/></MPD>"), "the longest in references");
    check_long(
        &format!("<MPD><SegmentURL media=\"{url}&#117;\"/></MPD>"),
        "longer only as it is written",
    );
    let url = "u".repeat(MAX_URL_LEN + 1);
    check_long(
        &format!(
            "<MPD><BaseURL>{url}</BaseURL><SegmentURL media=\"a\"/><SegmentURL media=\"https://own.test/a^\"/></MPD>"
        ),
        "a base that is too long to be known",
    );
    let comment = "x".repeat(2 * MAX_HELD_LEN);
    check_long(
        &format!(
            "<MPD><BaseURL>https:<!--{comment}-->//other.test/</BaseURL><SegmentURL media=\"a\"/></MPD>"
        ),
        "a base with a long comment",
    );
    check_long(
        &format!(
            "<MPD><ContentSteering><!--{comment}-->a</ContentSteering><Location>a^</Location></MPD>"
        ),
        "another text with one",
    );
}

#[test]
fn a_long_tag_is_not_understood() {
    for (length, mark) in [(MAX_HELD_LEN - 1000, "^"), (MAX_HELD_LEN + 1000, "")] {
        let value = "v".repeat(length);
        let why = format!("{length} bytes");
        check_long(
            &format!(
                "<MPD><SegmentTemplate x='{value}/' media=\"https://own.test/a{mark}\"/><Location>a^</Location></MPD>"
            ),
            &why,
        );
        check_long(&format!("<MPD x='{value}>'><Location>a{mark}</Location></MPD>"), &why);
        check_long(
            &format!(
                "<MPD><SegmentTimeline><S x='{value}'/></SegmentTimeline><Location>a^</Location></MPD>"
            ),
            &why,
        );
        check_long(
            &format!(
                "<MPD><SegmentTimeline><S x='{value}></SegmentTimeline><Location>a^</Location></MPD>"
            ),
            &why,
        );
        check_long(
            &format!(
                "<MPD><Period><AdaptationSet x='{value}'><BaseURL>d/</BaseURL></AdaptationSet><ImportedMPD>a{mark}</ImportedMPD></Period><Location>b^</Location></MPD>"
            ),
            &why,
        );
    }
    let value = "v".repeat(MAX_HELD_LEN);
    check_long(
        &format!(
            "<MPD><Event messageData=\"{value}\"><Event x='>'></Event></Event><Location>a</Location><Location>https://own.test/a^</Location></MPD>"
        ),
        "what is in it may be a base",
    );
}

#[test]
fn long_texts_and_comments_are_not_held() {
    let long = "x ".repeat(100_000);
    for row in [
        format!("<MPD>{long}<Location>a^</Location></MPD>"),
        format!("<MPD><!--{long}--><?x {long}?><Location>a^</Location></MPD>"),
        format!(
            "<!DOCTYPE MPD [<!--{long}--><?x {long}?><!ENTITY a '{long}'>{long}]><MPD><Label>{long}</Label><Location>a^</Location></MPD>"
        ),
        format!("<MPD><Event><a><![CDATA[{long}]]></a></Event><Location>a^</Location></MPD>"),
        format!(
            "<MPD><SegmentTimeline>{}</SegmentTimeline><Location>a^</Location></MPD>",
            "<S t='1' d='2'/>\n".repeat(20_000)
        ),
        format!(
            "<MPD><SegmentTimeline>{long}<!--{long}-->{long}</SegmentTimeline><Location>a^</Location></MPD>"
        ),
        format!(
            "<MPD><Location>a^</Location>{}</MPD>",
            "<SegmentURL media=\"a.m4s^\"/>\n".repeat(10_000)
        ),
        format!(
            "<MPD><Location>a^</Location>{}</MPD>",
            "<SegmentURL media=\"a.m4s^\" mediaRange='0-9'/>\n".repeat(5_000)
        ),
        format!(
            "<MPD><AdaptationSet>{}</AdaptationSet></MPD>",
            "<SegmentURL media=\"a.m4s?x~\"/>".repeat(5_000)
        ),
    ] {
        check_long(&row, row.get(..100).unwrap_or_default());
    }
}

/// A sink that is full from `limit` bytes on.
struct Limited {
    taken: Vec<u8>,
    limit: usize,
}

impl Sink for Limited {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        self.taken.put(bytes)
    }

    fn is_full(&self) -> bool {
        self.taken.len() >= self.limit
    }
}

#[test]
fn a_full_sink_is_given_no_more_than_a_bounded_piece() {
    const LIMIT: usize = 10_000;
    let value = "v".repeat(4000);
    let request = Request::for_mpd(&format!("t={value}"));
    let params = request.params();
    let cx = request.context(&params);
    let bodies = [
        "<SegmentURL media=\"a\"/>".repeat(20_000),
        "<SegmentURL media='a'/>".repeat(20_000),
        "<SegmentTemplate media='a' index='b' initialization='c'/>".repeat(5_000),
        "<!-- comment -->".repeat(50_000),
        "x".repeat(500_000),
        format!("<AdaptationSet>{}</AdaptationSet>", "<SegmentURL media=\"a\"/>".repeat(20_000)),
        format!("<Location>a</Location>{}", "x".repeat(500_000)),
        format!("<SegmentTimeline>{}</SegmentTimeline>", "<S d='1'/>".repeat(50_000)),
        format!("<SegmentURL media='{}'/>", "u".repeat(16_000)).repeat(30),
    ];
    for body in bodies {
        let body = format!("<MPD><BaseURL>https://own.test/d/</BaseURL>{body}</MPD>");
        let mut scanner = Scanner::new();
        let mut sink = Limited { taken: Vec::new(), limit: LIMIT };
        let mut rest = body.as_bytes();
        let mut total = 0;
        let mut held = 0;
        let mut check = |sink: &mut Limited, read: usize| {
            let most = LIMIT + 2 * MAX_URL_LEN + value.len() + 3;
            assert!(sink.taken.len() <= most, "{} bytes", sink.taken.len());
            total += sink.taken.len();
            held += read;
            assert!(held <= total + MAX_HELD_LEN + MAX_URL_LEN, "{} bytes are held", held - total);
            sink.taken.clear();
        };
        while !rest.is_empty() {
            let read = scanner.feed(&cx, rest, &mut sink).unwrap();
            assert!(read > 0 || !sink.taken.is_empty(), "nothing was read or written");
            rest = &rest[read..];
            if sink.is_full() {
                assert_eq!(scanner.feed(&cx, rest, &mut sink).unwrap(), 0, "a full sink");
                assert!(!scanner.finish(&cx, &mut sink).unwrap(), "a full sink");
            }
            check(&mut sink, read);
        }
        while !scanner.finish(&cx, &mut sink).unwrap() {
            assert!(sink.is_full(), "the end can be reached");
            check(&mut sink, 0);
        }
    }
}

#[test]
fn what_can_be_written_is_written() {
    let request = request();
    let params = request.params();
    let cx = request.context(&params);
    let rows = [
        ("<MPD><Per", "<MPD>", "a tag"),
        ("<MPD></Per", "<MPD></Per", "an end tag"),
        ("<MPD>text", "<MPD>text", "text"),
        ("<MPD><!-- comm", "<MPD><!-- co", "a comment, but for what may be its end"),
        ("<MPD><BaseURL>d/", "<MPD><BaseURL>", "a base"),
        ("<MPD><BaseURL>d/</BaseURL>", "<MPD><BaseURL>d/</BaseURL>", "a base with its end"),
        (
            "<MPD><SegmentURL media=\"https://own.test/a\"/>",
            "<MPD><SegmentURL media=\"https://own.test/a?t=1\"/>",
            "a URL with a host",
        ),
        (
            "<MPD><SegmentURL media=\"https://other.test/a\"/>x",
            "<MPD><SegmentURL media=\"https://other.test/a\"/>x",
            "one with another",
        ),
        (
            "<MPD><BaseURL>https://other.test/</BaseURL><Representation><SegmentURL media=\"a\"/>x",
            "<MPD><BaseURL>https://other.test/</BaseURL><Representation><SegmentURL media=\"a\"/>x",
            "one that leads nowhere else",
        ),
        (
            "<MPD><SegmentURL media=\"a\"/>x",
            "<MPD><SegmentURL media=\"",
            "one that may lead elsewhere",
        ),
        (
            "<MPD><SegmentURL media=\"a\"/>x</MPD>",
            "<MPD><SegmentURL media=\"a?t=1\"/>x</MPD>",
            "the document's end",
        ),
        (
            "<MPD><SegmentURL media=\"a\"/></MPD>\n<!",
            "<MPD><SegmentURL media=\"a?t=1\"/></MPD>\n<!",
            "and what follows",
        ),
    ];
    for (input, expected, why) in rows {
        let (mut scanner, mut out) = (Scanner::new(), Vec::new());
        assert_eq!(scanner.feed(&cx, input.as_bytes(), &mut out).unwrap(), input.len());
        assert_eq!(text(&out), expected, "{why}");
    }
}
