//! A token, and a URL with its token in it, from what the options came to.

use std::net::IpAddr;

use percent_encoding::percent_decode;
use secure_token::token::{
    Binding, Claim, ExpiresText, Key, Link, Mode, PathToken, Policy, ScopeSet, SignError, Status,
    TokenText, expires_text,
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

/// A token, and the URL that carries it.
pub struct Signed {
    pub token: TokenText,
    pub url: Vec<u8>,
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
    /// The token for `signed`: a path or an identifier.
    pub fn plain(&self, signed: &[u8]) -> Result<TokenText, Error> {
        self.token(b"", signed)
    }

    /// `url` with a token for `signed`, in place of one that it has. The module's own check has
    /// passed it, but for its expiry.
    pub fn url(&self, url: &Url<'_>, signed: &[u8], now: u64) -> Result<Signed, Error> {
        let (token, path, query) = match self.policy.mode {
            Mode::Query => {
                let token = self.token(b"", signed)?;
                (token, url.path.to_vec(), Some(self.query(url, &token)))
            }
            Mode::Path => {
                let (token, path) = self.path(url, signed)?;
                (token, path, url.query.map(<[u8]>::to_vec))
            }
        };
        self.check(&path, query.as_deref().unwrap_or_default(), now)?;
        let mark: &[u8] = if query.is_some() { b"?" } else { b"" };
        let url = [url.origin, &path, mark, &query.unwrap_or_default(), url.fragment].concat();
        Ok(Signed { token, url })
    }

    /// The same for everyone, be the address known or not.
    pub fn unbound(&self) -> Self {
        let policy = Policy { binding: Binding::Off, ..self.policy.clone() };
        Self { policy, keys: self.keys.clone(), expires: self.expires, address: None }
    }

    fn query(&self, url: &Url<'_>, token: &[u8]) -> Vec<u8> {
        let names = &self.policy.names;
        let old = url.query.unwrap_or_default();
        let mut query = vec![0; old.len()];
        let kept = names.strip(old, &mut query).unwrap_or_default();
        query.truncate(kept);
        if !query.is_empty() && !query.ends_with(b"&") {
            query.push(b'&');
        }
        let ours: [&[u8]; 7] =
            [names.token(), b"=", token, b"&", names.expires(), b"=", &self.expires_text()];
        query.extend_from_slice(&ours.concat());
        query
    }

    fn path(&self, url: &Url<'_>, id: &[u8]) -> Result<(TokenText, Vec<u8>), Error> {
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
        Ok((token, [before, b"/", &token, b"/", &self.expires_text(), after].concat()))
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

    /// The expiry as links write it.
    pub fn expires_text(&self) -> ExpiresText {
        expires_text(self.expires)
    }
}
