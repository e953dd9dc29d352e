//! Content codings from outside: what other encoders made, whole, cut, damaged and made to burst.

mod bodies;
mod cuts;
mod damage;
mod names;
mod properties;
mod refused;

use secure_token::coding::{Coding, DecodeError, Decoder};

/// Room for all of what most of the bodies here hold.
const AMPLE: usize = 64 * 1024;

/// Decodes a body that comes in these slices, into `room` bytes at a time.
fn decode<'a>(
    coding: Coding,
    slices: impl IntoIterator<Item = &'a [u8]>,
    room: usize,
) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(coding);
    let mut output = vec![0; room];
    let mut text = Vec::new();
    for mut slice in slices {
        loop {
            let step = decoder.decode(slice, &mut output)?;
            assert!(
                step.read == slice.len() || step.written == room,
                "stopped at {step:?} of {} and {room}",
                slice.len()
            );
            slice = &slice[step.read..];
            text.extend_from_slice(&output[..step.written]);
            if step.written < room {
                break;
            }
        }
    }
    loop {
        let written = decoder.finish(&mut output)?;
        text.extend_from_slice(&output[..written]);
        if written < room {
            return Ok(text);
        }
    }
}

/// Decodes a body that comes at once.
fn decode_whole(coding: Coding, body: &[u8]) -> Result<Vec<u8>, DecodeError> {
    decode(coding, [body], AMPLE)
}
