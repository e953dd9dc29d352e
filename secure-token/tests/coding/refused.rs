//! Bodies that are not right, and what the log says of them.

use secure_token::coding::{Coding, DecodeError, Decoder};

use super::bodies::file;
use super::{AMPLE, decode, decode_whole};

/// What `change` makes of a body.
fn changed(body: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut body = body.to_vec();
    change(&mut body);
    body
}

/// `body`, and something behind it.
fn with(body: &[u8], more: &[u8]) -> Vec<u8> {
    [body, more].concat()
}

/// `body` with some bits of the byte at `at` flipped; a negative place counts from the end.
fn flipped(body: &[u8], at: isize, bits: u8) -> Vec<u8> {
    let at = if at < 0 { body.len().strict_add_signed(at) } else { at as usize };
    changed(body, |body| body[at] ^= bits)
}

const NO_HEADER: DecodeError = DecodeError::Corrupt("no header where one must stand");
const CHECKSUM: DecodeError = DecodeError::Corrupt("wrong checksum or length");
const INVALID_DEFLATE: DecodeError = DecodeError::Corrupt("no valid DEFLATE stream");
const INVALID_BROTLI: DecodeError = DecodeError::Corrupt("no valid Brotli stream");
const NO_FRAME: DecodeError = DecodeError::Corrupt("no frame where one must begin");
const INVALID_HEADER: DecodeError = DecodeError::Corrupt("no valid frame header");
const INVALID_BLOCK: DecodeError = DecodeError::Corrupt("no valid block");
const MORE: DecodeError = DecodeError::Corrupt("data after the end");

fn rows() -> Vec<(Coding, Vec<u8>, DecodeError, &'static str)> {
    let plain = file!("short.m3u8");
    let (gz, zz, deflate) = (file!("short.gz"), file!("short.zz"), file!("short.deflate"));
    let (br, zst) = (file!("short.br"), file!("short.zst"));
    let padding = DecodeError::Corrupt("data after the padding");
    let dictionary = DecodeError::Unsupported("a preset dictionary");
    vec![
        (Coding::Gzip, plain.to_vec(), NO_HEADER, "not compressed at all"),
        (Coding::Gzip, zz.to_vec(), NO_HEADER, "zlib called gzip"),
        (Coding::Gzip, with(b"\0", gz), NO_HEADER, "padding before the first member"),
        (Coding::Gzip, with(gz, b"garbage"), NO_HEADER, "garbage after a member"),
        (Coding::Gzip, with(gz, plain), NO_HEADER, "text after a member"),
        (Coding::Gzip, with(gz, b"\0\0x"), padding, "garbage after the padding"),
        (Coding::Gzip, with(&with(gz, b"\0"), gz), padding, "a member after the padding"),
        (Coding::Gzip, with(gz, &gz[..10]), DecodeError::Truncated, "half a second member"),
        (Coding::Gzip, with(gz, b"\x1f"), DecodeError::Truncated, "a second member's first byte"),
        (Coding::Gzip, flipped(gz, 2, 1), INVALID_DEFLATE, "another method than DEFLATE"),
        (Coding::Gzip, flipped(gz, 3, 0x20), INVALID_DEFLATE, "a reserved flag"),
        (Coding::Gzip, flipped(gz, -8, 1), CHECKSUM, "wrong CRC-32"),
        (Coding::Gzip, flipped(gz, -1, 1), CHECKSUM, "wrong length"),
        (
            Coding::Gzip,
            flipped(file!("fields.gz"), 20, 1),
            INVALID_DEFLATE,
            "a header that does not match its CRC-16",
        ),
        (Coding::Deflate, plain.to_vec(), INVALID_DEFLATE, "not compressed at all"),
        (Coding::Deflate, gz.to_vec(), INVALID_DEFLATE, "gzip called deflate"),
        (Coding::Deflate, with(zz, b"\0"), MORE, "a byte after a zlib stream"),
        (Coding::Deflate, with(deflate, b"12345"), MORE, "more than a trailer"),
        (Coding::Deflate, flipped(zz, -1, 1), CHECKSUM, "wrong Adler-32"),
        (Coding::Deflate, file!("dictionary.zz").to_vec(), dictionary, "a preset dictionary"),
        (Coding::Deflate, b"\x06\x00".to_vec(), INVALID_DEFLATE, "the reserved block type"),
        (Coding::Brotli, plain.to_vec(), INVALID_BROTLI, "not compressed at all"),
        (Coding::Brotli, with(br, b"\0"), MORE, "a byte after the stream"),
        (Coding::Brotli, b"\x11\x1e\x03".to_vec(), DecodeError::Window, "a large window"),
        (Coding::Brotli, b"\x11".to_vec(), DecodeError::Window, "the mark of a large window"),
        (Coding::Zstd, plain.to_vec(), NO_FRAME, "not compressed at all"),
        (Coding::Zstd, with(zst, plain), NO_FRAME, "text after a frame"),
        (Coding::Zstd, with(zst, b"\0"), DecodeError::Truncated, "too little for a frame"),
        (Coding::Zstd, b"\x27\xb5\x2f\xfd".to_vec(), NO_FRAME, "a format before the standard's"),
        (Coding::Zstd, file!("window16m.zst").to_vec(), DecodeError::Window, "a window of 16 MiB"),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x00\x69\x01\x00\x00".to_vec(),
            DecodeError::Window,
            "a window of 9 MiB",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00".to_vec(),
            DecodeError::Window,
            "the largest window that can be written",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\xa0\x01\x00\x80\x00\x01\x00\x00".to_vec(),
            DecodeError::Window,
            "one segment of 8 MiB and a byte",
        ),
        (
            Coding::Zstd,
            file!("dictionary.zst").to_vec(),
            DecodeError::Unsupported("a dictionary"),
            "a dictionary",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x02\x00\x00\x80\x01\x00\x00".to_vec(),
            DecodeError::Unsupported("a dictionary"),
            "a dictionary whose number takes two bytes",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x03\x00\x00\x00\x00\x80\x01\x00\x00".to_vec(),
            DecodeError::Unsupported("a dictionary"),
            "a dictionary whose number takes four bytes",
        ),
        (Coding::Zstd, flipped(zst, 4, 0x08), INVALID_HEADER, "the reserved bit"),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x00\x00\x07\x00\x00".to_vec(),
            INVALID_BLOCK,
            "the reserved type of block",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x00\x50\x09\x00\x10".to_vec(),
            INVALID_BLOCK,
            "a block of 128 KiB and a byte",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x00\x50\x0b\x00\x10x".to_vec(),
            INVALID_BLOCK,
            "a block that would give 128 KiB and a byte",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x20\x02\x19\x00\x00abc".to_vec(),
            INVALID_BLOCK,
            "a block longer than the window",
        ),
        (Coding::Zstd, flipped(zst, -1, 1), CHECKSUM, "wrong checksum"),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x20\x04\x19\x00\x00abc".to_vec(),
            CHECKSUM,
            "less than the header says",
        ),
        (
            Coding::Zstd,
            b"\x28\xb5\x2f\xfd\x20\x02\x08\x00\x00a\x11\x00\x00bc".to_vec(),
            CHECKSUM,
            "more than the header says",
        ),
    ]
}

#[test]
fn whole_and_byte_by_byte() {
    for (coding, body, error, why) in rows() {
        assert_eq!(decode_whole(coding, &body), Err(error), "{coding:?}: {why}");
        assert_eq!(decode(coding, body.chunks(1), 1), Err(error), "{coding:?}: {why}, by bytes");
    }
}

#[test]
fn for_good() {
    for (coding, body, error, why) in rows() {
        let mut decoder = Decoder::new(coding);
        let mut output = vec![0; AMPLE];
        if error != DecodeError::Truncated {
            assert_eq!(decoder.decode(&body, &mut output), Err(error), "{coding:?}: {why}");
        } else {
            decoder.decode(&body, &mut output).unwrap();
            assert_eq!(decoder.finish(&mut output), Err(error), "{coding:?}: {why}");
        }
        assert_eq!(decoder.decode(&body, &mut output), Err(error), "{coding:?}: {why}, again");
        assert_eq!(decoder.finish(&mut output), Err(error), "{coding:?}: {why}, at the end");
    }
}

#[test]
fn texts() {
    let rows = [
        (CHECKSUM, "corrupt data: wrong checksum or length"),
        (DecodeError::Truncated, "the body is cut off"),
        (
            DecodeError::Window,
            "the window is too large, at most 16 MiB (br) or 8 MiB (zstd) are allowed",
        ),
        (DecodeError::TooLarge, "decodes to more than 64 MiB and more than 200 times its size"),
        (DecodeError::Unsupported("a dictionary"), "not supported: a dictionary"),
        (DecodeError::OutOfMemory, "out of memory"),
    ];
    for (error, text) in rows {
        assert_eq!(error.to_string(), text);
    }
}
