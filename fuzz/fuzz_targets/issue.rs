//! Whatever a caller asks for: what is signed lies below an allowed prefix and is what any reader of
//! paths makes of it, the answer is JSON, its URLs lead to their host, and their tokens are right.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use secure_token::issue::{encode_path, parse_address};
use secure_token::query::argument;
use secure_token::token::{Link, Mode};
use secure_token_fuzz::issuer::Issuer;
use secure_token_fuzz::link::verify;
use secure_token_fuzz::policy::{AnyPolicy, key};
use secure_token_fuzz::words::{PATH, QUERY, shown, text};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    policy: AnyPolicy,
    key: &'a [u8],
    /// Which prefixes are allowed.
    allowed: u8,
    max_lifetime: u16,
    now: u32,
    client: IpAddr,
    path: &'a [u8],
    query: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let (now, key) = (input.now.into(), key(input.key));
    let issuer = Issuer::new(input.policy.0, input.allowed, input.max_lifetime);
    let query = [b"p=", &text(input.path, PATH)[..], b"&", &text(input.query, QUERY)].concat();
    let raw = argument(&query, b"p").unwrap();
    let Some(signed) = issuer.subject(raw) else { return };
    if issuer.policy.mode == Mode::Query {
        assert!(issuer.prefixes().any(|prefix| signed.starts_with(prefix)), "{}", shown(&signed));
    }
    let named = argument(&query, b"client_ip").and_then(parse_address);
    let client = named.unwrap_or(input.client);
    let Some(json) = issuer.answer(&signed, &query, client, now, &key) else { return };

    let fields: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let expires = fields["expires"].as_u64().unwrap();
    assert!(now < expires && expires <= now + u64::from(input.max_lifetime).max(1), "{fields}");
    for (name, address) in [("url", None), ("url_ip", Some(client))] {
        let url = url::Url::parse(fields[name].as_str().unwrap()).unwrap();
        assert_eq!((url.host_str(), url.username()), (Some("media.example"), ""), "{url}");
        let encoded: String = encode_path(&signed).collect();
        assert!(url.path().contains(&encoded) && url.fragment().is_none(), "{url} for {encoded}");
        let path: Vec<u8> = percent_decode_str(url.path()).collect();
        let query = url.query().unwrap_or_default().as_bytes();
        let mut policy = issuer.policy.clone();
        policy.binding = if address.is_some() { issuer.bound } else { Default::default() };
        let verdict = verify(&policy, &Link { path: &path, query, address, now }, &key);
        assert_eq!(verdict.status().name(), "valid", "{url}: {}", verdict.detail);
    }
});
