//! The variables of one playlist: what EXT-X-DEFINE said of them, and what a URL becomes by them.
//!
//! URLs are resolved for the judgement only: what is written is the playlist's own text. A value
//! that is not known is a [`HOLE`] in a resolved URL. Not known is, beside what another playlist
//! defines, whatever players disagree on: doubt must not decide on a host.

use memchr::memchr;

use super::super::sink::{OutOfMemory, append};
use super::super::url::{HOLE, MAX_URL_LEN};

/// How many bytes of memory one playlist's variables may take. Past that, names are not known.
const MAX_MEMORY: usize = 16 * 1024;

/// What a variable costs beyond its name and its value.
const OVERHEAD: usize = size_of::<Variable>();

/// Variables by their names.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// Names and values, one after the other.
    text: Vec<u8>,
    /// Sorted by name.
    sorted: Vec<Variable>,
}

/// Offsets in `text`: the name, and right after it the value, if it is known.
#[derive(Clone, Copy, Debug)]
struct Variable {
    start: u16,
    name_end: u16,
    value_end: Option<u16>,
}

impl Variables {
    pub(super) const NONE: Self = Self { text: Vec::new(), sorted: Vec::new() };

    /// Defines `name`, with a value or as not known. Players disagree on what a second definition
    /// of a name does, so unless both say the same the name is not known from then on.
    pub(super) fn define(&mut self, name: &[u8], value: Option<&[u8]>) -> Result<(), OutOfMemory> {
        match self.sorted.binary_search_by(|variable| self.name(variable).cmp(name)) {
            Ok(at) => {
                if self.sorted[at].value_end.is_none() || self.value(&self.sorted[at]) != value {
                    self.sorted[at].value_end = None;
                }
            }
            Err(at) => {
                let start = self.text.len();
                let end = start + name.len() + value.map_or(0, <[u8]>::len);
                if end + (self.sorted.len() + 1) * OVERHEAD > MAX_MEMORY {
                    return Ok(());
                }
                append(&mut self.text, name)?;
                append(&mut self.text, value.unwrap_or_default())?;
                self.sorted.try_reserve(1)?;
                // All of them are at most `MAX_MEMORY`.
                self.sorted.insert(
                    at,
                    Variable {
                        start: start as u16,
                        name_end: (start + name.len()) as u16,
                        value_end: value.map(|_| end as u16),
                    },
                );
            }
        }
        Ok(())
    }

    fn name(&self, variable: &Variable) -> &[u8] {
        &self.text[variable.start.into()..variable.name_end.into()]
    }

    fn value(&self, variable: &Variable) -> Option<&[u8]> {
        let end = variable.value_end?;
        Some(&self.text[variable.name_end.into()..end.into()])
    }

    fn get(&self, name: &[u8]) -> Option<&[u8]> {
        let found = self.sorted.binary_search_by(|variable| self.name(variable).cmp(name)).ok()?;
        self.value(&self.sorted[found])
    }

    /// Puts into `resolved` what `url` becomes by its variables. Where that is longer than any URL
    /// that is judged, `resolved` is empty.
    pub(super) fn resolve(&self, url: &[u8], resolved: &mut Vec<u8>) -> Result<(), OutOfMemory> {
        resolved.clear();
        for piece in self.pieces(url) {
            let bytes = piece.resolved();
            if resolved.len() + bytes.len() > MAX_URL_LEN {
                resolved.clear();
                break;
            }
            let start = resolved.len();
            append(resolved, bytes)?;
            if let Meaning::Itself = piece.meaning {
                // Any other control is as good a reason to leave a URL alone.
                for byte in resolved[start..].iter_mut().filter(|byte| **byte == HOLE) {
                    *byte = HOLE + 1;
                }
            }
        }
        Ok(())
    }

    /// The offset in `url` of what is at offset `at` once it is resolved: the last one, where
    /// there are several. `None` within a value.
    pub(super) fn locate(&self, url: &[u8], at: usize) -> Option<usize> {
        let mut found = None;
        let (mut start, mut resolved_start) = (0, 0);
        for piece in self.pieces(url) {
            if at == resolved_start {
                found = Some(start);
            }
            let length = piece.resolved().len();
            if let Meaning::Itself = piece.meaning
                && (resolved_start..resolved_start + length).contains(&at)
            {
                return Some(start + at - resolved_start);
            }
            start += piece.text.len();
            resolved_start += length;
        }
        if at == resolved_start { Some(start) } else { found }
    }

    /// The first variable in `url` whose value is not known.
    pub(super) fn first_unknown<'a>(&'a self, url: &'a [u8]) -> Option<&'a [u8]> {
        self.pieces(url).find_map(|piece| match piece.meaning {
            Meaning::Unknown(name) => Some(name),
            _ => None,
        })
    }

    fn pieces<'a>(&'a self, url: &'a [u8]) -> Pieces<'a> {
        Pieces { variables: self, rest: url }
    }
}

/// A part of a URL as the playlist writes it, and what it means.
#[derive(Clone, Copy, Debug)]
struct Piece<'a> {
    text: &'a [u8],
    meaning: Meaning<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Meaning<'a> {
    Itself,
    Value(&'a [u8]),
    /// A variable of this name.
    Unknown(&'a [u8]),
}

impl<'a> Piece<'a> {
    fn resolved(&self) -> &'a [u8] {
        match self.meaning {
            Meaning::Itself => self.text,
            Meaning::Value(value) => value,
            Meaning::Unknown(_) => &[HOLE],
        }
    }
}

/// Iterates over the pieces of a URL, which are never empty.
struct Pieces<'a> {
    variables: &'a Variables,
    rest: &'a [u8],
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (length, meaning) = match find_reference(self.rest) {
            Some(Found { start: 0, end, name, encoded }) => {
                let meaning = match self.variables.get(name) {
                    // Some players take an encoded brace for a brace, others do not.
                    Some(value) if !encoded => Meaning::Value(value),
                    _ => Meaning::Unknown(name),
                };
                (end, meaning)
            }
            Some(Found { start, .. }) => (start, Meaning::Itself),
            None => (self.rest.len(), Meaning::Itself),
        };
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(Piece { text, meaning })
    }
}

/// A reference to a variable: where it stands in a text, and the variable's name.
struct Found<'a> {
    start: usize,
    end: usize,
    name: &'a [u8],
    encoded: bool,
}

/// Finds the first `{$name}` in `text`, also with its braces percent-encoded.
fn find_reference(text: &[u8]) -> Option<Found<'_>> {
    let mut from = 0;
    loop {
        let dollar = from + memchr(b'$', &text[from..])?;
        from = dollar + 1;
        let (before, after) = text.split_at(dollar);
        let after = &after[1..];
        let length = after.iter().position(|byte| !is_name(*byte)).unwrap_or(after.len());
        let (name, after) = after.split_at(length);
        let open = match before {
            [.., b'{'] => 1,
            [.., b'%', b'7', b'B' | b'b'] => 3,
            _ => continue,
        };
        let close = match after {
            [b'}', ..] => 1,
            [b'%', b'7', b'D' | b'd', ..] => 3,
            _ => continue,
        };
        if !name.is_empty() {
            return Some(Found {
                start: dollar - open,
                end: from + length + close,
                name,
                encoded: open + close > 2,
            });
        }
    }
}

/// Whether `byte` may stand in a variable's name.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
