//! URLs for logs: no token is in them, and everything else is as the client spelt it.

use crate::{path_policy, query_policy};

#[test]
fn the_token_is_masked_in_the_query() {
    let rows = [
        ("/a/b.ts?md5=T&expires=1", "/a/b.ts?md5=***&expires=1", "the plain case"),
        ("/a?x=y&md5=T", "/a?x=y&md5=***", "at the end"),
        ("/a?MD5=T&md5=U", "/a?MD5=***&md5=***", "every occurrence, in any case"),
        ("/a?md5=", "/a?md5=***", "an empty one"),
        ("/a?md5&amd5=T&&", "/a?md5&amd5=T&&", "no value, another name, empty pieces"),
        ("/a?b=md5=T?md5=T", "/a?b=md5=T?md5=T", "in another's value"),
        ("/md5=T/a", "/md5=T/a", "in the path"),
        ("/a?", "/a?", "an empty query"),
        ("/a%20\u{e9}", "/a%20\u{e9}", "no query"),
    ];
    for (url, right, reason) in rows {
        let mut masked = Vec::new();
        query_policy().mask(url.as_bytes(), None, |part| masked.extend_from_slice(part));
        assert_eq!(String::from_utf8(masked).unwrap(), right, "{reason}");
    }
}

#[test]
fn the_token_is_masked_in_the_path() {
    let rows = [
        ("/id/Tok_en/1/a.ts?Tok_en", Some("Tok_en"), "/id/***/1/a.ts?Tok_en", "the plain case"),
        ("/id/%54ok%5fen/1/a", Some("Tok_en"), "/id/***/1/a", "percent-encoded"),
        ("/Tok_en/id/Tok_en/1", Some("Tok_en"), "/***/id/***/1", "twice"),
        ("/id/Tok_en%3D/1/a", Some("Tok_en="), "/id/***/1/a", "with its padding"),
        ("/id/Tok_en%/1/a", Some("Tok_en="), "/id/Tok_en%/1/a", "half an escape"),
        ("/id/a?md5=T", None, "/id/a?md5=T", "none was found"),
        ("/id/a", Some(""), "/id/a", "nothing to mask"),
    ];
    for (url, token, right, reason) in rows {
        let mut masked = Vec::new();
        let token = token.map(str::as_bytes);
        path_policy().mask(url.as_bytes(), token, |part| masked.extend_from_slice(part));
        assert_eq!(String::from_utf8(masked).unwrap(), right, "{reason}");
    }
}
