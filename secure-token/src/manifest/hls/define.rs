//! One EXT-X-DEFINE tag, collected from the slices in which it comes.
//!
//! A tag that players may read in more than one way leaves its names defined as not known.

use std::ops::Range;

use percent_encoding::percent_decode;

use super::super::sink::{OutOfMemory, append};
use super::variables::Variables;
use crate::query::pairs;

/// How many bytes of one tag's values are kept; a tag with more defines nothing that is known.
const MAX_MEMORY: usize = 16 * 1024;

/// How many variables of one playlist are looked for in the client's query, which may be long.
/// More are not known.
const MAX_QUERY_PARAMS: u16 = 256;

/// The attributes of EXT-X-DEFINE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Name,
    Value,
    QueryParam,
    Import,
}

/// What a tag has said so far.
#[derive(Debug)]
pub(super) struct Define {
    /// The values of attributes, one after the other.
    text: Vec<u8>,
    /// Where in `text` the value begins that is being read.
    open: usize,
    is_too_long: bool,
    /// The attribute that names the variable, and where in `text` its value stands.
    name: Option<(Attribute, Range<usize>)>,
    value: Option<Range<usize>>,
    /// Whether players may disagree on the tag.
    is_odd: bool,
    /// How many variables were looked for in the client's query, in this tag and before.
    query_params: u16,
}

impl Define {
    pub(super) const NONE: Self = Self {
        text: Vec::new(),
        open: 0,
        is_too_long: false,
        name: None,
        value: None,
        is_odd: false,
        query_params: 0,
    };

    /// Begins a tag.
    pub(super) fn begin(&mut self) {
        self.text.clear();
        self.open = 0;
        self.is_too_long = false;
        self.name = None;
        self.value = None;
        self.is_odd = false;
    }

    /// Takes a part of an attribute's value.
    pub(super) fn push(&mut self, part: &[u8]) -> Result<(), OutOfMemory> {
        if self.is_too_long || self.text.len() + part.len() > MAX_MEMORY {
            // Nothing of it is left, however it came.
            self.text.truncate(self.open);
            self.is_too_long = true;
            self.is_odd = true;
            return Ok(());
        }
        append(&mut self.text, part)
    }

    /// Takes what has been pushed since the last call as the value of `attribute`.
    pub(super) fn close(
        &mut self,
        attribute: Attribute,
        variables: &mut Variables,
    ) -> Result<(), OutOfMemory> {
        let span = self.open..self.text.len();
        self.open = span.end;
        self.is_too_long = false;
        if attribute == Attribute::Value {
            self.is_odd |= self.value.replace(span).is_some();
        } else if let Some((_, other)) = self.name.replace((attribute, span)) {
            variables.define(&self.text[other], None)?;
            self.is_odd = true;
        }
        Ok(())
    }

    /// Ends the tag, and defines what it names. `query` is the client's; `is_whole` says that the
    /// tag was an attribute list to its end.
    pub(super) fn end(
        &mut self,
        is_whole: bool,
        query: &[u8],
        variables: &mut Variables,
    ) -> Result<(), OutOfMemory> {
        let Some((attribute, name)) = self.name.take() else { return Ok(()) };
        let value = match attribute {
            _ if self.is_odd || !is_whole => None,
            Attribute::Name => {
                self.value.take().filter(|value| is_settled(&self.text[value.clone()]))
            }
            Attribute::QueryParam => self.find(&name, query)?,
            Attribute::Import | Attribute::Value => None,
        };
        variables.define(&self.text[name], value.map(|value| &self.text[value]))
    }

    /// The value in `query` of the parameter whose name stands at `name`, appended to the text.
    fn find(
        &mut self,
        name: &Range<usize>,
        query: &[u8],
    ) -> Result<Option<Range<usize>>, OutOfMemory> {
        if self.query_params == MAX_QUERY_PARAMS {
            return Ok(None);
        }
        self.query_params += 1;
        let is_it = |key| percent_decode(key).eq(self.text[name.clone()].iter().copied());
        let Some(raw) = pairs(query).find(|pair| is_it(pair.key)).and_then(|pair| pair.value)
        else {
            return Ok(None);
        };
        let start = self.text.len();
        self.text.try_reserve(raw.len())?;
        self.text.extend(percent_decode(raw));
        let value = &self.text[start..];
        // A plus may be a space; what is encoded twice, or is read as it was sent, may become
        // another host.
        let is_encoded = raw.contains(&b'%');
        let is_odd = raw.contains(&b'+')
            || is_encoded && value.iter().any(|byte| matches!(byte, b'%' | b'@'))
            || !is_settled(value);
        Ok((!is_odd).then_some(start..self.text.len()))
    }
}

/// Whether a value holds no variable itself: some players would resolve that too.
fn is_settled(value: &[u8]) -> bool {
    !value.windows(2).any(|pair| pair == b"{$")
}
