//! Why a body cannot be decoded, in words for the log.

use std::collections::TryReserveError;

use super::{MAX_FREE_OUTPUT, MAX_RATIO};

/// Why a body cannot be decoded, or not any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The body is not what its coding says: how it differs.
    #[error("corrupt data: {0}")]
    Corrupt(&'static str),
    /// The body ends before what was encoded does.
    #[error("the body is cut off")]
    Truncated,
    /// The decoder would have to remember more than is allowed.
    #[error("the window is too large, at most 16 MiB (br) or 8 MiB (zstd) are allowed")]
    Window,
    /// The body grows beyond what a manifest may: it is a bomb.
    #[error(
        "decodes to more than {} MiB and more than {MAX_RATIO} times its size",
        MAX_FREE_OUTPUT >> 20
    )]
    TooLarge,
    /// The body uses a part of its coding that has no place in HTTP: which one.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
    /// Memory for the window, or for a block, could not be had.
    #[error("out of memory")]
    OutOfMemory,
}

impl From<TryReserveError> for DecodeError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}
