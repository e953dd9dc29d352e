//! What holds for every text, every encoder's setting, and every body that is none.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;
use secure_token::coding::Coding;
use zstd::stream::raw::CParameter;

use super::decode;

const CODINGS: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

/// Words and noise, so that there is something to find again and something to spell out.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b"#EXTINF:6.000,\nsegment.m4s\n".to_vec()),
        2 => "[a-z0-9_]{1,9}".prop_map(String::into_bytes),
        1 => (any::<u8>(), 1..3000_usize).prop_map(|(byte, len)| vec![byte; len]),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// `text` in this coding. `setting` chooses among what the encoder offers.
fn encode(coding: Coding, text: &[u8], setting: u32) -> Vec<u8> {
    let level = Compression::new(setting % 10);
    match coding {
        Coding::Identity => text.to_vec(),
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Deflate if setting.is_multiple_of(2) => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Deflate => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Brotli => {
            let (quality, window) = (setting % 10, 10 + setting / 10 % 15);
            let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, quality, window);
            encoder.write_all(text).unwrap();
            encoder.into_inner()
        }
        Coding::Zstd => {
            let (level, window) = (setting % 20, 10 + setting / 10 % 14);
            let mut encoder = zstd::stream::Encoder::new(Vec::new(), level as i32).unwrap();
            encoder.set_parameter(CParameter::WindowLog(window)).unwrap();
            encoder.include_checksum(setting.is_multiple_of(3)).unwrap();
            if setting.is_multiple_of(5) {
                encoder.set_pledged_src_size(Some(text.len() as u64)).unwrap();
            }
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        }
    }
}

fn coding() -> impl Strategy<Value = Coding> {
    prop::sample::select(&CODINGS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_was_encoded_is_decoded(
        coding in coding(),
        text in text(),
        setting in any::<u32>(),
        slice in 1..2000_usize,
        room in 1..5000_usize,
    ) {
        let body = encode(coding, &text, setting);
        prop_assert!(decode(coding, body.chunks(slice), room) == Ok(text));
    }

    /// Truncation at the front, in the middle and at the end, bytes changed, bytes put in.
    #[test]
    fn damage_is_told_the_same_however_it_comes(
        coding in coding(),
        text in text(),
        setting in any::<u32>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..4),
        slice in 1..50_usize,
        room in 1..5000_usize,
    ) {
        let mut body = encode(coding, &text, setting);
        for (at, byte, kind) in changes {
            let at = at.index(body.len());
            match kind {
                0 => body[at] = byte,
                1 => body.insert(at, byte),
                _ if body.len() > 1 => drop(body.remove(at)),
                _ => {}
            }
        }
        let whole = decode(coding, [&body[..]], 1 << 16);
        prop_assert_eq!(decode(coding, body.chunks(slice), room), whole);
    }

    #[test]
    fn noise_is_told_the_same_however_it_comes(
        coding in coding(),
        start in 0..6_usize,
        noise in prop::collection::vec(any::<u8>(), 0..600),
        slice in 1..50_usize,
        room in 1..5000_usize,
    ) {
        // With a right beginning noise comes further.
        let start: &[u8] = match (coding, start) {
            (Coding::Gzip, 1..) => b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
            (Coding::Deflate, 1) => b"\x78\x9c",
            (Coding::Zstd, 1..3) => b"\x28\xb5\x2f\xfd\x00\x00",
            (Coding::Zstd, 3..) => b"\x28\xb5\x2f\xfd\x00\x68\x0d\x01\x00",
            _ => b"",
        };
        let body = [start, &noise].concat();
        let whole = decode(coding, [&body[..]], 1 << 16);
        prop_assert_eq!(decode(coding, body.chunks(slice), room), whole);
    }
}
