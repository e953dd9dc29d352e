//! MD5 of a string that comes in parts.
//!
//! The hash is fastest on blocks that lie together, so parts are gathered first: most strings fit
//! into the room for them, and only what does not goes on its way in pieces.

use fast_md5::Context;

use super::{Fields, Template};

/// Room for a path, an address and a key of the usual lengths.
const ROOM: usize = 256;

/// The digest of the string that `template` makes of `fields`.
#[inline(always)]
pub(super) fn md5(template: &Template, fields: &Fields<'_>) -> [u8; 16] {
    let mut hash = Context::new();
    let mut room = [0; ROOM];
    let mut len = 0;
    template.each(fields, |part| {
        if let Some(free) = room.get_mut(len..len + part.len()) {
            free.copy_from_slice(part);
            len += part.len();
        } else {
            consume(&mut hash, &room[..len]);
            consume(&mut hash, part);
            len = 0;
        }
    });
    consume(&mut hash, &room[..len]);
    hash.finalize().into()
}

/// One copy of the crate's code, which is long.
#[inline(never)]
fn consume(hash: &mut Context, bytes: &[u8]) {
    hash.consume(bytes);
}
