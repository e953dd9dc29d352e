//! The string that is hashed, put together on the stack.
//!
//! Its parts are short, and each call of a hash function costs more than copying one. So they are
//! copied side by side into one buffer that nearly always holds the whole string, and the hash
//! sees it once. What does not fit any more goes on to the hash.

use hmac::digest::{FixedOutput, Update};

use super::algorithm::Digest;
use super::{Fields, Template};

/// A path of 400 bytes, a key of 64, an address and a time fit.
const BUFFER: usize = 256;

/// The digest under `hash` of the string that `template` makes of `fields`.
pub(super) fn digest<H: Update + FixedOutput>(
    mut hash: H,
    template: &Template,
    fields: &Fields<'_>,
) -> Digest {
    let mut buffer = [0; BUFFER];
    let mut len = 0;
    template.each(fields, |part| match buffer.get_mut(len..len + part.len()) {
        Some(room) => {
            room.copy_from_slice(part);
            len += part.len();
        }
        None => {
            spill(&mut hash, &buffer[..len], part);
            len = 0;
        }
    });
    hash.update(&buffer[..len]);
    Digest::new(&hash.finalize_fixed())
}

/// Hands on what came before, and a part for which there is no room behind it.
#[cold]
fn spill(hash: &mut impl Update, before: &[u8], part: &[u8]) {
    hash.update(before);
    hash.update(part);
}
