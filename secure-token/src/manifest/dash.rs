//! MPDs and MPD patches (ISO/IEC 23009-1), and what an XLink leads to: a scanner for their URLs.
//!
//! The scanner tells markup from text, and hands on tags to what knows their meaning. Of a
//! document's bulk it sees little: inside a SegmentTimeline it searches for the end tag, and a
//! SegmentURL costs one pass. What lies between two insertions is written in one piece, straight
//! from the input. Copied, and held, is a tag or a URL that the input cuts in two, and what follows
//! a URL whose base is not known yet: at most 64 KiB. How far the scanner has read, and what it
//! holds, depends on nothing but the bytes that it was given, so that the result cannot depend on
//! how they were cut.

mod base;
mod bases;
mod doctype;
mod document;
mod elements;
mod markup;
mod namespaces;
mod patch;
mod pending;
mod reference;
mod segments;
mod tag;
mod timeline;
mod vocabulary;

use std::mem;

use super::notes::Notes;
use super::run::Run;
use super::sink::{Error, Sink, append};
use super::url::{Context, MAX_URL_LEN};
use document::Document;
use markup::{State, Stop};

/// How much input is read between two looks at the sink.
const WINDOW: usize = MAX_URL_LEN;

/// How much is appended at once to a tag, or a URL, that was cut in two: most are shorter.
const STEP: usize = 512;

/// How much of a document is held back at most, in bytes: for a base URL that comes after the URLs
/// that it is the base of, and for the end of a tag.
const MAX_HELD_LEN: usize = 64 * 1024;

/// Reads a document in slices and writes it with the parameters in its URLs.
#[derive(Debug)]
pub struct Scanner {
    state: State,
    /// What has been read and may be needed again; it begins with bytes that were written already.
    held: Vec<u8>,
    /// How many of them were.
    written: usize,
    /// How far in what is held, or in the window that is being read, the scanner has come.
    scanned: usize,
    /// Whether it can come further without more input.
    is_interrupted: bool,
    /// Whether the document may have entities of its own.
    has_entities: bool,
    document: Document,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

impl Scanner {
    /// A scanner at the beginning of a document. It allocates nothing.
    pub const fn new() -> Self {
        Self {
            state: State::Text,
            held: Vec::new(),
            written: 0,
            scanned: 0,
            is_interrupted: false,
            has_entities: false,
            document: Document::NEW,
        }
    }

    /// What there is to tell the log so far.
    pub fn notes(&self) -> &Notes {
        &self.document.notes
    }

    /// Reads `input`, which goes on where the last one ended, and writes into `sink` all of it but
    /// what is held. Gives how many bytes were read: fewer than all when the sink is full, and the
    /// rest is to be given again. `cx` is to be the same in every call.
    ///
    /// After an error the scanner is in no defined state.
    pub fn feed<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let cx = &without_extension(cx);
        let mut read = 0;
        while read < input.len() && !sink.is_full() {
            let rest = &input[read..];
            read += if self.held.is_empty() {
                self.scan_window(cx, &rest[..rest.len().min(WINDOW)], sink)?
            } else {
                self.scan_held(cx, rest, sink)?
            };
        }
        Ok(read)
    }

    /// Ends the document and writes what was held. `false` when the sink is full: the call is to be
    /// made again.
    pub fn finish<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        let cx = &without_extension(cx);
        while self.is_interrupted && !sink.is_full() {
            self.scan_held(cx, b"", sink)?;
        }
        if sink.is_full() {
            return Ok(false);
        }
        self.state = State::Rest;
        self.document.decide_all();
        let held = mem::take(&mut self.held);
        let mut run = Run::new(&held, sink);
        run.skip_to(self.written);
        let is_done = self.document.write(cx, &mut run)? && run.put_within(held.len())?;
        self.written = run.start();
        self.held = held;
        Ok(is_done)
    }

    /// Reads what the sink wants of `window`, where nothing is held, and holds what is needed of it.
    /// Gives how much was read.
    fn scan_window<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        window: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        self.scanned = 0;
        let mut run = Run::new(window, sink);
        let stop = self.scan(cx, &mut run, usize::MAX)?;
        let needed = self.needed();
        run.put_to(needed)?;
        let read = if stop == Stop::Full { self.scanned } else { window.len() };
        append(&mut self.held, &window[needed..read])?;
        self.written = needed;
        self.move_back();
        self.is_interrupted = stop == Stop::Full && !self.held.is_empty();
        Ok(read)
    }

    /// Reads on in what is held, and in `more`, which follows it. Gives how much of it was read.
    fn scan_held<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        more: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let had = self.held.len();
        let room = MAX_HELD_LEN.saturating_sub(had - self.written);
        let step = if self.document.pending.is_empty() { STEP } else { WINDOW };
        let step = if self.is_interrupted { 0 } else { step.min(room).min(more.len()) };
        append(&mut self.held, &more[..step])?;

        let held = mem::take(&mut self.held);
        let mut run = Run::new(&held, sink);
        run.skip_to(self.written);
        let stop = self.scan(cx, &mut run, had)?;
        let is_written = run.put_within(self.needed())?;
        self.written = run.start();
        self.held = held;

        self.is_interrupted = stop == Stop::Full || !is_written;
        if self.is_interrupted {
            return Ok(step);
        }
        if stop == Stop::Enough {
            let read = self.scanned - had;
            self.held.clear();
            self.written = 0;
            return Ok(read);
        }
        if self.held.len() - self.written >= MAX_HELD_LEN {
            self.let_go(cx);
        } else if self.written >= self.held.len() / 2 {
            self.held.drain(..self.written);
            self.move_back();
        }
        Ok(step)
    }

    /// Counts offsets from what has not been written on.
    fn move_back(&mut self) {
        self.document.move_back(self.written);
        self.scanned -= self.written;
        self.written = 0;
    }

    /// The offset from which on what has been read is needed.
    fn needed(&self) -> usize {
        self.document.needed().unwrap_or(self.scanned)
    }

    /// Lets go of what has been held for too long.
    fn let_go(&mut self, cx: &Context<'_>) {
        if !self.document.let_go(cx) {
            self.state = State::LongTag { quote: None };
            self.scanned += 1;
        }
        self.is_interrupted = true;
    }
}

/// A URL without a path has no extension in DASH.
fn without_extension<'a>(cx: &Context<'a>) -> Context<'a> {
    Context { extension: b"", ..*cx }
}
