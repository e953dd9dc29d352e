//! What is said of a link: one word for variables, one sentence for the log, and what was signed.

use std::fmt;

use super::{AddressText, Algorithm, PathToken};

/// The verdict in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Right, and in time.
    Valid,
    /// Right, but too late.
    Expired,
    /// Wrong.
    Invalid,
    /// Not there.
    Missing,
    /// Not of the form of a token, or not of a time.
    Malformed,
    /// Right, but good for longer than the policy allows.
    Overlong,
}

impl Status {
    /// The word for it: `valid`, `expired`, `invalid`, `missing`, `malformed` or `overlong`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Invalid => "invalid",
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Overlong => "overlong",
        }
    }
}

/// Why the status is what it is. Its text is for a log line, and holds nothing secret and nothing
/// of the client's but numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The token is right and in time.
    Right,
    /// The query has no parameter with the token.
    NoToken,
    /// The query has no parameter with the expiry.
    NoExpires,
    /// The path has no pair of segments that looks like token and expiry.
    NoPair,
    /// `expires` is not a time.
    ExpiresForm,
    /// The token's length is not its algorithm's.
    TokenLength {
        /// Characters found, without padding.
        found: usize,
        /// The algorithm that makes tokens of another length.
        algorithm: Algorithm,
    },
    /// The token has characters that are not base64url.
    TokenAlphabet,
    /// The token is a spelling that no signer writes.
    NotCanonical,
    /// The token would have to be bound, and the client has no address.
    NoAddress,
    /// All keys are too short.
    NoKey,
    /// The token is not that of this link under any key.
    WrongToken,
    /// The token is right, and its time is over.
    Expired {
        /// Since how many seconds.
        ago: u64,
    },
    /// The token is right, and good for too long.
    Overlong {
        /// For how many seconds from now.
        left: u64,
        /// How many are allowed.
        max: u64,
    },
}

impl Detail {
    /// The status that goes with it.
    pub const fn status(self) -> Status {
        match self {
            Self::Right => Status::Valid,
            Self::NoToken | Self::NoExpires | Self::NoPair => Status::Missing,
            Self::ExpiresForm | Self::TokenLength { .. } | Self::TokenAlphabet => Status::Malformed,
            Self::NotCanonical | Self::NoAddress | Self::NoKey | Self::WrongToken => {
                Status::Invalid
            }
            Self::Expired { .. } => Status::Expired,
            Self::Overlong { .. } => Status::Overlong,
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Self::Right => "the token is right",
            Self::NoToken => "no token",
            Self::NoExpires => "no expires",
            Self::NoPair => "no segments TOKEN/EXPIRES in the path",
            Self::ExpiresForm => "expires is not 1 to 12 digits",
            Self::TokenLength { found, algorithm } => {
                let (name, right) = (algorithm.name(), algorithm.token_len());
                let plural = if found == 1 { "" } else { "s" };
                return write!(f, "token has {found} character{plural}, {name} has {right}");
            }
            Self::TokenAlphabet => "token has characters that are not base64url",
            Self::NotCanonical => "token is not in canonical base64url",
            Self::NoAddress => "client has no address to which a token could be bound",
            Self::NoKey => "no usable key",
            Self::WrongToken => "wrong token",
            Self::Expired { ago } => return write!(f, "expired {ago} s ago"),
            Self::Overlong { left, max } => {
                return write!(f, "good for another {left} s, at most {max} s are allowed");
            }
        };
        f.write_str(text)
    }
}

/// What [`Policy::verify`](super::Policy::verify) says of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Why. [`status`](Self::status) is the short form.
    pub detail: Detail,
    /// The expiry as the URL writes it; empty where the link has none that is a time.
    pub expires: &'a [u8],
    /// The signed path that matched; in path mode the path before the token, with its last `/`.
    pub path: &'a [u8],
    /// The segment before the token; empty in query mode.
    pub id: &'a [u8],
    /// The address or network to which the token is, or would have to be, bound; else empty.
    pub address: AddressText,
    /// The key under which the token is right, by its place among all that were given, from 0.
    pub key: Option<usize>,
    /// In path mode, the pair of segments.
    pub pair: Option<PathToken<'a>>,
    /// In query mode, whether the query was seen to have nothing but the two parameters.
    pub alone: bool,
}

impl Default for Verdict<'_> {
    /// Nothing is known of the link.
    fn default() -> Self {
        Self {
            detail: Detail::NoToken,
            expires: b"",
            path: b"",
            id: b"",
            address: AddressText::EMPTY,
            key: None,
            pair: None,
            alone: false,
        }
    }
}

impl Verdict<'_> {
    /// The verdict in one word.
    pub const fn status(&self) -> Status {
        self.detail.status()
    }
}
