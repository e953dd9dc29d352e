//! A token, and a URL with its token in it, from what the options came to.

use std::net::IpAddr;

use percent_encoding::percent_decode;
use secure_token::token::{
    Claim, ExpiresText, Key, Link, Mode, PathToken, Policy, ScopeSet, SignError, Status, TokenText,
    expires_text,
};

use crate::url::{self, Url, decode_path};

/// All that makes a token but what is signed.
pub struct Signer {
    /// How tokens are made.
    pub policy: Policy,
    /// One at least; the first signs.
    pub keys: Vec<Key>,
    /// In seconds since 1970.
    pub expires: u64,
    /// The client to which tokens are bound, if any.
    pub address: Option<IpAddr>,
}

/// Why a URL gets no token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no key")]
    NoKey,
    #[error(transparent)]
    Sign(#[from] SignError),
    #[error(transparent)]
    Url(#[from] url::Error),
    #[error("no segment of the path \"{path}\" is the identifier \"{id}\"")]
    NoSuchSegment { id: String, path: String },
    #[error("nginx would refuse the signed URL: {0}")]
    Refused(String),
}

impl Signer {
    /// The token for `signed` (a path or an identifier) and its expiry, a space between them.
    pub fn plain(&self, signed: &[u8]) -> Result<Vec<u8>, Error> {
        let token = self.token(b"", signed)?;
        Ok([&token[..], b" ", &self.expires_text()].concat())
    }

    /// `url` with a token for `signed`, in place of one that it has. The module's own check has
    /// passed it, but for its expiry.
    pub fn url(&self, url: &Url<'_>, signed: &[u8], now: u64) -> Result<Vec<u8>, Error> {
        let (path, query) = match self.policy.mode {
            Mode::Query => (url.path.to_vec(), Some(self.query(url, signed)?)),
            Mode::Path => (self.path(url, signed)?, url.query.map(<[u8]>::to_vec)),
        };
        self.check(&path, query.as_deref().unwrap_or_default(), now)?;
        let mark: &[u8] = if query.is_some() { b"?" } else { b"" };
        Ok([url.origin, &path, mark, &query.unwrap_or_default(), url.fragment].concat())
    }

    fn query(&self, url: &Url<'_>, signed: &[u8]) -> Result<Vec<u8>, Error> {
        let token = self.token(b"", signed)?;
        let names = &self.policy.names;
        let old = url.query.unwrap_or_default();
        let mut query = vec![0; old.len()];
        let kept = names.strip(old, &mut query).unwrap_or_default();
        query.truncate(kept);
        if !query.is_empty() && !query.ends_with(b"&") {
            query.push(b'&');
        }
        let ours: [&[u8]; 7] =
            [names.token(), b"=", &token, b"&", names.expires(), b"=", &self.expires_text()];
        query.extend_from_slice(&ours.concat());
        Ok(query)
    }

    fn path(&self, url: &Url<'_>, id: &[u8]) -> Result<Vec<u8>, Error> {
        let old = PathToken::locate(url.path, self.policy.algorithm);
        let path = match old.and_then(|pair| pair.strip(url.path)) {
            Some(parts) => parts.concat(),
            None => url.path.to_vec(),
        };
        let mut end = 0;
        let found = path.split(|byte| *byte == b'/').any(|segment| {
            end += segment.len() + 1;
            percent_decode(segment).eq(id.iter().copied())
        });
        if !found {
            let (id, path) = (id.escape_ascii().to_string(), path.escape_ascii().to_string());
            return Err(Error::NoSuchSegment { id, path });
        }
        let (before, after) = path.split_at(end - 1);
        let mut directory = decode_path(before)?;
        directory.push(b'/');
        let token = self.token(&directory, id)?;
        Ok([before, b"/", &token, b"/", &self.expires_text(), after].concat())
    }

    /// The token for `signed`; in path mode `directory` is the path before it.
    fn token(&self, directory: &[u8], signed: &[u8]) -> Result<TokenText, Error> {
        let (path, id): (&[u8], &[u8]) = match self.policy.mode {
            Mode::Query => (signed, b""),
            Mode::Path => (directory, signed),
        };
        let expires = self.expires_text();
        let claim = Claim { path, id, expires: &expires, address: self.address };
        let key = self.keys.first().ok_or(Error::NoKey)?;
        Ok(self.policy.sign(&claim, key.bytes(), &[])?)
    }

    /// A URL whose path nginx reads in another way than it looks, or a path that was signed and
    /// is none of the URL's, is better found here than by a viewer.
    fn check(&self, path: &[u8], query: &[u8], now: u64) -> Result<(), Error> {
        let path = decode_path(path)?;
        let link = Link { path: &path, query, address: self.address, now };
        let policy = Policy { scope: ScopeSet::ALL, ..self.policy.clone() };
        let verdict = policy.verify(&link, self.keys.iter().map(Key::bytes), &[]);
        match verdict.status() {
            Status::Valid | Status::Expired => Ok(()),
            _ => Err(Error::Refused(verdict.detail.to_string())),
        }
    }

    fn expires_text(&self) -> ExpiresText {
        expires_text(self.expires)
    }
}
