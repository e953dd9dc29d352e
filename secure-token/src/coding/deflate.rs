//! The coding `deflate`: the zlib format (RFC 1950), or DEFLATE without it (RFC 1951).

use flate2::Decompress;

use super::inflate::{WINDOW_BITS, inflate};
use super::{DecodeError, Step};

/// Of a zlib stream that lost its header the checksum may remain. curl tolerates that much.
const MAX_TRAILER: usize = 4;

pub(super) enum Deflate {
    /// The first byte, once it is there, since it takes two to tell the format.
    Start(Option<u8>),
    /// In the data.
    Data { stream: Decompress, is_wrapped: bool },
    /// After it, and how many bytes may still follow.
    End(usize),
}

impl Deflate {
    pub(super) fn new() -> Self {
        Self::Start(None)
    }

    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Option<Step>, DecodeError> {
        match self {
            Self::Start(first) => match (*first, input) {
                (None, [byte, ..]) => {
                    *first = Some(*byte);
                    Ok(Some(Step { read: 1, written: 0 }))
                }
                (Some(first), [second, ..]) => {
                    let is_wrapped = is_zlib(first, *second);
                    let mut stream = Decompress::new_with_window_bits(is_wrapped, WINDOW_BITS);
                    // One byte is taken whole, and is too little for any output.
                    inflate(&mut stream, &[first], &mut [])?;
                    *self = Self::Data { stream, is_wrapped };
                    self.step(input, output)
                }
                (_, []) => Ok(None),
            },
            Self::Data { stream, is_wrapped } => {
                let inflated = inflate(stream, input, output)?;
                if let Some((_, true)) = inflated {
                    *self = Self::End(if *is_wrapped { 0 } else { MAX_TRAILER });
                }
                Ok(inflated.map(|(step, _)| step))
            }
            Self::End(_) if input.is_empty() => Ok(None),
            Self::End(trailer) => match trailer.checked_sub(input.len()) {
                Some(rest) => {
                    *trailer = rest;
                    Ok(Some(Step { read: input.len(), written: 0 }))
                }
                None => Err(DecodeError::Corrupt("data after the end")),
            },
        }
    }

    pub(super) fn is_at_end(&self) -> bool {
        matches!(self, Self::End(_))
    }
}

/// Whether a stream that begins with these two bytes has the header of zlib (RFC 1950 section
/// 2.2): method 8, a window of 32 KiB at most, and the check bits. DEFLATE alone would have to
/// begin with a stored block whose padding is not zero, which no encoder writes.
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && first >> 4 <= 7 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}
