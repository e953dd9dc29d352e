//! Content codings (RFC 9110 section 8.4) that a manifest may arrive in, and how each is taken off.
//!
//! [`Coding::parse`] reads the header `Content-Encoding`; a [`Decoder`] turns the body into what
//! was encoded, in whatever slices both come and go. Encoding again is left to nginx.

mod brotli;
mod decoder;
mod deflate;
mod error;
mod gzip;
mod inflate;
mod zstd;

use std::fmt;

pub use decoder::{Decoder, MAX_FREE_OUTPUT, MAX_RATIO, Step};
pub use error::DecodeError;

use crate::inline::Inline;

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// None.
    Identity,
    /// The gzip file format (RFC 1952).
    Gzip,
    /// The zlib format (RFC 1950), or DEFLATE alone (RFC 1951) as some servers send it.
    Deflate,
    /// Brotli (RFC 7932).
    Brotli,
    /// Zstandard (RFC 8878) with windows as RFC 9659 has them.
    Zstd,
}

impl Coding {
    /// Reads the value of a header `Content-Encoding`.
    ///
    /// ASCII case and white space around a name do not count, nor do empty elements of the list
    /// (RFC 9110 section 5.6.1). No coding at all may also be called `identity` or `none`. Two
    /// codings one over the other are as unknown as one that has no name here.
    pub fn parse(content_encoding: &[u8]) -> Result<Self, UnknownCoding> {
        let mut outer = Self::Identity;
        for element in content_encoding.split(|&byte| byte == b',') {
            match (outer, Self::named(element.trim_ascii())) {
                (_, Some(Self::Identity)) => {}
                (Self::Identity, Some(coding)) => outer = coding,
                _ => return Err(UnknownCoding::new(content_encoding)),
            }
        }
        Ok(outer)
    }

    fn named(name: &[u8]) -> Option<Self> {
        const NAMES: [(&[u8], Coding); 8] = [
            (b"", Coding::Identity),
            (b"identity", Coding::Identity),
            (b"none", Coding::Identity),
            (b"gzip", Coding::Gzip),
            (b"x-gzip", Coding::Gzip),
            (b"deflate", Coding::Deflate),
            (b"br", Coding::Brotli),
            (b"zstd", Coding::Zstd),
        ];
        let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|&(_, coding)| coding)
    }

    /// Its name in the registry of HTTP content codings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }
}

/// How much of an unknown value its error shows, in bytes.
const SHOWN: usize = 64;

/// A `Content-Encoding` that cannot be taken off. Its text shows the first 64 bytes of the value,
/// escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCoding {
    // A value comes with a response, so that the error must not allocate.
    value: Inline<SHOWN>,
    is_cut: bool,
}

impl UnknownCoding {
    fn new(value: &[u8]) -> Self {
        let mut shown = Inline::EMPTY;
        shown.push_some(value);
        Self { value: shown, is_cut: value.len() > SHOWN }
    }
}

impl fmt::Display for UnknownCoding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = &self.value;
        let rest = if self.is_cut { "..." } else { "" };
        write!(
            to,
            "unknown content coding \"{value}{rest}\", known are \"gzip\", \"deflate\", \"br\" and \
             \"zstd\", one at a time"
        )
    }
}

impl std::error::Error for UnknownCoding {}
