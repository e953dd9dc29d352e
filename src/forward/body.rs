//! The body filter: feeds the answer to the scanner, and hands on what it writes.

use core::ptr::NonNull;

use ngx::ffi::{ngx_buf_t, ngx_chain_t, ngx_http_request_t, ngx_int_t, off_t};
use secure_token::manifest::{Kind, Sink};

use super::output::{Flags, Output};
use super::rewriting::{Failed, Rewriting};
use super::{pass_body, pass_headers};
use crate::module::in_cycle;
use crate::ngx::OutOfMemory;
use crate::ngx::chain::Chain;
use crate::ngx::guard::guard;
use crate::ngx::headers;
use crate::ngx::pool::{self, drop_value};
use crate::ngx::request::Request;
use crate::ngx::status;
use crate::report;
use crate::request::{State, server};

/// An answer that is, or may be, a manifest.
pub struct Forward {
    rewriting: Rewriting,
    input: Chain,
    output: Output,
    flags: Flags,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The headers wait until it is known what the body is.
    Waiting,
    /// The body is a manifest, and more of it is to come.
    Open,
    /// What comes now passes as it is: the body is no manifest, or it has ended.
    Passing,
    /// The client gets no body.
    Swallowing,
    /// The answer is cut; what has come of it stays all.
    Failed,
}

impl Forward {
    /// Begins with the headers waiting, in memory of the request.
    pub fn adopt(
        r: Request<'_>,
        rewriting: impl FnOnce() -> Rewriting,
    ) -> Result<NonNull<Forward>, OutOfMemory> {
        let new = || Forward {
            rewriting: rewriting(),
            input: Chain::new(),
            output: Output::new(r),
            flags: Flags::default(),
            stage: Stage::Waiting,
        };
        // SAFETY: the pool of a valid request is valid, and outlives what the value borrows.
        unsafe { pool::adopt_new(r.pool(), new, drop_value::<Forward>) }.ok_or(OutOfMemory)
    }

    /// Takes in what has come, and hands on what can go: until the input is used up, or all
    /// buffers are on their way to the client.
    fn run(
        &mut self,
        r: Request<'_>,
        input: *mut ngx_chain_t,
        mut stage: Stage,
    ) -> Result<(ngx_int_t, Stage), Failed> {
        // SAFETY: nginx's chain, whose buffers stay until their bytes are taken.
        unsafe { self.input.append_copy(r.pool(), input) }?;
        loop {
            let progress = self.consume(r)?;
            if stage == Stage::Waiting {
                if self.rewriting.kind() == Kind::Unknown {
                    return Ok((status::OK, Stage::Waiting));
                }
                self.send_headers(r)?;
                if r.header_only() {
                    return Ok((status::OK, Stage::Swallowing));
                }
                stage = Stage::Open;
            }
            if matches!(progress, Progress::Foreign | Progress::Finished) {
                self.rewriting.report(r);
            }
            if progress == Progress::Foreign {
                return Ok((self.pass_on(r)?, Stage::Passing));
            }
            let status = self.send(r)?;
            match progress {
                Progress::Finished => return Ok((status, Stage::Passing)),
                Progress::Waiting if self.output.has_room() => {}
                Progress::Starved if !self.output.is_busy() => return Ok((status, stage)),
                _ => return Ok((status::AGAIN, stage)),
            }
        }
    }

    /// Sends the headers that have waited.
    fn send_headers(&self, r: Request<'_>) -> Result<(), Failed> {
        if self.rewriting.kind() == Kind::Manifest {
            headers::body_will_change(r);
            if self.rewriting.is_coded() {
                headers::remove_content_encoding(r);
            }
        }
        match pass_headers(r) {
            status::OK | status::AGAIN => Ok(()),
            _ => Err(Failed),
        }
    }

    /// Hands on what was written so far.
    fn send(&mut self, r: Request<'_>) -> Result<ngx_int_t, Failed> {
        let flags = core::mem::take(&mut self.flags);
        match self.output.send(r, flags) {
            Ok(status::ERROR) | Err(OutOfMemory) => Err(Failed),
            Ok(status) => Ok(status),
        }
    }

    /// Hands on a body that is no manifest: what was held of it, then the rest as it came.
    fn pass_on(&mut self, r: Request<'_>) -> Result<ngx_int_t, Failed> {
        self.output.put(self.rewriting.held())?;
        let status = self.send(r)?;
        if self.input.is_empty() {
            return Ok(status);
        }
        match pass_body(r, self.input.take()) {
            status::ERROR => Err(Failed),
            status => Ok(status),
        }
    }

    /// Feeds the rewriter until the input is used up, or it has to wait for buffers.
    fn consume(&mut self, r: Request<'_>) -> Result<Progress, Failed> {
        while let Some(buffer) = self.input.buffer() {
            // SAFETY: the buffer is nginx's, valid until it is consumed; no one else uses it now.
            let buffer = unsafe { &mut *buffer.as_ptr() };
            if !self.scan(r, buffer)? {
                return Ok(self.stopped());
            }
            if buffer.last_buf() != 0 && !self.rewriting.finish(r, &mut self.output)? {
                return Ok(Progress::Waiting);
            }
            self.flags.flush |= buffer.flush() != 0;
            self.flags.last_in_chain |= buffer.last_in_chain() != 0;
            self.flags.last_buf |= buffer.last_buf() != 0;
            // SAFETY: the links come from the request's pool.
            unsafe { self.input.pop(r.pool()) };
            if self.rewriting.kind() == Kind::Other {
                return Ok(Progress::Foreign);
            }
            if self.flags.last_buf {
                return Ok(Progress::Finished);
            }
        }
        Ok(Progress::Starved)
    }

    /// Why the rewriter has not taken all that it was given.
    fn stopped(&self) -> Progress {
        match self.rewriting.kind() {
            Kind::Other => Progress::Foreign,
            Kind::Unknown | Kind::Manifest => Progress::Waiting,
        }
    }

    /// Whether all bytes of a buffer were taken.
    fn scan(&mut self, r: Request<'_>, buffer: &mut ngx_buf_t) -> Result<bool, Failed> {
        if !in_memory(buffer) {
            if is_special(buffer) {
                return Ok(true);
            }
            report::alert(r, format_args!("a buffer that is not in memory"));
            return Err(Failed);
        }
        // SAFETY: a buffer in memory holds bytes from `pos` to `last`, which stay while it is here.
        let bytes = unsafe {
            let len = buffer.last.offset_from(buffer.pos).unsigned_abs();
            core::slice::from_raw_parts(buffer.pos, len)
        };
        let taken = self.rewriting.feed(r, bytes, &mut self.output)?;
        // SAFETY: the rewriter takes no more than it was given.
        buffer.pos = unsafe { buffer.pos.add(taken) };
        if buffer.in_file() != 0 {
            // What passes on after this may be sent from the file.
            buffer.file_pos += off_t::try_from(taken).map_err(|_| Failed)?;
        }
        Ok(taken == bytes.len())
    }
}

/// Why feeding the rewriter has ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// The input is used up.
    Starved,
    /// All buffers are in use.
    Waiting,
    /// The body has ended.
    Finished,
    /// The body is no manifest.
    Foreign,
}

fn in_memory(buffer: &ngx_buf_t) -> bool {
    buffer.temporary() != 0 || buffer.memory() != 0 || buffer.mmap() != 0
}

fn is_special(buffer: &ngx_buf_t) -> bool {
    buffer.in_file() == 0 && (buffer.flush() | buffer.last_buf() | buffer.sync()) != 0
}

/// Called by nginx for each part of each answer's body.
pub unsafe extern "C" fn filter(
    raw: *mut ngx_http_request_t,
    input: *mut ngx_chain_t,
) -> ngx_int_t {
    // SAFETY: nginx calls filters with a valid request.
    let r = unsafe { Request::from_raw(raw) };
    // Reads flags and pointers behind pointers of nginx's: there is nothing to guard.
    let has_to_act = in_cycle()
        && server(r).forward.get()
        && r.is_main()
        && State::at_hand(r).is_none_or(|state| state.forward.get().is_some());
    if has_to_act { act(r, input) } else { pass_body(r, input) }
}

/// Apart from the filter, which nearly always has nothing to do, so that it needs no room for this.
#[inline(never)]
extern "C" fn act(r: Request<'_>, input: *mut ngx_chain_t) -> ngx_int_t {
    let body = || {
        let Some(forward) = State::find(r).and_then(|state| state.forward.get()) else {
            return pass_body(r, input);
        };
        // SAFETY: the value lives in the request's pool, and nginx runs one filter at a time for a
        // request: nothing else refers to it.
        let forward = unsafe { &mut *forward.as_ptr() };
        match forward.stage {
            stage @ (Stage::Waiting | Stage::Open) => {
                // Whatever ends the call early, a panic among it, leaves the answer cut.
                forward.stage = Stage::Failed;
                match forward.run(r, input, stage) {
                    Ok((status, stage)) => {
                        forward.stage = stage;
                        status
                    }
                    Err(Failed) => status::ERROR,
                }
            }
            Stage::Passing => pass_body(r, input),
            Stage::Swallowing => status::OK,
            Stage::Failed => status::ERROR,
        }
    };
    // SAFETY: the log of a valid request.
    unsafe { guard(r.log(), status::ERROR, body) }
}
