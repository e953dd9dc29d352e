//! The words of the directives: which are taken, which are mistakes, and what they mean.

use secure_token::manifest::{Hosts, Keys, RulesError, Sources, Targets};

use crate::support::words;

#[test]
fn mistakes_say_what_is_allowed() {
    let sources = |list| Sources::new(words(list)).map(drop);
    let targets = |list| Targets::new(words(list)).map(drop);
    let hosts = |list| Hosts::new(words(list)).map(drop);
    let extension = |word: &str| Err(RulesError::Extension(word.into()));
    let media_type = |word: &str| Err(RulesError::MediaType(word.into()));
    let host = |word: &str| Err(RulesError::Host(word.into()));
    let rows = [
        (sources("m3u8 .MPD application/dash+xml"), Ok(()), "both kinds"),
        (sources(""), Err(RulesError::None), "no word"),
        (sources("m3u8 *"), extension("*"), "not every response is a manifest"),
        (sources("tar.gz"), extension("tar.gz"), "an extension has no dot inside"),
        (sources("."), extension("."), "nor is it one alone"),
        (sources("text/"), media_type("text/"), "a subtype is missing"),
        (sources("a/b/c"), media_type("a/b/c"), "one part too many"),
        (
            sources("text/html;charset=utf-8"),
            media_type("text/html;charset=utf-8"),
            "no parameters",
        ),
        (targets("*"), Ok(()), "all"),
        (targets("ts .m4s"), Ok(()), "a list"),
        (targets(""), Err(RulesError::None), "no word"),
        (targets("ts *"), Err(RulesError::Star), "all and a list"),
        (targets("video/mp4"), extension("video/mp4"), "a URL has no media type"),
        (hosts("*"), Ok(()), "all"),
        (
            hosts("CDN.example.com *.example.com 192.0.2.1 [2001:db8::1] a_b.test localhost"),
            Ok(()),
            "names and addresses",
        ),
        (hosts(""), Err(RulesError::None), "no word"),
        (hosts("* cdn.test"), Err(RulesError::Star), "all and a list"),
        (hosts("https://cdn.test"), host("https://cdn.test"), "no scheme"),
        (hosts("cdn.test:8443"), host("cdn.test:8443"), "no port"),
        (hosts("cdn.test/a"), host("cdn.test/a"), "no path"),
        (hosts("cdn.test."), host("cdn.test."), "no URL matches a dot at the end"),
        (hosts(".cdn.test"), host(".cdn.test"), "a star is missing"),
        (hosts("a.*.test"), host("a.*.test"), "a star stands in front"),
        (hosts("*cdn.test"), host("*cdn.test"), "and before a dot"),
        (hosts("*.*.test"), host("*.*.test"), "once"),
        (hosts("*."), host("*."), "and before a name"),
        (hosts("2001:db8::1"), host("2001:db8::1"), "brackets are missing"),
        (hosts("[::1"), host("[::1"), "one bracket is missing"),
        (hosts("b\u{fc}cher.test"), host("b\\xc3\\xbccher.test"), "a name as in the DNS is ASCII"),
        (Keys::new([&b"md5"[..], b"a b"]).map(drop), Ok(()), "any bytes"),
        (Keys::new([&b"md5"[..], b""]).map(drop), Err(RulesError::Key), "but some"),
        (Keys::new([]).map(drop), Err(RulesError::None), "no word"),
    ];
    for (result, expected, why) in rows {
        assert_eq!(result, expected, "{why}");
    }
    assert_eq!(
        host("a:1").map(|(): ()| String::new()).unwrap_err().to_string(),
        "invalid host \"a:1\", it must be a name like \"cdn.example.com\", \"*.example.com\", or an address, without scheme, port and path"
    );
}

#[test]
fn manifests_are_told_by_extension_or_media_type() {
    let sources = Sources::new(words("m3u8 .MPD application/dash+xml Audio/MpegURL")).unwrap();
    for (extension, expected) in [
        ("m3u8", true),
        ("M3U8", true),
        ("mpd", true),
        ("m3u", false),
        ("m3u88", false),
        ("", false),
        ("application/dash+xml", false),
    ] {
        assert_eq!(sources.has_extension(extension.as_bytes()), expected, "{extension:?}");
    }
    for (content_type, expected) in [
        ("application/dash+xml", true),
        ("Application/DASH+XML; charset=utf-8", true),
        (" audio/mpegurl ;x", true),
        ("application/dash+xml2", false),
        ("text/plain; application/dash+xml", false),
        ("m3u8", false),
        ("", false),
    ] {
        assert_eq!(sources.has_media_type(content_type.as_bytes()), expected, "{content_type:?}");
    }
    for extension in ["m3u8", "m3u", "mpd", "mpp"] {
        assert!(Sources::default().has_extension(extension.as_bytes()), "{extension}");
    }
}

#[test]
fn hosts_are_matched_whole_or_below_a_name() {
    let hosts = Hosts::new(words("exact.test *.cdn.test [2001:db8::1]")).unwrap();
    for (host, expected) in [
        ("exact.test", true),
        ("EXACT.Test", true),
        ("a.exact.test", false),
        ("exact.test.", false),
        ("a.cdn.test", true),
        ("A.b.CDN.test", true),
        ("cdn.test", false),
        (".cdn.test", false),
        ("evilcdn.test", false),
        ("a.cdn.test.evil.test", false),
        ("evil.test%2F.cdn.test", false),
        ("evil.test\u{ff0f}.cdn.test", false),
        ("..cdn.test", false),
        ("[2001:DB8::1]", true),
        ("[2001:db8::2]", false),
        ("", false),
    ] {
        assert_eq!(hosts.contain(host.as_bytes()), expected, "{host:?}");
        assert!(Hosts::new(words("*")).unwrap().contain(host.as_bytes()), "{host:?}");
    }
}
