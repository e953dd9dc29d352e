//! The check of one link: form, spelling, time, address and keys.

use secure_token::token::{Algorithm, Binding, Claim, Detail, Link, Mode, Policy, Status};

use crate::{EXPIRES, KEY, NOW, address, detail, link, query, query_policy, status, token, verify};

const PATH: &[u8] = b"/coffee_run/master.m3u8";

/// A right token for the directory of [`PATH`].
const TOKEN: &str = "dKpE_AclElpmnGXgQu1r2w";

#[test]
fn form_is_told_before_content() {
    let length = |found| Detail::TokenLength { found, algorithm: Algorithm::Md5 };
    let rows = [
        ("md5={T}&expires={E}", Detail::Right, "the plain case"),
        ("", Detail::NoToken, "no query"),
        ("expires={E}", Detail::NoToken, "no token"),
        ("md5&expires={E}", Detail::NoToken, "a bare key"),
        ("md5={T}", Detail::NoExpires, "no expiry"),
        ("md5=x", Detail::NoExpires, "what is missing is told first"),
        ("md5={T}&expires=", Detail::ExpiresForm, "an empty expiry"),
        ("md5={T}&expires=+{E}", Detail::ExpiresForm, "a sign"),
        ("md5={T}&expires=-1", Detail::ExpiresForm, "another sign"),
        ("md5={T}&expires={E}.0", Detail::ExpiresForm, "a fraction"),
        ("md5={T}&expires=0x7", Detail::ExpiresForm, "hexadecimal"),
        ("md5={T}&expires=%31893456000", Detail::ExpiresForm, "an escape"),
        ("md5={T}&expires=1893456000000", Detail::ExpiresForm, "milliseconds, 13 digits"),
        ("md5={T}&expires=999999999999", Detail::WrongToken, "12 digits"),
        ("md5=&expires={E}", length(0), "an empty token"),
        ("md5={T}{T}&expires={E}", length(44), "twice the token"),
        ("md5=dKpE_AclElpmnGXgQu1r2&expires={E}", length(21), "a character less"),
        ("md5=74aa44fc0725125a669c65e042ed6bdb&expires={E}", length(32), "hexadecimal MD5"),
        ("md5=dKpE/AclElpmnGXgQu1r2w&expires={E}", Detail::TokenAlphabet, "standard base64"),
        ("md5=dKpE%2FAclElpmnGXgQu1r2w&expires={E}", length(24), "the same, percent-encoded"),
        ("md5=dKpE_AclElpmnGXgQu1r2%&expires={E}", Detail::TokenAlphabet, "at the end"),
        ("md5=\u{e9}pE_AclElpmnGXgQu1r2w&expires={E}", Detail::TokenAlphabet, "bytes past ASCII"),
        ("md5=AAAAAAAAAAAAAAAAAAAAAA&expires={E}", Detail::WrongToken, "a token of another link"),
    ];
    for (pattern, right, reason) in rows {
        let query = pattern.replace("{T}", TOKEN).replace("{E}", "1893456000");
        let found = detail(&query_policy(), &link(PATH, query.as_bytes()));
        assert_eq!(found, right, "{query}: {reason}");
    }
}

#[test]
fn padding_is_tolerated() {
    let rows = [
        ("", Status::Valid, "as signed"),
        ("=", Status::Valid, "one"),
        ("==", Status::Valid, "as base64 has it"),
        ("%3D", Status::Valid, "percent-encoded"),
        ("%3D%3D", Status::Valid, "both"),
        ("%3d%3d", Status::Valid, "in lower case"),
        ("=%3D", Status::Valid, "of two kinds"),
        ("===", Status::Malformed, "more than any token has"),
        ("==%3D", Status::Malformed, "more, of two kinds"),
        ("%3D%3D%3D", Status::Malformed, "more, percent-encoded"),
        ("%253D", Status::Malformed, "encoded twice"),
        ("= ", Status::Malformed, "something else after it"),
    ];
    for (padding, right, reason) in rows {
        let query = query(&format!("{TOKEN}{padding}"), EXPIRES);
        assert_eq!(status(&query_policy(), &link(PATH, &query)), right, "{padding:?}: {reason}");
    }
    let query = query(&format!("={TOKEN}"), EXPIRES);
    assert_eq!(status(&query_policy(), &link(PATH, &query)), Status::Malformed, "at the beginning");
}

#[test]
fn only_the_canonical_spelling_is_right() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (algorithm, spare_bits) in [
        (Algorithm::Md5, 4),
        (Algorithm::Sha1, 2),
        (Algorithm::Sha256, 2),
        (Algorithm::HmacSha256, 2),
    ] {
        let policy = Policy::new(Mode::Query, algorithm);
        let mut token = token(&policy, b"/coffee_run/", EXPIRES, None);
        let last = token.pop().unwrap();
        let spelt = |letter: char| {
            let query = query(&format!("{token}{letter}"), EXPIRES);
            detail(&policy, &link(PATH, &query))
        };
        let mut not_canonical = 0;
        for (bits, letter) in alphabet.chars().enumerate() {
            let right = if letter == last {
                Detail::Right
            } else if bits % (1 << spare_bits) == 0 {
                Detail::WrongToken
            } else {
                Detail::NotCanonical
            };
            assert_eq!(spelt(letter), right, "{algorithm:?} ending in {letter}");
            not_canonical += usize::from(right == Detail::NotCanonical);
        }
        assert_eq!(not_canonical, 64 - (64 >> spare_bits), "{algorithm:?}");
        for other in ['+', '/', '.', '!', ' ', '~', '\u{7f}'] {
            assert_eq!(spelt(other), Detail::TokenAlphabet, "{algorithm:?} ending in {other}");
        }
    }
    assert_eq!(Detail::NotCanonical.status(), Status::Invalid);
}

#[test]
fn a_link_expires_at_its_time() {
    let rows = [
        (0, EXPIRES - 1, Status::Valid, "a second before"),
        (0, EXPIRES, Status::Expired, "at its very time"),
        (0, EXPIRES + 1, Status::Expired, "a second after"),
        (5, EXPIRES - 1, Status::Valid, "before, with leeway"),
        (5, EXPIRES, Status::Valid, "at its time, with leeway"),
        (5, EXPIRES + 4, Status::Valid, "within leeway"),
        (5, EXPIRES + 5, Status::Expired, "past leeway"),
        (u64::MAX, u64::MAX - 1, Status::Valid, "a leeway that no sum holds"),
    ];
    let query = query(TOKEN, EXPIRES);
    for (leeway, now, right, reason) in rows {
        let mut policy = query_policy();
        policy.leeway = leeway;
        let link = Link { now, ..link(PATH, &query) };
        assert_eq!(status(&policy, &link), right, "{reason}");
    }
}

#[test]
fn a_wrong_token_is_wrong_whatever_the_time() {
    let late = EXPIRES + 100;
    let rows = [
        (query(TOKEN, EXPIRES), Detail::Expired { ago: 100 }, "right, but late"),
        (query(TOKEN, late + 1), Detail::WrongToken, "an expiry put off"),
        (query(TOKEN, EXPIRES - 1), Detail::WrongToken, "an expiry put forward"),
        (query("AAAAAAAAAAAAAAAAAAAAAA", EXPIRES), Detail::WrongToken, "wrong and late"),
        (
            format!("md5={TOKEN}&expires=0{EXPIRES}").into_bytes(),
            Detail::WrongToken,
            "in other words",
        ),
    ];
    for (query, right, reason) in rows {
        let link = Link { now: late, ..link(PATH, &query) };
        assert_eq!(detail(&query_policy(), &link), right, "{reason}");
    }
}

#[test]
fn leading_zeros_count_as_signed() {
    let expires = "001893456000";
    let claim =
        Claim { path: b"/coffee_run/", id: b"", expires: expires.as_bytes(), address: None };
    let token = query_policy().sign(&claim, KEY, &[]).unwrap();
    let query = format!("md5={token}&expires={expires}");
    let verdict = verify(&query_policy(), &link(PATH, query.as_bytes()));
    assert_eq!((verdict.status(), verdict.expires), (Status::Valid, expires.as_bytes()));
}

#[test]
fn a_link_may_be_good_for_too_long() {
    let rows = [
        (Some(EXPIRES - NOW), Detail::Right, "exactly as long as allowed"),
        (
            Some(EXPIRES - NOW - 1),
            Detail::Overlong { left: EXPIRES - NOW, max: EXPIRES - NOW - 1 },
            "a second longer",
        ),
        (Some(u64::MAX), Detail::Right, "a limit that no sum holds"),
        (None, Detail::Right, "no limit"),
    ];
    let query = query(TOKEN, EXPIRES);
    for (max_lifetime, right, reason) in rows {
        let policy = Policy { max_lifetime, ..query_policy() };
        assert_eq!(detail(&policy, &link(PATH, &query)), right, "{reason}");
    }
    let policy = Policy { max_lifetime: Some(1), ..query_policy() };
    let wrong = crate::query("AAAAAAAAAAAAAAAAAAAAAA", EXPIRES);
    assert_eq!(status(&policy, &link(PATH, &wrong)), Status::Invalid, "wrong comes first");
    let late = Link { now: EXPIRES, ..link(PATH, &query) };
    assert_eq!(status(&policy, &late), Status::Expired, "late and overlong cannot both be");
}

#[test]
fn the_path_is_the_decoded_one() {
    let rows: &[(&str, &[u8], bool, &str)] = &[
        (
            "J2jde8rn_AcRXbAn7ZX6Ow",
            "/vod/v\u{ed}deo uno/seg#1.ts".as_bytes(),
            true,
            "UTF-8, a space and #",
        ),
        (
            "J2jde8rn_AcRXbAn7ZX6Ow",
            b"/vod/v%C3%ADdeo%20uno/seg%231.ts",
            false,
            "as the URL writes it",
        ),
        ("S0qrpNZ9L312nNY_ml_1NQ", b"/a+b/c.ts", true, "a plus is a plus"),
        ("S0qrpNZ9L312nNY_ml_1NQ", b"/a b/c.ts", false, "and no space"),
    ];
    for (token, path, right, reason) in rows {
        let right = if *right { Status::Valid } else { Status::Invalid };
        let query = query(token, EXPIRES);
        assert_eq!(status(&query_policy(), &link(path, &query)), right, "{reason}");
    }
}

#[test]
fn a_bound_token_is_for_its_client() {
    let networks = Binding::Networks { v4: 24, v6: 56 };
    let rows = [
        (Binding::On, "203.0.113.42", Some("203.0.113.42"), Status::Valid, "the client"),
        (
            Binding::On,
            "203.0.113.42",
            Some("::ffff:203.0.113.42"),
            Status::Valid,
            "on a dual-stack socket",
        ),
        (Binding::On, "203.0.113.42", Some("203.0.113.43"), Status::Invalid, "another client"),
        (Binding::On, "203.0.113.42", None, Status::Invalid, "a client without an address"),
        (networks, "203.0.113.42", Some("203.0.113.7"), Status::Valid, "the same network"),
        (networks, "203.0.113.42", Some("203.0.114.42"), Status::Invalid, "another network"),
        (networks, "2001:db8:0:1::2", Some("2001:db8:0:ff:3::"), Status::Valid, "the same /56"),
        (networks, "2001:db8:0:1::2", Some("2001:db8:0:100::2"), Status::Invalid, "another /56"),
        (
            Binding::On,
            "2001:db8::1",
            Some("2001:0DB8:0:0:0:0:0:1"),
            Status::Valid,
            "in other words",
        ),
        (
            Binding::Off,
            "203.0.113.42",
            Some("203.0.113.42"),
            Status::Invalid,
            "bound where none is asked for",
        ),
    ];
    for (binding, signed, client, right, reason) in rows {
        let policy = Policy { binding, ..query_policy() };
        let query =
            query(&token(&policy, b"/coffee_run/", EXPIRES, Some(address(signed))), EXPIRES);
        let link = Link { address: client.map(address), ..link(PATH, &query) };
        assert_eq!(status(&policy, &link), right, "{reason}");
    }
    let policy = Policy { binding: Binding::On, ..query_policy() };
    let unbound = query(TOKEN, EXPIRES);
    assert_eq!(detail(&policy, &link(PATH, &unbound)), Detail::WrongToken, "a plain token");
    let socket = Link { address: None, ..link(PATH, &unbound) };
    assert_eq!(detail(&policy, &socket), Detail::NoAddress, "and not good for nobody either");
}

#[test]
fn the_verdict_names_the_address_it_is_about() {
    let rows = [
        (Binding::Off, "203.0.113.42", "", "not bound"),
        (Binding::On, "203.0.113.42", "203.0.113.42", "IPv4"),
        (Binding::On, "::ffff:203.0.113.42", "203.0.113.42", "IPv4-mapped"),
        (Binding::On, "255.255.255.255", "255.255.255.255", "the longest of IPv4"),
        (Binding::On, "0.9.10.99", "0.9.10.99", "octets of one and two digits"),
        (Binding::On, "100.101.0.200", "100.101.0.200", "zeros within"),
        (
            Binding::On,
            "2001:DB8:0:0:1:0:0:1",
            "2001:db8::1:0:0:1",
            "RFC 5952: the first longest run",
        ),
        (
            Binding::On,
            "2001:db8:0:1:1:1:1:1",
            "2001:db8:0:1:1:1:1:1",
            "RFC 5952: a single zero stays",
        ),
        (Binding::On, "::", "::", "the unspecified address"),
        (
            Binding::On,
            "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "the longest of IPv6",
        ),
        (Binding::Networks { v4: 24, v6: 56 }, "203.0.113.42", "203.0.113.0", "a network"),
        (Binding::Networks { v4: 9, v6: 56 }, "203.255.113.42", "203.128.0.0", "not at a dot"),
        (Binding::Networks { v4: 32, v6: 128 }, "203.0.113.42", "203.0.113.42", "a network of one"),
        (Binding::Networks { v4: 24, v6: 64 }, "2001:db8:0:1:2::3", "2001:db8:0:1::", "of IPv6"),
        (
            Binding::Networks { v4: 24, v6: 57 },
            "2001:db8:0:80:2::3",
            "2001:db8:0:80::",
            "not at a colon",
        ),
        (Binding::Networks { v4: 24, v6: 1 }, "8001::1", "8000::", "the largest"),
        (Binding::Networks { v4: 24, v6: 128 }, "2001:db8::3", "2001:db8::3", "the smallest"),
        (Binding::Networks { v4: 24, v6: 56 }, "::ffff:203.0.113.42", "203.0.113.0", "IPv4-mapped"),
    ];
    let query = query(TOKEN, EXPIRES);
    for (binding, client, right, reason) in rows {
        let policy = Policy { binding, ..query_policy() };
        let link = Link { address: Some(address(client)), ..link(PATH, &query) };
        assert_eq!(verify(&policy, &link).address.to_string(), right, "{client}: {reason}");
    }
}

#[test]
fn any_key_may_be_the_right_one() {
    type Row = (&'static [&'static [u8]], Detail, Option<usize>, &'static str);
    let rows: &[Row] = &[
        (&[KEY], Detail::Right, Some(0), "the only one"),
        (&[b"another", KEY], Detail::Right, Some(1), "the second"),
        (&[b"short", KEY], Detail::Right, Some(1), "after one that is skipped"),
        (&[b"", b"another"], Detail::WrongToken, None, "none of them"),
        (&[], Detail::NoKey, None, "no keys"),
        (&[b"", b"12345"], Detail::NoKey, None, "none that is long enough"),
        (&[b"secret_key "], Detail::WrongToken, None, "a space more"),
    ];
    let query = query(TOKEN, EXPIRES);
    for (keys, right, index, reason) in rows {
        let verdict = query_policy().verify(&link(PATH, &query), keys.iter().copied(), &[]);
        assert_eq!((verdict.detail, verdict.key), (*right, *index), "{reason}");
    }
    assert_eq!(Detail::NoKey.status(), Status::Invalid);
}

#[test]
fn six_bytes_are_a_key() {
    for algorithm in Algorithm::ALL {
        for mode in [Mode::Query, Mode::Path] {
            let policy = Policy::new(mode, algorithm);
            let claim = Claim { path: b"/a", id: b"a", expires: b"1", address: None };
            assert!(policy.sign(&claim, b"123456", &[]).is_ok());
            let refused = policy.sign(&claim, b"12345", &[]).unwrap_err();
            assert_eq!(
                refused.to_string(),
                "a key of 5 bytes cannot sign, it must have at least 6"
            );
        }
    }
}

#[test]
fn what_does_not_match_names_no_path() {
    let wrong = query("AAAAAAAAAAAAAAAAAAAAAA", EXPIRES);
    let verdict = verify(&query_policy(), &link(PATH, &wrong));
    assert_eq!(
        (verdict.path, verdict.id, verdict.expires),
        (&b""[..], &b""[..], &b"1893456000"[..])
    );
    let malformed = format!("md5={TOKEN}&expires=soon");
    let verdict = verify(&query_policy(), &link(PATH, malformed.as_bytes()));
    assert_eq!(verdict.expires, b"", "what is no time is not passed on");
}

#[test]
fn every_status_has_its_word_and_every_detail_its_sentence() {
    let md5 = Algorithm::Md5;
    let rows = [
        (Detail::Right, "valid", "the token is right"),
        (Detail::NoToken, "missing", "no token"),
        (Detail::NoExpires, "missing", "no expires"),
        (Detail::NoPair, "missing", "no segments TOKEN/EXPIRES in the path"),
        (Detail::ExpiresForm, "malformed", "expires is not 1 to 12 digits"),
        (
            Detail::TokenLength { found: 31, algorithm: md5 },
            "malformed",
            "token has 31 characters, md5 has 22",
        ),
        (
            Detail::TokenLength { found: 1, algorithm: md5 },
            "malformed",
            "token has 1 character, md5 has 22",
        ),
        (Detail::TokenAlphabet, "malformed", "token has characters that are not base64url"),
        (Detail::NotCanonical, "invalid", "token is not in canonical base64url"),
        (Detail::NoAddress, "invalid", "client has no address to which a token could be bound"),
        (Detail::NoKey, "invalid", "no usable key"),
        (Detail::WrongToken, "invalid", "wrong token"),
        (Detail::Expired { ago: 3 }, "expired", "expired 3 s ago"),
        (
            Detail::Overlong { left: 9, max: 5 },
            "overlong",
            "good for another 9 s, at most 5 s are allowed",
        ),
    ];
    for (detail, word, sentence) in rows {
        assert_eq!((detail.status().name(), detail.to_string().as_str()), (word, sentence));
    }
}
