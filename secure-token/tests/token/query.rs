//! The parser of queries, the two parameters in them, and queries without them.

use secure_token::query::{Found, Names, NamesError, Pair, pairs};

#[test]
fn a_query_falls_into_pairs() {
    type Row = (&'static [u8], &'static [(&'static [u8], Option<&'static [u8]>)], &'static str);
    let rows: &[Row] = &[
        (b"", &[], "an empty query has no pieces"),
        (b"a=1&b=2", &[(b"a", Some(b"1")), (b"b", Some(b"2"))], "two pairs"),
        (b"a", &[(b"a", None)], "a bare key"),
        (b"a=", &[(b"a", Some(b""))], "an empty value is a value"),
        (b"=1", &[(b"", Some(b"1"))], "an empty key"),
        (b"a=b=c", &[(b"a", Some(b"b=c"))], "only the first = splits"),
        (b"a=1;b=2", &[(b"a", Some(b"1;b=2"))], "only & separates"),
        (b"a=1&amp;b=2", &[(b"a", Some(b"1")), (b"amp;b", Some(b"2"))], "an entity is no &"),
        (b"a%3D1&%26=x", &[(b"a%3D1", None), (b"%26", Some(b"x"))], "nothing is decoded"),
        (b"&a&&", &[(b"", None), (b"a", None), (b"", None), (b"", None)], "empty pieces are given"),
        (b"\xff=\x00", &[(b"\xff", Some(b"\x00"))], "bytes are bytes"),
        (b"acl=/live/*.ts~hmac=ab", &[(b"acl", Some(b"/live/*.ts~hmac=ab"))], "paths in a value"),
    ];
    for (query, right, reason) in rows {
        let found: Vec<_> = pairs(query).map(|Pair { key, value, .. }| (key, value)).collect();
        assert_eq!(found, *right, "{reason}");
        let raw: Vec<_> = pairs(query).map(|pair| pair.raw).collect();
        assert_eq!(raw.join(&b'&'), *query, "raw pieces give back the query: {reason}");
    }
}

#[test]
fn the_two_parameters_are_found() {
    type Row = (&'static str, Option<&'static str>, Option<&'static str>, &'static str);
    let rows: &[Row] = &[
        ("md5=T1234&expires=1", Some("T1234"), Some("1"), "the plain case"),
        ("md5=T1234&expires=", Some("T1234"), Some(""), "and without a time"),
        ("md5=T1234&expires=1&", Some("T1234"), Some("1"), "and a separator at the end"),
        ("md5=T1234&expires=1&md5=U", Some("T1234"), Some("1"), "and a token at the end"),
        ("md5=T123456789ABCDEF&expires=1&a", Some("T123456789ABCDEF"), Some("1"), "and another"),
        ("md5=T1234&expires", Some("T1234"), None, "and a bare key"),
        ("md5=T&expires=1", Some("T"), Some("1"), "a token of one character"),
        ("expires=1&md5=T", Some("T"), Some("1"), "in either order"),
        ("a=b&md5=T&c&expires=1&d", Some("T"), Some("1"), "among others"),
        ("MD5=T&Expires=1", Some("T"), Some("1"), "case does not count"),
        ("md5=T&md5=U&expires=1&expires=2", Some("T"), Some("1"), "the first one counts"),
        ("MD5=T&md5=U&expires=1", Some("T"), Some("1"), "the first one in any case counts"),
        ("md5&md5=T&expires&expires=1", Some("T"), Some("1"), "a bare key is none"),
        ("md5=T%3D&expires=%31", Some("T%3D"), Some("%31"), "values are not decoded"),
        ("md5=a=b&expires=", Some("a=b"), Some(""), "all after the first ="),
        ("%6Dd5=T&expires=1", None, Some("1"), "names are not decoded"),
        ("xmd5=T&md5x=T&md=T", None, None, "longer and shorter names"),
        ("a=md5=T&expires=1", None, Some("1"), "a name in another's value"),
        ("md5=T;expires=1", Some("T;expires=1"), None, "a semicolon separates nothing"),
        ("secure=LrZt0AA==,1893456000", None, None, "hash and expiry in one parameter"),
        ("", None, None, "an empty query"),
    ];
    for (query, token, expires, reason) in rows {
        let Found { token: found_token, expires: found_expires, .. } =
            Names::default().find(query.as_bytes());
        assert_eq!(found_token, token.map(str::as_bytes), "{query}: {reason}");
        assert_eq!(found_expires, expires.map(str::as_bytes), "{query}: {reason}");
    }
}

#[test]
fn other_names_are_found() {
    let rows = [
        ("st", "e", "expires=1700000000&e=1&md5=S&ST=T", "short ones, by case too"),
        ("st", "e", "st=T&e=1", "alone, and shorter than any with the usual names"),
        ("ticket7", "expires", "ticket7=T&expires=1", "seven characters"),
        ("ticket_8", "until__8", "ticket_8=T&until__8=1", "eight characters"),
        ("ticket_8", "until__8", "ticket_9=S&until__8=1&ticket_8=T", "which differ in the last"),
        ("signature_of_it", "expires", "signature_of_it=T&expires=1", "more than eight"),
        ("signature_of_it", "expires", "signature=S&SIGNATURE_OF_IT=T&expires=1", "by case too"),
    ];
    for (token, expires, query, reason) in rows {
        let names = Names::new(token.as_bytes(), expires.as_bytes()).unwrap();
        let Found { token, expires, .. } = names.find(query.as_bytes());
        assert_eq!((token, expires), (Some(&b"T"[..]), Some(&b"1"[..])), "{query}: {reason}");
    }
}

#[test]
fn parameters_without_others_are_seen() {
    let rows = [
        ("md5=T1234&expires=1", true, "as nearly every link has them"),
        ("expires=1&md5=T1234", false, "the other way round it is not looked for"),
        ("md5=T1234&expires=1&", false, "a separator more"),
        ("&md5=T1234&expires=1", false, "a separator before"),
        ("md5=T1234&expires=1&a=b", false, "another parameter"),
        ("md5=T1234&a=b&expires=1", false, "another one in between"),
        ("a=b&md5=T1234&expires=1", false, "another one before"),
        ("md5=T1234", false, "only one of the two"),
        ("", false, "none"),
    ];
    for (query, right, reason) in rows {
        assert_eq!(Names::default().find(query.as_bytes()).alone, right, "{query}: {reason}");
    }
}

#[test]
fn names_are_checked() {
    let character = |name: &str| Err(NamesError::Character(name.to_owned()));
    let rows = [
        ("md5", "expires", Ok(()), "the defaults"),
        ("X-Amz.tok~1", "_e", Ok(()), "every unreserved character"),
        ("", "expires", Err(NamesError::Empty), "no token's name"),
        ("md5", "", Err(NamesError::Empty), "no expiry's name"),
        ("t", "T", Err(NamesError::Equal("t".to_owned())), "one parameter by nginx's rule"),
        ("a&b", "e", character("a&b"), "a separator"),
        ("t", "e=", character("e="), "the end of a name"),
        ("a#b", "e", character("a#b"), "the end of the query"),
        ("a?b", "e", character("a?b"), "which some write encoded"),
        ("a%62", "e", character("a%62"), "nothing is decoded"),
        ("a b", "e", character("a b"), "a space"),
        ("\u{e9}", "e", character("\\xc3\\xa9"), "bytes past ASCII"),
    ];
    for (token, expires, right, reason) in rows {
        let names = Names::new(token.as_bytes(), expires.as_bytes());
        assert_eq!(names.map(|_| ()), right, "{reason}");
    }
}

#[test]
fn the_two_parameters_are_taken_off() {
    let rows = [
        ("md5=T&expires=1", "", "nothing else"),
        ("md5=T&expires=1&a=b", "a=b", "at the beginning"),
        ("a=b&md5=T&expires=1", "a=b", "at the end"),
        ("a=b&md5=T&c=d&expires=1&e", "a=b&c=d&e", "in between"),
        ("src=org&md5=T&expires=1", "src=org", "after what a rewrite put before"),
        ("md5=T&md5=U&a&expires=1&expires=2", "a", "every occurrence"),
        ("MD5=T&EXPIRES=1&a", "a", "in any case"),
        ("md5&expires&a", "a", "bare keys"),
        ("md5=&expires=&a", "a", "empty values"),
        ("a=md5=T&xmd5=1&expiresx", "a=md5=T&xmd5=1&expiresx", "names in other places"),
        ("a=1&&b=2", "a=1&&b=2", "a query without them stays to the byte"),
        ("&a&", "&a&", "with its separators"),
        ("a&&b&md5=T", "a&&b", "what is not beside them stays"),
        ("a&md5=T&&b", "a&b", "no separator is doubled"),
        ("a&&md5=T&&expires=1&&b", "a&b", "however many there were"),
        ("&&md5=T&&expires=1&", "", "and none is left over"),
        ("a=b&md5=T&expires=1&", "a=b", "at the end either"),
        ("&md5=T&a", "a", "or at the beginning"),
        ("a=%6D&b=\u{e9}+&md5=T&q='\"<", "a=%6D&b=\u{e9}+&q='\"<", "every other byte stays"),
        ("", "", "an empty query"),
    ];
    let names = Names::default();
    for (query, right, reason) in rows {
        let query = query.as_bytes();
        let mut out = vec![b'x'; query.len()];
        let len = names.strip(query, &mut out).unwrap();
        assert_eq!(
            out[..len].escape_ascii().to_string(),
            right.as_bytes().escape_ascii().to_string(),
            "{reason}"
        );
    }
    assert_eq!(names.strip(b"md5=T&a", &mut [0; 6]), None, "too small a buffer");
}

#[test]
fn links_of_two_viewers_become_one() {
    let names = Names::default();
    let clean = |query: &[u8]| {
        let mut out = vec![0; query.len()];
        let len = names.strip(query, &mut out).unwrap();
        out[..len].to_vec()
    };
    assert_eq!(clean(b"q=1&md5=T1&expires=1"), clean(b"md5=T2&q=1&expires=2"));
}
