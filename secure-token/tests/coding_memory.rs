//! Bombs, and what every coding costs in memory. Alone in its program, which allocates nothing
//! else meanwhile: a decoder that takes more than it may does not get it.

use std::alloc::System;

use cap::Cap;
use flate2::{Compress, Compression, FlushCompress};
use secure_token::coding::{Coding, DecodeError, Decoder};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Decodes a body that is `start`, then `middle` so many times, then `end`, in no more memory than
/// `limit` bytes. Gives the length of the text.
fn decode(coding: Coding, body: &Body, limit: usize) -> Result<u64, DecodeError> {
    let mut output = vec![0; 64 * KIB];
    let slices = std::iter::once(&body.start)
        .chain(std::iter::repeat_n(&body.middle, body.times))
        .chain([&body.end]);
    MEMORY.set_limit(MEMORY.allocated() + limit).unwrap();
    let decoded = (|| {
        let mut decoder = Decoder::new(coding);
        let mut len = 0;
        for mut slice in slices.map(Vec::as_slice) {
            loop {
                let step = decoder.decode(slice, &mut output)?;
                slice = &slice[step.read..];
                len += step.written as u64;
                if step.written < output.len() {
                    break;
                }
            }
        }
        loop {
            let written = decoder.finish(&mut output)?;
            len += written as u64;
            if written < output.len() {
                return Ok(len);
            }
        }
    })();
    MEMORY.set_limit(usize::MAX).unwrap();
    decoded
}

#[derive(Default)]
struct Body {
    start: Vec<u8>,
    middle: Vec<u8>,
    times: usize,
    end: Vec<u8>,
}

impl Body {
    fn of(start: &[u8]) -> Self {
        Self { start: start.to_vec(), ..Self::default() }
    }

    fn repeat(middle: &[u8], times: usize) -> Self {
        Self { middle: middle.to_vec(), times, ..Self::default() }
    }

    /// Zeros and noise in DEFLATE, in a piece that can be repeated: it ends on a byte and refers to
    /// nothing before it.
    fn deflate(zeros: usize, noise: usize, times: usize) -> Self {
        let mut text = vec![0; zeros];
        text.extend(self::noise(noise));
        let mut encoder = Compress::new(Compression::new(9), false);
        let mut middle = Vec::with_capacity(text.len() + KIB);
        encoder.compress_vec(&text, &mut middle, FlushCompress::Full).unwrap();
        Self { middle, times, end: b"\x03\x00".to_vec(), ..Self::default() }
    }

    /// 64 KiB so many times, and once more, each in a meta-block that is not compressed, with the
    /// largest window.
    fn brotli(times: usize) -> Self {
        let noise = noise(64 * KIB);
        Self {
            start: [b"\x8f\xff\xff", &noise[..]].concat(),
            middle: [b"\xf8\xff\x0f", &noise[..]].concat(),
            times,
            end: b"\x03".to_vec(),
        }
    }

    /// One frame of blocks that repeat a byte 128 Ki times each, with this byte for its window.
    fn zstd(window: u8, times: usize) -> Self {
        Self {
            start: vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, window],
            middle: b"\x02\x00\x10\x00".to_vec(),
            times,
            end: b"\x01\x00\x00".to_vec(),
        }
    }
}

/// Bytes that compress badly.
fn noise(len: usize) -> Vec<u8> {
    (0..len as u32).map(|at| (at.wrapping_mul(0x9e37_79b1) >> 23) as u8).collect()
}

const WINDOW_128_KIB: u8 = 0x38;
const WINDOW_8_MIB: u8 = 0x68;

#[test]
fn rows() {
    let gzip_bomb =
        Body { start: b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(), ..Body::deflate(MIB, 0, 1024) };
    let gzip_members = Body::repeat(include_bytes!("data/coding/empty.gz"), 20_000);
    let zstd_frames = Body::repeat(include_bytes!("data/coding/empty.zst"), 20_000);
    let rows = [
        (Coding::Gzip, gzip_bomb, 52 * KIB, Err(DecodeError::TooLarge), "1 GiB of zeros"),
        (
            Coding::Deflate,
            Body::deflate(MIB, 0, 1024),
            52 * KIB,
            Err(DecodeError::TooLarge),
            "1 GiB of zeros",
        ),
        (
            Coding::Brotli,
            Body::of(include_bytes!("data/coding/gibibyte.br")),
            28 * MIB,
            Err(DecodeError::TooLarge),
            "1 GiB of zeros",
        ),
        (
            Coding::Zstd,
            Body::zstd(WINDOW_8_MIB, 8192),
            13 * MIB,
            Err(DecodeError::TooLarge),
            "1 GiB of zeros",
        ),
        (
            Coding::Deflate,
            Body::deflate(240 * KIB, 2 * KIB, 300),
            52 * KIB,
            Ok(300 * 242 * KIB as u64),
            "more than 64 MiB, but not 200 times as much",
        ),
        (
            Coding::Zstd,
            Body::zstd(WINDOW_8_MIB, 512),
            13 * MIB,
            Ok(64 * MIB as u64),
            "more than 200 times as much, but not more than 64 MiB",
        ),
        (
            Coding::Brotli,
            Body::brotli(300),
            28 * MIB,
            Ok(301 * 64 * KIB as u64),
            "a window that grows to its largest",
        ),
        (
            Coding::Zstd,
            Body::zstd(WINDOW_128_KIB, 100),
            MIB,
            Ok(100 * 128 * KIB as u64),
            "a smaller window takes less",
        ),
        (
            Coding::Brotli,
            Body::of(include_bytes!("data/coding/window16m.br")),
            64 * KIB,
            Ok(461),
            "a window grows with the text",
        ),
        (
            Coding::Zstd,
            Body::of(include_bytes!("data/coding/window8m.zst")),
            64 * KIB,
            Ok(461),
            "a window grows with the text",
        ),
        (Coding::Gzip, gzip_members, 104 * KIB, Ok(0), "no member leaves anything behind"),
        (Coding::Zstd, zstd_frames, 64 * KIB, Ok(0), "no frame leaves anything behind"),
        (
            Coding::Brotli,
            Body::of(include_bytes!("data/coding/gibibyte.br")),
            4 * MIB,
            Err(DecodeError::OutOfMemory),
            "no memory for the window",
        ),
    ];
    for (coding, body, limit, right, why) in rows {
        assert_eq!(decode(coding, &body, limit), right, "{coding:?}: {why}");
    }
}
