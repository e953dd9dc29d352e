//! An endpoint that issues tokens, as the module puts it together.

use std::net::IpAddr;

use percent_encoding::percent_decode;
use secure_token::issue::{
    Answer, Lifetimes, Prefixes, Url, UrlTemplate, check_identifier, encode_path, is_covered,
    normalise_path,
};
use secure_token::query::{Names, argument};
use secure_token::token::{Binding, Claim, Mode, Policy, Template, expires_text};

use crate::words::shown;

const PREFIXES: [&[u8]; 4] = [b"/films/", b"/coffee_run/", b"/films/a b/", b"/"];

const IN_QUERY: &[u8] =
    b"https://media.example$arg_p?x=$arg_x&md5=$secure_token&expires=$secure_token_expires";
const IN_PATH: &[u8] = b"https://media.example/v/$arg_p/$secure_token/$secure_token_expires/$arg_x";

/// What a location configures.
#[derive(Debug)]
pub struct Issuer {
    pub policy: Policy,
    /// What the bound token is bound to.
    pub bound: Binding,
    allowed: u8,
    lifetimes: Lifetimes,
}

impl Issuer {
    /// Takes a policy, which of the prefixes are allowed, and the longest lifetime in seconds.
    pub fn new(policy: Policy, allowed: u8, max: u16) -> Self {
        let max = u64::from(max).max(1);
        let bound = if policy.binding.is_on() { policy.binding } else { Binding::On };
        let template = Template::built_in(policy.mode, policy.algorithm);
        let (names, max_lifetime) = (Names::default(), Some(max));
        let policy = Policy { template, names, max_lifetime, ..policy };
        let lifetimes = Lifetimes::new(max.min(60), None).unwrap().limited_to(max);
        Self { policy, bound, allowed, lifetimes }
    }

    /// The prefixes that are allowed.
    pub fn prefixes(&self) -> impl Iterator<Item = &'static [u8]> {
        let is_allowed = |index: &usize| *index == 0 || self.allowed >> index & 1 == 1;
        (0..PREFIXES.len()).filter(is_allowed).map(|index| PREFIXES[index])
    }

    /// What is signed for a caller that asks for `raw`.
    pub fn subject(&self, raw: &[u8]) -> Option<Vec<u8>> {
        if self.policy.mode == Mode::Path {
            return check_identifier(raw).is_ok().then(|| raw.to_vec());
        }
        let mut room = vec![0; raw.len()];
        let path = normalise_path(raw, |len| room.get_mut(..len)).map(|signed| signed.path);
        assert_eq!(path, normal_path(raw).as_deref(), "{}", shown(raw));
        let path = path?;
        let prefixes = Prefixes::new(self.prefixes()).unwrap();
        (prefixes.allow(path) && is_covered(path, self.policy.scope)).then(|| path.to_vec())
    }

    /// The answer to a caller with this query; none where it would have no sound URL.
    pub fn answer(
        &self,
        subject: &[u8],
        query: &[u8],
        client: IpAddr,
        now: u64,
        key: &[u8],
    ) -> Option<Vec<u8>> {
        let x = argument(query, b"x").unwrap_or_default();
        let (text, path, id, values): (_, _, _, &[&[u8]]) = match self.policy.mode {
            Mode::Query => (IN_QUERY, subject, &b""[..], &[x]),
            Mode::Path => (IN_PATH, &b""[..], subject, &[subject, x]),
        };
        let mut template = UrlTemplate::parse(text).unwrap();
        if self.policy.mode == Mode::Query {
            template = template.with_path(b"arg_p").unwrap();
        }
        let expires = expires_text(self.lifetimes.expires(now, argument(query, b"expire")));
        let plain = Claim { path, id, expires: &expires, address: None };
        let bound = Claim { address: Some(client), ..plain };
        let policy = Policy { binding: self.bound, ..self.policy.clone() };
        let encoded: String = encode_path(path).collect();
        let answer = Answer {
            token: &policy.sign(&plain, key, &[]).unwrap(),
            token_ip: &policy.sign(&bound, key, &[]).unwrap(),
            client_ip: &policy.binding.text(client),
            expires: &expires,
            path: encoded.as_bytes(),
            url: Url { template: &template, values },
            url_ip: None,
        };
        let mut out = vec![0; answer.size()];
        let length = answer.write(&mut out).ok()?;
        assert_eq!(length, out.len());
        Some(out)
    }
}

/// What a path is once it is decoded, without empty segments and `.`; none for what no path is.
fn normal_path(raw: &[u8]) -> Option<Vec<u8>> {
    let mut escapes = raw.split(|byte| *byte == b'%').skip(1);
    let hex = |rest: &[u8]| rest.get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let path: Vec<u8> = percent_decode(raw).collect();
    let mut names: Vec<&[u8]> = path.strip_prefix(b"/")?.split(|byte| *byte == b'/').collect();
    let last = names.pop().filter(|last| *last != b".").unwrap_or_default();
    names.retain(|name| !matches!(name, [] | [b'.']));
    names.push(last);
    let odd = |byte: &u8| byte.is_ascii_control() || b"?#".contains(byte);
    let is_path = escapes.all(hex) && !names.contains(&&b".."[..]) && !path.iter().any(odd);
    is_path.then(|| [b"/", &names.join(&b'/')[..]].concat())
}
