//! DEFLATE with or without a wrapper, one call of the library at a time.

use flate2::{Decompress, FlushDecompress, Status};

use super::{DecodeError, Step};

/// The largest window of DEFLATE, as a power of two: 32 KiB (RFC 1951 section 2).
pub(super) const WINDOW_BITS: u8 = 15;

/// Inflates as far as `input` and `output` reach. `None` where that is nowhere. The boolean says
/// whether the stream has ended.
pub(super) fn inflate(
    stream: &mut Decompress,
    input: &[u8],
    output: &mut [u8],
) -> Result<Option<(Step, bool)>, DecodeError> {
    let (read, written) = (stream.total_in(), stream.total_out());
    let status = stream.decompress(input, output, FlushDecompress::None).map_err(failure)?;
    let step = Step {
        read: (stream.total_in() - read) as usize,
        written: (stream.total_out() - written) as usize,
    };
    let is_end = status == Status::StreamEnd;
    Ok((is_end || step != Step::default()).then_some((step, is_end)))
}

/// The library knows some thirty ways of being corrupt; three of them mean something to those who
/// run a server.
fn failure(error: flate2::DecompressError) -> DecodeError {
    if error.needs_dictionary().is_some() {
        return DecodeError::Unsupported("a preset dictionary");
    }
    DecodeError::Corrupt(match error.message() {
        Some("incorrect header check") => "no header where one must stand",
        Some("incorrect data check" | "incorrect length check") => "wrong checksum or length",
        _ => "no valid DEFLATE stream",
    })
}
