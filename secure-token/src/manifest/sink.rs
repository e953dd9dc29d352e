//! Where a rewritten manifest goes, and what can go wrong on the way.

use std::collections::TryReserveError;

use crate::coding::DecodeError;

/// Takes what a scanner writes.
///
/// A scanner stops at a full sink after a URL at the latest, so what a sink is given beyond the
/// moment it became full is bounded: one URL, the parameters, and 16 KiB of what stood between.
pub trait Sink {
    /// Why a sink cannot take more.
    type Error;

    /// Takes all of `bytes`, even where that makes the sink fuller than it would like.
    fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error>;

    /// Whether the scanner should stop for now, so that memory stays flat while a slow client
    /// reads.
    fn is_full(&self) -> bool;
}

/// Memory that could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("out of memory")]
pub struct OutOfMemory;

impl From<TryReserveError> for OutOfMemory {
    fn from(_: TryReserveError) -> Self {
        Self
    }
}

/// Why a manifest could not be written. Nothing that stands in a manifest is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error<E> {
    /// A URL, or a variable, could not be remembered.
    #[error("out of memory")]
    OutOfMemory,
    /// A body in a content coding could not be decoded any further.
    #[error("{0}")]
    Decode(DecodeError),
    /// The sink's own error.
    #[error("{0}")]
    Sink(E),
}

impl<E> From<TryReserveError> for Error<E> {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

impl<E> From<OutOfMemory> for Error<E> {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// A sink that is never full.
impl Sink for Vec<u8> {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        append(self, bytes)
    }

    fn is_full(&self) -> bool {
        false
    }
}

/// Appends `bytes`, or says that there is no memory for them, where the standard library aborts.
pub(super) fn append(to: &mut Vec<u8>, bytes: &[u8]) -> Result<(), OutOfMemory> {
    to.try_reserve(bytes.len())?;
    to.extend_from_slice(bytes);
    Ok(())
}
