//! A body in a content coding: decoded on its way to the rewriter.
//!
//! What is no manifest goes out as it came. So the coded bytes are kept until the first decoded
//! ones have shown what the body is; one that cannot be decoded that far is no manifest.

use super::rewriter::{Kind, Rewriter};
use super::sink::{Error, Sink, append};
use super::url::Context;
use crate::coding::{Coding, DecodeError, Decoder};

/// Decoded bytes that are given to the rewriter at a time.
const TEXT: usize = 16 * 1024;

/// Coded bytes that are kept at most. A manifest shows what it is within far fewer: what takes
/// more (a member of gzip with a long comment, thousands of empty blocks) is none. But a frame of
/// zstd shows nothing before it ends, or fills the largest window.
const fn max_raw(coding: Coding) -> usize {
    match coding {
        Coding::Zstd => 8 * 1024 * 1024,
        _ => 64 * 1024,
    }
}

/// Stands between a coded body and its [`Rewriter`], with the same calls.
pub struct Coded {
    decoder: Decoder,
    /// What was read, until it is known what the body is.
    raw: Vec<u8>,
    max_raw: usize,
    /// What was decoded.
    text: Vec<u8>,
    /// Where what the rewriter has not taken stands in `text`.
    start: usize,
    end: usize,
    /// The body counts as no manifest, whatever the rewriter thinks.
    given_up: Option<GivenUp>,
}

/// Why a coded body counts as no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GivenUp {
    /// It cannot be decoded.
    #[error("{0}")]
    Decode(DecodeError),
    /// It does not show what it is within so many bytes.
    #[error("nothing to tell it by in its first {0} bytes")]
    Raw(usize),
}

impl Coded {
    /// The beginning of a body in this coding.
    pub fn new(coding: Coding) -> Self {
        Self {
            decoder: Decoder::new(coding),
            raw: Vec::new(),
            max_raw: max_raw(coding),
            text: Vec::new(),
            start: 0,
            end: 0,
            given_up: None,
        }
    }

    /// What is known of the body.
    pub fn kind(&self, rewriter: &Rewriter) -> Kind {
        if self.given_up.is_some() { Kind::Other } else { rewriter.kind() }
    }

    /// What was read of the body, coded as it came, once it has turned out to be no manifest.
    pub fn held(&self) -> &[u8] {
        &self.raw
    }

    /// Why the body was given up, if it was.
    pub fn given_up(&self) -> Option<GivenUp> {
        self.given_up
    }

    /// Decodes `input` for [`Rewriter::feed`], and gives how many bytes of it were read, as that
    /// does. What cannot be decoded past the decision is an error.
    pub fn feed<S: Sink>(
        &mut self,
        rewriter: &mut Rewriter,
        cx: &Context<'_>,
        input: &[u8],
        sink: &mut S,
    ) -> Result<usize, Error<S::Error>> {
        let mut read = 0;
        loop {
            if !self.pass_text(rewriter, cx, sink)? || self.kind(rewriter) == Kind::Other {
                return Ok(read);
            }
            let rest = &input[read..];
            let step = match self.decoder.decode(rest, &mut self.text) {
                Ok(step) => step,
                Err(error) => return self.fail(rewriter, error).map(|()| read),
            };
            read += step.read;
            self.end = step.written;
            if rewriter.kind() == Kind::Unknown {
                append(&mut self.raw, &rest[..step.read])?;
                if self.raw.len() > self.max_raw {
                    self.given_up = Some(GivenUp::Raw(self.max_raw));
                }
            }
            if step.read == 0 && step.written == 0 {
                return Ok(read);
            }
        }
    }

    /// Ends the body. `false` when the sink is full: the call is to be made again.
    pub fn finish<S: Sink>(
        &mut self,
        rewriter: &mut Rewriter,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        loop {
            if !self.pass_text(rewriter, cx, sink)? {
                return Ok(false);
            }
            if self.kind(rewriter) == Kind::Other {
                return Ok(true);
            }
            match self.decoder.finish(&mut self.text) {
                Ok(0) => return rewriter.finish(cx, sink),
                Ok(written) => self.end = written,
                Err(error) => self.fail(rewriter, error)?,
            }
        }
    }

    /// Gives the rewriter what was decoded. `false` when the sink is full.
    fn pass_text<S: Sink>(
        &mut self,
        rewriter: &mut Rewriter,
        cx: &Context<'_>,
        sink: &mut S,
    ) -> Result<bool, Error<S::Error>> {
        if self.text.is_empty() {
            self.text.try_reserve_exact(TEXT)?;
            self.text.resize(TEXT, 0);
        }
        if self.start < self.end && self.kind(rewriter) != Kind::Other {
            self.start += rewriter.feed(cx, &self.text[self.start..self.end], sink)?;
            match rewriter.kind() {
                Kind::Manifest => self.raw = Vec::new(),
                Kind::Other => return Ok(true),
                Kind::Unknown => {}
            }
            if self.start < self.end {
                return Ok(false);
            }
        }
        (self.start, self.end) = (0, 0);
        Ok(true)
    }

    /// Before it is known what the body is, what cannot be decoded is no manifest.
    fn fail<E>(&mut self, rewriter: &Rewriter, error: DecodeError) -> Result<(), Error<E>> {
        if rewriter.kind() != Kind::Unknown {
            return Err(Error::Decode(error));
        }
        self.given_up = Some(GivenUp::Decode(error));
        Ok(())
    }
}
