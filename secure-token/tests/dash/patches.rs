//! MPD patches: what is added or replaced may be a URL by its place in the MPD.

use crate::rows::{check, request};

/// A patch with these operations.
fn patch(operations: &str) -> String {
    format!(
        "<Patch xmlns=\"urn:mpeg:dash:schema:mpd-patch:2020\" mpdId=\"m\" publishTime=\"b\">{operations}</Patch>"
    )
}

fn check_patches(rows: &[(&str, &str)]) {
    for (operations, why) in rows {
        check(&request(), &[(&patch(operations), why)]);
    }
}

#[test]
fn texts_that_replace() {
    check_patches(&[
        (
            "<replace sel=\"/MPD/Period[1]/AdaptationSet[1]/SegmentTemplate/@media\">a^</replace>",
            "an attribute",
        ),
        (
            "<add sel=\"/MPD/Period[1]/SegmentTemplate\" type=\"@media\">a^</add>",
            "an attribute that is new",
        ),
        ("<replace sel='/MPD/BaseURL[1]/text()'>v.mp4^</replace>", "a text"),
        ("<replace sel=\"/MPD/Location\">m.mpd^</replace>", "a text that takes an element's place"),
        ("<add sel=\"/MPD/BaseURL\">v.mp4^</add>", "and one that is added to it"),
        ("<replace sel=\"/d:MPD/d:PatchLocation/text()\">a^</replace>", "prefixes"),
        (
            "<replace sel=\"/MPD/Period[@id='a/b[1]']/SegmentTemplate[1]/@media\">a^</replace>",
            "slashes and brackets in a predicate",
        ),
        (
            "<replace sel=\"/MPD/Period[@id=&quot;]/x&quot;]/SegmentTemplate/@media\">a^</replace>",
            "quotes by reference",
        ),
        ("<replace sel=\" /MPD/BaseURL/text() \">\n a^ \n</replace>", "white space"),
        (
            "<replace sel=\"/MPD/InitializationSet/@initialization\">a^</replace><replace sel=\"//SegmentList/Initialization/@sourceURL\">a^</replace><replace sel=\"//SegmentURL[2]/@index\">a^</replace><replace sel=\"//Event/InsertPresentation/@uri\">a^</replace>",
            "other attributes",
        ),
        (
            "<replace sel=\"/MPD/ContentSteering/text()\">a^</replace><replace sel=\"/MPD/Period/ImportedMPD\">a^</replace>",
            "other texts",
        ),
        (
            "<replace sel=\"/MPD/SegmentTemplate/@media\">a<![CDATA[?x&y`]]></replace>",
            "a CDATA section",
        ),
        (
            "<x:replace xmlns:x=\"urn:mpeg:dash:schema:mpd-patch:2020\" sel=\"/MPD/Location\">a^</x:replace>",
            "a prefix of its own",
        ),
    ]);
    check(
        &request(),
        &[(
            "<Patch xmlns:l=\"http://www.w3.org/1999/xlink\"><replace sel=\"/MPD/Period/@l:href\">a^</replace><add sel=\"/MPD/Period\" type=\"@l:href\">a^</add><add sel=\"/MPD/Period\" type=\"@href\">a</add><add sel=\"/MPD/Period\" type=\"@k:href\">a</add></Patch>",
            "a link",
        )],
    );
}

#[test]
fn texts_that_replace_no_url() {
    check_patches(&[
        ("<replace sel=\"/MPD/@publishTime\">b</replace>", "another attribute"),
        (
            "<replace sel=\"/MPD/Period/AdaptationSet/@bitstreamSwitching\">true</replace>",
            "a flag of the same name",
        ),
        (
            "<replace sel=\"/MPD/Period/SegmentTemplate/@duration\">2</replace>",
            "another attribute of the element",
        ),
        (
            "<replace sel=\"/MPD/BaseURL/@serviceLocation\">a</replace>",
            "an attribute of such an element",
        ),
        ("<add sel=\"/MPD/BaseURL\" type=\"@serviceLocation\">a</add>", "that is new"),
        (
            "<add sel=\"/MPD/Period/SegmentTemplate\" type=\"media\">a</add><add sel=\"/MPD\" type=\"namespace::a\">b</add>",
            "another type",
        ),
        ("<add sel=\"/MPD/SegmentTemplate/@media\" type=\"@media\">a</add>", "both"),
        ("<replace sel=\"/MPD/ProgramInformation/Title/text()\">a</replace>", "another text"),
        (
            "<replace sel=\"\">a</replace><replace>a</replace><replace sel=\"&x;/BaseURL\">a</replace>",
            "no place",
        ),
        ("<replace sel=\"/MPD/Location\" type=\"&x;\">a</replace>", "a type that is not known"),
        (
            "<replace sel=\"/MPD/Location[a\">a</replace><replace sel=\"/MPD/Location/\">a</replace>",
            "no path",
        ),
        (
            "<remove sel=\"/MPD/Location\">a</remove><move sel=\"/MPD/Location\">a</move>",
            "other operations",
        ),
        ("<a><replace sel=\"/MPD/Location\">a</replace></a>", "another place in the patch"),
    ]);
    check(
        &request(),
        &[("<MPD><replace sel=\"/MPD/Location\">a</replace></MPD>", "an MPD is no patch")],
    );
}

#[test]
fn elements() {
    check_patches(&[
        (
            "<replace sel=\"/MPD/PatchLocation[1]\">\n<PatchLocation>m.mpp?x=b~</PatchLocation>\n</replace>",
            "a text element",
        ),
        ("<replace sel=\"/MPD/BaseURL[1]\"><BaseURL>v.mp4^</BaseURL></replace>", "a base"),
        (
            "<add sel=\"/MPD/Period[1]\"><AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet></add>",
            "whole trees",
        ),
        ("<add sel=\"/MPD/Period/SegmentTemplate/SegmentTimeline\"><S d=\"2\"/></add>", "nothing"),
    ]);
}

#[test]
fn bases_in_a_patch_count_for_it() {
    check_patches(&[
        (
            "<add sel=\"/MPD/Period[1]\"><AdaptationSet><BaseURL>https://other.test/</BaseURL><SegmentTemplate media=\"a\"/></AdaptationSet></add><add sel=\"/MPD/Period[2]\"><AdaptationSet><SegmentTemplate media=\"a^\"/></AdaptationSet></add>",
            "of an element",
        ),
        (
            "<add sel=\"/MPD\"><BaseURL>https://other.test/</BaseURL></add><add sel=\"/MPD/Period\"><SegmentTemplate media=\"a\"/></add>",
            "of the MPD",
        ),
        (
            "<replace sel=\"/MPD/BaseURL/text()\">https://other.test/</replace><add sel=\"/MPD/Period\"><SegmentTemplate media=\"a\"/></add>",
            "as a text",
        ),
        (
            "<add sel=\"/MPD/Period\"><SegmentTemplate media=\"a\"/></add><replace sel=\"/MPD/Location\">https://other.test/</replace>",
            "so does a location",
        ),
        (
            "<replace sel=\"/MPD/BaseURL/text()\">https:<a/>//other.test/</replace><add sel=\"/MPD/Period\"><SegmentTemplate media=\"a\"/></add>",
            "one that cannot be read",
        ),
        (
            "<add sel=\"/MPD\"><BaseURL>d/</BaseURL></add><add sel=\"/MPD/Period\"><SegmentTemplate media=\"a^\"/></add>",
            "one of the own host",
        ),
    ]);
}
