//! The coding `br`: one Brotli stream (RFC 7932).

mod heap;

use brotli_decompressor::{
    BrotliDecoderErrorCode as Code, BrotliDecompressStream, BrotliResult, BrotliState,
};

use self::heap::Heap;
use super::{DecodeError, Step};

pub(super) struct Brotli {
    state: BrotliState<Heap, Heap, Heap>,
    is_at_end: bool,
}

impl Brotli {
    pub(super) fn new() -> Self {
        // Strict is without the extension for windows above 16 MiB, which HTTP does not know.
        Self { state: BrotliState::new_strict(Heap, Heap, Heap), is_at_end: false }
    }

    pub(super) fn step(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Option<Step>, DecodeError> {
        if self.is_at_end {
            return match input {
                [] => Ok(None),
                _ => Err(DecodeError::Corrupt("data after the end")),
            };
        }
        let (mut input_left, mut output_left) = (input.len(), output.len());
        let (mut read, mut written, mut total) = (0, 0, 0);
        match BrotliDecompressStream(
            &mut input_left,
            &mut read,
            input,
            &mut output_left,
            &mut written,
            output,
            &mut total,
            &mut self.state,
        ) {
            BrotliResult::ResultFailure => return Err(failure(self.state.error_code)),
            BrotliResult::ResultSuccess => self.is_at_end = true,
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
        }
        let step = Step { read, written };
        Ok((self.is_at_end || step != Step::default()).then_some(step))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.is_at_end
    }
}

fn failure(code: Code) -> DecodeError {
    match code {
        Code::BROTLI_DECODER_ERROR_FORMAT_WINDOW_BITS => DecodeError::Window,
        Code::BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES
        | Code::BROTLI_DECODER_ERROR_ALLOC_TREE_GROUPS
        | Code::BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MAP
        | Code::BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_1
        | Code::BROTLI_DECODER_ERROR_ALLOC_RING_BUFFER_2
        | Code::BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES => DecodeError::OutOfMemory,
        _ => DecodeError::Corrupt("no valid Brotli stream"),
    }
}
