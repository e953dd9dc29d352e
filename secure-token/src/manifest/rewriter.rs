//! A body on its way through: what it is, is told from its first bytes, then its scanner reads on.

use super::hls;
use super::notes::Notes;
use super::sink::{Error, Sink, append};
use super::sniff::{MAX_SNIFF_LEN, Sniff, sniff};
use super::url::Context;

/// Rewrites one body that may be a manifest, in slices, in bounded memory.
///
/// Nothing is written before it is known what the body is.
#[derive(Debug, Default)]
pub struct Rewriter {
    kind: Kind,
    /// The first bytes of the body, until they are given to the scanner.
    held: Vec<u8>,
    /// How many of them it has taken.
    taken: usize,
}

/// What the body is.
#[derive(Debug, Default)]
#[expect(clippy::large_enum_variant, reason = "there is one for each body, and it never moves")]
enum Kind {
    #[default]
    Unknown,
    Hls(hls::Scanner),
    Other,
}

impl Rewriter {
    /// A rewriter at the beginning of a body.
    pub fn new() -> Self {
        Self::default()
    }

    /// What there is to tell the log so far.
    pub fn notes(&self) -> Option<&Notes> {
        match &self.kind {
            Kind::Hls(scanner) => Some(scanner.notes()),
            Kind::Unknown | Kind::Other => None,
        }
    }

    /// Reads `input`, which goes on where the last one ended. Gives how many bytes were read: fewer
    /// than all when the sink is full, and the rest is to be given again. `cx` is to be the same
    /// in every call.
    ///
    /// After an error the rewriter is in no defined state.
    pub fn feed<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        if matches!(self.kind, Kind::Unknown) {
            if self.held.is_empty() {
                self.decide(sniff(input, false));
            }
            if matches!(self.kind, Kind::Unknown) {
                return self.hold(input);
            }
        }
        if !self.drain(cx, sink)? {
            return Ok(0);
        }
        self.scan(cx, input, sink)
    }

    /// Ends the body. `false` when the sink is full: the call is to be made again.
    pub fn finish<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        if matches!(self.kind, Kind::Unknown) {
            self.decide(sniff(&self.held, true));
        }
        if !self.drain(cx, sink)? {
            return Ok(false);
        }
        match &mut self.kind {
            Kind::Hls(scanner) => scanner.finish(cx, sink),
            Kind::Unknown | Kind::Other => Ok(true),
        }
    }

    fn decide(&mut self, verdict: Sniff) {
        match verdict {
            Sniff::More => {}
            Sniff::Hls => self.kind = Kind::Hls(hls::Scanner::new()),
            Sniff::Dash | Sniff::Neither => self.kind = Kind::Other,
        }
    }

    /// Keeps as much of `input` as may be looked at, and looks.
    fn hold<E>(&mut self, input: &[u8]) -> Result<usize, Error<E>> {
        let length = input.len().min(MAX_SNIFF_LEN - self.held.len());
        append(&mut self.held, &input[..length])?;
        self.decide(sniff(&self.held, false));
        Ok(length)
    }

    /// Gives the scanner what was held. `false` when the sink is full.
    fn drain<S: Sink>(&mut self, cx: &Context<'_>, sink: &mut S) -> Result<bool, Error<S::Error>> {
        if self.held.is_empty() {
            return Ok(true);
        }
        let held = std::mem::take(&mut self.held);
        self.taken += self.scan(cx, &held[self.taken..], sink)?;
        if self.taken < held.len() {
            self.held = held;
            return Ok(false);
        }
        Ok(true)
    }

    fn scan<S: Sink>(
        &mut self,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        match &mut self.kind {
            Kind::Hls(scanner) => scanner.feed(cx, input, sink),
            Kind::Unknown | Kind::Other => {
                sink.put(input).map_err(Error::Sink)?;
                Ok(input.len())
            }
        }
    }
}
