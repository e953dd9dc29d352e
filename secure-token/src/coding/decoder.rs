//! The decoder of one body: the same few calls for every coding, and a bound on what comes out.

use super::brotli::Brotli;
use super::deflate::Deflate;
use super::gzip::Gzip;
use super::zstd::Zstd;
use super::{Coding, DecodeError};

/// A body may grow to this many bytes, however few it had.
pub const MAX_FREE_OUTPUT: u64 = 64 * 1024 * 1024;

/// Beyond [`MAX_FREE_OUTPUT`], a body may grow to this many times the bytes read so far.
pub const MAX_RATIO: u64 = 200;

/// How far a call came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// How many bytes of the input were taken.
    pub read: usize,
    /// How many bytes of the output were filled.
    pub written: usize,
}

/// Takes the content coding off one body.
///
/// Memory, at most, besides the caller's two slices:
///
/// | coding | |
/// |---|---|
/// | gzip, deflate | 48 KiB, a window of 32 KiB and tables; twice that for a moment between two members |
/// | br | 28 MiB, a window of 16 MiB, while it grows the half that it had, and tables |
/// | zstd | 13 MiB, a window of 8 MiB, while it grows the half that it had, and blocks; twice that where blocks are longer than the format allows |
///
/// A window of br or zstd has the size that the body asks for, but grows with what was decoded, so
/// that a manifest takes little more than its own length.
///
/// What was flushed into a body comes out of it, but for zstd, where nothing does before a frame
/// ends or a whole window is full.
pub struct Decoder {
    stream: Stream,
    read: u64,
    written: u64,
    failure: Option<DecodeError>,
}

/// What does the work. Kept in place, since a box would be an allocation that cannot fail.
#[expect(clippy::large_enum_variant, reason = "there is one for each body, and it is not moved")]
enum Stream {
    Identity,
    Gzip(Gzip),
    Deflate(Deflate),
    Brotli(Brotli),
    Zstd(Zstd),
}

impl Decoder {
    /// A decoder for a body of this coding.
    ///
    /// # Panics
    ///
    /// If the 48 KiB for gzip cannot be had, which the library does not expect.
    pub fn new(coding: Coding) -> Self {
        let stream = match coding {
            Coding::Identity => Stream::Identity,
            Coding::Gzip => Stream::Gzip(Gzip::new()),
            Coding::Deflate => Stream::Deflate(Deflate::new()),
            Coding::Brotli => Stream::Brotli(Brotli::new()),
            Coding::Zstd => Stream::Zstd(Zstd::new()),
        };
        Self { stream, read: 0, written: 0, failure: None }
    }

    /// Takes what it can of `input`, the next bytes of the body, and fills `output`.
    ///
    /// It stops when all of `input` was read or `output` is full: the rest of `input` is to be
    /// given again. While `output` was filled to its last byte there may be more to come, even
    /// without input.
    ///
    /// An error is final. What a failing call wrote is of no use.
    pub fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, DecodeError> {
        match self.failure {
            Some(failure) => Err(failure),
            None => self.advance(input, output).inspect_err(|&error| self.failure = Some(error)),
        }
    }

    /// After the last byte of the body: fills `output` with what is still to come, and says how
    /// many bytes that is. It is to be called until that is less than `output` has room for; then
    /// the body was complete. An empty body is, in every coding.
    pub fn finish(&mut self, output: &mut [u8]) -> Result<usize, DecodeError> {
        let room = output.len();
        let Step { written, .. } = self.decode(&[], output)?;
        if written == room && room > 0 || self.read == 0 || self.stream.is_at_end() {
            return Ok(written);
        }
        self.failure = Some(DecodeError::Truncated);
        Err(DecodeError::Truncated)
    }

    fn advance(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, DecodeError> {
        let mut done = Step::default();
        while let Some(step) = self.stream.step(&input[done.read..], &mut output[done.written..])? {
            done.read += step.read;
            done.written += step.written;
            self.read = self.read.saturating_add(step.read as u64);
            self.written = self.written.saturating_add(step.written as u64);
            if self.written > MAX_FREE_OUTPUT && self.written > self.read.saturating_mul(MAX_RATIO)
            {
                return Err(DecodeError::TooLarge);
            }
        }
        Ok(done)
    }
}

impl Stream {
    /// One step, of any size. `None` where there is none without more input, or more room.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Option<Step>, DecodeError> {
        match self {
            Self::Identity => Ok(copy(input, output)),
            Self::Gzip(stream) => stream.step(input, output),
            Self::Deflate(stream) => stream.step(input, output),
            Self::Brotli(stream) => stream.step(input, output),
            Self::Zstd(stream) => stream.step(input, output),
        }
    }

    /// Whether a body may end here.
    fn is_at_end(&self) -> bool {
        match self {
            Self::Identity => true,
            Self::Gzip(stream) => stream.is_at_end(),
            Self::Deflate(stream) => stream.is_at_end(),
            Self::Brotli(stream) => stream.is_at_end(),
            Self::Zstd(stream) => stream.is_at_end(),
        }
    }
}

fn copy(input: &[u8], output: &mut [u8]) -> Option<Step> {
    let len = input.len().min(output.len());
    output[..len].copy_from_slice(&input[..len]);
    (len > 0).then_some(Step { read: len, written: len })
}
