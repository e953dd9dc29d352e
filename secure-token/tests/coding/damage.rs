//! One bit the other way round: never a panic, and no other text where there is a checksum.

use super::bodies::BODIES;
use super::decode_whole;

#[test]
fn one_bit() {
    for body in BODIES.iter().filter(|body| body.has_short_text()) {
        let (mut bytes, text) = (body.bytes(), body.text());
        for bit in 0..bytes.len() * 8 {
            let flip = 1 << (bit % 8);
            bytes[bit / 8] ^= flip;
            let decoded = decode_whole(body.coding, &bytes);
            bytes[bit / 8] ^= flip;
            if body.has_checksum {
                // Some bits mean nothing: a time, a name, padding.
                let is_right = decoded.as_ref().is_err() || decoded.as_ref() == Ok(&text);
                assert!(is_right, "{:?}: {}, bit {bit}", body.coding, body.why);
            }
        }
    }
}
