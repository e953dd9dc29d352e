//! The parameters that one client's request forwards, encoded once and ready to be inserted.

use std::cell::OnceCell;

use memchr::memchr;
use percent_encoding::{AsciiSet, CONTROLS, PercentDecode, percent_decode, percent_encode};

use super::blocks::before_unsafe;
use super::rules::Rules;
use super::sink::{Error, OutOfMemory, Sink, append, append_within};
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

/// What a form may take beyond the query's length before memory has to be found for it again: a few
/// longer separators.
const MARGIN: usize = 16;

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
    /// `?a=1&b=2`, and after it `?a=1&amp;b=2`; or nothing at all.
    text: Vec<u8>,
    /// Where in `text` the second form begins.
    markup: usize,
    /// Sorted by name, and by index where names are equal. They are found when a URL has a query,
    /// which few have.
    keys: OnceCell<Vec<Key>>,
}

/// The key of one parameter.
#[derive(Clone, Copy, Debug)]
struct Key {
    /// Where it stands in [`Params::text`], which has no more than [`MAX_PARAMS_LEN`] bytes.
    start: u16,
    end: u16,
    /// How many parameters stand before its own.
    index: u16,
}

impl Key {
    /// What the key is once it is percent-decoded. It makes no difference that it was encoded
    /// before it was inserted.
    fn name(self, text: &[u8]) -> PercentDecode<'_> {
        percent_decode(text.get(self.start.into()..self.end.into()).unwrap_or_default())
    }
}

impl Params {
    /// Picks from `query` (the client's, without its `?`, as it was sent) what `rules` forward, in
    /// its order and spelling. A query of which nothing is forwarded gives empty parameters.
    pub fn new(query: &[u8], rules: &Rules) -> Result<Self, ParamsError> {
        let mut params = Self::default();
        let mut decoded = Vec::new();
        // Both forms fit, unless much is encoded or there are many parameters.
        let length = 2 * (query.len().min(MAX_PARAMS_LEN) + MARGIN);
        params.text.try_reserve_exact(length).map_err(OutOfMemory::from)?;
        let is_clean = before_unsafe(query) == query.len();
        for pair in pairs(query).filter(|pair| !pair.key.is_empty()) {
            let name = if is_clean { pair.key } else { decode(pair.key, &mut decoded)? };
            if rules.forwards(name) {
                params.add(pair.raw, is_clean)?;
            }
        }
        params.add_markup()?;
        Ok(params)
    }

    /// Appends one parameter. `is_clean` says that nothing of it is encoded, or needs to be.
    fn add(&mut self, raw: &[u8], is_clean: bool) -> Result<(), ParamsError> {
        let separator = if self.text.is_empty() { b"?" } else { Form::Plain.separator() };
        append(&mut self.text, separator)?;
        if is_clean {
            return self.append(raw);
        }
        percent_encode(raw, ENCODED).try_for_each(|piece| self.append(piece.as_bytes()))
    }

    fn append(&mut self, piece: &[u8]) -> Result<(), ParamsError> {
        if self.text.len() + piece.len() > 1 + MAX_PARAMS_LEN {
            return Err(ParamsError::TooLong);
        }
        Ok(append(&mut self.text, piece)?)
    }

    /// Appends the second form.
    fn add_markup(&mut self) -> Result<(), OutOfMemory> {
        self.markup = self.text.len();
        let mut from = 0;
        while let Some(length) = memchr(b'&', &self.text[from..self.markup]) {
            append_within(&mut self.text, from..from + length)?;
            append(&mut self.text, Form::Markup.separator())?;
            from += length + 1;
        }
        append_within(&mut self.text, from..self.markup)
    }

    /// Whether there is nothing to forward.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// What is forwarded, with `&` between: the value of `$query_string_forward_args`.
    pub fn text(&self) -> &[u8] {
        self.inserted(Form::Plain).get(1..).unwrap_or_default()
    }

    /// Writes `before`, in which a URL ends up to where the parameters go, and what is inserted
    /// there: the parameters with what separates them from the URL. `query` is the URL's own
    /// without `?` and fragment (references and variables resolved), `None` for a URL without one.
    /// Keys that it has keep its own value.
    #[inline]
    pub fn put<S: Sink>(
        &self,
        before: &[u8],
        form: Form,
        query: Option<&[u8]>,
        sink: &mut S,
    ) -> Result<(), Error<S::Error>> {
        if query.is_none() && sink.put_if_room(before, self.inserted(form)) {
            return Ok(());
        }
        sink.put(before).map_err(Error::Sink)?;
        match query {
            None => sink.put(self.inserted(form)).map_err(Error::Sink),
            Some(query) => {
                let there = self.which_are_in(query)?;
                self.put_after(query, &there, form, sink).map_err(Error::Sink)
            }
        }
    }

    /// Writes what is inserted after `query`, but for the parameters that it has.
    fn put_after<S: Sink>(
        &self,
        query: &[u8],
        there: &Indices,
        form: Form,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let separator = form.separator();
        let mut before = if query.is_empty() || query.ends_with(b"&") { b"" } else { separator };
        if there.are_none && !self.is_empty() {
            sink.put(before)?;
            return sink.put(self.inserted(form).get(1..).unwrap_or_default());
        }
        for (index, param) in pairs(self.text()).enumerate() {
            if !there.contain(index) {
                sink.put(before)?;
                sink.put(param.raw)?;
                before = separator;
            }
        }
        Ok(())
    }

    /// Which parameters have a key that `query` has too. Sorted keys are found quickly however
    /// many there are of either.
    #[inline(never)]
    fn which_are_in(&self, query: &[u8]) -> Result<Indices, OutOfMemory> {
        let (text, keys) = (self.text(), self.keys()?);
        let mut found = Indices::default();
        for pair in pairs(query) {
            let name = || percent_decode(pair.key);
            let first = keys.partition_point(|key| key.name(text).lt(name()));
            for key in keys.get(first..).unwrap_or_default() {
                if found.contain(key.index.into()) || key.name(text).ne(name()) {
                    break;
                }
                found.insert(key.index.into());
            }
        }
        Ok(found)
    }

    fn keys(&self) -> Result<&[Key], OutOfMemory> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys);
        }
        let (text, mut keys, mut start) = (self.text(), Vec::new(), 0);
        for (index, pair) in pairs(text).enumerate() {
            keys.try_reserve(1)?;
            // The text is not too long for any of them.
            let end = (start + pair.key.len()) as u16;
            keys.push(Key { start: start as u16, end, index: index as u16 });
            start += pair.raw.len() + 1;
        }
        keys.sort_unstable_by(|a, b| {
            a.name(text).cmp(b.name(text)).then_with(|| a.index.cmp(&b.index))
        });
        Ok(self.keys.get_or_init(|| keys))
    }

    /// What is inserted into a URL without a query.
    #[inline]
    pub(super) fn inserted(&self, form: Form) -> &[u8] {
        let (plain, markup) = self.text.split_at(self.markup);
        match form {
            Form::Plain => plain,
            Form::Markup => markup,
        }
    }
}

/// What `key` is once it is percent-decoded, in `memory`.
fn decode<'a>(key: &[u8], memory: &'a mut Vec<u8>) -> Result<&'a [u8], OutOfMemory> {
    memory.clear();
    memory.try_reserve(key.len())?;
    memory.extend(percent_decode(key));
    Ok(memory)
}

/// A set of parameters, by their indices.
struct Indices {
    bits: [u64; MAX_PARAMS.div_ceil(64)],
    are_none: bool,
}

impl Default for Indices {
    fn default() -> Self {
        Self { bits: [0; MAX_PARAMS.div_ceil(64)], are_none: true }
    }
}

impl Indices {
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
