//! The one parser of query strings: check, strip and forwarding all read a query with it.
//!
//! A query is a list of pieces between `&`, and a piece is a key, or a key, `=` and a value (the
//! first `=` counts). Nothing is percent-decoded, so a piece is always a slice of the query.

use wide::u8x16;

/// One piece of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The whole piece as the URL writes it; empty where two `&` meet.
    pub raw: &'a [u8],
    /// What stands before the first `=`, or the whole piece.
    pub key: &'a [u8],
    /// What stands after the first `=`; `None` for a bare key.
    pub value: Option<&'a [u8]>,
}

impl<'a> Pair<'a> {
    fn new(raw: &'a [u8]) -> Self {
        // Keys are a few bytes long: a plain loop is done before a vectorised search has begun.
        match raw.iter().position(|&byte| byte == b'=') {
            Some(at) => Self { raw, key: &raw[..at], value: Some(&raw[at + 1..]) },
            None => Self { raw, key: raw, value: None },
        }
    }
}

/// The pairs of a query in their order; made by [`pairs`].
#[derive(Clone, Debug)]
pub struct Pairs<'a>(Pieces<'a>);

/// Iterates over the pieces of `query` (without its `?`). Pieces that are empty are given too,
/// since only then does joining them with `&` give back the query; an empty query has none.
pub fn pairs(query: &[u8]) -> Pairs<'_> {
    Pairs(Pieces::of(query))
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    fn next(&mut self) -> Option<Pair<'a>> {
        self.0.next().map(Pair::new)
    }
}

/// What `&` separates, not looked into.
#[derive(Clone, Debug)]
struct Pieces<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    fn of(query: &'a [u8]) -> Self {
        Self { rest: (!query.is_empty()).then_some(query) }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let piece = first_piece(rest);
        self.rest = rest.get(piece.len() + 1..);
        Some(piece)
    }
}

/// `text` up to its first `&`. Pieces are short: most of them end before a search that is made for
/// long texts has begun.
#[inline(always)]
fn first_piece(text: &[u8]) -> &[u8] {
    let places = |block: &[u8; 16]| u8x16::new(*block).simd_eq(u8x16::splat(b'&')).to_bitmask();
    let mut start = 0;
    for block in text.as_chunks().0 {
        let found = places(block);
        if found != 0 {
            return &text[..start + found.trailing_zeros() as usize];
        }
        start += block.len();
    }
    // The last block overlaps the one before, in which there is none.
    let at = match text.last_chunk() {
        Some(last) => match places(last) {
            0 => None,
            found => Some(text.len() - last.len() + found.trailing_zeros() as usize),
        },
        None => text.iter().position(|&byte| byte == b'&'),
    };
    at.map_or(text, |at| &text[..at])
}

/// The names of the two parameters of a link: its token and its time of expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    token: Name,
    expires: Name,
}

/// Why two words cannot be the names of the parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NamesError {
    /// A name without a byte.
    #[error("a parameter's name is empty")]
    Empty,
    /// A name with a character that a URL may write in more than one way, or that ends a name.
    #[error(
        "invalid parameter name \"{0}\", it must consist of letters, digits, \"-\", \".\", \"_\" and \"~\""
    )]
    Character(String),
    /// Names are compared without regard to case, so these two would be one parameter.
    #[error("the names of token and expires are equal: \"{0}\"")]
    Equal(String),
}

/// What [`Names::find`] found: values as the URL writes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    /// The token's parameter.
    pub token: Option<&'a [u8]>,
    /// The expiry's parameter.
    pub expires: Option<&'a [u8]>,
    /// Whether the query was seen to have nothing else: without the two, nothing is left of it.
    pub alone: bool,
}

impl Default for Names {
    /// `md5` and `expires`.
    fn default() -> Self {
        Self { token: Name::new(b"md5"), expires: Name::new(b"expires") }
    }
}

impl Names {
    /// Takes the names of the token's and the expiry's parameter: each one or more unreserved
    /// characters of RFC 3986 (section 2.3), which no player and no proxy spells differently.
    pub fn new(token: &[u8], expires: &[u8]) -> Result<Self, NamesError> {
        for name in [token, expires] {
            check_name(name)?;
        }
        if token.eq_ignore_ascii_case(expires) {
            return Err(NamesError::Equal(token.escape_ascii().to_string()));
        }
        Ok(Self { token: Name::new(token), expires: Name::new(expires) })
    }

    /// The name of the token's parameter.
    pub fn token(&self) -> &[u8] {
        &self.token.text
    }

    /// The name of the expiry's parameter.
    pub fn expires(&self) -> &[u8] {
        &self.expires.text
    }

    /// Finds both parameters as nginx's `$arg_` does: ASCII case does not count, a bare key is
    /// none, the first of several counts.
    #[inline(always)]
    pub fn find<'a>(&self, query: &'a [u8]) -> Found<'a> {
        if query.is_empty() {
            return Found { token: None, expires: None, alone: false };
        }
        match self.find_alone(query) {
            Some((token, expires)) => {
                Found { token: Some(token), expires: Some(expires), alone: true }
            }
            None => self.find_among_others(query),
        }
    }

    /// Both values, where the query is what nearly every link has: the two parameters and nothing
    /// else, in the usual order, and named as configured.
    #[inline(always)]
    fn find_alone<'a>(&self, query: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let token = first_piece(query);
        let expires = query.get(token.len() + 1..)?;
        if first_piece(expires).len() < expires.len() {
            return None;
        }
        Some((self.token.value_by_head(token)?, self.expires.value_by_head(expires)?))
    }

    /// Both values, wherever they stand.
    #[inline(never)]
    fn find_among_others<'a>(&self, query: &'a [u8]) -> Found<'a> {
        let mut found = Found { token: None, expires: None, alone: false };
        for piece in Pieces::of(query) {
            if found.token.is_none()
                && let Some(value) = self.token.value(piece)
            {
                found.token = value;
            } else if found.expires.is_none()
                && let Some(value) = self.expires.value(piece)
            {
                found.expires = value;
            }
        }
        found
    }

    /// Writes `query` without every occurrence of the two parameters, bare keys among them, and
    /// gives the number of bytes written. Separators go with what they separated, empty pieces
    /// beside a parameter of ours too; every other byte stays as it is.
    ///
    /// `None` where `out` is shorter than `query`.
    pub fn strip(&self, query: &[u8], out: &mut [u8]) -> Option<usize> {
        let out = out.get_mut(..query.len())?;
        // Bytes up to `kept` are dealt with; past it, `ours` tells whether a parameter of ours was
        // seen since. As long as none was, the bytes are copied as they stand.
        let (mut at, mut kept, mut ours, mut len) = (0, 0, false, 0);
        for piece in Pieces::of(query) {
            let end = at + piece.len();
            if self.is_one(piece) {
                ours = true;
            } else if !piece.is_empty() {
                if ours && len > 0 {
                    len = append(out, len, b"&");
                }
                len = append(out, len, &query[if ours { at } else { kept }..end]);
                (kept, ours) = (end, false);
            }
            at = end + 1;
        }
        if !ours {
            len = append(out, len, &query[kept..]);
        }
        Some(len)
    }

    /// Whether `piece` is one of the two parameters, be it a bare key.
    fn is_one(&self, piece: &[u8]) -> bool {
        self.token.value(piece).is_some() || self.expires.value(piece).is_some()
    }
}

/// The name of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    text: Box<[u8]>,
    /// The name and its `=`, and the bits that they take of the first eight bytes of a piece; for
    /// a name that is longer, what no piece gives.
    head: u64,
    mask: u64,
}

impl Name {
    fn new(text: &[u8]) -> Self {
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        let len = text.len();
        match (head.get_mut(..=len), mask.get_mut(..=len)) {
            (Some(head), Some(mask)) => {
                head[..len].copy_from_slice(text);
                head[len] = b'=';
                mask.fill(0xff);
            }
            _ => head.fill(0xff),
        }
        let (head, mask) = (u64::from_le_bytes(head), u64::from_le_bytes(mask));
        Self { text: text.into(), head, mask }
    }

    /// The value that `piece` gives this parameter, where it writes the name as it is configured
    /// and the name is short.
    #[inline]
    fn value_by_head<'a>(&self, piece: &'a [u8]) -> Option<&'a [u8]> {
        let head = u64::from_le_bytes(*piece.first_chunk()?);
        if head & self.mask == self.head { piece.get(self.text.len() + 1..) } else { None }
    }

    /// The value that `piece` gives this parameter, `Some(None)` for the bare key; `None` for a
    /// piece with another key.
    fn value<'a>(&self, piece: &'a [u8]) -> Option<Option<&'a [u8]>> {
        parameter(&self.text, piece)
    }
}

/// The value of the parameter `name` as nginx's `$arg_` has it: ASCII case does not count, a bare
/// key is none, the first of several counts. `name` has no `=` in it.
pub fn argument<'q>(query: &'q [u8], name: &[u8]) -> Option<&'q [u8]> {
    Pieces::of(query).find_map(|piece| parameter(name, piece).flatten())
}

/// The value that `piece` gives the parameter `name`, `Some(None)` for the bare key; `None` for a
/// piece with another key.
fn parameter<'a>(name: &[u8], piece: &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (key, rest) = piece.split_at_checked(name.len())?;
    // No name has a `=` in it, so the first one of the piece stands after the key.
    let value = match rest {
        [] => None,
        [b'=', value @ ..] => Some(value),
        _ => return None,
    };
    key.eq_ignore_ascii_case(name).then_some(value)
}

/// Writes `bytes` behind the first `len` of `out`, which has room for as many as were read.
fn append(out: &mut [u8], len: usize, bytes: &[u8]) -> usize {
    let end = len + bytes.len();
    out[len..end].copy_from_slice(bytes);
    end
}

/// Whether `name` can be that of a parameter: one or more unreserved characters.
pub(crate) fn check_name(name: &[u8]) -> Result<(), NamesError> {
    if name.is_empty() {
        return Err(NamesError::Empty);
    }
    if !name.iter().all(|&byte| is_unreserved(byte)) {
        return Err(NamesError::Character(name.escape_ascii().to_string()));
    }
    Ok(())
}

/// The characters that mean nothing but themselves in a URL (RFC 3986, section 2.3).
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}
