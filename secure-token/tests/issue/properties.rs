//! What holds for every request, whatever its bytes.

use proptest::prelude::*;
use secure_token::issue::{
    Arguments, Lifetimes, Prefixes, UrlTemplate, check_identifier, check_path, encode_path,
    parse_address,
};
use url::Url;

use crate::path::signed;
use crate::{EXPIRES, TOKEN, answer, urls};

/// Text with what means something in URLs, JSON and headers.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    const SPECIAL: [&[u8]; 22] = [
        b"/",
        b"..",
        b".",
        b"%2e",
        b"%2F",
        b"%25",
        b"%00",
        b"%0d%0a",
        b"//",
        b"?",
        b"#",
        b"@",
        b":",
        b"\\",
        b"\"",
        b"https://",
        b"evil.example",
        b"a",
        b"%",
        b"\xff",
        b"\n",
        b" ",
    ];
    let special = prop::sample::select(&SPECIAL[..]);
    let piece = prop_oneof![
        3 => special.prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn an_answer_is_json_and_its_url_leads_to_its_host(value in hostile()) {
        let text = "https://media.example/v/$arg_video/$secure_token/$secure_token_expires/m";
        let template = UrlTemplate::parse(text.as_bytes()).unwrap();
        if let Ok(json) = answer(&template, &[&value], b"") {
            let (url, _) = urls(&json);
            let parsed = Url::parse(&url).unwrap();
            prop_assert_eq!(parsed.host_str(), Some("media.example"));
            prop_assert_eq!(parsed.username(), "");
            prop_assert!(parsed.as_str().starts_with("https://media.example/v/"), "{}", url);
            prop_assert!(url.ends_with("/m"), "{}", url);
            prop_assert_eq!(url.matches(&format!("/{TOKEN}/{EXPIRES}/")).count(), 1);
        }
    }

    #[test]
    fn no_value_right_behind_the_host_changes_it(value in hostile()) {
        let text = "https://media.example$v/$secure_token/$secure_token_expires/m";
        let template = UrlTemplate::parse(text.as_bytes()).unwrap();
        if let Ok(json) = answer(&template, &[&value], b"")
            && let Ok(parsed) = Url::parse(&urls(&json).0)
        {
            // More letters make a longer name, as the configuration itself has it.
            prop_assert!(parsed.host_str().unwrap().starts_with("media.example"));
            prop_assert_eq!(parsed.username(), "");
        }
    }

    #[test]
    fn a_signed_path_is_what_its_url_leads_to(raw in hostile()) {
        let raw = [b"/", &raw[..]].concat();
        if let Some((path, url)) = signed(&raw) {
            prop_assert!(check_path(&path).is_ok());
            prop_assert_eq!(signed(url.as_bytes()), Some((path.clone(), url.clone())));
            prop_assert!(Prefixes::new([&b"/"[..]]).unwrap().allow(&path));
            let parsed = Url::parse(&format!("https://media.example{url}")).unwrap();
            prop_assert_eq!(parsed.path(), url);
            prop_assert_eq!(parsed.query(), None);
            prop_assert_eq!(parsed.fragment(), None);
        }
    }

    #[test]
    fn a_normal_path_survives_encoding(path in prop::collection::vec(any::<u8>(), 0..24)) {
        let path = [b"/", &path[..]].concat();
        let url: String = encode_path(&path).collect();
        let right = check_path(&path).is_ok().then_some((path, url.clone()));
        match right {
            Some(right) => prop_assert_eq!(signed(url.as_bytes()), Some(right)),
            None => prop_assert_ne!(signed(url.as_bytes()).map(|(_, url)| url), Some(url)),
        }
    }

    #[test]
    fn a_lifetime_is_never_zero_and_never_too_long(
        now in 0..=u64::MAX / 2,
        default in 1..=600_u64,
        asked in prop_oneof!["[0-9]{0,25}", "[-+ 0-9a-z.%]{0,12}"],
    ) {
        let expires = Lifetimes::new(default, Some(600)).unwrap().expires(now, Some(asked.as_bytes()));
        prop_assert!(expires > now && expires <= now + 600, "{}", expires);
    }

    #[test]
    fn what_is_required_can_stand_anywhere(query in hostile()) {
        let query = [b"video=", &query[..]].concat();
        let required = Arguments::new([&b"video"[..]]).unwrap();
        if required.require(&query).is_ok() {
            let value = query[6..].split(|byte| *byte == b'&').next().unwrap();
            let encoded: String = encode_path(value).collect();
            prop_assert_eq!(encoded.as_bytes(), value);
            prop_assert_eq!(check_identifier(value).is_ok(), !matches!(value, b"." | b".."));
        }
    }

    #[test]
    fn an_address_that_is_read_is_one(value in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Some(address) = parse_address(&value) {
            prop_assert_eq!(parse_address(address.to_string().as_bytes()), Some(address));
        }
    }
}
