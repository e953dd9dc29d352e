//! A link, and the same link signed: where its token goes in either mode.

use std::net::IpAddr;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use secure_token::token::{
    Claim, Detail, Link, MAX_EXPIRES, Mode, Policy, Status, Verdict, expires_text,
};

use crate::policy::{AnyPolicy, foreign, key};
use crate::words::{PATH, QUERY, shown, text};

/// What a link is made of.
#[derive(Arbitrary, Debug)]
pub struct Parts<'a> {
    pub policy: AnyPolicy,
    key: &'a [u8],
    expires: u64,
    pub now: u64,
    pub client: IpAddr,
    /// Which of the paths is signed that may be.
    scope: u8,
    pub path: &'a [u8],
    pub query: &'a [u8],
}

/// A link in its parts, each of them as it is signed.
#[derive(Clone, Debug)]
pub struct Signed {
    pub key: Vec<u8>,
    /// The whole path in query mode, the identifier in path mode.
    pub resource: Vec<u8>,
    /// How many bytes of the resource are signed.
    pub signed: usize,
    pub expires: Vec<u8>,
    pub token: Vec<u8>,
    pub client: IpAddr,
}

impl Parts<'_> {
    /// The path as it is, with no token in it but by chance.
    pub fn path(&self) -> Vec<u8> {
        [b"/", &text(self.path, PATH)[..]].concat()
    }

    /// What else there is in the query.
    pub fn query(&self) -> Vec<u8> {
        text(self.query, QUERY)
    }

    pub fn key(&self) -> Vec<u8> {
        key(self.key)
    }

    /// Signs the link.
    pub fn sign(&self) -> Signed {
        let policy = &self.policy.0;
        let mut resource = self.path();
        let mut signed = resource.len();
        match policy.mode {
            Mode::Query => {
                let candidates: Vec<&[u8]> = policy.scope.candidates(&resource).collect();
                signed = candidates[usize::from(self.scope) % candidates.len()].len();
            }
            Mode::Path => {
                resource.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'_')
            }
        }
        let expires = expires_text(self.expires % (MAX_EXPIRES + 1)).to_vec();
        let before = [b"/", &resource[..], b"/"].concat();
        let (path, id): (&[u8], &[u8]) = match policy.mode {
            Mode::Query => (&resource[..signed], b""),
            Mode::Path => (&before, &resource),
        };
        let address = policy.binding.is_on().then_some(self.client);
        let claim = Claim { path, id, expires: &expires, address };
        let token = policy.sign(&claim, &self.key(), &foreign(policy)).unwrap().to_vec();
        Signed { key: self.key(), resource, signed, expires, token, client: self.client }
    }
}

impl Signed {
    /// Path and query. `more` is what else stands in the query.
    pub fn link(&self, policy: &Policy, more: &[u8]) -> (Vec<u8>, Vec<u8>) {
        match policy.mode {
            Mode::Query => {
                let (token, expires) = (policy.names.token(), policy.names.expires());
                let token = [token, b"=", &self.token].concat();
                let expires = [expires, b"=", &self.expires].concat();
                (self.resource.clone(), [&token, &expires, more].join(&b'&'))
            }
            Mode::Path => {
                let segments: [&[u8]; 5] =
                    [b"", &self.resource, &self.token, &self.expires, b"a.ts"];
                (segments.join(&b'/'), more.to_vec())
            }
        }
    }

    /// Asks `policy` for its verdict on this link: whether the token is right, and what is said.
    pub fn verify(&self, policy: &Policy, now: u64) -> (bool, Detail) {
        let (path, query) = self.link(policy, b"");
        let link = Link { path: &path, query: &query, address: Some(self.client), now };
        let verdict = verify(policy, &link, &self.key);
        (verdict.key.is_some(), verdict.detail)
    }
}

/// A path as a URL spells it, with or without what need not be encoded.
pub fn spelt(path: &[u8], is_plain: bool) -> String {
    let url = percent_encode(path, NON_ALPHANUMERIC).to_string().replace("%2F", "/");
    if is_plain { url.replace("%2D", "-").replace("%5F", "_") } else { url }
}

/// The verdict on a link: it is the same each time, and no token is right but the one that whoever
/// signs what the verdict names comes to.
pub fn verify<'a>(policy: &Policy, link: &Link<'a>, key: &[u8]) -> Verdict<'a> {
    let verdict = policy.verify(link, [key], &foreign(policy));
    assert_eq!(policy.verify(link, [key], &foreign(policy)), verdict);
    let is_right = matches!(verdict.status(), Status::Valid | Status::Expired | Status::Overlong);
    assert_eq!(verdict.key.is_some(), is_right, "{verdict:?}");
    if is_right {
        let token = match &verdict.pair {
            Some(pair) => pair.token,
            None => policy.names.find(link.query).token.unwrap(),
        };
        let address = link.address.filter(|_| policy.binding.is_on());
        let Verdict { path, id, expires, .. } = verdict;
        let claim = Claim { path, id, expires, address };
        let right = policy.sign(&claim, key, &foreign(policy)).unwrap();
        assert!(token.starts_with(&right), "{} is taken for {right}", shown(token));
    }
    verdict
}

/// What is said of a right token.
pub fn in_time(policy: &Policy, expires: u64, now: u64) -> Detail {
    match policy.max_lifetime {
        _ if now >= expires.saturating_add(policy.leeway) => Detail::Expired { ago: now - expires },
        Some(max) if expires > now.saturating_add(max) => {
            Detail::Overlong { left: expires - now, max }
        }
        _ => Detail::Right,
    }
}
