//! The hash algorithms, and the digest of a link's string under each of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::block_api::HmacCore;
use hmac::digest::Output;
use hmac::digest::block_api::{Buffer, BufferKindUser, FixedOutputCore, UpdateCore};
use hmac::{EagerHash, KeyInit};
use sha1::Sha1;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::md5::md5;
use super::{Fields, Template, TokenText};

/// How the string of a link becomes a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// MD5 of a string that holds the key: the format that links in use have.
    Md5,
    /// SHA-1 of a string that holds the key.
    Sha1,
    /// SHA-256 of a string that holds the key.
    Sha256,
    /// HMAC-SHA256 (RFC 2104) under the key, of a string without it.
    HmacSha256,
}

/// A word that names no algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid value \"{0}\", it must be \"md5\", \"sha1\", \"sha256\" or \"hmac-sha256\"")]
pub struct UnknownAlgorithm(String);

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Md5, Self::Sha1, Self::Sha256, Self::HmacSha256];

    /// Reads an algorithm's name, in lower case as [`name`](Self::name) gives it.
    pub fn parse(word: &[u8]) -> Result<Self, UnknownAlgorithm> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().as_bytes() == word)
            .ok_or_else(|| UnknownAlgorithm(word.escape_ascii().to_string()))
    }

    /// The name by which configurations and logs know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::HmacSha256 => "hmac-sha256",
        }
    }

    /// The number of characters of a token without padding.
    pub const fn token_len(self) -> usize {
        match self {
            Self::Md5 => 22,
            Self::Sha1 => 27,
            Self::Sha256 | Self::HmacSha256 => 43,
        }
    }

    /// The number of bytes of its digest.
    pub(super) const fn digest_len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 | Self::HmacSha256 => 32,
        }
    }

    /// Whether the key goes into the algorithm, so that the string does without it.
    pub const fn is_keyed(self) -> bool {
        matches!(self, Self::HmacSha256)
    }

    /// The digest of the string that `template` makes of `fields`. `None` for a key that the
    /// algorithm does not take, which none of those here ever says.
    #[inline(always)]
    pub(super) fn digest(self, template: &Template, fields: &Fields<'_>) -> Option<Digest> {
        Some(match self {
            Self::Md5 => Digest::new(&md5(template, fields)),
            Self::Sha1 => digest_by(start::<Sha1>(), template, fields),
            Self::Sha256 => digest_by(start::<Sha256>(), template, fields),
            Self::HmacSha256 => {
                let keyed = HmacCore::<Sha256>::new_from_slice(fields.key).ok()?;
                digest_by(keyed, template, fields)
            }
        })
    }

    /// Whether `token` is that digest, told in constant time.
    #[inline(never)]
    pub(super) fn is_digest(
        self,
        token: &Digest,
        template: &Template,
        fields: &Fields<'_>,
    ) -> bool {
        self.digest(template, fields).is_some_and(|right| right.ct_eq(token).into())
    }
}

/// A hash of no bytes yet.
fn start<H: EagerHash>() -> H::Core {
    H::Core::default()
}

/// The digest by `hash` of the string that `template` makes of `fields`. By hand, with a buffer that
/// stays in its place: what the crate `digest` makes of the two is moved to be finished.
#[inline(always)]
fn digest_by<H: UpdateCore + BufferKindUser + FixedOutputCore>(
    mut hash: H,
    template: &Template,
    fields: &Fields<'_>,
) -> Digest {
    let mut buffer = Buffer::<H>::default();
    template.each(fields, |part| buffer.digest_blocks(part, |blocks| hash.update_blocks(blocks)));
    let mut digest = Output::<H>::default();
    hash.finalize_fixed_core(&mut buffer, &mut digest);
    Digest::new(&digest)
}

/// The longest digest, in bytes.
pub(super) const MAX_DIGEST: usize = 32;

/// What a token stands for: 16, 20 or 32 bytes, the rest of them zero. It has no `Debug`, since a
/// right one is a secret.
///
/// In words, since `subtle` hides each comparison from the optimiser, which bytes pay eightfold.
#[derive(Clone, Copy)]
pub(super) struct Digest([u64; MAX_DIGEST / 8]);

impl Digest {
    /// Takes the bytes of a digest; what lies past the longest is dropped.
    #[inline]
    pub(super) fn new(from: &[u8]) -> Self {
        let len = from.len().min(MAX_DIGEST);
        let mut bytes = [0; MAX_DIGEST];
        bytes[..len].copy_from_slice(&from[..len]);
        let mut words = [0; MAX_DIGEST / 8];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_ne_bytes(*bytes);
        }
        Self(words)
    }

    /// Takes the words of a digest, in which the first byte is the highest.
    #[inline]
    pub(super) fn of_words(words: [u64; MAX_DIGEST / 8]) -> Self {
        Self(words.map(u64::to_be))
    }

    /// The token: base64url without padding (RFC 4648 section 5).
    pub(super) fn text(&self, algorithm: Algorithm) -> TokenText {
        let mut bytes = [0; MAX_DIGEST];
        for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(self.0) {
            *bytes = word.to_ne_bytes();
        }
        let mut text = TokenText::EMPTY;
        // 32 bytes make 43 characters, which is what the text holds.
        text.fill(|out| {
            URL_SAFE_NO_PAD.encode_slice(&bytes[..algorithm.digest_len()], out).unwrap_or(0)
        });
        text
    }
}

impl ConstantTimeEq for Digest {
    #[inline]
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.iter().zip(other.0).fold(0, |differing, (a, b)| differing | (a ^ b)).ct_eq(&0)
    }
}
