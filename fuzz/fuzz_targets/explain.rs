//! What is said of a link holds no key, and finds no fault with a token that is right, nor none with
//! one that is wrong.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use secure_token::explain::{Case, OtherKey, Parts, explain, right_strings};
use secure_token::token::{Key, Link};
use secure_token_fuzz::forwarding::contains;
use secure_token_fuzz::link::{self, spelt, verify};
use secure_token_fuzz::policy::key;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    link: link::Parts<'a>,
    /// Whether the link is signed, and how its token is changed.
    sign: u8,
    other_key: &'a [u8],
    other_address: IpAddr,
    fragment: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let (parts, policy) = (&input.link, &input.link.policy.0);
    let keys = [parts.key(), key(input.other_key)].map(|key| Key::new(&key).unwrap());
    let mut query = [&parts.query()[..], b"&k=", keys[1].bytes()].concat();
    let mut path = parts.path();
    if input.sign.is_multiple_of(2) {
        let mut signed = parts.sign();
        // Changed at its end, it still begins as a right one.
        let last = signed.token.len() - 1;
        signed.token[last] ^= input.sign / 2 % 4;
        (path, query) = signed.link(policy, &query);
    }
    let (spelt, fragment) = (spelt(&path, false), input.fragment);
    let url = Parts { origin: b"", path: spelt.as_bytes(), query: Some(&query), fragment };
    let case = Case {
        policy,
        keys: &keys[..1],
        other_keys: &[OtherKey { key: keys[1].clone(), origin: "a file".to_owned() }],
        address: Some(parts.client),
        other_addresses: &[input.other_address],
        url,
        path: &path,
    };
    let explanation = explain(&case);
    let said = format!("{explanation:?}{:?}", right_strings(&case));
    for key in &keys {
        assert!(!contains(said.as_bytes(), key.bytes()), "a key is in {said}");
    }
    let link = Link { path: &path, query: &query, address: case.address, now: parts.now };
    let verdict = verify(policy, &link, keys[0].bytes());
    let is_sound = explanation.is_complete && explanation.mistakes.is_empty();
    // The values of nginx's variables are not known there.
    if policy.template.foreign().len() == 0 {
        assert_eq!(is_sound, verdict.key.is_some(), "{verdict:?} {explanation:?}");
    }
});
