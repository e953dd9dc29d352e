//! A body on its way through: what it is, is told from its first bytes, then its scanner reads on.

use super::dash;
use super::hls;
use super::notes::Notes;
use super::sink::{Error, OutOfMemory, Sink, append};
use super::sniff::{MAX_SNIFF_LEN, Sniff, sniff};
use super::url::Context;

/// Rewrites one body that may be a manifest, in slices, in bounded memory.
///
/// Nothing is written before it is known what the body is, and nothing at all if it is no
/// manifest: then what was held goes out as it is, and so does the rest.
#[derive(Debug, Default)]
pub struct Rewriter {
    scanner: Scanner,
    /// The first bytes of the body, until they are given to the scanner.
    held: Vec<u8>,
    /// How many of them it has taken.
    taken: usize,
}

/// What is known of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Too little has come.
    Unknown,
    /// It is being rewritten.
    Manifest,
    /// It is no manifest.
    Other,
}

#[derive(Debug, Default)]
#[expect(clippy::large_enum_variant, reason = "there is one for each body, and it never moves")]
enum Scanner {
    #[default]
    Unknown,
    Hls(hls::Scanner),
    /// In memory of its own: it is some 2 KiB, and most manifests are playlists.
    Dash(Box<[dash::Scanner; 1]>),
    Other,
}

impl Rewriter {
    /// A rewriter at the beginning of a body.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is known of the body.
    pub fn kind(&self) -> Kind {
        match self.scanner {
            Scanner::Unknown => Kind::Unknown,
            Scanner::Hls(_) | Scanner::Dash(_) => Kind::Manifest,
            Scanner::Other => Kind::Other,
        }
    }

    /// What was read of the body and not written: all of it, as long as its kind is unknown, and
    /// after it has turned out to be no manifest.
    pub fn held(&self) -> &[u8] {
        self.held.get(self.taken..).unwrap_or_default()
    }

    /// What there is to tell the log so far.
    pub fn notes(&self) -> Option<&Notes> {
        match &self.scanner {
            Scanner::Hls(scanner) => Some(scanner.notes()),
            Scanner::Dash(scanner) => Some(scanner[0].notes()),
            Scanner::Unknown | Scanner::Other => None,
        }
    }

    /// Reads `input`, which goes on where the last one ended. Gives how many bytes were read: fewer
    /// than all when the sink is full, and the rest is to be given again; none of what comes after
    /// the body has turned out to be no manifest. `cx` is to be the same in every call.
    ///
    /// After an error the rewriter is in no defined state.
    pub fn feed<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let mut read = 0;
        if matches!(self.scanner, Scanner::Unknown) {
            if self.held.is_empty() {
                self.decide(sniff(input, false))?;
            }
            if matches!(self.scanner, Scanner::Unknown) {
                read = self.hold(input)?;
            }
        }
        if matches!(self.scanner, Scanner::Unknown) || !self.drain(cx, sink)? {
            return Ok(read);
        }
        Ok(read + self.scan(cx, &input[read..], sink)?)
    }

    /// Ends the body. `false` when the sink is full: the call is to be made again.
    pub fn finish<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        if matches!(self.scanner, Scanner::Unknown) {
            self.decide(sniff(&self.held, true))?;
        }
        if !self.drain(cx, sink)? {
            return Ok(false);
        }
        match &mut self.scanner {
            Scanner::Hls(scanner) => scanner.finish(cx, sink),
            Scanner::Dash(scanner) => scanner[0].finish(cx, sink),
            Scanner::Unknown | Scanner::Other => Ok(true),
        }
    }

    fn decide(&mut self, verdict: Sniff) -> Result<(), OutOfMemory> {
        match verdict {
            Sniff::More => {}
            Sniff::Hls => self.scanner = Scanner::Hls(hls::Scanner::new()),
            Sniff::Dash => self.scanner = Scanner::Dash(boxed(dash::Scanner::new())?),
            Sniff::Neither => self.scanner = Scanner::Other,
        }
        Ok(())
    }

    /// Keeps as much of `input` as may be looked at, and looks.
    fn hold<E>(&mut self, input: &[u8]) -> Result<usize, Error<E>> {
        let length = input.len().min(MAX_SNIFF_LEN - self.held.len());
        append(&mut self.held, &input[..length])?;
        self.decide(sniff(&self.held, false))?;
        Ok(length)
    }

    /// Gives the scanner what was held. `false` when the sink is full.
    fn drain<S: Sink>(&mut self, cx: &Context<'_>, sink: &mut S) -> Result<bool, Error<S::Error>> {
        if self.held.is_empty() || matches!(self.scanner, Scanner::Other) {
            return Ok(true);
        }
        let held = std::mem::take(&mut self.held);
        self.taken += self.scan(cx, &held[self.taken..], sink)?;
        if self.taken < held.len() {
            self.held = held;
            return Ok(false);
        }
        self.taken = 0;
        Ok(true)
    }

    fn scan<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        match &mut self.scanner {
            Scanner::Hls(scanner) => scanner.feed(cx, input, sink),
            Scanner::Dash(scanner) => scanner[0].feed(cx, input, sink),
            Scanner::Unknown | Scanner::Other => Ok(0),
        }
    }
}

/// `Box::new` that says when there is no memory, where the standard library aborts.
fn boxed<T>(value: T) -> Result<Box<[T; 1]>, OutOfMemory> {
    let mut alone = Vec::new();
    alone.try_reserve_exact(1)?;
    alone.push(value);
    alone.into_boxed_slice().try_into().map_err(|_| OutOfMemory)
}
