//! Standard input to standard output, through the rewriter of manifests, in memory that does not grow.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};

use secure_token::coding::Coding;
use secure_token::manifest::{Coded, Context, Error, GivenUp, Kind, Notes, Rewriter, Sink};

use crate::output::{unwritten, while_doing};

/// Bytes that are read at a time at most. A pipe gives 64 KiB.
const INPUT: usize = 256 * 1024;

/// Bytes that are written at a time, or a few more.
const OUTPUT: usize = 512 * 1024;

/// What went through.
pub enum Passed {
    /// A manifest, and what there is to tell of it.
    Manifest(Notes),
    /// Something else, unchanged, and why it was given up where it came in a content coding.
    Other(Option<GivenUp>),
}

/// Rewrites a manifest, and lets anything else through.
pub fn rewrite(context: &Context<'_>, coding: Coding) -> io::Result<Passed> {
    let mut input = unbuffered(io::stdin().as_fd())?;
    let mut output = Output::new(unbuffered(io::stdout().as_fd())?);
    let mut body = Body::new(coding);
    let mut buffer = vec![0; INPUT];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(while_doing("read standard input", &error)),
        };
        let taken = body.feed(context, &buffer[..read], &mut output)?;
        if body.kind() == Kind::Other {
            output.put(body.held())?;
            output.put(&buffer[taken..read])?;
            output.flush()?;
            pass(&mut input, &mut output.to)?;
            return Ok(Passed::Other(body.given_up()));
        }
        // What was read last may be all for a while.
        output.flush()?;
    }
    body.finish(context, &mut output)?;
    if body.kind() != Kind::Manifest {
        output.put(body.held())?;
    }
    output.flush()?;
    Ok(match body.notes() {
        Some(notes) => Passed::Manifest(notes),
        None => Passed::Other(body.given_up()),
    })
}

/// Lets all of the input through.
pub fn copy() -> io::Result<()> {
    pass(&mut unbuffered(io::stdin().as_fd())?, &mut unbuffered(io::stdout().as_fd())?)
}

fn pass(input: &mut File, output: &mut File) -> io::Result<()> {
    let copied = io::copy(input, output).map(drop);
    copied.map_err(|error| while_doing("copy standard input to standard output", &error))
}

/// The file behind a stream of the standard library, whose own buffer is small and, on the way
/// out, ends at each line.
fn unbuffered(stream: BorrowedFd<'_>) -> io::Result<File> {
    stream.try_clone_to_owned().map(File::from)
}

/// A body with what takes its coding off.
struct Body {
    rewriter: Rewriter,
    coded: Option<Box<Coded>>,
}

impl Body {
    fn new(coding: Coding) -> Self {
        let coded = (coding != Coding::Identity).then(|| Box::new(Coded::new(coding)));
        Self { rewriter: Rewriter::new(), coded }
    }

    fn kind(&self) -> Kind {
        self.coded.as_ref().map_or(self.rewriter.kind(), |coded| coded.kind(&self.rewriter))
    }

    fn held(&self) -> &[u8] {
        self.coded.as_ref().map_or(self.rewriter.held(), |coded| coded.held())
    }

    fn given_up(&self) -> Option<GivenUp> {
        self.coded.as_ref().and_then(|coded| coded.given_up())
    }

    fn notes(&self) -> Option<Notes> {
        match self.kind() {
            Kind::Manifest => self.rewriter.notes().copied(),
            Kind::Unknown | Kind::Other => None,
        }
    }

    /// Gives how many bytes were taken: all of them, unless the body is no manifest.
    fn feed(
        &mut self,
        context: &Context<'_>,
        bytes: &[u8],
        output: &mut Output,
    ) -> io::Result<usize> {
        let result = match &mut self.coded {
            Some(coded) => coded.feed(&mut self.rewriter, context, bytes, output),
            None => self.rewriter.feed(context, bytes, output),
        };
        result.map_err(failure)
    }

    fn finish(&mut self, context: &Context<'_>, output: &mut Output) -> io::Result<()> {
        let result = match &mut self.coded {
            Some(coded) => coded.finish(&mut self.rewriter, context, output),
            None => self.rewriter.finish(context, output),
        };
        // The output is never full, so that one call is enough.
        result.map(drop).map_err(failure)
    }
}

fn failure(error: Error<io::Error>) -> io::Error {
    match error {
        Error::Sink(error) => error,
        Error::OutOfMemory => io::ErrorKind::OutOfMemory.into(),
        Error::Decode(error) => {
            let error = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
            while_doing("decode the manifest", &error)
        }
    }
}

/// Gathers what the rewriter writes in many small pieces.
struct Output {
    to: File,
    buffer: Vec<u8>,
}

impl Output {
    fn new(to: File) -> Self {
        Self { to, buffer: Vec::with_capacity(OUTPUT) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = write(&mut self.to, &self.buffer);
        self.buffer.clear();
        written
    }
}

fn write(to: &mut File, bytes: &[u8]) -> io::Result<()> {
    to.write_all(bytes).map_err(|error| unwritten(&error))
}

impl Sink for Output {
    type Error = io::Error;

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() > self.buffer.capacity() - self.buffer.len() {
            self.flush()?;
        }
        if bytes.len() > self.buffer.capacity() {
            return write(&mut self.to, bytes);
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        self.buffer.put_if_room(first, second)
    }

    fn is_full(&self) -> bool {
        false
    }
}
