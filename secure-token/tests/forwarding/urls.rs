//! Which URLs get the parameters, and where in them.

use secure_token::manifest::{Reference, Refusal, extension};

use crate::support::{Request, text};

/// A URL, what it becomes by `?t=1`, and why.
type Row = (&'static str, &'static str, &'static str);

const fn same(url: &'static str, why: &'static str) -> Row {
    (url, url, why)
}

fn check(request: &Request, rows: &[Row]) {
    for (url, expected, why) in rows {
        assert_eq!(text(&request.forward(url.as_bytes())), *expected, "{url:?}: {why}");
    }
}

fn request() -> Request {
    Request::with_query("t=1")
}

#[test]
fn parameters_go_before_the_fragment() {
    check(
        &request(),
        &[
            ("a.ts", "a.ts?t=1", "a path"),
            ("a", "a?t=1", "one without an extension"),
            ("a/b/", "a/b/?t=1", "a directory"),
            ("../a.ts", "../a.ts?t=1", "one above"),
            ("/a.ts", "/a.ts?t=1", "an absolute path"),
            ("a.ts?x=1", "a.ts?x=1&t=1", "a query"),
            ("a.ts?", "a.ts?t=1", "an empty query"),
            ("a.ts?x=1&", "a.ts?x=1&t=1", "a query that ends in a separator"),
            ("a.ts??", "a.ts??&t=1", "a query that is a question mark"),
            ("a.ts#f", "a.ts?t=1#f", "a fragment"),
            ("a.ts#f?x", "a.ts?t=1#f?x", "a question mark in a fragment"),
            ("a.ts?x#f", "a.ts?x&t=1#f", "both"),
            ("a.ts?#f", "a.ts?t=1#f", "an empty query and a fragment"),
            ("?x=1", "?x=1&t=1", "a query alone"),
            ("?", "?t=1", "an empty one"),
            ("a.ts?x=1#f&t=2", "a.ts?x=1&t=1#f&t=2", "what stands in a fragment is no key"),
            same("a.ts?t=2", "the key is there"),
            same("a.ts?x&t", "the key is there, bare"),
            ("a.ts?T=2&xt=1", "a.ts?T=2&xt=1&t=1", "other keys"),
            ("a%20b(c)~d,e;f=g.ts", "a%20b(c)~d,e;f=g.ts?t=1", "all that a path may have"),
            (
                "caf\u{e9}/\u{65e5}\u{672c}.ts",
                "caf\u{e9}/\u{65e5}\u{672c}.ts?t=1",
                "and what it may not",
            ),
            ("a.ts&x=1", "a.ts&x=1?t=1", "an ampersand is no query"),
            ("a.ts|User-Agent=V", "a.ts|User-Agent=V?t=1", "what some players take off"),
            ("a.ts?next=/x/", "a.ts?next=/x/&t=1", "a path in the query"),
            ("a.ts?u=https://evil.test/", "a.ts?u=https://evil.test/&t=1", "a URL in the query"),
            ("a.ts?x=\ty\\z", "a.ts?x=\ty\\z&t=1", "the query decides on no host"),
            ("a.ts#\u{1}", "a.ts?t=1#\u{1}", "nor does the fragment"),
            same("", "an empty URL is the manifest's own, query included"),
            same("#f", "so is a fragment alone"),
        ],
    );
}

#[test]
fn absolute_urls_need_an_allowed_host() {
    check(
        &request().hosts("cdn.test *.sub.test [2001:db8::1]"),
        &[
            ("https://own.test/a", "https://own.test/a?t=1", "the own host"),
            ("HTTPS://OWN.Test/a", "HTTPS://OWN.Test/a?t=1", "case does not count"),
            ("//own.test/a", "//own.test/a?t=1", "without a scheme"),
            ("https://own.test", "https://own.test?t=1", "without a path"),
            ("https://own.test?x", "https://own.test?x&t=1", "without a path, with a query"),
            ("https://own.test#f", "https://own.test?t=1#f", "without a path, with a fragment"),
            ("https://own.test:8443/a", "https://own.test:8443/a?t=1", "any port"),
            ("https://own.test:/a", "https://own.test:/a?t=1", "an empty one"),
            ("https://cdn.test/a", "https://cdn.test/a?t=1", "a listed host"),
            ("https://x.sub.test/a", "https://x.sub.test/a?t=1", "a host below a listed name"),
            (
                "https://[2001:db8::1]:8443/a",
                "https://[2001:db8::1]:8443/a?t=1",
                "a listed address",
            ),
            ("https://own.test/a:b@c", "https://own.test/a:b@c?t=1", "a path may have both"),
            same("https://other.test/a", "another host"),
            same("//other.test/a", "another host without a scheme"),
            same("https://x.own.test/a", "a host below the own one"),
            same("https://sub.test/a", "the name itself is not below it"),
            same("https://own.test.evil.test/a", "the own name as a beginning"),
            same("https://evilown.test/a", "as an end"),
            same("https://own.test./a", "with a dot at the end"),
            same("https://own.test@evil.test/a", "userinfo"),
            same("https://a:b@own.test/a", "userinfo before the own host"),
            same("https://@own.test/a", "empty userinfo"),
            same("https://evil.test\\@own.test/a", "a backslash is a slash to browsers"),
            same("https://evil.test%2F.own.test/a", "an encoded slash"),
            same("https://own%2Etest/a", "an encoded dot, which not every client decodes"),
            same("https://own.test%00.evil.test/a", "an encoded NUL"),
            same("https://own.test\u{ff0f}.evil.test/a", "a slash of full width"),
            same("https://\u{ff4f}wn.test/a", "a letter of full width"),
            same("https://own.test /a", "a space after the host"),
            same("https:// own.test/a", "one before it"),
            same("https://own.test:x/a", "a port that is none"),
            same("https://own.test:80:90/a", "two of them"),
            same("https://own.test:80@evil.test/a", "a port that is a password"),
            same("https://[2001:db8::1]x/a", "what follows an address"),
            same("https://[2001:db8::1/a", "an address without its end"),
            same("https://[2001:db8::2]/a", "another address"),
            same("https:///own.test/a", "an empty host"),
            same("https://:443/a", "an empty host with a port"),
            same("https://?own.test", "an empty host with a query"),
            same("//", "nothing but slashes"),
            same("///own.test/a", "three slashes, which browsers take for two"),
            same("////own.test/a", "four"),
            same("/\\evil.test/a", "a backslash for the second slash"),
            same("\\\\evil.test/a", "for both"),
            same("https:/own.test/a", "one slash"),
            same("https:own.test/a", "none"),
            same("https:\\\\own.test/a", "backslashes"),
            same("https:", "a scheme alone"),
            same("http://own.test/a", "http below https"),
            same("HTTP://own.test/a", "in any case"),
            same("ftp://own.test/a", "another scheme"),
            same("httpsx://own.test/a", "a longer one"),
            same("data:text/plain,a", "no hierarchy"),
            same("skd://own.test/a", "a key's identifier"),
            same("urn:mpeg:dash", "a name"),
            same("javascript:alert(1)", "no resource at all"),
        ],
    );
    let plain = Request { https: false, ..request() };
    check(
        &plain,
        &[
            ("http://own.test/a", "http://own.test/a?t=1", "http where the request came over http"),
            ("https://own.test/a", "https://own.test/a?t=1", "https is no less safe"),
        ],
    );
    let address = Request { host: "[2001:db8::5]".into(), ..request() };
    check(
        &address,
        &[
            ("https://[2001:DB8::5]:8443/a", "https://[2001:DB8::5]:8443/a?t=1", "an own address"),
            same("https://2001:db8::5/a", "without its brackets"),
        ],
    );
    let nameless = Request { host: String::new(), ..request() };
    check(
        &nameless,
        &[
            ("a", "a?t=1", "a request without a host has relative URLs"),
            same("https:///a", "but no others"),
        ],
    );
    check(
        &request().hosts("*"),
        &[
            ("https://other.test/a", "https://other.test/a?t=1", "all hosts"),
            (
                "https://b\u{fc}cher.test/a",
                "https://b\u{fc}cher.test/a?t=1",
                "however they are spelt",
            ),
            same("https://a@other.test/a", "but without userinfo"),
            same("http://other.test/a", "and over https"),
            same("https:///a", "and some host"),
            same("ftp://other.test/a", "and no other schemes"),
        ],
    );
}

#[test]
fn what_clients_read_in_different_ways_is_left_alone() {
    check(
        &request(),
        &[
            ("seg_10:00.ts", "seg_10:00.ts?t=1", "`_` is in no scheme"),
            ("10:00.ts", "10:00.ts?t=1", "a scheme begins with a letter"),
            ("./a:b.ts", "./a:b.ts?t=1", "a slash comes first"),
            (":a.ts", ":a.ts?t=1", "a scheme is not empty"),
            ("a%:b", "a%:b?t=1", "`%` is in no scheme"),
            same("a:b.ts", "`a:` is a scheme"),
            same("a+b-c.d:e", "so is this"),
            same("a\tb.ts", "browsers drop tabs"),
            same("/\t/evil.test/a", "and see another host"),
            same("ht\ntps://evil.test/a", "and line ends"),
            same("\u{1}https://evil.test/a", "and controls in front"),
            same("a\u{7f}b.ts", "a control"),
            same("a\0b.ts", "another one"),
            same("a\\b.ts", "a backslash"),
            same(" https://evil.test/a", "white space that should be gone"),
            same("\u{a0}https://evil.test/a", "white space of another script"),
            same("\u{3000}//evil.test/a", "and another"),
            same("\u{feff}https://evil.test/a", "a byte order mark"),
            same("\u{200b}https://evil.test/a", "what has no width"),
            same("\u{2028}https://evil.test/a", "a line separator in front"),
            same("a\u{2028}https://evil.test/a", "and within: some clients begin a line there"),
            same("a\u{2029}b", "a paragraph separator"),
            same("a\u{85}b", "a next line"),
            same("a?x\u{2028}https://evil.test/a", "in the query too"),
            same("a?x\u{b}https://evil.test/a", "a vertical tab ends a line in Python"),
            ("a\u{a0}b\u{3000}c", "a\u{a0}b\u{3000}c?t=1", "white space within is part of a name"),
            (
                "\u{c9}t\u{e9}/\u{201c}a\u{201d}.ts",
                "\u{c9}t\u{e9}/\u{201c}a\u{201d}.ts?t=1",
                "letters and quotes are no white space",
            ),
            (
                "a#\u{2028}https://evil.test/a",
                "a?t=1#\u{2028}https://evil.test/a",
                "nothing follows the fragment",
            ),
        ],
    );
    assert_eq!(
        text(&request().forward(b"\xa0https://evil.test/a")),
        "\u{fffd}https://evil.test/a",
        "white space in Latin-1"
    );
    assert_eq!(request().forward(b"a\xe2\x80"), b"a\xe2\x80?t=1", "half a character");
    assert_eq!(request().forward(b"\xff\xfe.ts"), b"\xff\xfe.ts?t=1", "no text at all");
}

#[test]
fn extensions_are_those_of_the_path() {
    let listed = request().to("ts .M4S").from("m3u8");
    check(
        &listed,
        &[
            ("a.ts", "a.ts?t=1", "a listed extension"),
            ("a.TS", "a.TS?t=1", "case does not count"),
            ("a.m4s?x.mp4", "a.m4s?x.mp4&t=1", "a query has none"),
            ("d.mp4/a.b.ts#x.mp4", "d.mp4/a.b.ts?t=1#x.mp4", "the last one of the last segment"),
            ("a.ts;v=1.2", "a.ts;v=1.2?t=1", "without parameters of the segment"),
            ("a.ts;/b.ts", "a.ts;/b.ts?t=1", "of that segment"),
            (".ts", ".ts?t=1", "a name that is nothing else"),
            ("x/y.m3u8", "x/y.m3u8?t=1", "a manifest always counts"),
            ("https://own.test/a.ts", "https://own.test/a.ts?t=1", "of an absolute URL too"),
            ("/a.ts", "/a.ts?t=1", "of an absolute path too"),
            ("?x=1", "?x=1&t=1", "a URL without a path has the manifest's"),
            same("a.mp4", "another extension"),
            same("a.tsx", "a longer one"),
            same("a.t", "a shorter one"),
            same("a", "none"),
            same("a.", "an empty one"),
            same("ts", "a name is none"),
            same("a.ts/", "the last segment is empty"),
            same("a.ts/b", "the last segment has none"),
            same("a;b.ts", "parameters of the segment have none"),
            same("a.mp4?a.ts", "nor has the query"),
            same("a.mp4#a.ts", "nor the fragment"),
            same("a.$ext$", "nor a template"),
            same("https://own.test/", "nor a host"),
        ],
    );
    let nameless = Request { extension: String::new(), ..listed };
    check(&nameless, &[same("?x=1", "the manifest has none")]);
    for (path, expected) in [
        ("/v/m.m3u8", "m3u8"),
        ("/v.d/m", ""),
        ("m.tar.gz", "gz"),
        ("m.a;b.c", "a"),
        ("m;b.c", ""),
        ("m.$x$", ""),
        ("$x$.m4s", "m4s"),
        ("", ""),
    ] {
        assert_eq!(text(extension(path.as_bytes())), expected, "{path:?}");
    }
}

#[test]
fn a_judgement_tells_place_and_reference() {
    let request = request();
    let params = request.params();
    let cx = request.context(&params);
    let rows = [
        ("a.ts", Ok((4, None, Reference::Relative))),
        ("/a?x#f", Ok((4, Some(3), Reference::Relative))),
        ("//own.test/a", Ok((12, None, Reference::NetworkPath))),
        ("https://own.test?#f", Ok((17, Some(17), Reference::Absolute))),
        ("https://other.test/a", Err(Refusal::Rules)),
        ("", Err(Refusal::Rules)),
    ];
    for (url, expected) in rows {
        let place = cx.judge(url.as_bytes());
        assert_eq!(
            place.map(|place| (place.at, place.query, place.reference)),
            expected,
            "{url:?}"
        );
    }
}
