//! Telling markup from text (XML 1.0), as far as it must be told: start tags and end tags are handed
//! on to the [`Document`](super::document::Document), and all else is passed over.

use memchr::{memchr, memmem};

use super::super::run::Run;
use super::super::sink::{Error, OutOfMemory, Sink};
use super::super::url::Context;
use super::doctype::Doctype;
use super::tag::{Quote, find_end, is_white};
use super::{Scanner, segments, timeline};

const COMMENT: &[u8] = b"<!--";
const CDATA: &[u8] = b"<![CDATA[";

/// What comes next.
#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// Text, up to the next `<`.
    Text,
    /// A start tag, of which so many bytes have been read.
    Tag {
        read: usize,
        quote: Quote,
    },
    /// The rest of a start tag of which nothing but its end matters.
    LongTag {
        quote: Quote,
    },
    /// The rest of an end tag.
    EndTag,
    Comment,
    Cdata,
    Instruction,
    Doctype(Doctype),
    /// What means nothing, to the end.
    Rest,
}

/// Why the scanner has come no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The input ends.
    End,
    /// The sink is full.
    Full,
    /// It has come far enough, and needs nothing of what it has read.
    Enough,
}

impl Scanner {
    /// Reads the run's input from where the scanner has come to, until it ends or the sink is full,
    /// or until the scanner has come as far as `enough` and needs nothing of what it has read.
    pub(super) fn scan<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        run: &mut Run<'_, S>,
        enough: usize,
    ) -> Result<Stop, Error<S::Error>> {
        let input = run.input;
        loop {
            if !self.document.write(cx, run)? {
                return Ok(Stop::Full);
            }
            if self.scanned >= enough && self.needs_nothing() {
                return Ok(Stop::Enough);
            }
            if self.scanned == input.len() {
                return Ok(Stop::End);
            }
            if let State::Text = self.state
                && self.document.takes_segments()
                && !self.has_entities
            {
                self.scanned = segments::read(&mut self.document, cx, run, self.scanned)?;
                if run.sink.is_full() {
                    return Ok(Stop::Full);
                }
            }
            if !self.step(cx, input)? {
                return Ok(Stop::End);
            }
        }
    }

    fn needs_nothing(&self) -> bool {
        !matches!(self.state, State::Tag { .. }) && self.document.needs_nothing()
    }

    /// Reads on to the end of what the scanner is in. `false` if it does not end in `input`.
    fn step(&mut self, cx: &Context<'_>, input: &[u8]) -> Result<bool, OutOfMemory> {
        let at = self.scanned;
        let rest = &input[at..];
        match &mut self.state {
            State::Text => return self.read_text(cx, input),
            State::Tag { read, quote } => {
                let Some(length) = find_end(&rest[*read..], quote) else {
                    *read = rest.len();
                    return Ok(false);
                };
                self.scanned = at + *read + length;
                self.document.start_element(cx, input, at..self.scanned)?;
                self.state = self.text_or_rest();
            }
            State::LongTag { quote } => {
                let Some(length) = find_end(rest, quote) else {
                    // It may be the first byte of `/>`.
                    self.scanned = input.len() - usize::from(rest.ends_with(b"/"));
                    return Ok(false);
                };
                self.scanned = at + length;
                if !rest[..length].ends_with(b"/>") && !self.document.is_in_timeline() {
                    self.document.start_opaque(cx);
                }
                self.state = State::Text;
            }
            State::EndTag => match memchr(b'>', rest) {
                Some(length) => {
                    self.scanned = at + length + 1;
                    self.state = self.text_or_rest();
                }
                None => {
                    self.scanned = input.len();
                    return Ok(false);
                }
            },
            State::Doctype(doctype) => match doctype.read(rest) {
                Ok(length) => {
                    self.has_entities |= doctype.had_subset;
                    self.scanned = at + length;
                    self.state = State::Text;
                }
                Err(length) => {
                    self.scanned = at + length;
                    return Ok(false);
                }
            },
            State::Comment => return Ok(self.skip_past(rest, b"-->")),
            State::Cdata => return Ok(self.skip_past(rest, b"]]>")),
            State::Instruction => return Ok(self.skip_past(rest, b"?>")),
            State::Rest => self.scanned = input.len(),
        }
        Ok(true)
    }

    /// Reads on past the first `end` in `rest`, to text.
    fn skip_past(&mut self, rest: &[u8], end: &[u8]) -> bool {
        match memmem::find(rest, end) {
            Some(length) => {
                self.scanned += length + end.len();
                self.state = State::Text;
                true
            }
            None => {
                // The end itself may be cut in two.
                self.scanned += (rest.len() + 1).saturating_sub(end.len());
                false
            }
        }
    }

    /// What follows a tag: nothing that means anything, where it was the last.
    fn text_or_rest(&self) -> State {
        if self.document.has_ended() { State::Rest } else { State::Text }
    }

    /// Reads on to the next markup, and what it begins with.
    fn read_text(&mut self, cx: &Context<'_>, input: &[u8]) -> Result<bool, OutOfMemory> {
        let from = self.scanned;
        let open = if self.document.is_in_timeline() {
            match timeline::find(input, from) {
                timeline::Found::End(open) | timeline::Found::Markup(open) => Some(open),
                timeline::Found::More(end) => {
                    self.scanned = end;
                    None
                }
                timeline::Found::Nested => {
                    self.document.lose_base(cx);
                    self.document.decide_all();
                    self.state = State::Rest;
                    return Ok(true);
                }
            }
        } else {
            let open = memchr(b'<', &input[from..]).map(|length| from + length);
            let end = open.unwrap_or(input.len());
            // An entity may hold elements, among them bases.
            if self.has_entities
                && !self.document.is_in_content()
                && memchr(b'&', &input[from..end]).is_some()
            {
                self.document.lose_base(cx);
            }
            self.scanned = end;
            open
        };
        let Some(open) = open else { return Ok(false) };
        self.scanned = open;
        self.read_markup(cx, input)
    }

    /// Reads the first bytes of markup, which tell what it is.
    fn read_markup(&mut self, cx: &Context<'_>, input: &[u8]) -> Result<bool, OutOfMemory> {
        let at = self.scanned;
        let rest = &input[at..];
        let (state, length) = match rest[1..] {
            [] => return Ok(false),
            [b'/', ..] => {
                self.document.end_element(cx, input, at)?;
                (State::EndTag, 2)
            }
            [b'?', ..] => (State::Instruction, 2),
            [b'!', ..] if rest.starts_with(COMMENT) => (State::Comment, COMMENT.len()),
            [b'!', ..] if rest.starts_with(CDATA) => (State::Cdata, CDATA.len()),
            [b'!', ..] if COMMENT.starts_with(rest) || CDATA.starts_with(rest) => return Ok(false),
            [b'!', ..] => (State::Doctype(Doctype::default()), 2),
            [next, ..] if is_white(next) || b"<>=\"'".contains(&next) => (State::Text, 1),
            _ if self.document.is_opaque() => (State::LongTag { quote: None }, 1),
            _ => {
                self.state = State::Tag { read: 1, quote: None };
                return Ok(true);
            }
        };
        self.state = state;
        self.scanned = at + length;
        Ok(true)
    }
}
