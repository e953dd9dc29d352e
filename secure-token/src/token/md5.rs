//! MD5 of a string that comes in parts.
//!
//! The hash is fastest on blocks that lie together, so parts are gathered first: most strings fit
//! into the room for them, and only a longer one is hashed as it comes.

use fast_md5::Context;

use super::{Fields, Template};

/// Room for a path, an address and a key of the usual lengths.
const ROOM: usize = 192;

/// The digest of the string that `template` makes of `fields`.
#[inline(always)]
pub(super) fn md5(template: &Template, fields: &Fields<'_>) -> [u8; 16] {
    let mut room = [0; ROOM];
    let mut len = 0;
    template.each(fields, |part| {
        if let Some(free) = room.get_mut(len..len + part.len()) {
            free.copy_from_slice(part);
        }
        len += part.len();
    });
    match room.get(..len) {
        Some(string) => fast_md5::compute(string).into(),
        None => of_parts(template, fields),
    }
}

#[cold]
fn of_parts(template: &Template, fields: &Fields<'_>) -> [u8; 16] {
    let mut hash = Context::new();
    template.each(fields, |part| hash.consume(part));
    hash.finalize().into()
}
