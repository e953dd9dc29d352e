//! Tokens from outside: tables of what goes in, what must come out, and why; then properties.

mod check;
mod format;
mod mask;
mod path;
mod properties;
mod query;
mod scope;
mod vectors;
mod words;

use std::net::IpAddr;

use secure_token::token::{
    Algorithm, Claim, Detail, Link, Mode, Policy, Status, Verdict, expires_text,
};

const KEY: &[u8] = b"secret_key";

/// A time that the links of the tables expire at, and one long before it.
const EXPIRES: u64 = 1_893_456_000;
const NOW: u64 = 1_800_000_000;

/// MD5 in query mode, with the defaults of the configuration.
fn query_policy() -> Policy {
    Policy::new(Mode::Query, Algorithm::Md5)
}

fn path_policy() -> Policy {
    Policy::new(Mode::Path, Algorithm::Md5)
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A link at [`NOW`], from a client in the range for documentation (RFC 5737).
fn link<'a>(path: &'a [u8], query: &'a [u8]) -> Link<'a> {
    Link { path, query, address: Some(address("203.0.113.42")), now: NOW }
}

fn verify<'a>(policy: &Policy, link: &Link<'a>) -> Verdict<'a> {
    policy.verify(link, [KEY], &[])
}

fn status(policy: &Policy, link: &Link<'_>) -> Status {
    verify(policy, link).status()
}

fn detail(policy: &Policy, link: &Link<'_>) -> Detail {
    verify(policy, link).detail
}

/// The token of a path in query mode, or of an identifier in path mode, by [`KEY`].
fn token(policy: &Policy, signed: &[u8], expires: u64, address: Option<IpAddr>) -> String {
    let (path, id): (&[u8], &[u8]) = match policy.mode {
        Mode::Query => (signed, b""),
        Mode::Path => (b"", signed),
    };
    let claim = Claim { path, id, expires: &expires_text(expires), address };
    policy.sign(&claim, KEY, &[]).unwrap().to_string()
}

/// The query of a link with default names.
fn query(token: &str, expires: u64) -> Vec<u8> {
    format!("md5={token}&expires={expires}").into_bytes()
}
