//! The coding `zstd`: Zstandard frames, one after the other (RFC 8878 section 3.1).
//!
//! The library decodes a block that it has whole. Here the parts of a frame are put together from
//! slices of any length, and what the library leaves to its caller is checked.

mod descriptor;

use std::io::Read;

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use self::descriptor::Descriptor;
use super::{DecodeError, Step};

/// The largest window, in bytes (RFC 9659 section 3).
const MAX_WINDOW: u64 = 8 * 1024 * 1024;

/// The largest block as it stands in a frame, in bytes (RFC 8878 section 3.1.1.2.4).
const MAX_BLOCK: usize = 128 * 1024;

const MAGIC: u32 = 0xfd2f_b528;
const MAGIC_LEN: usize = 4;
const BLOCK_HEADER_LEN: usize = 3;
const CHECKSUM_LEN: usize = 4;

pub(super) struct Zstd {
    library: FrameDecoder,
    /// What comes next.
    next: Part,
    /// As much of it as is there.
    bytes: Vec<u8>,
    /// How many bytes the frame gave.
    written: u64,
}

/// A part of a body. What has a length in itself begins with what told that length.
#[derive(Clone, Copy)]
enum Part {
    /// A magic number; or the body ends.
    Magic,
    /// The magic number of a skippable frame, and its length.
    Skippable,
    /// So many bytes of a skippable frame.
    Skipped(usize),
    /// The magic number of a frame, and the first byte of its header.
    Descriptor,
    /// The magic number of a frame, and its header.
    Header(Descriptor),
    /// The header of a block.
    BlockHeader(Descriptor),
    /// The header of a block, the block, and what follows if it is the last.
    Block(Descriptor, usize),
    /// What the library has decoded.
    Output(Descriptor),
}

impl Zstd {
    pub(super) fn new() -> Self {
        let mut library = FrameDecoder::new();
        library.set_max_window_size(MAX_WINDOW);
        Self { library, next: Part::Magic, bytes: Vec::new(), written: 0 }
    }

    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Option<Step>, DecodeError> {
        let len = match self.next {
            Part::Magic => MAGIC_LEN,
            Part::Skippable => MAGIC_LEN + size_of::<u32>(),
            Part::Skipped(len) => return Ok(self.skip(len, input)),
            Part::Descriptor => MAGIC_LEN + 1,
            Part::Header(descriptor) => MAGIC_LEN + descriptor.header_len(),
            Part::BlockHeader(_) => BLOCK_HEADER_LEN,
            Part::Block(_, len) => len,
            Part::Output(descriptor) => return self.put_out(descriptor, output),
        };
        let missing = len.saturating_sub(self.bytes.len());
        if missing > 0 && input.is_empty() {
            return Ok(None);
        }
        let more = input.get(..missing).unwrap_or(input);
        self.bytes.try_reserve(more.len())?;
        self.bytes.extend_from_slice(more);
        if more.len() == missing {
            self.next = self.take()?;
        }
        Ok(Some(Step { read: more.len(), written: 0 }))
    }

    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.next, Part::Magic) && self.bytes.is_empty()
    }

    /// Takes the part that has become whole, and says which is next.
    fn take(&mut self) -> Result<Part, DecodeError> {
        let next = match (self.next, &self.bytes[..]) {
            (Part::Magic, &[a, b, c, d]) => match u32::from_le_bytes([a, b, c, d]) {
                MAGIC => return Ok(Part::Descriptor),
                0x184d_2a50..=0x184d_2a5f => return Ok(Part::Skippable),
                _ => return Err(DecodeError::Corrupt("no frame where one must begin")),
            },
            (Part::Skippable, &[.., a, b, c, d]) => {
                Part::Skipped(u32::from_le_bytes([a, b, c, d]) as usize)
            }
            (Part::Descriptor, &[.., byte]) => {
                return Ok(Part::Header(Descriptor::new(byte)?));
            }
            (Part::Header(descriptor), header) => {
                self.library.reset(header).map_err(failure)?;
                self.written = 0;
                Part::BlockHeader(descriptor)
            }
            (Part::BlockHeader(descriptor), &[a, b, c]) => {
                return Ok(Part::Block(descriptor, block_len(descriptor, [a, b, c])?));
            }
            (Part::Block(descriptor, _), block) => {
                self.library
                    .decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(failure)?;
                Part::Output(descriptor)
            }
            // `step` gathers what each part needs.
            _ => return Err(INVALID_BLOCK),
        };
        self.bytes.clear();
        Ok(next)
    }

    fn skip(&mut self, len: usize, input: &[u8]) -> Option<Step> {
        let read = len.min(input.len());
        self.next = match len - read {
            0 => Part::Magic,
            rest if read > 0 => Part::Skipped(rest),
            _ => return None,
        };
        Some(Step { read, written: 0 })
    }

    fn put_out(
        &mut self,
        descriptor: Descriptor,
        output: &mut [u8],
    ) -> Result<Option<Step>, DecodeError> {
        let written = self.library.read(output).map_err(|_| INVALID_BLOCK)?;
        self.written += written as u64;
        if self.library.can_collect() == 0 {
            self.next = if self.library.is_finished() {
                self.check(descriptor)?;
                Part::Magic
            } else {
                Part::BlockHeader(descriptor)
            };
        } else if written == 0 {
            return Ok(None);
        }
        Ok(Some(Step { read: 0, written }))
    }

    /// Whether the frame gave what it promised.
    fn check(&self, descriptor: Descriptor) -> Result<(), DecodeError> {
        let is_right = (!descriptor.has_content_size()
            || self.written == self.library.content_size())
            && (!descriptor.has_checksum()
                || self.library.get_checksum_from_data() == self.library.get_calculated_checksum());
        if is_right { Ok(()) } else { Err(DecodeError::Corrupt("wrong checksum or length")) }
    }
}

/// How long a block is that has this header (RFC 8878 section 3.1.1.2), header and the checksum
/// after the last one included.
fn block_len(descriptor: Descriptor, header: [u8; 3]) -> Result<usize, DecodeError> {
    const RLE: u32 = 1;
    let [a, b, c] = header;
    let header = u32::from_le_bytes([a, b, c, 0]);
    let is_last = header & 1 != 0;
    let len = match (header >> 1) & 0b11 {
        RLE => 1,
        _ => (header >> 3) as usize,
    };
    if len > MAX_BLOCK {
        return Err(INVALID_BLOCK);
    }
    let checksum = if is_last && descriptor.has_checksum() { CHECKSUM_LEN } else { 0 };
    Ok(BLOCK_HEADER_LEN + len + checksum)
}

const INVALID_BLOCK: DecodeError = DecodeError::Corrupt("no valid block");

fn failure(error: FrameDecoderError) -> DecodeError {
    use FrameDecoderError::{
        DictNotProvided, FrameHeaderError, ReadFrameHeaderError, WindowSizeTooBig,
    };
    match error {
        // The library's own bound is higher, and lower than what a header can ask for.
        WindowSizeTooBig { .. } | FrameHeaderError(_) => DecodeError::Window,
        DictNotProvided { .. } => DecodeError::Unsupported("a dictionary"),
        ReadFrameHeaderError(_) => DecodeError::Corrupt("no valid frame header"),
        _ => INVALID_BLOCK,
    }
}
