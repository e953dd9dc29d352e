//! Where the rewritten body goes: a few buffers that are used again once nginx has sent them.
//!
//! The scanner writes until the buffers are all in use; then it stops, and goes on when the
//! client has taken some. So a slow reader holds no more memory than a fast one.

use core::ptr::NonNull;

use ngx::ffi::{ngx_buf_t, ngx_buf_tag_t, ngx_http_output_body_filter_pt, ngx_int_t, ngx_pool_t};
use secure_token::manifest::Sink;

use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::chain::{Link, Recycler};
use crate::ngx::request::Request;
use crate::ngx::status;

/// Bytes in a buffer: as many as nginx's own `output_buffers` have.
const SIZE: usize = 32 * 1024;

/// Buffers after which the scanner has to wait. It may exceed this by what one call of the
/// scanner writes at most.
const LIMIT: usize = 4;

/// The output of one request.
pub struct Output {
    pool: *mut ngx_pool_t,
    buffers: Recycler,
    current: Option<Link>,
    count: usize,
}

impl Output {
    /// No buffers yet; they come from the request's pool.
    pub fn new(r: Request<'_>) -> Self {
        Self { pool: r.pool(), buffers: Recycler::new(), current: None, count: 0 }
    }

    fn tag() -> ngx_buf_tag_t {
        module().cast_mut().cast()
    }

    /// Whether a buffer has come back since the scanner had to wait.
    pub fn has_room(&self) -> bool {
        self.buffers.has_free()
    }

    /// An empty buffer, made the current one.
    fn open(&mut self) -> Result<Link, OutOfMemory> {
        let is_new = !self.buffers.has_free();
        // SAFETY: the pool is that of the request that this output belongs to.
        unsafe {
            let link = self.buffers.take(self.pool)?;
            if is_new {
                Recycler::allocate(self.pool, link, SIZE, Self::tag())?;
                self.count += 1;
            }
            let buffer = &mut *(*link.as_ptr()).buf;
            buffer.pos = buffer.start;
            buffer.last = buffer.start;
            buffer.set_temporary(1);
            // Sent even when it is small: it is waited for.
            buffer.set_recycled(1);
            buffer.set_flush(0);
            buffer.set_sync(0);
            buffer.set_last_buf(0);
            self.current = Some(link);
            Ok(link)
        }
    }

    /// Ends the current buffer.
    fn close(&mut self) {
        if let Some(link) = self.current.take() {
            // SAFETY: the current buffer was taken, and is pushed once.
            unsafe { self.buffers.push(link) };
        }
    }

    /// Hands on what was written. The flags go onto the last buffer, or onto an empty one.
    ///
    /// Gives the status for nginx, without `NGX_AGAIN` for buffers that were not sent yet.
    pub fn send(
        &mut self,
        r: Request<'_>,
        next: ngx_http_output_body_filter_pt,
        flags: Flags,
    ) -> Result<ngx_int_t, OutOfMemory> {
        if flags.any() {
            let link = match self.current {
                Some(link) => link,
                None => self.special()?,
            };
            // SAFETY: the link is the current one, with a buffer of ours.
            let buffer = unsafe { &mut *(*link.as_ptr()).buf };
            flags.put(buffer);
            self.current = Some(link);
        }
        self.close();
        if !self.buffers.has_output() && !r.is_buffered() {
            return Ok(status::OK);
        }
        let Some(next) = next else { return Ok(status::ERROR) };
        // SAFETY: a filter of nginx's chain, called with a valid request and a valid chain; the
        // output was handed on when the chains are sorted.
        unsafe {
            let status = next(r.raw(), self.buffers.output());
            self.buffers.update(self.pool, Self::tag());
            Ok(status)
        }
    }

    /// Whether the next filters still hold buffers of ours.
    pub fn is_busy(&self) -> bool {
        self.buffers.has_busy()
    }

    /// A buffer without memory, for flags alone.
    fn special(&mut self) -> Result<Link, OutOfMemory> {
        // SAFETY: the pool is that of the request.
        unsafe {
            let link =
                NonNull::new(ngx::ffi::ngx_alloc_chain_link(self.pool)).ok_or(OutOfMemory)?;
            let buffer = ngx::ffi::ngx_pcalloc(self.pool, size_of::<ngx_buf_t>());
            let buffer = NonNull::new(buffer.cast::<ngx_buf_t>()).ok_or(OutOfMemory)?;
            (*link.as_ptr()).buf = buffer.as_ptr();
            (*link.as_ptr()).next = core::ptr::null_mut();
            Ok(link)
        }
    }
}

impl Sink for Output {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let link = match self.current {
                Some(link) => link,
                None => self.open()?,
            };
            // SAFETY: the current buffer has memory up to `end`, no one else reads or writes it
            // before it is handed on, and `rest` lies in someone else's memory.
            unsafe {
                let buffer = &mut *(*link.as_ptr()).buf;
                let room = buffer.end.offset_from(buffer.last).unsigned_abs();
                let (now, later) = rest.split_at_checked(room).unwrap_or((rest, &[]));
                buffer.last.copy_from_nonoverlapping(now.as_ptr(), now.len());
                buffer.last = buffer.last.add(now.len());
                rest = later;
                if buffer.last == buffer.end {
                    self.close();
                }
            }
        }
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.current.is_none() && !self.buffers.has_free() && self.count >= LIMIT
    }
}

/// What the buffers of the input said beside their bytes.
#[derive(Clone, Copy, Default)]
pub struct Flags {
    /// Send it all now.
    pub flush: bool,
    /// The answer ends here.
    pub last_buf: bool,
    /// The subrequest's part ends here.
    pub last_in_chain: bool,
}

impl Flags {
    fn any(self) -> bool {
        self.flush || self.last_buf || self.last_in_chain
    }

    fn put(self, buffer: &mut ngx_buf_t) {
        let is_empty = buffer.pos == buffer.last;
        buffer.set_flush(u32::from(self.flush));
        buffer.set_last_buf(u32::from(self.last_buf));
        buffer.set_last_in_chain(u32::from(self.last_in_chain));
        // An empty buffer is an error to nginx's writer, unless it says that it is meant so.
        buffer.set_sync(u32::from(is_empty));
    }
}
