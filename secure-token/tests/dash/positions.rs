//! Which texts and attributes of an MPD are URLs. Also each kind of fault that users of other
//! modules and players have met.

use crate::rows::{check, check_mpd, request};
use crate::support::Request;

#[test]
fn texts() {
    check_mpd(
        &request(),
        &[
            ("<BaseURL>v.mp4^</BaseURL>", "a base that is a file"),
            ("<Location>m.mpd^</Location>", "where the MPD is"),
            ("<Location>https://own.test/^</Location>", "even where it is a directory"),
            ("<PatchLocation ttl=\"60\">m.mpp?p=1~</PatchLocation>", "where its patches are"),
            ("<ContentSteering>/steer^</ContentSteering>", "a steering server"),
            (
                "<ServiceDescription><ContentSteering>/steer^</ContentSteering></ServiceDescription>",
                "in its other place",
            ),
            ("<Period><ImportedMPD>ad.mpd^</ImportedMPD></Period>", "a linked Period"),
            ("<Location>\n\t m.mpd^ \r\n</Location>", "white space around"),
            ("<Location></Location><Location/><BaseURL/><BaseURL> </BaseURL>", "nothing"),
            ("<Location>#f</Location><Location>?x=1~</Location>", "no path"),
            ("<Location>a^</Location>b<Location>c^</Location>", "text between elements"),
            ("<Title>a.mp4</Title><Source>a.mp4</Source><Label>b</Label>", "other texts"),
            ("<baseURL>a</baseURL><BaseURLs>a</BaseURLs><BASEURL>a</BASEURL>", "names are exact"),
            ("<Location >a^</Location ><Location\n>b^</Location\n>", "white space in tags"),
        ],
    );
}

#[test]
fn bases_that_are_directories() {
    check_mpd(
        &request(),
        &[
            ("<BaseURL>d/</BaseURL><BaseURL>/</BaseURL>", "a slash at the end"),
            ("<BaseURL>d/?x=1</BaseURL><BaseURL>d/#f</BaseURL>", "whatever follows the path"),
            ("<BaseURL>d/v.mp4?x=/~</BaseURL>", "which is no part of it"),
            ("<BaseURL>.</BaseURL><BaseURL>..</BaseURL><BaseURL>d/..</BaseURL>", "dots"),
            ("<BaseURL>...^</BaseURL><BaseURL>d/.v^</BaseURL>", "names with dots"),
            ("<BaseURL>https://own.test</BaseURL><BaseURL>//own.test</BaseURL>", "no path"),
            ("<BaseURL>https://own.test?x</BaseURL><BaseURL>?x=1</BaseURL>", "but a query"),
            ("<BaseURL>https://own.test/d/</BaseURL>", "an absolute one"),
            ("<BaseURL>https://own.test/d/v^</BaseURL>", "an absolute one that is a file"),
            ("<BaseURL>https://own.test:8443/v^</BaseURL>", "with a port"),
        ],
    );
}

#[test]
fn attributes() {
    check_mpd(
        &request(),
        &[
            (
                "<SegmentTemplate media=\"a^\" initialization=\"b^\" index=\"c^\" bitstreamSwitching=\"d^\"/>",
                "a template",
            ),
            ("<SegmentURL media=\"a^\" index=\"b^\" mediaRange=\"0-9\"/>", "a segment"),
            (
                "<Initialization sourceURL=\"a^\"/><RepresentationIndex sourceURL=\"b^\"/><BitstreamSwitching sourceURL=\"c^\"/>",
                "other resources of a segment list",
            ),
            (
                "<SegmentBase><Initialization range=\"0-9\" sourceURL=\"a^\"/></SegmentBase>",
                "of a base",
            ),
            ("<InitializationSet id=\"1\" initialization=\"a^\"/>", "an initialization set"),
            (
                "<SegmentTemplate sourceURL=\"a\" uri=\"b\"/><SegmentURL initialization=\"a\"/><Initialization media=\"a\"/><InitializationSet media=\"a\"/>",
                "each on its own element",
            ),
            (
                "<Period bitstreamSwitching=\"true\"><AdaptationSet bitstreamSwitching=\"true\" media=\"a\" index=\"b\"/></Period>",
                "the same names elsewhere",
            ),
            (
                "<SegmentTemplate Media=\"a\" xmedia=\"b\" mediaa=\"c\" med=\"d\"/>",
                "names are exact",
            ),
            ("<SegmentTemplate x:media=\"a\" media=\"b^\"/>", "a prefix makes it another"),
            ("<SegmentTemplate media=\"$RepresentationID$/$Number%05d$.m4s^\"/>", "identifiers"),
            ("<SegmentTemplate media=\"a?t=$Time$\" index=\"a?x=$Time$~\"/>", "in the query"),
            (
                "<SegmentTemplate media='a^' index = 'b^'\n initialization\t=\n\"c^\"></SegmentTemplate>",
                "quotes and white space",
            ),
            ("<SegmentTemplate media=\" a^ \" index=\"\n b^\t\"/>", "white space within quotes"),
            ("<SegmentTemplate media=\"\" index=\" \" initialization=\"#f\"/>", "nothing"),
            (
                "<UTCTiming value=\"https://own.test/time\"/><ProgramInformation moreInformationURL=\"https://own.test/\"/><Reporting reportingUrl=\"https://own.test/\"/>",
                "clocks and information",
            ),
            (
                "<ContentProtection><Laurl>https://own.test/</Laurl><Laurl Lic_type=\"a\">https://own.test/</Laurl></ContentProtection>",
                "licences",
            ),
        ],
    );
}

#[test]
fn segments_of_a_list() {
    check_mpd(
        &request(),
        &[
            (
                "<SegmentList>\n  <SegmentURL media=\"a1.m4s^\"/>\n  <SegmentURL media=\"a2.m4s^\"/>\n  <SegmentURL media=\"a3.m4s^\"/>\n</SegmentList>",
                "in lines",
            ),
            (
                "<SegmentURL media=\"a^\"/><SegmentURL media=\"b^\" /><SegmentURL media='c^'/><SegmentURL  media=\"d^\"/><SegmentURL media=\"e^\"></SegmentURL>",
                "in any form",
            ),
            (
                "<SegmentURL media=\"seg/1.m4s^\"/>\n                    <SegmentURL media=\"seg/2.m4s^\"/>\n                    <SegmentURL media=\"seg/3.m4s^\"/>",
                "far apart",
            ),
            (
                "<SegmentURL media=\"a^\"/>     <SegmentURL media=\"b^\" x=\"1\"/>     <SegmentURL media=\"c^\"/>",
                "not all alike",
            ),
            (
                "<SegmentURL media=\"https://own.test/a^\"/><SegmentURL media=\"https://other.test/a\"/><SegmentURL media=\"/a^\"/><SegmentURL media=\"a?x=1~\"/><SegmentURL media=\"a&amp;b^\"/><SegmentURL media=\"a&b;\"/>",
                "URLs of all kinds",
            ),
            (
                "<SegmentURL media=\"a\" xmlns=\"urn:x\"/><SegmentURL media=\"a^\"/>",
                "in another namespace",
            ),
            (
                "<x xmlns=\"urn:x\"><SegmentURL media=\"a\"/></x><SegmentURL media=\"a^\"/>",
                "below one",
            ),
            ("<Event><SegmentURL media=\"a\"/></Event><SegmentURL media=\"a^\"/>", "in an event"),
        ],
    );
    let listed = request().to("m4s");
    check_mpd(
        &listed,
        &[(
            "<SegmentURL media=\"a.m4s^\"/>\n<SegmentURL media=\"a.mp4\"/>\n<SegmentURL media=\"a.m4s^\"/>",
            "extensions",
        )],
    );
}

#[test]
fn extensions_are_those_of_the_path() {
    check_mpd(
        &request().to("mp4 m4s"),
        &[
            ("<SegmentTemplate media=\"$Number$.m4s^\"/>", "after a template"),
            ("<SegmentTemplate media=\"a.$ext$\" index=\"a.m4s$x$\"/>", "a template in it"),
            ("<SegmentTemplate media=\"init\" index=\"?x.m4s\"/>", "none"),
            (
                "<Location>m.mpd^</Location><PatchLocation>m.mpp^</PatchLocation>",
                "manifests count always",
            ),
            (
                "<Location>?x=1</Location><ContentSteering>s.json</ContentSteering>",
                "a URL without a path has none",
            ),
            (
                "<BaseURL>https://own.test/v.mp4^</BaseURL><BaseURL>https://own.test</BaseURL>",
                "bases",
            ),
        ],
    );
}

#[test]
fn links() {
    let mpd = |body: &str| {
        format!(
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" xmlns:l=\"http://www.w3.org/1999/xlink\">{body}</MPD>"
        )
    };
    let rows = [
        ("<Period l:href=\"p.xml^\" l:actuate=\"onLoad\"/>", "a Period"),
        (
            "<Period><AdaptationSet l:href=\"a.xml^\"/><EventStream l:href=\"e^\"/></Period>",
            "in it",
        ),
        ("<Period><SegmentList l:href=\"s.xml^\"/></Period>", "a list"),
        ("<Period l:href=\"urn:mpeg:dash:resolve-to-zero:2013\"/>", "no address"),
        ("<Period href=\"a\" l:ref=\"b\" x:href=\"c\" l:hrefs=\"d\"/>", "other attributes"),
        ("<Period xmlns:l=\"urn:x\" l:href=\"a\"/><Period l:href=\"a^\"/>", "another namespace"),
        (
            "<Period k:href=\"a^\" xmlns:k=\"http://www.w3.org/1999/xlink\"/>",
            "declared after its use",
        ),
        (
            "<Period xmlns:k='http://www.w3.org/1999/xlink'/><Period k:href=\"a\"/>",
            "not for the next",
        ),
        ("<x:y xmlns:x=\"urn:x\" l:href=\"a\"/>", "on an element of another namespace"),
        ("<Event l:href=\"a\"><a l:href=\"b\"/></Event>", "in an event"),
    ];
    for (body, why) in rows {
        check(&request(), &[(&mpd(body), why)]);
    }
}

#[test]
fn events() {
    check_mpd(
        &request(),
        &[
            (
                "<EventStream><Event>https://own.test/beat</Event><Event><BaseURL>v.mp4</BaseURL><SegmentURL media=\"a\"/><Location>a</Location></Event></EventStream><Location>a^</Location>",
                "what an event holds",
            ),
            (
                "<Event><InsertPresentation uri=\"ad.mpd^\"/><ReplacePresentation uri=\"ad.mpd^\" media=\"a\"/></Event>",
                "but other presentations",
            ),
            (
                "<Event><a><Event><Location>a</Location></Event><Location>a</Location></a></Event><Location>a^</Location>",
                "however deep",
            ),
            ("<Event/><Location>a^</Location>", "an empty one"),
            (
                "<Event><BaseURL>https://other.test/</BaseURL></Event><Location>a^</Location>",
                "bases in it are none",
            ),
        ],
    );
}

#[test]
fn namespaces() {
    let rows = [
        (
            "<d:MPD xmlns:d=\"urn:mpeg:dash:schema:mpd:2011\"><d:Location>a^</d:Location><Location>b</Location></d:MPD>",
            "a prefix",
        ),
        ("<MPD><Location>a^</Location></MPD>", "none"),
        (
            "<MPD xmlns=\"urn:mpeg:DASH:schema:MPD:2011\"><Location>a^</Location></MPD>",
            "a name from before the standard",
        ),
        (
            "<MPD xmlns=\"urn:x\" xmlns:x=\"urn:x\"><x:Location>a^</x:Location><Location>a^</Location></MPD>",
            "the root's own by another prefix",
        ),
        (
            "<MPD xmlns=\"urn:x\"><Location xmlns=\"urn:mpeg:dash:schema:mpd:2011\">a^</Location><Location xmlns=\"urn:y\">b</Location></MPD>",
            "the standard's within another",
        ),
        (
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><a xmlns=\"urn:y\"><Location>a</Location><b xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Location>a^</Location></b><Location>a</Location></a><Location>a^</Location></MPD>",
            "in one another",
        ),
        (
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Location xmlns=\"\">a</Location></MPD>",
            "undeclared",
        ),
        ("<MPD><Location xmlns=\"\">a^</Location></MPD>", "undeclared where it never was"),
        ("<x:MPD><x:Location>a^</x:Location></x:MPD>", "a prefix that stands for nothing"),
        (
            "<MPD xmlns='urn:mpeg:dash:schema:mpd&#58;2011'><x xmlns='urn:y'/><Location>a^</Location></MPD>",
            "references in its name",
        ),
        ("<MPD xmlns=\"&dash;\"><Location>a</Location></MPD>", "an entity in its name"),
        (
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><a:b xmlns:a=\"&x;\"><Location>a</Location></a:b><Location>a</Location><Location>https://own.test/a^</Location></MPD>",
            "what is below an unknown name may be a base",
        ),
        (
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><SegmentURL media=\"a^\"/><Representation xmlns:x=\"urn:x\"><SegmentURL media=\"b^\"/></Representation></MPD>",
            "a declaration that changes nothing",
        ),
    ];
    check(&request(), &rows);
}

#[test]
fn many_namespaces() {
    let many: String = (0..65).map(|n| format!(" xmlns:n{n}=\"urn:x\"")).collect();
    let long = format!(" xmlns:{}=\"urn:x\"", "n".repeat(1100));
    for declarations in [many, long] {
        let body = format!(
            "<MPD><Period><SegmentTemplate media=\"a\"/><a{declarations}><Location>b</Location></a><ImportedMPD>https://own.test/a^</ImportedMPD></Period><Period><ImportedMPD>a^</ImportedMPD></Period></MPD>"
        );
        check(&request(), &[(&body, "bases may stand in what is not understood")]);
    }
}

#[test]
fn remote_elements() {
    check(
        &request(),
        &[
            (
                "<Period xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet></Period>",
                "a Period",
            ),
            ("<AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet>", "an AdaptationSet"),
            ("<SegmentList><SegmentURL media=\"a^\"/></SegmentList>", "a list"),
            ("<EventStream><Event><a/></Event></EventStream>", "events"),
            ("<InitializationSet initialization=\"a^\"/>", "a set, and it is empty"),
            (
                "<Period><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/></Period>",
                "with a base of its own",
            ),
        ],
    );
}

#[test]
fn faults_that_others_have_met() {
    check_mpd(
        &request(),
        &[
            (
                "<Period><SegmentTemplate initialization=\"i.mp4^\" media=\"s-$Number$.m4s^\"/></Period>",
                "the query of the MPD reaches no segment by itself",
            ),
            (
                "<AdaptationSet><SegmentTemplate media=\"$RepresentationID$-$Number$.m4s\"/><Representation id=\"v\"><BaseURL>https://ads.test/a/</BaseURL></Representation></AdaptationSet>",
                "a base that comes after the template was not seen",
            ),
            (
                "<BaseURL>v/x.mp4?k=1~</BaseURL><SegmentList><Initialization sourceURL=\"i.mp4^\"/><SegmentURL media=\"1.m4s^\"/></SegmentList>",
                "the query of a base is lost on resolution",
            ),
            ("<BaseURL>dir/?k=1</BaseURL>", "so that a directory has no use for it"),
            (
                "<UTCTiming schemeIdUri=\"urn:mpeg:dash:utc:http-head:2014\" value=\"/time\"/>",
                "a clock is no part of the presentation",
            ),
            (
                "<ContentSteering defaultServiceLocation=\"a\">steer.dcsm?x=1~</ContentSteering>",
                "steering was forgotten",
            ),
            ("<BaseURL>./</BaseURL><SegmentTemplate media=\"a^\"/>", "a base that says nothing"),
        ],
    );
    for (query, inserted, why) in [
        ("28XZabc", "?28XZabc", "a token without a key"),
        ("hdnea=x&", "?hdnea=x", "a separator at the end"),
        ("&&md5=T&&expires=E", "?md5=T&amp;expires=E", "empty pairs"),
        ("hdnea=acl=/*~x", "?hdnea=acl=/*~x", "slashes in a token"),
    ] {
        let request = Request::for_mpd(query);
        let out = request.rewrite_all_ways(b"<MPD><SegmentTemplate media=\"s.m4s\"/></MPD>");
        let expected = format!("<MPD><SegmentTemplate media=\"s.m4s{inserted}\"/></MPD>");
        assert_eq!(String::from_utf8_lossy(&out), expected, "{why}");
    }
    let request = Request::for_mpd("sig=a$Number$b&q=1%20");
    let out = request.rewrite_all_ways(b"<MPD><SegmentTemplate media=\"s.m4v?t=$Time$\"/></MPD>");
    assert_eq!(
        String::from_utf8_lossy(&out),
        "<MPD><SegmentTemplate media=\"s.m4v?t=$Time$&amp;sig=a%24Number%24b&amp;q=1%20\"/></MPD>",
        "a dollar in a value would be a template"
    );
}
