//! Signing: the token that a policy accepts.

use std::net::IpAddr;

use super::{AddressText, Fields, Inline, MIN_KEY_LEN, Policy};

/// A token: base64url without padding, 43 characters at most.
pub type TokenText = Inline<43>;

/// What a token is to say.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The path of a file, or of a directory with its last `/`; nothing is normalised. In path
    /// mode the path before the token, and only for templates that name it.
    pub path: &'a [u8],
    /// Path mode: the segment before the token.
    pub id: &'a [u8],
    /// The expiry, as the URL will write it.
    pub expires: &'a [u8],
    /// The only client that the token is for, by the networks of the policy's binding if it has
    /// any; `None` for a token that is not bound.
    pub address: Option<IpAddr>,
}

/// Why no token was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key of {len} bytes cannot sign, it must have at least {MIN_KEY_LEN}")]
pub struct SignError {
    /// The key's length in bytes.
    pub len: usize,
}

impl Policy {
    /// Makes the token of `claim` under `key`. `foreign` are the values of the template's
    /// [`foreign`](super::Template::foreign) parts, in their order.
    pub fn sign(
        &self,
        claim: &Claim<'_>,
        key: &[u8],
        foreign: &[&[u8]],
    ) -> Result<TokenText, SignError> {
        let unusable = SignError { len: key.len() };
        if key.len() < MIN_KEY_LEN {
            return Err(unusable);
        }
        let ip = claim.address.map_or(AddressText::EMPTY, |address| self.binding.text(address));
        let fields = Fields {
            path: claim.path,
            id: claim.id,
            expires: claim.expires,
            ip: &ip,
            key,
            foreign,
        };
        let digest = self.algorithm.digest(&self.template, &fields).ok_or(unusable)?;
        Ok(digest.text(self.algorithm))
    }
}
