//! What holds for every link, whatever its parts.

use std::net::IpAddr;

use proptest::prelude::*;
use secure_token::query::{Names, pairs};
use secure_token::token::{
    Algorithm, Binding, Claim, Link, Mode, Policy, ScopeSet, Status, Template, expires_text,
    parse_expires,
};

/// A link, and the policy and key that it was signed for.
#[derive(Clone, Debug)]
struct Signed {
    policy: Policy,
    key: Vec<u8>,
    /// The file's path in query mode, the identifier in path mode.
    resource: Vec<u8>,
    expires: Vec<u8>,
    address: Option<IpAddr>,
    token: Vec<u8>,
}

const NOW: u64 = 1_000_000_000;

/// Queries with the two parameters, and with what is nearly one of them.
const QUERIES: &str =
    "(md5=[aA=%]{0,30}&expires=1)?([aA&=%]|md5|Md5=|expires|expires=1|&|&&){0,24}";

impl Signed {
    fn sign(mut self) -> Self {
        let (path, id) = match self.policy.mode {
            Mode::Query => (&self.resource[..], &b""[..]),
            Mode::Path => (&b""[..], &self.resource[..]),
        };
        let claim = Claim { path, id, expires: &self.expires, address: self.address };
        self.token = self.policy.sign(&claim, &self.key, &[]).unwrap().to_vec();
        self
    }

    fn status(&self) -> Status {
        let (path, query) = match self.policy.mode {
            Mode::Query => {
                let query = [b"md5=", &self.token[..], b"&expires=", &self.expires].concat();
                (self.resource.clone(), query)
            }
            Mode::Path => {
                let parts: [&[u8]; 5] = [b"", &self.resource, &self.token, &self.expires, b"a.ts"];
                (parts.join(&b'/'), Vec::new())
            }
        };
        let link = Link { path: &path, query: &query, address: self.address, now: NOW };
        self.policy.verify(&link, [&self.key[..]], &[]).status()
    }
}

fn algorithm() -> impl Strategy<Value = Algorithm> {
    prop::sample::select(&Algorithm::ALL[..])
}

/// A byte of a segment: any but the one that ends it.
fn segment(len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>().prop_filter("a slash", |byte| *byte != b'/'), len)
}

fn signed() -> impl Strategy<Value = Signed> {
    signed_for(prop::option::of(any::<IpAddr>()))
}

fn signed_for(address: impl Strategy<Value = Option<IpAddr>>) -> impl Strategy<Value = Signed> {
    let resource = prop_oneof![
        segment(1..300).prop_map(|name| (Mode::Path, name)),
        prop::collection::vec(segment(1..40), 1..6)
            .prop_map(|names| (Mode::Query, [b"/", &names.join(&b'/')[..]].concat())),
    ];
    let key = prop::collection::vec(any::<u8>(), 6..100);
    (resource, algorithm(), key, NOW + 1..999_999_999_999, address).prop_map(
        |((mode, resource), algorithm, key, expires, address)| {
            let mut policy = Policy::new(mode, algorithm);
            policy.scope = ScopeSet::parse([&b"file"[..]]).unwrap();
            policy.binding = if address.is_some() { Binding::On } else { Binding::Off };
            let expires = expires_text(expires).to_vec();
            Signed { policy, key, resource, expires, address, token: Vec::new() }.sign()
        },
    )
}

/// Any other byte, somewhere in `bytes`.
fn change(bytes: &mut [u8], at: prop::sample::Index, by: u8) {
    let byte = at.get_mut(bytes);
    *byte ^= by;
}

proptest! {
    #[test]
    fn what_was_signed_is_valid(signed in signed()) {
        prop_assert_eq!(signed.status(), Status::Valid);
    }

    #[test]
    fn any_change_of_the_path_or_identifier_shows(
        mut signed in signed(), at: prop::sample::Index, by in 1u8..,
    ) {
        change(&mut signed.resource, at, by);
        prop_assert_ne!(signed.status(), Status::Valid);
    }

    #[test]
    fn any_change_of_the_time_shows(
        mut signed in signed(), at: prop::sample::Index, by in 1u8..,
    ) {
        change(&mut signed.expires, at, by);
        prop_assert_ne!(signed.status(), Status::Valid);
    }

    #[test]
    fn any_change_of_the_token_shows(
        mut signed in signed(), at: prop::sample::Index, by in 1u8..,
    ) {
        change(&mut signed.token, at, by);
        prop_assert_ne!(signed.status(), Status::Valid);
    }

    #[test]
    fn any_change_of_the_key_shows(
        mut signed in signed(), at: prop::sample::Index, by in 1u8..,
    ) {
        change(&mut signed.key, at, by);
        prop_assert_eq!(signed.status(), Status::Invalid);
    }

    #[test]
    fn another_address_shows(
        mut signed in signed_for(any::<IpAddr>().prop_map(Some)), other: IpAddr,
    ) {
        let is_same = signed.address.map(|ip| ip.to_canonical()) == Some(other.to_canonical());
        signed.address = Some(other);
        prop_assert_eq!(signed.status(), if is_same { Status::Valid } else { Status::Invalid });
    }

    #[test]
    fn a_network_is_all_its_addresses_and_no_other(
        signed in signed(), v4 in 1u8..=32, v6 in 1u8..=128, bit in 0u8..128, address: IpAddr,
    ) {
        let mut signed = signed;
        signed.policy.binding = Binding::Networks { v4, v6 };
        signed.address = Some(address.to_canonical());
        let mut signed = signed.sign();
        let (prefix, neighbour): (u8, IpAddr) = match address.to_canonical() {
            IpAddr::V4(ip) => (v4, (ip.to_bits() ^ (1 << 31 >> (bit % 32))).to_be_bytes().into()),
            IpAddr::V6(ip) => (v6, (ip.to_bits() ^ (1 << 127 >> bit)).to_be_bytes().into()),
        };
        let bit = if address.to_canonical().is_ipv4() { bit % 32 } else { bit };
        prop_assume!(neighbour == neighbour.to_canonical());
        signed.address = Some(neighbour);
        let right = if bit < prefix { Status::Invalid } else { Status::Valid };
        prop_assert_eq!(signed.status(), right);
    }

    #[test]
    fn no_input_makes_the_check_panic(
        path: Vec<u8>, query: Vec<u8>, key: Vec<u8>, string: Vec<u8>,
        algorithm in algorithm(), now: u64, leeway: u64, max_lifetime: Option<u64>,
        address: Option<IpAddr>, v4: u8, v6: u8,
    ) {
        for mode in [Mode::Query, Mode::Path] {
            let mut policy = Policy::new(mode, algorithm);
            policy.scope = ScopeSet::ALL;
            policy.binding = Binding::Networks { v4, v6 };
            (policy.leeway, policy.max_lifetime) = (leeway, max_lifetime);
            if let Ok(template) = Template::parse(&string) {
                template.warnings(mode, algorithm);
                policy.template = template;
            }
            let link = Link { path: &path, query: &query, address, now };
            let verdict = policy.verify(&link, [&key[..]], &[]);
            prop_assert_ne!(verdict.status(), Status::Valid);
            prop_assert!(!verdict.detail.to_string().is_empty());
        }
    }

    #[test]
    fn the_parameters_are_the_first_pairs_with_their_names(query in QUERIES) {
        let query = query.as_bytes();
        let first = |name: &[u8]| {
            let mut values =
                pairs(query).filter(|pair| pair.key.eq_ignore_ascii_case(name)).filter_map(|pair| pair.value);
            values.next()
        };
        let found = Names::default().find(query);
        prop_assert_eq!(found.token, first(b"md5"));
        prop_assert_eq!(found.expires, first(b"expires"));
        if found.alone {
            prop_assert_eq!(Names::default().strip(query, &mut vec![0; query.len()]), Some(0));
        }
    }

    #[test]
    fn strip_leaves_all_but_the_two_parameters(query in QUERIES) {
        let names = Names::default();
        let ours = |key: &[u8]| {
            key.eq_ignore_ascii_case(b"md5") || key.eq_ignore_ascii_case(b"expires")
        };
        let mut out = vec![0; query.len()];
        let len = names.strip(query.as_bytes(), &mut out).unwrap();
        let stripped = &out[..len];
        prop_assert!(!pairs(stripped).any(|pair| ours(pair.key)));
        fn others(query: &[u8], ours: impl Fn(&[u8]) -> bool) -> Vec<&[u8]> {
            let others = pairs(query).filter(|pair| !pair.raw.is_empty() && !ours(pair.key));
            others.map(|pair| pair.raw).collect()
        }
        prop_assert_eq!(others(stripped, ours), others(query.as_bytes(), ours));
        if !pairs(query.as_bytes()).any(|pair| ours(pair.key)) {
            prop_assert_eq!(stripped, query.as_bytes());
        }
    }

    #[test]
    fn expires_is_read_as_the_standard_library_reads_it(text in "[0-9]{1,14}|[0-9/:+\u{ff}]{0,14}") {
        let is_time = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let right = if is_time { text.parse().ok() } else { None };
        prop_assert_eq!(parse_expires(text.as_bytes()), right);
    }

    #[test]
    fn an_address_is_written_as_the_standard_library_writes_it(address: IpAddr) {
        prop_assert_eq!(Binding::On.text(address).to_string(), address.to_canonical().to_string());
    }
}
