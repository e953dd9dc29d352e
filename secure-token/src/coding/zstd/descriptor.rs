//! The first byte of a Zstandard frame's header (RFC 8878 section 3.1.1.1.1).

use crate::coding::DecodeError;

/// The frame header descriptor.
#[derive(Clone, Copy)]
pub(super) struct Descriptor(u8);

impl Descriptor {
    /// Takes it from a frame's header; the bit that is reserved must be zero.
    pub(super) fn new(byte: u8) -> Result<Self, DecodeError> {
        match byte & 0b1000 {
            0 => Ok(Self(byte)),
            _ => Err(DecodeError::Corrupt("no valid frame header")),
        }
    }

    /// The length of the header that begins with it, in bytes.
    pub(super) fn header_len(self) -> usize {
        let window = if self.is_single_segment() { 0 } else { 1 };
        let dictionary = [0, 1, 2, 4][usize::from(self.0 & 0b11)];
        1 + window + dictionary + self.content_size_len()
    }

    /// Whether the header says how many bytes the frame gives.
    pub(super) fn has_content_size(self) -> bool {
        self.content_size_len() > 0
    }

    /// Whether the frame ends with a checksum.
    pub(super) fn has_checksum(self) -> bool {
        self.0 & 0b100 != 0
    }

    fn is_single_segment(self) -> bool {
        self.0 & 0b10_0000 != 0
    }

    fn content_size_len(self) -> usize {
        match self.0 >> 6 {
            0 if self.is_single_segment() => 1,
            0 => 0,
            flag => 1 << flag,
        }
    }
}
