//! What is forwarded of a query, in which spelling, and after what a URL has already.

use secure_token::manifest::{Form, Params, ParamsError};

use crate::support::{Request, text};

#[test]
fn the_query_is_picked_and_encoded() {
    let all = Request::default;
    let rows: &[(Request, &str, &str, &str)] = &[
        (all(), "md5=T&expires=9", "md5=T&expires=9", "order and spelling stay"),
        (all(), "b=1&a=2&b=3&b=1", "b=1&a=2&b=3&b=1", "so do repeats"),
        (all(), "", "", "there is nothing"),
        (all(), "28XZabc", "28XZabc", "a bare key is a parameter"),
        (all(), "a=", "a=", "so is one with an empty value"),
        (all(), "=v", "", "one with an empty key is none"),
        (all(), "&&a=1&&=x&b=2&", "a=1&b=2", "no separator is left over"),
        (all(), "a=b=c", "a=b=c", "only the first `=` separates"),
        (
            all(),
            "t=exp=1~acl=/live/*.ts~hmac=ab",
            "t=exp=1~acl=/live/*.ts~hmac=ab",
            "what tokens consist of stays",
        ),
        (
            all(),
            "a=%20%2f%2F%zz%",
            "a=%20%2f%2F%zz%",
            "what is encoded, and what is not quite, stays",
        ),
        (
            all(),
            "a=1+2;3,4:5@6!7(8)9[]?/",
            "a=1+2;3,4:5@6!7(8)9[]?/",
            "delimiters of RFC 3986 stay",
        ),
        (
            all(),
            "a=\"'<>\\`{}|^$# ",
            "a=%22%27%3C%3E%5C%60%7B%7D%7C%5E%24%23%20",
            "what may end a value, a URL or a document is encoded",
        ),
        (all(), "a=\u{0}\t\u{1f}\u{7f}", "a=%00%09%1F%7F", "so are controls"),
        (all(), "ä=é", "%C3%A4=%C3%A9", "so are other bytes, in keys too"),
        (
            all(),
            "a={$b}&c=$Number$",
            "a=%7B%24b%7D&c=%24Number%24",
            "no variable and no template comes in",
        ),
        (all(), "amp;b=1", "amp;b=1", "`;` separates nothing"),
        (
            all(),
            "_HLS_msn=4&a=1&_HLS_part=0&_DASH_x=1&CMCD=br%3D1",
            "a=1",
            "what one request is about stays with it",
        ),
        (all(), "%5FHLS_msn=4&%43MCD=1&a=1", "a=1", "however it is spelt"),
        (
            all(),
            "_hls_msn=4&cmcd=1&_HLS=2&CMCDx=3",
            "_hls_msn=4&cmcd=1&_HLS=2&CMCDx=3",
            "names like these are others",
        ),
        (
            all().only_keys("md5 expires"),
            "a=1&expires=9&md5=T&Md5=x",
            "expires=9&md5=T",
            "only what is listed, and case counts",
        ),
        (
            all().only_keys("_HLS_msn CMCD"),
            "_HLS_msn=4&_HLS_part=0&CMCD=1",
            "_HLS_msn=4&CMCD=1",
            "what is named is forwarded",
        ),
        (all().only_keys("md5"), "%6dd5=T", "%6dd5=T", "keys are compared after percent-decoding"),
        (
            all().except_keys("secret"),
            "%73ecret=1&secret&Secret=2&md5=T",
            "Secret=2&md5=T",
            "exceptions too",
        ),
        (all().only_keys("a b").except_keys("b"), "a=1&b=2&c=3", "a=1", "exceptions come after"),
    ];
    for (request, query, expected, why) in rows {
        let params = Params::new(query.as_bytes(), &request.rules).unwrap();
        assert_eq!(text(params.text()), *expected, "{query:?}: {why}");
        assert_eq!(params.is_empty(), expected.is_empty(), "{query:?}");
    }
}

#[test]
fn what_is_forwarded_has_a_greatest_length() {
    let rules = Request::default().rules;
    let of =
        |query: String| Params::new(query.as_bytes(), &rules).map(|params| params.text().len());
    let rows = [
        (format!("a={}", "x".repeat(4094)), Ok(4096), "just long enough"),
        (format!("a={}", "x".repeat(4095)), Err(ParamsError::TooLong), "one byte more"),
        (format!("a={}", "\"".repeat(1364)), Ok(4094), "the encoded length counts"),
        (format!("a={}", "\"".repeat(1365)), Err(ParamsError::TooLong), "and three bytes more"),
        (format!("a={}&b", "x".repeat(4092)), Ok(4096), "separators count"),
        (format!("a={}&b", "x".repeat(4093)), Err(ParamsError::TooLong), "each of them"),
        (format!("_HLS_={}&b", "x".repeat(5000)), Ok(1), "what is not forwarded does not"),
        ("a&".repeat(2048), Ok(4095), "as many parameters as fit"),
        ("a&".repeat(2049), Err(ParamsError::TooLong), "and one more"),
    ];
    for (query, expected, why) in rows {
        assert_eq!(of(query), expected, "{why}");
    }
}

#[test]
fn a_url_keeps_what_it_has() {
    let many = (0..800).map(|n| format!("k{n:03}")).collect::<Vec<_>>().join("&");
    let rows: &[(&str, Option<&str>, &str, &str)] = &[
        ("md5=T&expires=9", None, "?md5=T&expires=9", "a URL without a query"),
        ("md5=T&expires=9", Some(""), "md5=T&expires=9", "an empty query"),
        ("md5=T&expires=9", Some("x=1"), "&md5=T&expires=9", "a query"),
        ("md5=T&expires=9", Some("x=1&"), "md5=T&expires=9", "a query that ends in a separator"),
        ("md5=T&expires=9", Some("md5=Z"), "&expires=9", "its own value stays"),
        ("md5=T&expires=9", Some("expires"), "&md5=T", "a bare key counts"),
        ("md5=T&expires=9", Some("md5=Z&expires=8&"), "", "nothing is left to add"),
        ("md5=T&expires=9", Some("MD5=Z&xmd5=1&md5x=2"), "&md5=T&expires=9", "others do not count"),
        (
            "md5=T&expires=9",
            Some("%6Dd5=Z"),
            "&expires=9",
            "keys are compared after percent-decoding",
        ),
        ("%6Dd5=T&expires=9", Some("md5=Z"), "&expires=9", "those of the client too"),
        ("a=1&b=2&a=3", Some("b=0"), "&a=1&a=3", "repeats are added together"),
        ("a=1&b=2&a=3", Some("a=0"), "&b=2", "or left out together"),
        (
            "\"=1&b=2",
            Some("%22=1"),
            "&b=2",
            "a key that was encoded when it was inserted is known again",
        ),
        (&many, Some(&many), "", "any number of them"),
    ];
    for (client, query, expected, why) in rows {
        let params = Params::new(client.as_bytes(), &Request::default().rules).unwrap();
        for (form, separator) in [(Form::Plain, "&"), (Form::Markup, "&amp;")] {
            let mut out = Vec::new();
            params.put(b"", form, query.map(str::as_bytes), &mut out).unwrap();
            assert_eq!(text(&out), expected.replace('&', separator), "{client:.40?}: {why}");
        }
    }
}

#[test]
fn nothing_is_inserted_when_there_is_nothing() {
    for query in [None, Some(&b""[..]), Some(b"x=1")] {
        let mut out = Vec::new();
        Params::default().put(b"", Form::Plain, query, &mut out).unwrap();
        assert_eq!(text(&out), "", "{query:?}");
    }
}
