//! The attribute list of a tag (RFC 8216, section 4.2), read in whatever slices it comes.
//!
//! The reader tells where a quoted URL begins and where the list ends, and hands on what
//! EXT-X-DEFINE says; of the text itself it keeps no more than the start of a name.

use super::super::blocks::{before_comma, before_name_end, before_quote};
use super::super::sink::OutOfMemory;
use super::define::{Attribute, Define};
use super::variables::Variables;
use super::{is_line_end, white_len};
use crate::inline::Inline;

/// Enough to tell names apart: the longest that means something has 12 bytes.
const MAX_NAME_LEN: usize = 16;

const DEFINE: &[u8] = b"EXT-X-DEFINE";

/// A reader of one tag after the other.
#[derive(Debug)]
pub(super) struct Attributes {
    at: At,
    /// The start of the name that is being read.
    name: Inline<MAX_NAME_LEN>,
    is_define: bool,
    define: Define,
}

/// What comes next in a tag.
#[derive(Clone, Copy, Debug)]
enum At {
    /// The tag's name, or the rest of it.
    Tag,
    /// An attribute's name, or the rest of it.
    Name,
    /// The first byte of a value.
    Value(Use),
    /// The rest of a value without quotes.
    Enumerated,
    /// The rest of a value in quotes.
    Quoted(Use),
    /// What stands after a value in quotes.
    Comma,
}

/// What an attribute's value is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Nothing,
    Url,
    Define(Attribute),
}

/// What the reader has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The end of the slice.
    More,
    /// The first byte of a URL, after its quote.
    Url,
    /// The end of the line, or something that is no attribute list.
    End,
}

impl Attributes {
    pub(super) const NONE: Self =
        Self { at: At::Tag, name: Inline::EMPTY, is_define: false, define: Define::NONE };

    /// Begins a tag. Its name comes next, without the `#`.
    pub(super) fn begin(&mut self) {
        self.at = At::Tag;
        self.name.clear();
        self.is_define = false;
    }

    /// Goes on after a URL and its closing quote.
    pub(super) fn after_url(&mut self) {
        self.at = At::Comma;
    }

    /// Reads `text`, which begins where the last one ended. Gives what it came to, and the offset
    /// in `text` of that. `query` is the client's.
    pub(super) fn read(
        &mut self,
        text: &[u8],
        query: &[u8],
        variables: &mut Variables,
    ) -> Result<(Step, usize), OutOfMemory> {
        let mut from = 0;
        // Whether the list is one up to its end is of interest to EXT-X-DEFINE alone.
        let is_whole = loop {
            let rest = &text[from..];
            match self.at {
                At::Tag => match read_name(&mut self.name, rest) {
                    (length, None) => return Ok((Step::More, from + length)),
                    (length, Some((name, stop))) => {
                        from += length;
                        // EXTINF is followed by a number and a title, which may look like a list.
                        if stop != b':' || !name.starts_with(b"EXT") || name == b"EXTINF" {
                            break false;
                        }
                        self.is_define = name == DEFINE;
                        if self.is_define {
                            self.define.begin();
                        }
                        self.name.clear();
                        self.at = At::Name;
                        from += 1;
                    }
                },
                At::Name => {
                    if self.name.is_empty() {
                        from += white_len(rest);
                    }
                    match read_name(&mut self.name, &text[from..]) {
                        (length, None) => return Ok((Step::More, from + length)),
                        (length, Some((name, stop))) => {
                            from += length;
                            if stop != b'=' || name.is_empty() {
                                break name.is_empty() && is_line_end(stop);
                            }
                            self.at = At::Value(Use::of(name, self.is_define));
                            self.name.clear();
                            from += 1;
                        }
                    }
                }
                At::Value(kind) => match rest.first() {
                    None => return Ok((Step::More, from)),
                    Some(b'"') => {
                        self.at = At::Quoted(kind);
                        from += 1;
                        if let Use::Url = kind {
                            return Ok((Step::Url, from));
                        }
                    }
                    Some(_) => self.at = At::Enumerated,
                },
                At::Enumerated => {
                    let length = before_comma(rest);
                    from += length;
                    match rest.get(length) {
                        None => return Ok((Step::More, from)),
                        Some(b',') => {
                            self.at = At::Name;
                            from += 1;
                        }
                        Some(&stop) => break is_line_end(stop),
                    }
                }
                At::Quoted(kind) => {
                    let length = before_quote(rest);
                    if let Use::Define(_) = kind {
                        self.define.push(&rest[..length])?;
                    }
                    from += length;
                    match rest.get(length) {
                        None => return Ok((Step::More, from)),
                        Some(b'"') => {
                            if let Use::Define(attribute) = kind {
                                self.define.close(attribute, variables)?;
                            }
                            self.at = At::Comma;
                            from += 1;
                        }
                        Some(_) => break false,
                    }
                }
                At::Comma => {
                    from += white_len(rest);
                    match text.get(from) {
                        None => return Ok((Step::More, from)),
                        Some(b',') => {
                            self.at = At::Name;
                            from += 1;
                        }
                        Some(&stop) => break is_line_end(stop),
                    }
                }
            }
        };
        if self.is_define {
            self.define.end(is_whole, query, variables)?;
        }
        Ok((Step::End, from))
    }
}

impl Use {
    /// What the value of the attribute `name` is good for.
    pub(super) fn of(name: &[u8], is_define: bool) -> Self {
        match name {
            b"URI" | b"X-URI" | b"X-ASSET-URI" | b"X-ASSET-LIST" | b"SERVER-URI" => Self::Url,
            b"NAME" if is_define => Self::Define(Attribute::Name),
            b"VALUE" if is_define => Self::Define(Attribute::Value),
            b"QUERYPARAM" if is_define => Self::Define(Attribute::QueryParam),
            b"IMPORT" if is_define => Self::Define(Attribute::Import),
            _ => Self::Nothing,
        }
    }
}

/// Reads on in a name, of which `start` has been read. Gives the length of what was read now, and
/// the name with the byte that ends it, if it ends.
#[inline]
fn read_name<'a>(
    start: &'a mut Inline<MAX_NAME_LEN>,
    text: &'a [u8],
) -> (usize, Option<(&'a [u8], u8)>) {
    let length = before_name_end(text);
    let Some(&stop) = text.get(length) else {
        start.push_some(text);
        return (length, None);
    };
    let name = if start.is_empty() {
        &text[..length]
    } else {
        start.push_some(&text[..length]);
        &**start
    };
    (length, Some((name, stop)))
}
