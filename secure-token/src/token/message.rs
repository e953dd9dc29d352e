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

/// A string under way to the hash `H`.
pub(super) struct Message<H> {
    hash: H,
    buffer: [u8; BUFFER],
    len: usize,
}

impl<H> From<H> for Message<H> {
    fn from(hash: H) -> Self {
        Self { hash, buffer: [0; BUFFER], len: 0 }
    }
}

impl<H: Default> Default for Message<H> {
    fn default() -> Self {
        H::default().into()
    }
}

impl<H: Update + FixedOutput> Message<H> {
    /// The digest of the string that `template` makes of `fields`.
    pub(super) fn digest(mut self, template: &Template, fields: &Fields<'_>) -> Digest {
        template.each(fields, |part| self.push(part));
        self.hash.update(&self.buffer[..self.len]);
        Digest::new(&self.hash.finalize_fixed())
    }

    fn push(&mut self, part: &[u8]) {
        match self.buffer[self.len..].get_mut(..part.len()) {
            Some(room) => {
                room.copy_from_slice(part);
                self.len += part.len();
            }
            None => self.spill(part),
        }
    }

    #[cold]
    fn spill(&mut self, part: &[u8]) {
        self.hash.update(&self.buffer[..self.len]);
        self.hash.update(part);
        self.len = 0;
    }
}
