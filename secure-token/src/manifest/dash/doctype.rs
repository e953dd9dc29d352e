//! A document type declaration (XML 1.0, production 28), read in whatever slices it comes.
//!
//! Its internal subset may hold anything, in quotes and comments too; nothing of it is a URL of
//! the manifest.

use memchr::{memchr, memmem};

/// Where in a declaration the reader is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doctype {
    inner: Inner,
    is_subset: bool,
    /// Whether there was an internal subset, which may have declared entities.
    pub(super) had_subset: bool,
}

/// What stands open in it.
#[derive(Clone, Copy, Debug, Default)]
enum Inner {
    #[default]
    Nothing,
    Quote(u8),
    Comment,
    Instruction,
}

impl Doctype {
    /// Reads `text`, which begins where the last one ended: `Ok` with the offset after the
    /// declaration, or `Err` with the offset from which more of it is needed.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<usize, usize> {
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let (end, width) = match self.inner {
                Inner::Nothing => {
                    let marks =
                        |byte: &u8| matches!(byte, b'"' | b'\'' | b'[' | b']' | b'<' | b'>');
                    at += rest.iter().position(marks).ok_or(text.len())?;
                    at += self.enter(&text[at..]).ok_or(at)?;
                    if text[at - 1] == b'>' && !self.is_subset {
                        return Ok(at);
                    }
                    continue;
                }
                Inner::Quote(quote) => (memchr(quote, rest), 1),
                Inner::Comment => (memmem::find(rest, b"-->"), 3),
                Inner::Instruction => (memmem::find(rest, b"?>"), 2),
            };
            let Some(length) = end else {
                // The end itself may be cut in two.
                return Err(at.max((text.len() + 1).saturating_sub(width)));
            };
            at += length + width;
            self.inner = Inner::Nothing;
        }
    }

    /// Takes the mark with which `text` begins, and gives its length; `None` where more is needed to
    /// tell what it is.
    fn enter(&mut self, text: &[u8]) -> Option<usize> {
        match text[0] {
            quote @ (b'"' | b'\'') => self.inner = Inner::Quote(quote),
            b'[' => {
                self.is_subset = true;
                self.had_subset = true;
            }
            b']' => self.is_subset = false,
            b'<' if text.starts_with(b"<!--") => {
                self.inner = Inner::Comment;
                return Some(4);
            }
            b'<' if text.starts_with(b"<?") => {
                self.inner = Inner::Instruction;
                return Some(2);
            }
            b'<' if b"<!--".starts_with(text) => return None,
            _ => {}
        }
        Some(1)
    }
}
