//! A link that was signed is right, one that was changed is not, and no log shows its token.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode;
use secure_token::token::{Link, parse_expires};
use secure_token_fuzz::forwarding::contains;
use secure_token_fuzz::link::{Parts, Signed, in_time, spelt, verify};
use secure_token_fuzz::words::shown;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    link: Parts<'a>,
    /// Which byte is changed, and how.
    at: u8,
    by: u8,
    other: IpAddr,
}

fuzz_target!(|input: Input<'_>| {
    let (parts, policy) = (&input.link, &input.link.policy.0);
    let (path, query) = (parts.path(), parts.query());
    let link = Link { path: &path, query: &query, address: Some(parts.client), now: parts.now };
    verify(policy, &link, &parts.key());

    let signed = parts.sign();
    let detail = in_time(policy, parse_expires(&signed.expires).unwrap(), parts.now);
    assert_eq!(signed.verify(policy, parts.now), (true, detail));

    let at = usize::from(input.at);
    let change = |bytes: &mut [u8]| bytes[at % bytes.len()] ^= input.by.max(1);
    let is_refused = |spoil: &dyn Fn(&mut Signed)| {
        let mut other = signed.clone();
        spoil(&mut other);
        assert!(!other.verify(policy, parts.now).0, "{other:?} passes for {signed:?}");
    };
    is_refused(&|link| change(&mut link.token));
    is_refused(&|link| change(&mut link.expires));
    if parts.policy.is_built_in() {
        is_refused(&|link| change(&mut link.key));
        is_refused(&|link| change(&mut link.resource[..signed.signed]));
        let binding = policy.binding;
        if binding.is_on() && binding.text(input.other) != binding.text(parts.client) {
            is_refused(&|link| link.client = input.other);
        }
    }

    let (path, query) = signed.link(policy, &query);
    let url = [spelt(&path, input.at.is_multiple_of(2)).as_bytes(), b"?", &query].concat();
    let mut masked = Vec::new();
    policy.mask(&url, Some(&signed.token), |part| masked.extend_from_slice(part));
    let masked: Vec<u8> = percent_decode(&masked).collect();
    // It may have come into what else there is by chance, which libFuzzer is good at.
    if !contains(&[parts.path(), parts.query()].concat(), &signed.token) {
        assert!(!contains(&masked, &signed.token), "{}", shown(&masked));
    }
});
