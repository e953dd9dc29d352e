//! XML as it is written: what looks like a URL's element and is none, URLs in pieces, faults.

use crate::rows::{check, check_mpd, request};
use crate::support::{Request, text};

#[test]
fn what_is_no_element() {
    check_mpd(
        &request(),
        &[
            ("<!-- <Location>a</Location> --><Location>a^</Location>", "a comment"),
            (
                "<!--><Location>a</Location>--><!-----><!-- - -- ->--><Location>a^</Location>",
                "ends of comments",
            ),
            ("<?x <Location>a</Location>?><?x?><Location>a^</Location>", "an instruction"),
            ("<?x <Location>a</Location>> ?><Location>a^</Location>", "with markup in it"),
            ("<a><![CDATA[<Location>a</Location>]]></a><Location>a^</Location>", "a CDATA section"),
            ("<a><![CDATA[]]]]><![CDATA[>]] >]]></a><Location>a^</Location>", "ends of sections"),
            ("<a b=\"<Location>a</Location>\"/><Location>a^</Location>", "an attribute"),
            (
                "<a b='>' c=\"/>\" d=\"'>\"><Location>a^</Location></a>",
                "ends of tags in attributes",
            ),
            ("<Location x=\">\">a^</Location>", "and here"),
        ],
    );
}

#[test]
fn what_stands_before_the_root() {
    check(
        &request(),
        &[
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<!-- <Location>a</Location> -->\n<MPD><Location>a^</Location></MPD>\n<!-- b -->",
                "a mark and a declaration",
            ),
            ("<!DOCTYPE MPD><MPD><Location>a^</Location></MPD>", "a document type"),
            ("<!DOCTYPE MPD SYSTEM \"a>b\"><MPD><Location>a^</Location></MPD>", "with a quote"),
            (
                "<!DOCTYPE MPD [<!ENTITY c \"<Location>x]></Location>\">]><MPD><Location>a^</Location></MPD>",
                "with an entity",
            ),
            (
                "<!DOCTYPE MPD [<!-- ]> ' --><?x ]> \" ?><!ELEMENT MPD ANY>]  ><MPD><Location>a^</Location></MPD>",
                "with comments and instructions",
            ),
            (
                "<!DOCTYPE MPD [<!ENTITY b \"https://other.test/\">]><MPD><Location>&b;a</Location></MPD>",
                "and an entity in a URL",
            ),
            (
                "<!DOCTYPE MPD [<!ENTITY b \"<BaseURL>https://other.test/</BaseURL>\">]><MPD>&b;<Location>a</Location></MPD>",
                "or instead of an element",
            ),
            (
                "<!DOCTYPE MPD [<!ENTITY b \"\">]><MPD><SegmentURL media=\"a^\"/><Label>b</Label><SegmentURL media=\"b^\"/></MPD>",
                "or nowhere",
            ),
            ("<MPD>&b;<Location>a^</Location></MPD>", "an entity that nothing declares"),
            ("</a><MPD><Location>a</Location></MPD>", "an end without a start"),
            ("<MPD/><MPD><Location>a</Location></MPD>", "a second root"),
            ("<MPD></MPD><Location>a</Location>", "something after the root"),
        ],
    );
}

#[test]
fn references() {
    check_mpd(
        &request(),
        &[
            (
                "<Location>a?x=1&amp;y=2~</Location><SegmentURL media=\"a?x=1&#38;y=2~\"/>",
                "an ampersand",
            ),
            ("<Location>a&#63;x=1~</Location><Location>a&#x3f;x=1~</Location>", "a question mark"),
            ("<Location>a^&#35;f</Location><Location>a?x~&#x23;f</Location>", "a fragment"),
            ("<Location>a&lt;b&gt;c&quot;d&apos;e^</Location>", "those of XML"),
            (
                "<Location>&#32;a^&#x20;\n</Location><Location>&#10;&#9;a^&#13;</Location>",
                "white space around",
            ),
            (
                "<Location>a&#9;b</Location><Location>a&#xA;</Location><Location>/&#9;/other.test/</Location>",
                "white space within",
            ),
            (
                "<Location>https&#58;//own.test/a^</Location><SegmentURL media=\"https&#58;//other.test/a\"/>",
                "a scheme",
            ),
            (
                "<SegmentURL media=\"&#47;&#47;other.test/a\"/><SegmentURL media=\"&#x5c;a\"/>",
                "slashes",
            ),
            (
                "<SegmentURL media=\"&#xe9;&#233;^\"/><SegmentURL media=\"&#x1F4A9;^\"/>",
                "other characters",
            ),
            (
                "<SegmentURL media=\"&#x00000000061;^\"/><SegmentURL media=\"&#0000097;^\"/>",
                "zeros in front",
            ),
            (
                "<SegmentURL media=\"&#99999999999999999999;\"/><SegmentURL media=\"&#x;\"/><SegmentURL media=\"&#;\"/><SegmentURL media=\"&#1a;\"/><SegmentURL media=\"&#X41;\"/>",
                "no references",
            ),
            (
                "<SegmentURL media=\"&x;\"/><SegmentURL media=\"a&x;b\"/><SegmentURL media=\"a?b=&x;\"/><SegmentURL media=\"&AMP;\"/><SegmentURL media=\"&nbsp;\"/>",
                "entities of other kinds",
            ),
            (
                "<SegmentURL media=\"a?x=1&y=2~\"/><SegmentURL media=\"a&b^\"/>",
                "an ampersand that is none of XML",
            ),
            (
                "<SegmentURL media=\"a?x=1&amp;t=2\"/><SegmentURL media=\"a?t&#61;2\"/><SegmentURL media=\"a?x&t=2\"/><SegmentURL media=\"a?amp;t=2~\"/><SegmentURL media=\"a?&#x74;=2\"/>",
                "keys that are there",
            ),
        ],
    );
}

#[test]
fn separators_are_not_doubled() {
    let request = request();
    for (url, expected) in [
        ("a?x=1&amp;", "a?x=1&amp;t=1"),
        ("a?x=1&", "a?x=1&t=1"),
        ("a?", "a?t=1"),
        ("a?&#38;", "a?&#38;t=1"),
        ("a&#x3F;", "a&#x3F;t=1"),
        ("a?&&amp;", "a?&&amp;t=1"),
        ("a?x&amp;#f", "a?x&amp;t=1#f"),
    ] {
        let body = |url: &str| format!("<MPD><SegmentURL media=\"{url}\"/></MPD>");
        assert_eq!(text(&request.rewrite_all_ways(body(url).as_bytes())), body(expected));
    }
}

#[test]
fn texts_in_pieces() {
    check_mpd(
        &request(),
        &[
            ("<Location><![CDATA[a^]]></Location>", "a CDATA section"),
            ("<Location> <![CDATA[ a^ ]]> </Location>", "white space in and around it"),
            ("<Location><![CDATA[a?x&y`]]></Location>", "a query in it"),
            ("<Location><![CDATA[a?x&amp;y`]]></Location>", "which is not resolved"),
            ("<Location>a?x&amp;<![CDATA[y`]]></Location>", "a query in both"),
            ("<Location><![CDATA[a?x]]>&amp;y~</Location>", "and after it"),
            (
                "<Location>a^<![CDATA[#f]]></Location><Location><![CDATA[a^]]>#f</Location>",
                "a fragment beside it",
            ),
            ("<Location><![CDATA[]]>a^<![CDATA[]]></Location>", "empty ones"),
            ("<Location><![CDATA[&x;^]]></Location>", "what would be an entity elsewhere"),
            ("<Location>a^<!-- b --></Location><Location><!-- b -->a^</Location>", "comments"),
            ("<Location>a<!-- b -->c^<?x d?></Location>", "and instructions"),
            ("<Location>https:<!-- -->//other.test/</Location>", "a host in pieces"),
            ("<Location><!-- a --></Location>", "nothing else"),
            (
                "<ContentSteering><a/></ContentSteering><ContentSteering>a<b/></ContentSteering><ContentSteering>a<b></b>c</ContentSteering>",
                "elements",
            ),
            (
                "<ContentSteering>a<Location>b^</Location></ContentSteering>",
                "that are URLs themselves",
            ),
        ],
    );
}

#[test]
fn faults() {
    check(
        &request(),
        &[
            ("<MPD><Location>a", "a text without an end"),
            ("<MPD><Location>a^</", "half an end"),
            ("<MPD><Location>a^</x></MPD>", "another end"),
            ("<MPD><SegmentURL media=\"a\"", "a tag without an end"),
            ("<MPD><SegmentURL media=\"a></MPD>", "a value without an end"),
            (
                "<MPD><SegmentURL media=a/><SegmentURL media/><SegmentURL =\"a\"/><SegmentURL media \"a\"/><Location>b^</Location>",
                "no values",
            ),
            (
                "<MPD><SegmentURL x media=\"a\"/><SegmentURL media=\"a^\" x y=\"b\" index=\"c\"/>",
                "up to there it is a tag",
            ),
            ("<MPD><SegmentURL media=\"a^\"index=\"b^\"/>", "no space between attributes"),
            ("<MPD><SegmentURL media=\"a^\" media=\"b^\"/>", "twice the same"),
            ("<MPD><SegmentURL/media=\"a\"/><SegmentURL / media=\"a\"/>", "a slash"),
            ("<MPD>< Location>a<Location>b^</Location><>< ><=><\"><Location>", "no tags"),
            ("<MPD><Location>a^</ Location></><Location>b", "ends without a name"),
            ("<MPD><Location>a^</Location></MPD></MPD></MPD><Location>", "too many ends"),
            ("<MPD><Period><Location>a^</Location></MPD><Location>b", "too few"),
            ("<MPD><!-- <Location>a</Location>", "a comment without an end"),
            ("<MPD><![CDATA[ <Location>a</Location>", "a section without one"),
            ("<MPD><?x <Location>a</Location>", "an instruction"),
            ("<!DOCTYPE [ <MPD><Location>a</Location>", "a document type"),
            ("<MPD><!x><Location>a^</Location>", "another declaration"),
            ("<MPD><![CDAT[<Location>a</Location>", "what is nearly a section"),
            ("<", "nothing else"),
            ("<M", "hardly more"),
            ("", "nothing"),
            ("text", "no markup"),
        ],
    );
}

#[test]
fn timelines_are_passed_over() {
    let rows = [
        ("<S t=\"0\" d=\"1\"/><S d=\"1\"></S>", "as they are"),
        ("<!-- </SegmentTimeline> --><S d=\"1\"/>", "a comment"),
        ("<?x </SegmentTimeline> ?><![CDATA[</SegmentTimeline>]]>", "instructions and sections"),
        ("<Location>a</Location><SegmentURL media=\"a\"/>", "what ought not to be there"),
        ("SegmentTimeline <S x=\"SegmentTimeline Timeline T ! ?\"/>", "its name in another place"),
        ("<SegmentTimelines></SegmentTimelines><XSegmentTimeline/>", "names that are like it"),
        ("<!x>", "a declaration"),
        ("<S a=\">\"/><S t='>'/", "a tag that has no end"),
    ];
    for (inner, why) in rows {
        for (start, end) in [
            ("<SegmentTimeline>", "</SegmentTimeline>"),
            ("<SegmentTimeline a=\"b\">", "</SegmentTimeline >"),
            (
                "<d:SegmentTimeline xmlns:d=\"urn:mpeg:dash:schema:mpd:2011\">",
                "</d:SegmentTimeline>",
            ),
        ] {
            let row = format!("<Location>a^</Location>{start}{inner}{end}<Location>b^</Location>");
            check_mpd(&request(), &[(&row, why)]);
        }
    }
    check_mpd(
        &request(),
        &[
            ("<SegmentTimeline/><Location>a^</Location>", "an empty one"),
            (
                "<SegmentTimeline xmlns=\"urn:x\"><Location xmlns=\"urn:mpeg:dash:schema:mpd:2011\">a^</Location></SegmentTimeline>",
                "one of another namespace",
            ),
            (
                "<Location>https://own.test/a^</Location><Location>b</Location><SegmentTimeline><SegmentTimeline></SegmentTimeline></SegmentTimeline><Location>a</Location>",
                "one in another is not understood",
            ),
        ],
    );
}

#[test]
fn bytes_are_bytes() {
    let request = Request::for_mpd("t=1");
    let rows: [(&[u8], &[u8]); 3] = [
        (
            b"<MPD><Location>\xff\xfe</Location></MPD>",
            b"<MPD><Location>\xff\xfe?t=1</Location></MPD>",
        ),
        (
            b"<MPD><SegmentURL media=\"\xe9\"/>\x00\xff</MPD>",
            b"<MPD><SegmentURL media=\"\xe9?t=1\"/>\x00\xff</MPD>",
        ),
        (
            b"<MPD><\xff a=\"\xfe\"><Location>a\x00</Location></\xff></MPD>",
            b"<MPD><\xff a=\"\xfe\"><Location>a\x00</Location></\xff></MPD>",
        ),
    ];
    for (input, expected) in rows {
        assert_eq!(request.rewrite_all_ways(input), expected, "{}", text(input));
    }
}
