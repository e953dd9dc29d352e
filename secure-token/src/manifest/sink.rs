//! Where a rewritten manifest goes, and what can go wrong on the way.

use std::collections::TryReserveError;
use std::ops::Range;

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

    /// Finds room, if there can be some. It is called before many calls of
    /// [`put_if_room`](Self::put_if_room), which is then the simpler.
    fn prepare(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Takes `first` and then `second` if there is room for both, and some is left: `false` where
    /// nothing was taken. Nearly all of a manifest may go this way, so it is worth being quick: what
    /// stands before an insertion, and what is inserted.
    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        let _ = (first, second);
        false
    }

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

    #[inline]
    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        let fits = first.len() + second.len() < self.capacity() - self.len();
        if fits {
            self.extend_from_slice(first);
            self.extend_from_slice(second);
        }
        fits
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

/// Appends what stands at `range` in `to` itself.
pub(super) fn append_within(to: &mut Vec<u8>, range: Range<usize>) -> Result<(), OutOfMemory> {
    to.try_reserve(range.len())?;
    to.extend_from_within(range);
    Ok(())
}
