//! The check: is the token of a link that of its path, time and client, and is it in time?
//!
//! What can be told from the link's form alone is told before anything is hashed. Then each key
//! in turn is tried on each path that the token may have been signed for; nearly always the
//! first try is the right one.
//!
//! All of it is inlined into the one function of a caller in a hurry: what is handed from step to
//! step by way of memory costs more than most steps.

use std::net::IpAddr;

use super::algorithm::Digest;
use super::{
    Candidates, Detail, Fields, MIN_KEY_LEN, Mode, PathToken, Policy, Verdict, parse_expires,
    spelling,
};

/// A request, as far as its link goes.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a, A = Option<IpAddr>> {
    /// The client's path, percent-decoded and normalised.
    pub path: &'a [u8],
    /// The client's query without its `?`, as the URL writes it.
    pub query: &'a [u8],
    /// The client's address, or what tells it when it is asked for; `None` where it came over a
    /// Unix socket.
    pub address: A,
    /// The time of the request, in seconds since 1970.
    pub now: u64,
}

impl Policy {
    /// Holds a link against the policy. A token is right if it is under any of `keys`; those of
    /// fewer than [`MIN_KEY_LEN`] bytes are skipped. `foreign` are the values of the template's
    /// [`foreign`](super::Template::foreign) parts, in their order.
    pub fn verify<'a, 'k>(
        &self,
        link: &Link<'a>,
        keys: impl IntoIterator<Item = &'k [u8]>,
        foreign: &[&[u8]],
    ) -> Verdict<'a> {
        let mut verdict = Verdict::default();
        self.verify_into(*link, keys, foreign, &mut verdict);
        verdict
    }

    /// As [`verify`](Self::verify), but writes into a verdict that is still the default one, where
    /// it is to stay: half of what a check costs beside the hash would go into moving it.
    #[inline(always)]
    pub fn verify_into<'a, 'k>(
        &self,
        link: Link<'a, impl Into<Option<IpAddr>>>,
        keys: impl IntoIterator<Item = &'k [u8]>,
        foreign: &[&[u8]],
        verdict: &mut Verdict<'a>,
    ) {
        verdict.detail = match self.judge(link, keys, foreign, verdict) {
            Ok(detail) | Err(detail) => detail,
        };
    }

    #[inline(always)]
    fn judge<'a, 'k>(
        &self,
        link: Link<'a, impl Into<Option<IpAddr>>>,
        keys: impl IntoIterator<Item = &'k [u8]>,
        foreign: &[&[u8]],
        verdict: &mut Verdict<'a>,
    ) -> Result<Detail, Detail> {
        let (token, text) = self.find(&link, verdict)?;
        let expires = parse_expires(text).ok_or(Detail::ExpiresForm)?;
        verdict.expires = text;
        let token = spelling::read(token, self.algorithm)?;
        if self.binding.is_on() {
            let address = link.address.into().ok_or(Detail::NoAddress)?;
            self.binding.write(address, &mut verdict.address);
        }
        self.try_keys(link.path, &token, keys, foreign, verdict)?;
        Ok(self.in_time(expires, link.now))
    }

    /// Token and expiry as the link writes them; in path mode what goes with them is noted.
    #[inline(always)]
    fn find<'a, A>(
        &self,
        link: &Link<'a, A>,
        verdict: &mut Verdict<'a>,
    ) -> Result<(&'a [u8], &'a [u8]), Detail> {
        match self.mode {
            Mode::Query => {
                let found = self.names.find(link.query);
                verdict.alone = found.alone;
                let token = found.token.ok_or(Detail::NoToken)?;
                Ok((token, found.expires.ok_or(Detail::NoExpires)?))
            }
            Mode::Path => {
                let pair = PathToken::locate(link.path, self.algorithm).ok_or(Detail::NoPair)?;
                let texts = (pair.token, pair.expires);
                verdict.id = pair.id;
                verdict.path = &link.path[..pair.place.start];
                verdict.pair = Some(pair);
                Ok(texts)
            }
        }
    }

    /// Looks for the key and the path under which `token` is right, and names them in the verdict.
    #[inline(always)]
    fn try_keys<'a, 'k>(
        &self,
        path: &'a [u8],
        token: &Digest,
        keys: impl IntoIterator<Item = &'k [u8]>,
        foreign: &[&[u8]],
        verdict: &mut Verdict<'a>,
    ) -> Result<(), Detail> {
        let mut refusal = Detail::NoKey;
        for (index, key) in keys.into_iter().enumerate() {
            if key.len() < MIN_KEY_LEN {
                continue;
            }
            refusal = Detail::WrongToken;
            let paths = match self.mode {
                Mode::Query => self.scope.candidates(path),
                Mode::Path => Candidates::only(verdict.path),
            };
            for path in paths {
                let fields = Fields {
                    path,
                    id: verdict.id,
                    expires: verdict.expires,
                    ip: &verdict.address,
                    key,
                    foreign,
                };
                if self.algorithm.is_digest(token, &self.template, &fields) {
                    verdict.path = path;
                    verdict.key = Some(index);
                    return Ok(());
                }
            }
        }
        Err(refusal)
    }

    /// What is left to say of a right token.
    fn in_time(&self, expires: u64, now: u64) -> Detail {
        if now >= expires.saturating_add(self.leeway) {
            return Detail::Expired { ago: now - expires };
        }
        match self.max_lifetime {
            Some(max) if expires > now.saturating_add(max) => {
                Detail::Overlong { left: expires - now, max }
            }
            _ => Detail::Right,
        }
    }
}
