//! The parameters that one client's request forwards, encoded once and ready to be inserted.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode, percent_encode};

use super::rules::Rules;
use super::sink::{OutOfMemory, Sink, append};
use crate::query::pairs;

/// The greatest length in bytes of what is forwarded.
pub const MAX_PARAMS_LEN: usize = 4096;

/// What could end a value, a URL or a document that the client has not written: quotes, markup,
/// variables of HLS and templates of DASH, fragments. Tokens are compared byte for byte, so that
/// nothing else is encoded. (Bytes from 0x80 are encoded whatever the set.)
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^')
    .add(b'$')
    .add(b'#');

/// How many parameters fit into [`MAX_PARAMS_LEN`], with a separator after each but the last.
const MAX_PARAMS: usize = MAX_PARAMS_LEN.div_ceil(2);

/// How `&` is written where parameters are inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `&`: in HLS, in CDATA, in a header.
    Plain,
    /// `&amp;`: in text and attributes of XML.
    Markup,
}

impl Form {
    fn separator(self) -> &'static [u8] {
        match self {
            Self::Plain => b"&",
            Self::Markup => b"&amp;",
        }
    }
}

/// Why nothing can be forwarded of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// What is to be forwarded is too long.
    #[error("the parameters to forward are longer than {MAX_PARAMS_LEN} bytes")]
    TooLong,
    /// There is no memory for it.
    #[error("out of memory")]
    OutOfMemory,
}

impl From<OutOfMemory> for ParamsError {
    fn from(_: OutOfMemory) -> Self {
        Self::OutOfMemory
    }
}

/// What is forwarded of a client's query.
#[derive(Debug, Default)]
pub struct Params {
    /// `?a=1&b=2`, or nothing at all.
    plain: Vec<u8>,
    /// `?a=1&amp;b=2`, or nothing at all.
    markup: Vec<u8>,
    /// Each parameter in its order.
    params: Vec<Param>,
    /// The percent-decoded keys, one after the other.
    names: Vec<u8>,
    /// Where in `names` each key stands, sorted by key and without repeats.
    keys: Vec<Span>,
}

/// One parameter: where it stands in `plain`, and which of `keys` is its own.
#[derive(Clone, Copy, Debug)]
struct Param {
    text: Span,
    key: u16,
}

/// A range of a text of no more than [`MAX_PARAMS_LEN`] bytes and a `?`.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u16,
    end: u16,
}

impl Span {
    fn of(self, text: &[u8]) -> &[u8] {
        text.get(usize::from(self.start)..usize::from(self.end)).unwrap_or_default()
    }
}

impl Params {
    /// Picks from `query` (the client's, without its `?`, as it was sent) what `rules` forward, in
    /// its order and spelling. A query of which nothing is forwarded gives empty parameters.
    pub fn new(query: &[u8], rules: &Rules) -> Result<Self, ParamsError> {
        let mut params = Self::default();
        let mut keys: Vec<Span> = Vec::new();
        for pair in pairs(query).filter(|pair| !pair.key.is_empty()) {
            let start = params.names.len();
            params.names.try_reserve(pair.key.len()).map_err(OutOfMemory::from)?;
            params.names.extend(percent_decode(pair.key));
            if !rules.forwards(params.names.get(start..).unwrap_or_default()) {
                params.names.truncate(start);
                continue;
            }
            let text = params.add(pair.raw)?;
            // A decoded key is never longer than the text that was just found short enough.
            let name = Span { start: start as u16, end: params.names.len() as u16 };
            params.params.try_reserve(1).map_err(OutOfMemory::from)?;
            params.params.push(Param { text, key: 0 });
            keys.try_reserve(1).map_err(OutOfMemory::from)?;
            keys.push(name);
        }
        params.index(keys)?;
        Ok(params)
    }

    /// Appends one parameter, encoded, to both texts.
    fn add(&mut self, raw: &[u8]) -> Result<Span, ParamsError> {
        let first = self.plain.is_empty();
        append(&mut self.plain, if first { b"?" } else { Form::Plain.separator() })?;
        append(&mut self.markup, if first { b"?" } else { Form::Markup.separator() })?;
        let start = self.plain.len();
        for piece in percent_encode(raw, ENCODED) {
            if self.plain.len() + piece.len() > 1 + MAX_PARAMS_LEN {
                return Err(ParamsError::TooLong);
            }
            append(&mut self.plain, piece.as_bytes())?;
            append(&mut self.markup, piece.as_bytes())?;
        }
        Ok(Span { start: start as u16, end: self.plain.len() as u16 })
    }

    /// Sorts the keys, one of `keys` for each parameter, so that a URL's keys are found quickly
    /// however many there are of either.
    fn index(&mut self, keys: Vec<Span>) -> Result<(), OutOfMemory> {
        self.keys.try_reserve_exact(keys.len())?;
        self.keys.extend_from_slice(&keys);
        let names = &self.names;
        self.keys.sort_unstable_by(|a, b| a.of(names).cmp(b.of(names)));
        self.keys.dedup_by(|a, b| a.of(names) == b.of(names));
        for (param, key) in self.params.iter_mut().zip(&keys) {
            let found = self.keys.binary_search_by(|known| known.of(names).cmp(key.of(names)));
            param.key = found.unwrap_or_default() as u16;
        }
        Ok(())
    }

    /// Whether there is nothing to forward.
    pub fn is_empty(&self) -> bool {
        self.params.is_empty()
    }

    /// What is forwarded, with `&` between: the value of `$query_string_forward_args`.
    pub fn text(&self) -> &[u8] {
        self.plain.get(1..).unwrap_or_default()
    }

    /// Writes what is inserted into one URL: the parameters with what separates them from what
    /// stands before. `query` is the URL's own query without `?` and fragment (references and
    /// variables resolved), `None` for a URL without one. Keys that it has keep its own value.
    #[inline]
    pub fn put<S: Sink>(
        &self,
        form: Form,
        query: Option<&[u8]>,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        match query {
            None => sink.put(self.with_question_mark(form)),
            Some(query) => self.put_after(form, query, sink),
        }
    }

    /// `put` for a URL with a query.
    #[inline(never)]
    fn put_after<S: Sink>(&self, form: Form, query: &[u8], sink: &mut S) -> Result<(), S::Error> {
        let separator = form.separator();
        let mut before = if query.is_empty() || query.ends_with(b"&") { b"" } else { separator };
        let text = self.with_question_mark(form);

        let mut there = Keys::default();
        for pair in pairs(query) {
            let order =
                |known: &Span| known.of(&self.names).iter().copied().cmp(percent_decode(pair.key));
            if let Ok(key) = self.keys.binary_search_by(order) {
                there.insert(key);
            }
        }
        if there.are_none && !self.is_empty() {
            sink.put(before)?;
            return sink.put(text.get(1..).unwrap_or_default());
        }

        let widened = separator.len() - Form::Plain.separator().len();
        for (index, param) in self.params.iter().enumerate() {
            if there.contain(param.key.into()) {
                continue;
            }
            let shift = index * widened;
            let span = usize::from(param.text.start) + shift..usize::from(param.text.end) + shift;
            sink.put(before)?;
            sink.put(text.get(span).unwrap_or_default())?;
            before = separator;
        }
        Ok(())
    }

    fn with_question_mark(&self, form: Form) -> &[u8] {
        match form {
            Form::Plain => &self.plain,
            Form::Markup => &self.markup,
        }
    }
}

/// A set of keys, by their index.
struct Keys {
    bits: [u64; MAX_PARAMS.div_ceil(64)],
    are_none: bool,
}

impl Default for Keys {
    fn default() -> Self {
        Self { bits: [0; MAX_PARAMS.div_ceil(64)], are_none: true }
    }
}

impl Keys {
    fn insert(&mut self, index: usize) {
        if let Some(word) = self.bits.get_mut(index / 64) {
            *word |= 1 << (index % 64);
            self.are_none = false;
        }
    }

    fn contain(&self, index: usize) -> bool {
        self.bits.get(index / 64).is_some_and(|word| word & 1 << (index % 64) != 0)
    }
}
