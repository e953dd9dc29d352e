//! Why a request gets no token, in the words that its sender reads.

use std::fmt;

/// What is wrong with a request for a token, or with the answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal<'a> {
    /// Neither GET nor HEAD.
    Method,
    /// A parameter that must be there is not, or is empty.
    Missing(&'a str),
    /// A parameter has a value that it must not have.
    Invalid(&'a str),
    /// Something that the request leads to, but that no parameter alone is to blame for: a path, an
    /// identifier, a URL.
    Unusable(&'static str),
    /// The request came over a Unix socket, and no token can be bound to its sender.
    NoAddress,
    /// Nothing that the sender could mend; the server's log says what.
    Internal,
}

impl<'a> Refusal<'a> {
    /// The status of the answer, by RFC 9110.
    pub const fn status(self) -> u16 {
        match self {
            Self::Method => 405,
            Self::Missing(_) | Self::Invalid(_) | Self::Unusable(_) | Self::NoAddress => 400,
            Self::Internal => 500,
        }
    }

    /// The answer, an object with the one field `error`, in pieces to be joined. Nothing in it has
    /// to be escaped: names of parameters are unreserved characters.
    pub fn json(self) -> [&'a [u8]; 4] {
        let (text, name) = self.text();
        [br#"{"error":""#, text.as_bytes(), name.as_bytes(), br#""}"#]
    }

    const fn text(self) -> (&'static str, &'a str) {
        match self {
            Self::Method => ("method not allowed", ""),
            Self::Missing(name) => ("missing required parameter: ", name),
            Self::Invalid(name) => ("invalid parameter: ", name),
            Self::Unusable(what) => ("invalid ", what),
            Self::NoAddress => ("the client has no address", ""),
            Self::Internal => ("internal error", ""),
        }
    }
}

impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, name) = self.text();
        write!(f, "{text}{name}")
    }
}
