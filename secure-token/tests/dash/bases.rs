//! Where relative URLs can lead: one that may reach another host gets nothing.

use secure_token::manifest::dash::Scanner;

use crate::rows::{check_mpd, request};
use crate::support::{Request, text};

#[test]
fn bases_of_each_level() {
    check_mpd(
        &request(),
        &[
            ("<BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/>", "the MPD's"),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><AdaptationSet><Representation><SegmentTemplate media=\"a\"/></Representation></AdaptationSet></Period>",
                "however far above",
            ),
            (
                "<Period><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/></Period><Period><SegmentTemplate media=\"a^\"/></Period>",
                "a Period's",
            ),
            (
                "<Period><AdaptationSet><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/></AdaptationSet><AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet></Period>",
                "an AdaptationSet's",
            ),
            (
                "<Period><AdaptationSet><Representation><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/></Representation><Representation><SegmentTemplate media=\"a^\"/></Representation></AdaptationSet></Period>",
                "a Representation's",
            ),
            (
                "<Period><EventStream><BaseURL>https://other.test/</BaseURL><Event><InsertPresentation uri=\"a\"/></Event></EventStream><EventStream><Event><InsertPresentation uri=\"a^\"/></Event></EventStream></Period>",
                "an EventStream's",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><BaseURL>https://own.test/</BaseURL><SegmentTemplate media=\"a^\"/></Period>",
                "an inner one takes its place",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><BaseURL>d/</BaseURL><SegmentTemplate media=\"a\"/></Period>",
                "a relative one does not",
            ),
            (
                "<BaseURL>https://own.test/</BaseURL><Period><BaseURL>d/</BaseURL><SegmentTemplate media=\"a^\"/></Period>",
                "which is no harm",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><BaseURL>d/</BaseURL><BaseURL>https://own.test/</BaseURL><SegmentTemplate media=\"a\"/></Period>",
                "one of several is enough",
            ),
            (
                "<BaseURL>https://own.test/</BaseURL><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/>",
                "in any order",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><BaseURL/><Period><BaseURL></BaseURL><BaseURL>#f</BaseURL><BaseURL>https://own.test/</BaseURL><SegmentTemplate media=\"a\"/></Period>",
                "an empty one is relative",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"https://own.test/a^\" index=\"//own.test/a^\"/>",
                "what has a host needs none",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"/a\" index=\"?x=1\"/>",
                "what has a path does",
            ),
            (
                "<BaseURL>HTTPS://OWN.TEST:8443/</BaseURL><SegmentTemplate media=\"a^\"/>",
                "the own host in another spelling",
            ),
        ],
    );
    check_mpd(
        &request().hosts("*.cdn.test"),
        &[
            (
                "<BaseURL>https://a.cdn.test/</BaseURL><BaseURL>https://b.cdn.test/</BaseURL><SegmentTemplate media=\"a^\"/>",
                "allowed hosts",
            ),
            (
                "<BaseURL>https://a.cdn.test/</BaseURL><BaseURL>https://cdn.test/</BaseURL><SegmentTemplate media=\"a\"/>",
                "not all of them",
            ),
        ],
    );
    check_mpd(
        &request().hosts("*"),
        &[
            ("<BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a^\"/>", "all hosts"),
            ("<BaseURL>&x;</BaseURL><SegmentTemplate media=\"a^\"/>", "whatever it is"),
            (
                "<BaseURL>http://other.test/</BaseURL><SegmentTemplate media=\"a\"/>",
                "but not in clear",
            ),
            ("<BaseURL>urn:x</BaseURL><SegmentTemplate media=\"a\"/>", "nor by another scheme"),
        ],
    );
}

#[test]
fn bases_for_bases() {
    check_mpd(
        &request(),
        &[
            (
                "<BaseURL>https://other.test/</BaseURL><BaseURL>v.mp4^</BaseURL>",
                "those beside it do not count",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><BaseURL>v.mp4</BaseURL></Period>",
                "those outside do",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><BaseURL>https://own.test/v.mp4^</BaseURL></Period>",
                "unless it has a host",
            ),
            (
                "<BaseURL>v.mp4^</BaseURL><Location>https://own.test/m.mpd^</Location>",
                "so do locations",
            ),
            (
                "<BaseURL>v.mp4</BaseURL><Location>https://other.test/m.mpd</Location>",
                "that come later",
            ),
        ],
    );
}

#[test]
fn locations() {
    check_mpd(
        &request(),
        &[
            (
                "<Location>https://other.test/m.mpd</Location><Period><SegmentTemplate media=\"a\"/></Period>",
                "of another host",
            ),
            (
                "<Location>https://own.test/m.mpd^</Location><Period><SegmentTemplate media=\"a^\"/></Period>",
                "of the own one",
            ),
            (
                "<Location>m.mpd^</Location><Period><SegmentTemplate media=\"a^\"/></Period>",
                "a relative one",
            ),
            (
                "<Location>https://other.test/m.mpd</Location><Location>m.mpd</Location>",
                "and beside another",
            ),
            (
                "<Location>https://other.test/m.mpd</Location><BaseURL>https://own.test/</BaseURL><Period><SegmentTemplate media=\"a^\"/></Period>",
                "under a base of the own host",
            ),
            (
                "<PatchLocation>p.mpp</PatchLocation><Location>https://other.test/m.mpd</Location>",
                "patches are relative to it",
            ),
            ("<Location>&x;</Location><SegmentTemplate media=\"a\"/>", "one that is not known"),
            ("<Location><a/></Location><SegmentTemplate media=\"a\"/>", "one that is no text"),
            ("<Location/><SegmentTemplate media=\"a^\"/>", "an empty one"),
            (
                "<Period><Location>https://other.test/m.mpd</Location><SegmentTemplate media=\"a\"/></Period>",
                "in a wrong place",
            ),
        ],
    );
}

#[test]
fn templates_count_for_what_inherits_them() {
    check_mpd(
        &request(),
        &[
            (
                "<AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
                "a template",
            ),
            (
                "<AdaptationSet><SegmentList><Initialization sourceURL=\"a\"/><SegmentURL media=\"a\"/></SegmentList><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
                "a list",
            ),
            (
                "<AdaptationSet><SegmentBase><RepresentationIndex sourceURL=\"a\"/></SegmentBase><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
                "an index",
            ),
            (
                "<Period><SegmentTemplate media=\"a\"/><AdaptationSet><Representation/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet></Period>",
                "two levels below",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"a^\"/><Representation><BaseURL>https://own.test/</BaseURL></Representation><Representation><BaseURL>d/</BaseURL></Representation></AdaptationSet>",
                "bases of the own host",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation><Representation><SegmentTemplate media=\"a^\"/></Representation></AdaptationSet>",
                "not for its neighbour's",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a^\"/><Representation><BaseURL>https://own.test/</BaseURL></Representation></AdaptationSet>",
                "bases below take the place of those above",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://own.test/</BaseURL></Representation><Representation/></AdaptationSet>",
                "in all that inherit it",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://own.test/</BaseURL><BaseURL>d/</BaseURL></Representation></AdaptationSet>",
                "and not only one of them",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a\"/></AdaptationSet>",
                "if there is any",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><SegmentTemplate media=\"a^\"/><AdaptationSet><Representation><BaseURL>https://own.test/</BaseURL></Representation></AdaptationSet><AdaptationSet><BaseURL>https://own.test/</BaseURL><Representation/></AdaptationSet></Period>",
                "at either level",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><SegmentTemplate media=\"a\"/><AdaptationSet><Representation><BaseURL>https://own.test/</BaseURL></Representation></AdaptationSet><AdaptationSet><Representation/></AdaptationSet></Period>",
                "or at none",
            ),
            (
                "<Period><SegmentTemplate media=\"a^\"/><AdaptationSet><BaseURL>https://other.test/</BaseURL><Representation><BaseURL>https://own.test/</BaseURL></Representation></AdaptationSet></Period>",
                "another host in between",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period><SegmentTemplate media=\"a\"/><EventStream><BaseURL>https://own.test/</BaseURL></EventStream></Period><Period><BaseURL>https://own.test/</BaseURL><SegmentTemplate media=\"a^\"/><EventStream><BaseURL>https://other.test/</BaseURL></EventStream></Period>",
                "events inherit no segments",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://own.test/</BaseURL></Representation><x xmlns:y=\"&y;\"><BaseURL>d/</BaseURL></x></AdaptationSet>",
                "what is not understood may inherit it",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><AdaptationSet><SegmentTemplate media=\"a\"/><x><Representation><BaseURL>https://own.test/</BaseURL></Representation></x></AdaptationSet>",
                "what is in a wrong place may not",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"https://own.test/a^\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
                "what has a host waits for none",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"https://own.test/a^\" index=\"a\"/><SegmentTemplate media=\"a\" index=\"https://own.test/a?x=1&amp;y=2~\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet><AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet>",
                "each on its own",
            ),
            (
                "<Period><AdaptationSet><InbandEventStream/><SegmentTemplate media=\"a^\"/></AdaptationSet><EventStream><BaseURL>https://other.test/</BaseURL></EventStream></Period>",
                "what is elsewhere does not count",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"a\"/><Representation><SubRepresentation><BaseURL>https://other.test/</BaseURL></SubRepresentation></Representation></AdaptationSet>",
                "bases that ought not to be there",
            ),
        ],
    );
    let links = Request::for_mpd("t=1");
    check_mpd(
        &links,
        &[
            (
                "<Period xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"a\"><BaseURL>https://other.test/</BaseURL></Period>",
                "a link and the bases that it replaces",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><Period xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"a\"><BaseURL>https://own.test/</BaseURL></Period>",
                "and those outside",
            ),
            (
                "<Period xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"a^\"><BaseURL>d/</BaseURL></Period>",
                "of the own host",
            ),
            (
                "<Period xmlns:l=\"http://www.w3.org/1999/xlink\"><SegmentList l:href=\"a\"/><AdaptationSet><BaseURL>https://other.test/</BaseURL></AdaptationSet></Period>",
                "a list is inherited",
            ),
        ],
    );
}

#[test]
fn elements_in_another_order() {
    check_mpd(
        &request(),
        &[
            (
                "<Period><SegmentTemplate media=\"a\"/></Period><BaseURL>https://other.test/</BaseURL>",
                "a base after the Periods",
            ),
            (
                "<Period><SegmentTemplate media=\"a\"/></Period><Location>https://other.test/</Location>",
                "a location after them",
            ),
            (
                "<Representation><SegmentTemplate media=\"a\"/><BaseURL>https://other.test/</BaseURL></Representation>",
                "a base after the template",
            ),
            (
                "<AdaptationSet><Representation><SegmentTemplate media=\"a\"/></Representation><BaseURL>https://other.test/</BaseURL></AdaptationSet>",
                "or after all",
            ),
            (
                "<AdaptationSet><Representation><BaseURL>https://own.test/</BaseURL><SegmentTemplate media=\"a^\"/></Representation><BaseURL>https://other.test/</BaseURL></AdaptationSet>",
                "which does not matter here",
            ),
            (
                "<Period><ImportedMPD>a</ImportedMPD><BaseURL>https://other.test/</BaseURL></Period>",
                "another URL before a base",
            ),
            (
                "<x><BaseURL>https://other.test/</BaseURL></x><SegmentTemplate media=\"a\"/>",
                "a base in an unknown element",
            ),
            (
                "<BaseURL>https://other.test/</BaseURL><x><BaseURL>https://own.test/</BaseURL></x><SegmentTemplate media=\"a\"/>",
                "which takes no other's place",
            ),
        ],
    );
}

#[test]
fn bases_that_clients_read_in_different_ways() {
    for base in [
        "https://own.test@other.test/",
        "https://own.test.other.test/",
        "https://own.test./",
        "https:/other.test/",
        "https:other.test/",
        "https:///other.test/",
        "//other.test/",
        "///other.test/",
        "/\\other.test/",
        "\\\\other.test/",
        "/&#9;/other.test/",
        "https://own.test&#10;.other.test/",
        "&x;",
        "d/&x;",
        "&#0;",
        "&#xD800;",
        "&#x110000;",
        "urn:x",
        "ftp://own.test/",
        "data:,a",
        "d\\e/",
        "d&#1;/",
        "\u{a0}https://other.test/",
        "<!-- -->https://other<![CDATA[.test/]]>",
        "<a/>",
        "d/<a/>",
        "http<?x ?>s://other.test/",
    ] {
        let row = format!(
            "<BaseURL>{base}</BaseURL><SegmentTemplate media=\"a\" index=\"https://own.test/a^\"/>"
        );
        check_mpd(&request(), &[(&row, base)]);
    }
    for base in ["d/", "./", "/d/", "?x", "//own.test/", "d%2F/", "d e/", "<!-- x -->d/", "&#x64;/"]
    {
        let row = format!("<BaseURL>{base}</BaseURL><SegmentTemplate media=\"a^\"/>");
        check_mpd(&request(), &[(&row, base)]);
    }
}

#[test]
fn schemes_of_bases() {
    let row = |base: &str, path: &str, network: &str| {
        format!(
            "<BaseURL>{base}</BaseURL><Period><BaseURL>d/</BaseURL><SegmentTemplate media=\"a{path}\" index=\"//own.test/a{network}\"/></Period>"
        )
    };
    let over_http = Request { https: false, ..request() };
    for (request, base, path, network, why) in [
        (&request(), "http://own.test/", "", "", "nothing goes out in clear that came otherwise"),
        (&request(), "http://other.test/", "", "", "to another host neither"),
        (&request(), "https://other.test/", "", "^", "the scheme may come from there"),
        (&request(), "//other.test/", "", "^", "and through it"),
        (&request(), "//own.test/", "^", "^", "from the own host"),
        (&over_http, "http://own.test/", "^", "^", "what came in clear"),
        (&over_http, "https://own.test/", "^", "^", "may go out as it likes"),
        (&over_http, "http://other.test/", "", "^", "but not anywhere"),
    ] {
        check_mpd(request, &[(&row(base, path, network), why)]);
    }
    check_mpd(
        &request(),
        &[(
            "<BaseURL>http://own.test/</BaseURL><Period><BaseURL>//own.test/</BaseURL><SegmentTemplate media=\"a\"/></Period>",
            "the scheme of a base that has a host only",
        )],
    );
}

#[test]
fn elements_beyond_what_is_told_apart() {
    let deep = |depth: usize, inner: &str| {
        format!("<Location>a^</Location>{}{inner}{}", "<x>".repeat(depth), "</x>".repeat(depth))
    };
    // The root is one of 64 elements, and so is the one that is looked for.
    check_mpd(
        &request(),
        &[(&deep(62, "<ContentSteering>b^</ContentSteering>"), "the deepest element")],
    );
    let row = deep(63, "<ContentSteering>b</ContentSteering>").replace('^', "");
    check_mpd(&request(), &[(&row, "one that is deeper, and might have been a base")]);
    let segments = "<SegmentURL media=\"a^\"/>\n<SegmentURL media=\"b^\"/>\n";
    check_mpd(&request(), &[(&deep(62, segments), "the deepest segments")]);
    let row = deep(63, &segments.replace('^', ""));
    check_mpd(&request(), &[(&row, "segments that are deeper")]);

    let nested = |depth: usize, inner: &str| {
        format!("{}{inner}{}", "<Period>".repeat(depth), "</Period>".repeat(depth))
    };
    let template = "<BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/>";
    for depth in 1..12 {
        check_mpd(&request(), &[(&nested(depth, template), "elements with bases in one another")]);
    }
    let row = format!(
        "<BaseURL>https://other.test/</BaseURL>{}",
        nested(9, "<BaseURL>https://own.test/</BaseURL><Location>a</Location>")
    );
    check_mpd(&request(), &[(&row, "one too many takes no other's place")]);
}

#[test]
fn the_log_is_told_the_first_host() {
    let long = format!("{}.test", "n".repeat(100));
    let long_base = format!("<BaseURL>https://{long}/</BaseURL><SegmentURL media=\"a\"/>");
    let rows: [(&str, Option<&str>); 12] = [
        ("<BaseURL>https://other.test/</BaseURL>", None),
        (
            "<BaseURL>https://other.test/</BaseURL><SegmentURL media=\"https://third.test/a\"/>",
            None,
        ),
        ("<BaseURL>https://other.test/d/</BaseURL><SegmentURL media=\"a\"/>", Some("other.test")),
        ("<BaseURL>//u:p@Other.test:81?x</BaseURL><Location>a</Location>", Some("Other.test")),
        (
            "<BaseURL>https://own.test/</BaseURL><BaseURL>https://one.test/</BaseURL><BaseURL>https://two.test/</BaseURL><SegmentURL media=\"a\"/>",
            Some("one.test"),
        ),
        ("<Location>https://other.test/</Location><SegmentURL media=\"a\"/>", Some("other.test")),
        (
            "<AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://other.test/</BaseURL></Representation></AdaptationSet>",
            Some("other.test"),
        ),
        ("<BaseURL>http://own.test/</BaseURL><SegmentURL media=\"a\"/>", None),
        ("<BaseURL>&x;</BaseURL><SegmentURL media=\"a\"/>", None),
        ("<BaseURL>urn:x</BaseURL><SegmentURL media=\"a\"/>", None),
        ("<BaseURL>https://u@own.test/</BaseURL><SegmentURL media=\"a\"/>", None),
        (&long_base, Some(&long[..64])),
    ];
    for (body, expected) in rows {
        let body = format!("<MPD>{body}</MPD>");
        let request = request();
        let params = request.params();
        let mut scanner = Scanner::new();
        scanner.feed(&request.context(&params), body.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(scanner.notes().foreign_host().map(text).as_deref(), expected, "{body}");
        assert!(!scanner.notes().look_ahead_exceeded());
    }
    let listed = request().to("mp4");
    let params = listed.params();
    let body = b"<MPD><BaseURL>https://other.test/</BaseURL><SegmentURL media=\"a.m4s\"/></MPD>";
    let mut scanner = Scanner::new();
    scanner.feed(&listed.context(&params), body, &mut Vec::new()).unwrap();
    assert_eq!(scanner.notes().foreign_host(), None, "it would have got nothing anyway");
}
