//! No URL that carries a token leads to a host that is not allowed, whatever base it is resolved
//! against.
//!
//! Here a document is read again by another reader of XML, and each URL in it is resolved against
//! every combination of bases, in whatever order they stand, by the standard that browsers follow.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use url::Url;

use crate::support::{Patience, Request, text};
use crate::xml::{self, Node};

pub const TOKEN: &str = "~token";

const URLS: &[&str] = &[
    "a",
    "d/",
    "/a",
    "../a/",
    "?x=1",
    "#f",
    "",
    ".",
    "$Number$.m4s",
    "https://own.test/a",
    "https://own.test/d/",
    "HTTPS://own.test:8443/",
    "https://x.cdn.test/d/",
    "//own.test/a",
    "//x.cdn.test/",
    "http://own.test/",
    "https://evil.test/",
    "https://evil.test",
    "//evil.test/a",
    "//evil.test",
    "///evil.test/",
    "https:/evil.test/",
    "https:evil.test/",
    "https:a",
    "https:///evil.test/",
    "https://own.test@evil.test/",
    "https://own.test.evil.test/",
    "/\\evil.test/",
    "\\\\evil.test/a",
    "&#47;/evil.test/",
    "/&#9;/evil.test/",
    "&#10;//evil.test/",
    " //evil.test/ ",
    "&b;",
    "&b;/a",
    "a?&b;",
    "urn:x",
    "data:,a",
    "ws://evil.test/",
    "a:b",
];

/// A random element with all that is in it.
fn elements() -> impl Strategy<Value = String> {
    let url = || select(URLS);
    let leaf = prop_oneof![
        4 => url().prop_map(|url| format!("<BaseURL>{url}</BaseURL>")),
        1 => url().prop_map(|url| format!("<BaseURL><![CDATA[{url}]]></BaseURL>")),
        1 => url().prop_map(|url| format!("<Location>{url}</Location>")),
        1 => url().prop_map(|url| format!("<PatchLocation>{url}<!-- --></PatchLocation>")),
        3 => (url(), url()).prop_map(|(media, index)| format!("<SegmentTemplate media=\"{media}\" index='{index}'/>")),
        1 => url().prop_map(|url| format!("<SegmentURL media=\"{url}\"/>")),
        1 => url().prop_map(|url| format!("<SegmentBase><Initialization sourceURL=\"{url}\"/></SegmentBase>")),
        1 => url().prop_map(|url| format!("<Event><ReplacePresentation uri=\"{url}\"/></Event>")),
        1 => url().prop_map(|url| format!("<Period l:href=\"{url}\"/>")),
        1 => select(&["<x/>", "<!-- x -->", "<SegmentTimeline><S d=\"1\"/></SegmentTimeline>", "text"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        let names = select(
            &[
                "Period",
                "Period",
                "AdaptationSet",
                "AdaptationSet",
                "Representation",
                "Representation",
                "EventStream",
                "SegmentList",
                "x",
            ][..],
        );
        let link = prop_oneof![
            6 => Just(String::new()),
            1 => select(URLS).prop_map(|url| format!(" l:href=\"{url}\"")),
        ];
        (names, link, vec(inner, 0..6))
            .prop_map(|(name, link, inner)| format!("<{name}{link}>{}</{name}>", inner.concat()))
    })
}

fn documents() -> impl Strategy<Value = String> {
    vec(elements(), 0..6).prop_map(|elements| {
        format!("<MPD xmlns:l=\"http://www.w3.org/1999/xlink\">{}</MPD>", elements.concat())
    })
}

pub fn is_allowed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https" && (host == "own.test" || host.ends_with(".cdn.test"))
}

fn has_bases(node: &Node) -> bool {
    matches!(
        node.name.as_str(),
        "MPD" | "Period" | "AdaptationSet" | "Representation" | "EventStream"
    )
}

/// Every base that comes of one of `outer` with one of the bases in `node`.
fn bases(node: &Node, outer: &[Url]) -> Vec<Url> {
    let mut own = node.children.iter().filter(|child| child.name == "BaseURL").peekable();
    if !has_bases(node) || own.peek().is_none() {
        return outer.to_vec();
    }
    let mut found: Vec<Url> =
        own.flat_map(|base| outer.iter().filter_map(|outer| outer.join(&base.text).ok())).collect();
    found.sort();
    found.dedup();
    found
}

/// The bases of what inherits the segments of `node`: of the elements below, or its own where
/// there are none. The outer ones are `outer`.
fn inherited_bases(node: &Node, outer: &[Url]) -> Vec<Url> {
    let own = bases(node, outer);
    let heirs = ["Period", "AdaptationSet", "Representation"];
    let mut heirs =
        node.children.iter().filter(|child| heirs.contains(&child.name.as_str())).peekable();
    if heirs.peek().is_none() {
        return own;
    }
    let mut found: Vec<Url> = heirs.flat_map(|heir| inherited_bases(heir, &own)).collect();
    found.sort();
    found.dedup();
    found
}

/// Locations anywhere in `node`.
fn locations(node: &Node) -> Vec<&str> {
    let own = (node.name == "Location").then_some(node.text.as_str());
    own.into_iter().chain(node.children.iter().flat_map(locations)).collect()
}

/// Looks at the URLs in `node`; `outer` are the bases outside, `inherited` those against which
/// segments are resolved.
fn check(node: &Node, outer: &[Url], inherited: &[Url], problems: &mut Vec<String>) {
    let own = bases(node, outer);
    let inherited = if has_bases(node) { &inherited_bases(node, outer) } else { inherited };
    let mut look = |url: &str, bases: &[Url]| {
        if !url.contains(TOKEN) {
            return;
        }
        for resolved in bases.iter().filter_map(|base| base.join(url).ok()) {
            if !is_allowed(&resolved) {
                problems.push(format!("{url:?} of {} leads to {resolved}", node.name));
            }
        }
    };
    for (name, value) in &node.attributes {
        match (name.as_str(), node.name.as_str()) {
            ("l:href", "SegmentList") | ("media" | "index" | "sourceURL", _) => {
                look(value, inherited);
            }
            _ => {
                look(value, outer);
                look(value, &own);
            }
        }
    }
    look(&node.text, outer);
    for child in &node.children {
        // A base is resolved against those outside, not against those beside it.
        let outer = if child.name == "BaseURL" { outer } else { &own };
        check(child, outer, inherited, problems);
    }
}

/// What is wrong in what becomes of `body`, where all of it is in sight at once.
pub fn problems(body: &str, hosts: &str) -> Vec<String> {
    let request = Request::for_mpd(&format!("{TOKEN}=1")).hosts(hosts);
    let out = text(&request.rewrite([body.as_bytes()], Patience::Endless));
    let root = xml::parse(&out).unwrap();
    let own = Url::parse("https://own.test/v/m.mpd").unwrap();
    let mut outer: Vec<Url> =
        locations(&root).iter().filter_map(|location| own.join(location).ok()).collect();
    outer.push(own);
    let mut problems = Vec::new();
    check(&root, &outer, &outer, &mut problems);
    if !problems.is_empty() {
        problems.push(out);
    }
    problems
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_token_leaves_the_allowed_hosts(body in documents()) {
        prop_assert_eq!(problems(&body, "*.cdn.test"), Vec::<String>::new());
    }
}

#[test]
fn the_check_sees_tokens_that_leave() {
    for body in [
        "<MPD><SegmentURL media=\"a\"/><BaseURL>https://evil.test/</BaseURL></MPD>",
        "<MPD><AdaptationSet><SegmentTemplate media=\"a\"/><Representation><BaseURL>https://evil.test/</BaseURL></Representation></AdaptationSet></MPD>",
        "<MPD><Location>https://evil.test/</Location><Period xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"a\"/></MPD>",
        "<MPD><BaseURL>https://evil.test/</BaseURL><Period><BaseURL>a</BaseURL></Period></MPD>",
    ] {
        assert_eq!(problems(body, "x.test"), Vec::<String>::new(), "{body}");
        assert_ne!(problems(body, "*"), Vec::<String>::new(), "{body}");
    }
}
