//! Hashes that a signer may have taken: those of the module, and others that are as easy to call.

use hmac::digest::{Digest, FixedOutput, Update};
use hmac::{Hmac, KeyInit};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::token::Algorithm;

/// What makes bytes of a key and a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha512,
    HmacMd5,
    HmacSha1,
    HmacSha256,
    HmacSha512,
    /// HMAC-SHA256 of the key under the string.
    Swapped,
}

impl Hash {
    /// All that have a name of their own.
    pub(super) const NAMED: [Self; 8] = [
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::HmacSha256,
        Self::HmacMd5,
        Self::HmacSha1,
        Self::Sha512,
        Self::HmacSha512,
    ];

    pub(super) fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5,
            Algorithm::Sha1 => Self::Sha1,
            Algorithm::Sha256 => Self::Sha256,
            Algorithm::HmacSha256 => Self::HmacSha256,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::HmacMd5 => "hmac-md5",
            Self::HmacSha1 => "hmac-sha1",
            Self::HmacSha256 | Self::Swapped => "hmac-sha256",
            Self::HmacSha512 => "hmac-sha512",
        }
    }

    /// The algorithm of the module whose built-in string goes with it.
    pub(super) fn kin(self) -> Algorithm {
        match self {
            Self::Md5 | Self::Sha1 | Self::Sha256 | Self::Sha512 => Algorithm::Md5,
            _ => Algorithm::HmacSha256,
        }
    }

    /// Whether it takes the key apart from the string.
    pub(super) fn is_keyed(self) -> bool {
        self.kin().is_keyed()
    }

    /// Whether a location can have it.
    pub(super) fn is_module(self) -> bool {
        Algorithm::ALL.into_iter().any(|algorithm| Self::of(algorithm) == self)
    }

    pub(super) fn digest(self, key: &[u8], string: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(string).to_vec(),
            Self::Sha1 => Sha1::digest(string).to_vec(),
            Self::Sha256 => Sha256::digest(string).to_vec(),
            Self::Sha512 => Sha512::digest(string).to_vec(),
            Self::HmacMd5 => keyed::<Hmac<Md5>>(key, string),
            Self::HmacSha1 => keyed::<Hmac<Sha1>>(key, string),
            Self::HmacSha256 => keyed::<Hmac<Sha256>>(key, string),
            Self::HmacSha512 => keyed::<Hmac<Sha512>>(key, string),
            Self::Swapped => keyed::<Hmac<Sha256>>(string, key),
        }
    }
}

/// Nothing for a key that the algorithm does not take, which HMAC never says.
fn keyed<M: KeyInit + Update + FixedOutput>(key: &[u8], string: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = M::new_from_slice(key) else { return Vec::new() };
    mac.update(string);
    mac.finalize_fixed().to_vec()
}
