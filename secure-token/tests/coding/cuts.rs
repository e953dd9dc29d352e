//! However a body is cut into slices, and whatever room there is, the text is the same; and where a
//! body ends too early that is said.

use secure_token::coding::{Coding, DecodeError, Decoder, Step};

use super::bodies::{BODIES, Body, file};
use super::{AMPLE, decode, decode_whole};

#[test]
fn whole() {
    for body in BODIES {
        let text = decode_whole(body.coding, &body.bytes());
        assert_eq!(text.as_ref(), Ok(&body.text()), "{:?}: {}", body.coding, body.why);
    }
}

#[test]
fn in_pieces() {
    for body in BODIES {
        let (bytes, text) = (body.bytes(), body.text());
        for (len, room) in [(1, 1), (1, 7), (1, AMPLE), (3, 2), (1000, 1), (AMPLE, 5)] {
            let decoded = decode(body.coding, bytes.chunks(len), room);
            assert!(decoded.as_ref() == Ok(&text), "{:?}: {}, {len}", body.coding, body.why);
        }
    }
}

/// Every place of a short body, some of a long one.
fn places(body: &Body) -> impl Iterator<Item = usize> {
    (0..body.bytes().len()).step_by(if body.is_short() { 1 } else { 499 })
}

#[test]
fn in_two() {
    for body in BODIES {
        let (bytes, text) = (body.bytes(), body.text());
        for at in places(body) {
            let (start, end) = bytes.split_at(at);
            let decoded = decode(body.coding, [start, b"", end], AMPLE);
            assert!(decoded.as_ref() == Ok(&text), "{:?}: {}, {at}", body.coding, body.why);
        }
    }
}

#[test]
fn too_early() {
    for body in BODIES.iter().filter(|body| body.coding != Coding::Identity) {
        let bytes = body.bytes();
        for len in places(body) {
            let decoded = decode_whole(body.coding, &bytes[..len]);
            let right = body.text_of(len).ok_or(DecodeError::Truncated);
            assert!(decoded == right, "{:?}: {}, {len}: {decoded:?}", body.coding, body.why);
        }
    }
}

/// What was flushed into a stream comes out of it, for zstd not before its frame ends.
#[test]
fn flushed() {
    let rows: [(Coding, &[u8], usize); 3] = [
        (Coding::Gzip, file!("flushed.gz"), 230),
        (Coding::Brotli, file!("flushed.br"), 230),
        (Coding::Zstd, file!("flushed.zst"), 0),
    ];
    for (coding, body, least) in rows {
        let mut output = [0; AMPLE];
        let start = &body[..body.len() - 40];
        let step = Decoder::new(coding).decode(start, &mut output).unwrap();
        assert_eq!(step.read, start.len(), "{coding:?}");
        assert!(step.written >= least, "{coding:?}: {step:?}");
    }
}

#[test]
fn without_room() {
    for body in BODIES.iter().filter(|body| body.is_short()) {
        let bytes = body.bytes();
        let mut decoder = Decoder::new(body.coding);
        let step = decoder.decode(&bytes, &mut []).unwrap();
        assert_eq!(step.written, 0, "{:?}: {}", body.coding, body.why);
        let mut text = vec![0; body.text().len() + 1];
        let Step { read, written } = decoder.decode(&bytes[step.read..], &mut text).unwrap();
        assert_eq!(step.read + read, bytes.len(), "{:?}: {}", body.coding, body.why);
        assert!(text[..written] == body.text(), "{:?}: {}", body.coding, body.why);
        assert_eq!(decoder.finish(&mut text), Ok(0), "{:?}: {}", body.coding, body.why);
    }
}
