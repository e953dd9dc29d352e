//! A start tag of XML, or one of an empty element: where it ends, its name, its attributes.

use memchr::{memchr, memchr3};

/// Which quote the bytes read so far of a tag have left open.
pub(super) type Quote = Option<u8>;

/// The offset after the `>` that ends the tag whose text goes on with `text`, where `quote` is what
/// is open; it is updated where the tag does not end.
pub(super) fn find_end(text: &[u8], quote: &mut Quote) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        match *quote {
            Some(open) => {
                at += memchr(open, rest)? + 1;
                *quote = None;
            }
            None => {
                at += memchr3(b'>', b'"', b'\'', rest)? + 1;
                match text[at - 1] {
                    b'>' => return Some(at),
                    open => *quote = Some(open),
                }
            }
        }
    }
}

/// A whole tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    /// From `<` to `>`.
    text: &'a [u8],
}

/// A name as XML's namespaces divide it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    /// Empty where there is none.
    pub(super) prefix: &'a [u8],
    pub(super) local: &'a [u8],
}

impl<'a> Name<'a> {
    pub(super) fn new(name: &'a [u8]) -> Self {
        match memchr(b':', name) {
            Some(colon) => Self { prefix: &name[..colon], local: &name[colon + 1..] },
            None => Self { prefix: b"", local: name },
        }
    }
}

impl<'a> Tag<'a> {
    /// `text` goes from `<` to the `>` that [`find_end`] finds.
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text }
    }

    pub(super) fn name(self) -> Name<'a> {
        Name::new(&self.text[1..self.name_end()])
    }

    /// Whether it has no end tag.
    pub(super) fn is_empty(self) -> bool {
        self.text.ends_with(b"/>")
    }

    /// Its attributes in their order, up to the first thing that is none.
    pub(super) fn attributes(self) -> Attributes<'a> {
        Attributes { text: self.text, at: self.name_end() }
    }

    /// The value of the attribute `name`, which has no prefix, as it is written.
    pub(super) fn value(self, name: &[u8]) -> Option<&'a [u8]> {
        self.attributes().find(|attribute| attribute.name == name).map(|found| found.value)
    }

    fn name_end(self) -> usize {
        1 + length_until(&self.text[1..], |byte| matches!(byte, b'/' | b'>'))
    }
}

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a [u8],
    /// The value as it is written.
    pub(super) value: &'a [u8],
    /// The value's offset in the tag.
    pub(super) start: usize,
}

/// Iterates over the attributes of a tag.
#[derive(Clone, Debug)]
pub(super) struct Attributes<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let from = self.at + white_len(&self.text[self.at..]);
        let is_end = |byte| matches!(byte, b'=' | b'/' | b'>' | b'"' | b'\'');
        let name = &self.text[from..from + length_until(&self.text[from..], is_end)];
        let equals = from + name.len() + white_len(&self.text[from + name.len()..]);
        if name.is_empty() || self.text.get(equals) != Some(&b'=') {
            return None;
        }
        let open = equals + 1 + white_len(&self.text[equals + 1..]);
        let quote = *self.text.get(open).filter(|quote| matches!(quote, b'"' | b'\''))?;
        let start = open + 1;
        let value = &self.text[start..start + memchr(quote, &self.text[start..])?];
        self.at = start + value.len() + 1;
        Some(Attribute { name, value, start })
    }
}

fn length_until(text: &[u8], is_end: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| is_white(byte) || is_end(byte)).unwrap_or(text.len())
}

/// White space of XML (1.0, production 3).
pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn white_len(text: &[u8]) -> usize {
    text.iter().position(|&byte| !is_white(byte)).unwrap_or(text.len())
}
