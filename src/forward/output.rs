//! Where the rewritten body goes: a few buffers that are used again once nginx has sent them.
//!
//! The scanner writes until the buffers are all in use; then it stops, and goes on when the
//! client has taken some. So a slow reader holds no more memory than a fast one.

use core::ops::RangeInclusive;
use core::ptr::{NonNull, null_mut};

use ngx::ffi::{ngx_buf_t, ngx_buf_tag_t, ngx_int_t, ngx_pool_t};
use secure_token::manifest::Sink;

use super::pass_body;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::chain::{Link, Recycler};
use crate::ngx::request::Request;
use crate::ngx::status;

/// Bytes in a buffer: as many as nginx's own `output_buffers` have.
const SIZE: usize = 32 * 1024;

/// Bytes in the first buffer where the length of the input is not known.
const FIRST_SIZE: usize = 4000;

/// How many times as long as the input, and by how many bytes more, the output may be before the
/// first buffer is too short for it. With the usual tokens a playlist grows to two or three times
/// its length.
const GROWTH: usize = 3;
const MARGIN: usize = 512;

/// Bytes that are copied together.
const BLOCK: usize = 16;

/// The lengths of most URLs and tokens.
const SHORT: RangeInclusive<usize> = BLOCK..=4 * BLOCK;

/// Buffers after which the scanner has to wait. It may exceed this by what one call of the
/// scanner writes at most.
const LIMIT: usize = 4;

/// The output of one request.
pub struct Output {
    pool: *mut ngx_pool_t,
    buffers: Recycler,
    current: Option<Link>,
    /// Where the next byte goes in the current buffer, which learns of it when it is handed on.
    last: *mut u8,
    /// Where the memory of the current buffer ends.
    end: *mut u8,
    /// Bytes in the next buffer that is made.
    size: usize,
    count: usize,
}

impl Output {
    /// No buffers yet; they come from the request's pool. The first is no larger than the answer is
    /// likely to be, since most are far shorter than the others.
    pub fn new(r: Request<'_>) -> Self {
        let size = r.content_length().map_or(FIRST_SIZE, |length| {
            length.saturating_mul(GROWTH).saturating_add(MARGIN).min(SIZE)
        });
        Self {
            pool: r.pool(),
            buffers: Recycler::new(),
            current: None,
            last: null_mut(),
            end: null_mut(),
            size,
            count: 0,
        }
    }

    fn tag() -> ngx_buf_tag_t {
        module().cast_mut().cast()
    }

    /// Whether a buffer has come back since the scanner had to wait.
    pub fn has_room(&self) -> bool {
        self.buffers.has_free()
    }

    /// Makes an empty buffer the current one.
    fn open(&mut self) -> Result<(), OutOfMemory> {
        let is_new = !self.buffers.has_free();
        // SAFETY: the pool is that of the request that this output belongs to.
        unsafe {
            let link = self.buffers.take(self.pool)?;
            if is_new {
                Recycler::allocate(self.pool, link, self.size, Self::tag())?;
                self.size = SIZE;
                self.count += 1;
            }
            let buffer = &mut *(*link.as_ptr()).buf;
            buffer.pos = buffer.start;
            buffer.set_temporary(1);
            // Sent even when it is small: it is waited for.
            buffer.set_recycled(1);
            (self.last, self.end) = (buffer.start, buffer.end);
            self.current = Some(link);
            Ok(())
        }
    }

    /// Ends the current buffer, with these flags.
    fn close(&mut self, flags: Flags) {
        if let Some(link) = self.current.take() {
            // SAFETY: the current buffer was taken, is pushed once, and holds bytes up to `last`.
            unsafe {
                (*(*link.as_ptr()).buf).last = self.last;
                self.push(link, flags);
            }
            (self.last, self.end) = (null_mut(), null_mut());
        }
    }

    /// Has a buffer handed on with these flags.
    ///
    /// # Safety
    ///
    /// As for [`Recycler::push`].
    unsafe fn push(&mut self, link: Link, flags: Flags) {
        // SAFETY: the caller's contract; a link has a buffer.
        unsafe {
            flags.put(&mut *(*link.as_ptr()).buf);
            self.buffers.push(link);
        }
    }

    /// Whether the current buffer has a byte.
    fn has_written(&self) -> bool {
        // SAFETY: the current link has a buffer.
        self.current.is_some_and(|link| unsafe { (*(*link.as_ptr()).buf).start } != self.last)
    }

    /// The bytes that still fit into the current buffer.
    fn room(&self) -> usize {
        self.end.addr() - self.last.addr()
    }

    /// Appends `bytes` to the current buffer.
    ///
    /// # Safety
    ///
    /// They must fit.
    #[inline]
    unsafe fn append(&mut self, bytes: &[u8]) {
        // SAFETY: the current buffer has memory up to `end`, no one else reads or writes it before
        // it is handed on, and `bytes` lie in someone else's memory.
        unsafe {
            self.last.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            self.last = self.last.add(bytes.len());
        }
    }

    /// Appends `bytes`, to as many buffers as it takes.
    #[cold]
    #[inline(never)]
    fn fill(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.current.is_none() {
                self.open()?;
            }
            let (now, later) = rest.split_at_checked(self.room()).unwrap_or((rest, &[]));
            // SAFETY: there is room for so many.
            unsafe { self.append(now) };
            rest = later;
            if self.room() == 0 {
                self.close(Flags::default());
            }
        }
        Ok(())
    }

    /// Hands on what was written. The flags go onto the last buffer, or onto an empty one.
    ///
    /// Gives the status for nginx, without `NGX_AGAIN` for buffers that were not sent yet.
    pub fn send(&mut self, r: Request<'_>, flags: Flags) -> Result<ngx_int_t, OutOfMemory> {
        if self.has_written() {
            self.close(flags);
        } else if flags.any() {
            let link = self.special()?;
            // SAFETY: the link is new.
            unsafe { self.push(link, flags) };
        }
        if !self.buffers.has_output() && !r.is_buffered() {
            return Ok(status::OK);
        }
        let status = pass_body(r, self.buffers.output());
        // SAFETY: the output was handed on.
        unsafe { self.buffers.update(self.pool, Self::tag()) };
        Ok(status)
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

/// `copy_nonoverlapping`, without a call for lengths in [`SHORT`]: two blocks, or four, of which the
/// last overlaps the one before.
///
/// # Safety
///
/// As for `copy_nonoverlapping`.
#[inline(always)]
unsafe fn copy(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: no block begins before the first byte, or ends past the last.
    unsafe {
        let copy_block = |at: usize| to.add(at).copy_from_nonoverlapping(from.add(at), BLOCK);
        if !SHORT.contains(&len) {
            return copy_long(from, to, len);
        }
        copy_block(0);
        if len > 2 * BLOCK {
            copy_block(BLOCK);
            copy_block(len - 2 * BLOCK);
        }
        copy_block(len - BLOCK);
    }
}

/// Apart, so that the compiler keeps the cost of a call away from where none is made.
///
/// # Safety
///
/// As for `copy_nonoverlapping`.
#[cold]
#[inline(never)]
unsafe fn copy_long(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: the caller's contract.
    unsafe { to.copy_from_nonoverlapping(from, len) };
}

impl Sink for Output {
    type Error = OutOfMemory;

    fn put(&mut self, bytes: &[u8]) -> Result<(), OutOfMemory> {
        self.fill(bytes)
    }

    fn prepare(&mut self) -> Result<(), OutOfMemory> {
        if self.current.is_none() && !self.is_full() { self.open() } else { Ok(()) }
    }

    #[inline(always)]
    fn put_if_room(&mut self, first: &[u8], second: &[u8]) -> bool {
        let length = first.len() + second.len();
        let fits = length < self.room();
        if fits {
            // SAFETY: there is room for both.
            unsafe {
                copy(first.as_ptr(), self.last, first.len());
                copy(second.as_ptr(), self.last.add(first.len()), second.len());
                self.last = self.last.add(length);
            }
        }
        fits
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
    /// Whether there is anything to say.
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
