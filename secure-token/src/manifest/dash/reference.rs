//! A URL as XML writes it: what it says once its references are resolved, and where in its text a
//! place of it stands.
//!
//! A URL is resolved for the judgement only. Nearly always its text is the URL, and then nothing
//! is copied.

use memchr::{memchr2, memmem};

use super::super::params::Form;
use super::super::sink::{OutOfMemory, append};
use super::super::url::MAX_URL_LEN;
use super::tag::is_white;

const CDATA: &[u8] = b"<![CDATA[";

/// Where a URL's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    /// Between the quotes of an attribute.
    Attribute,
    /// Between a start tag and its end tag, with CDATA sections, comments and processing
    /// instructions, but without elements.
    Content,
}

/// A URL, without the white space round it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Url<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) text: &'a [u8],
    pub(super) site: Site,
    /// How much white space stands before it.
    indent: usize,
    is_resolved: bool,
}

impl<'a> Url<'a> {
    /// Reads `text`; `memory` is for what it says. `None` if that cannot be known, because of an
    /// entity that XML does not declare itself, or is too long.
    pub(super) fn read(
        text: &'a [u8],
        site: Site,
        memory: &'a mut Vec<u8>,
    ) -> Result<Option<Self>, OutOfMemory> {
        let trimmed = trim(text);
        if trimmed.len() > MAX_URL_LEN {
            return Ok(None);
        }
        let is_resolved = memchr2(b'&', b'<', trimmed).is_some();
        let whole = if is_resolved {
            memory.clear();
            for piece in pieces(text, site) {
                let Some(said) = piece.said.as_bytes(&mut [0; 4]).map(|said| append(memory, said))
                else {
                    return Ok(None);
                };
                said?;
            }
            &memory[..]
        } else {
            text
        };
        let bytes = trim(whole);
        let indent = white_len(whole);
        Ok(Some(Self { bytes, text, site, indent, is_resolved }))
    }

    /// The offset in the text of the place `at` in the URL, right after what stands before it, and
    /// how `&` is written there.
    pub(super) fn locate(&self, at: usize) -> (usize, Form) {
        let at = self.indent + at;
        if !self.is_resolved {
            return (at, Form::Markup);
        }
        let (mut start, mut said) = (0, 0);
        for piece in pieces(self.text, self.site) {
            let length = piece.said.as_bytes(&mut [0; 4]).map_or(0, <[u8]>::len);
            if at <= said + length {
                let end = match piece.said {
                    Said::Itself(_) => start + at - said,
                    _ => piece.end,
                };
                return (end, piece.form);
            }
            start = piece.end;
            said += length;
        }
        (start, Form::Markup)
    }
}

/// A part of a text that ends at `end`, and what it says.
struct Piece<'a> {
    end: usize,
    said: Said<'a>,
    form: Form,
}

enum Said<'a> {
    Itself(&'a [u8]),
    Character(char),
    /// A comment, a processing instruction, the edges of a CDATA section.
    Nothing,
    Unknown,
}

impl Said<'_> {
    fn as_bytes<'b>(&'b self, memory: &'b mut [u8; 4]) -> Option<&'b [u8]> {
        match self {
            Self::Itself(bytes) => Some(bytes),
            Self::Character(character) => Some(character.encode_utf8(memory).as_bytes()),
            Self::Nothing => Some(b""),
            Self::Unknown => None,
        }
    }
}

fn pieces(text: &[u8], site: Site) -> Pieces<'_> {
    Pieces { text, at: 0, site, in_cdata: false }
}

/// Iterates over the pieces of a text.
struct Pieces<'a> {
    text: &'a [u8],
    at: usize,
    site: Site,
    in_cdata: bool,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let form = if self.in_cdata { Form::Plain } else { Form::Markup };
        let (length, said) = if self.in_cdata { self.in_section(rest) } else { self.outside(rest) };
        self.at += length;
        Some(Piece { end: self.at, said, form })
    }
}

impl<'a> Pieces<'a> {
    fn in_section(&mut self, rest: &'a [u8]) -> (usize, Said<'a>) {
        match memmem::find(rest, b"]]>") {
            Some(0) => {
                self.in_cdata = false;
                (3, Said::Nothing)
            }
            end => {
                let length = end.unwrap_or(rest.len());
                (length, Said::Itself(&rest[..length]))
            }
        }
    }

    fn outside(&mut self, rest: &'a [u8]) -> (usize, Said<'a>) {
        let skip = |open: usize, end: &[u8]| {
            let length = memmem::find(&rest[open..], end).map(|length| open + length + end.len());
            (length.unwrap_or(rest.len()), Said::Nothing)
        };
        match rest[0] {
            b'&' => read_reference(rest),
            b'<' if self.site == Site::Content => {
                if rest.starts_with(CDATA) {
                    self.in_cdata = true;
                    (CDATA.len(), Said::Nothing)
                } else if rest.starts_with(b"<!--") {
                    skip(4, b"-->")
                } else if rest.starts_with(b"<?") {
                    skip(2, b"?>")
                } else {
                    (1, Said::Unknown)
                }
            }
            _ => {
                let length = memchr2(b'&', b'<', &rest[1..]).map_or(rest.len(), |more| 1 + more);
                (length, Said::Itself(&rest[..length]))
            }
        }
    }
}

/// Reads what begins with `&`: a reference (XML 1.0, production 67), or a mere `&`, which is none
/// of XML but stands in many a manifest.
fn read_reference(text: &[u8]) -> (usize, Said<'_>) {
    let ends =
        |&byte: &u8| !(byte.is_ascii_alphanumeric() || b"#.-_:".contains(&byte) || byte >= 0x80);
    let length = 1 + text[1..].iter().position(ends).unwrap_or(text.len() - 1);
    let name = &text[1..length];
    if name.is_empty() || text.get(length) != Some(&b';') {
        return (1, Said::Itself(&text[..1]));
    }
    let said = match name {
        b"amp" => Said::Character('&'),
        b"lt" => Said::Character('<'),
        b"gt" => Said::Character('>'),
        b"quot" => Said::Character('"'),
        b"apos" => Said::Character('\''),
        [b'#', b'x', digits @ ..] => character(digits, 16),
        [b'#', digits @ ..] => character(digits, 10),
        _ => Said::Unknown,
    };
    (length + 1, said)
}

/// The character of a character reference; NUL is none.
fn character(digits: &[u8], radix: u32) -> Said<'static> {
    let mut code = 0_u32;
    for &digit in digits {
        let Some(digit) = char::from(digit).to_digit(radix) else { return Said::Unknown };
        code = code.saturating_mul(radix).saturating_add(digit);
    }
    match char::from_u32(code) {
        None | Some('\0') => Said::Unknown,
        Some(character) => Said::Character(character),
    }
}

fn trim(text: &[u8]) -> &[u8] {
    let text = &text[white_len(text)..];
    let end = text.iter().rposition(|&byte| !is_white(byte)).map_or(0, |last| last + 1);
    &text[..end]
}

/// How much white space `text` begins with.
pub(super) fn white_len(text: &[u8]) -> usize {
    text.iter().position(|&byte| !is_white(byte)).unwrap_or(text.len())
}
