//! Input on its way to a sink, in pieces as large as can be.

use super::params::{Form, Params};
use super::sink::{Error, Sink};

/// How much is written at once where the sink may have become full.
const MAX_PIECE_LEN: usize = 16 * 1024;

/// A window of the input of which some has been written, and the sink.
pub(super) struct Run<'a, S> {
    pub(super) input: &'a [u8],
    /// Where what has not been written begins.
    start: usize,
    pub(super) sink: &'a mut S,
}

impl<'a, S: Sink> Run<'a, S> {
    pub(super) fn new(input: &'a [u8], sink: &'a mut S) -> Self {
        Self { input, start: 0, sink }
    }

    /// Writes what stands before `end`.
    #[inline]
    pub(super) fn put_to(&mut self, end: usize) -> Result<(), Error<S::Error>> {
        let piece = &self.input[self.start..end];
        self.start = end;
        self.sink.put(piece).map_err(Error::Sink)
    }

    /// Writes what stands before `end`, and the parameters for the URL that ends there. `query` is
    /// the URL's own, if it has one.
    #[inline]
    pub(super) fn insert(
        &mut self,
        end: usize,
        params: &Params,
        form: Form,
        query: Option<&[u8]>,
    ) -> Result<(), Error<S::Error>> {
        let piece = &self.input[self.start..end];
        self.start = end;
        params.put(piece, form, query, self.sink)
    }

    /// Writes what stands before `end`, but little more than the sink wants. `false` if some is left.
    pub(super) fn put_within(&mut self, end: usize) -> Result<bool, Error<S::Error>> {
        while self.start < end {
            if self.sink.is_full() {
                return Ok(false);
            }
            self.put_to(end.min(self.start + MAX_PIECE_LEN))?;
        }
        Ok(true)
    }

    /// Whether what is left to write before `end` is one piece at most.
    pub(super) fn is_near(&self, end: usize) -> bool {
        end - self.start <= MAX_PIECE_LEN
    }

    /// What has not been written.
    pub(super) fn unwritten(&self) -> &'a [u8] {
        &self.input[self.start..]
    }

    /// Where what has not been written begins.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Leaves out what stands before `end`: it has been written otherwise, or will be.
    pub(super) fn skip_to(&mut self, end: usize) {
        self.start = end;
    }
}
