//! What real encoders make of a text, and what the decoder makes of a body.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use secure_token::coding::{Coding, DecodeError, Decoder, MAX_FREE_OUTPUT, MAX_RATIO};
use zstd::stream::raw::CParameter;

/// Of longer texts no more than this is kept.
pub const LONG: usize = 256 * 1024;

/// `text` in this coding; `setting` chooses among what its encoder offers.
pub fn encode(coding: Coding, text: &[u8], setting: u16) -> Vec<u8> {
    let setting = u32::from(setting);
    let level = Compression::new(setting % 10);
    match coding {
        Coding::Identity => text.to_vec(),
        Coding::Gzip => written(GzEncoder::new(Vec::new(), level), text).finish().unwrap(),
        Coding::Deflate if setting % 20 < 10 => {
            written(ZlibEncoder::new(Vec::new(), level), text).finish().unwrap()
        }
        Coding::Deflate => written(DeflateEncoder::new(Vec::new(), level), text).finish().unwrap(),
        Coding::Brotli => {
            let (quality, window) = (setting % 10, 10 + setting / 10 % 15);
            let encoder = brotli::CompressorWriter::new(Vec::new(), 4096, quality, window);
            written(encoder, text).into_inner()
        }
        Coding::Zstd => {
            let mut encoder = zstd::stream::Encoder::new(Vec::new(), (setting % 5) as i32).unwrap();
            encoder.set_parameter(CParameter::WindowLog(10 + setting / 10 % 14)).unwrap();
            encoder.include_checksum(setting.is_multiple_of(3)).unwrap();
            written(encoder, text).finish().unwrap()
        }
    }
}

fn written<W: Write>(mut encoder: W, text: &[u8]) -> W {
    encoder.write_all(text).unwrap();
    encoder
}

/// The text of a body that comes in these slices, into `room` bytes at a time; no more than what
/// fills [`LONG`] bytes.
pub fn decode<'a>(
    coding: Coding,
    slices: impl IntoIterator<Item = &'a [u8]>,
    room: usize,
) -> Result<Vec<u8>, DecodeError> {
    let (mut decoder, mut output, mut text) = (Decoder::new(coding), vec![0; room], Vec::new());
    let (mut read, mut written) = (0, 0);
    let mut take = |read: usize, output: &[u8]| {
        written += output.len() as u64;
        text.extend_from_slice(&output[..output.len().min(LONG - text.len())]);
        let most = MAX_FREE_OUTPUT.max(MAX_RATIO * read as u64);
        assert!(written <= most, "{written} bytes of {read}");
    };
    for mut slice in slices {
        loop {
            let step = decoder.decode(slice, &mut output)?;
            assert!(step.read == slice.len() || step.written == room, "stopped at {step:?}");
            (slice, read) = (&slice[step.read..], read + step.read);
            take(read, &output[..step.written]);
            if step.written < room {
                break;
            }
        }
    }
    loop {
        let length = decoder.finish(&mut output)?;
        take(read, &output[..length]);
        if length < room {
            return Ok(text);
        }
    }
}
