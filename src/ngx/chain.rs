//! Chains of buffers, as filters of a body hand them on.

use core::ptr::{NonNull, null_mut};

use ngx::ffi::{
    ngx_buf_t, ngx_buf_tag_t, ngx_chain_add_copy, ngx_chain_get_free_buf, ngx_chain_t,
    ngx_chain_update_chains, ngx_palloc, ngx_pool_t,
};

use super::OutOfMemory;
use super::status;

/// A list of buffers with links of its own; the buffers may be someone else's.
pub struct Chain {
    first: *mut ngx_chain_t,
}

impl Chain {
    /// An empty chain.
    pub const fn new() -> Self {
        Self { first: null_mut() }
    }

    /// Appends the buffers of another chain, whose links stay its owner's.
    ///
    /// # Safety
    ///
    /// `pool` must be valid, and `other` a valid chain or NULL whose buffers outlive this chain.
    pub unsafe fn append_copy(
        &mut self,
        pool: *mut ngx_pool_t,
        other: *mut ngx_chain_t,
    ) -> Result<(), OutOfMemory> {
        // SAFETY: the caller's contract.
        let status = unsafe { ngx_chain_add_copy(pool, &mut self.first, other) };
        if status == status::OK { Ok(()) } else { Err(OutOfMemory) }
    }

    /// Whether there is no buffer.
    pub fn is_empty(&self) -> bool {
        self.first.is_null()
    }

    /// Takes all links off.
    pub fn take(&mut self) -> *mut ngx_chain_t {
        core::mem::replace(&mut self.first, null_mut())
    }

    /// The first buffer.
    pub fn buffer(&self) -> Option<NonNull<ngx_buf_t>> {
        // SAFETY: links of a chain are valid, and have a buffer.
        unsafe { NonNull::new(self.first.as_ref()?.buf) }
    }

    /// Takes the first link off; the pool will use it again.
    ///
    /// # Safety
    ///
    /// `pool` must be the pool that the links come from.
    pub unsafe fn pop(&mut self, pool: *mut ngx_pool_t) {
        // SAFETY: the link is this chain's own, and no one else's after this.
        unsafe {
            if let Some(link) = self.first.as_mut() {
                let next = link.next;
                link.next = (*pool).chain;
                (*pool).chain = link;
                self.first = next;
            }
        }
    }
}

/// Buffers that are handed to the next filter and come back once they are sent.
pub struct Recycler {
    free: *mut ngx_chain_t,
    busy: *mut ngx_chain_t,
    out: *mut ngx_chain_t,
    last: *mut *mut ngx_chain_t,
}

/// A buffer to write to, with its link.
pub type Link = NonNull<ngx_chain_t>;

impl Recycler {
    /// No buffers yet.
    pub const fn new() -> Self {
        Self { free: null_mut(), busy: null_mut(), out: null_mut(), last: null_mut() }
    }

    /// Whether a buffer has come back.
    pub fn has_free(&self) -> bool {
        !self.free.is_null()
    }

    /// Whether the next filters still hold buffers of ours.
    pub fn has_busy(&self) -> bool {
        !self.busy.is_null()
    }

    /// Whether there is something to hand on.
    pub fn has_output(&self) -> bool {
        !self.out.is_null()
    }

    /// A buffer that has come back, or a new one without memory.
    ///
    /// # Safety
    ///
    /// `pool` must be valid.
    pub unsafe fn take(&mut self, pool: *mut ngx_pool_t) -> Result<Link, OutOfMemory> {
        // SAFETY: the caller vouches for the pool; `free` is a valid chain.
        NonNull::new(unsafe { ngx_chain_get_free_buf(pool, &mut self.free) }).ok_or(OutOfMemory)
    }

    /// Gives a new buffer memory of `size` bytes.
    ///
    /// # Safety
    ///
    /// `pool` must be valid, and `link` a buffer without memory.
    pub unsafe fn allocate(
        pool: *mut ngx_pool_t,
        link: Link,
        size: usize,
        tag: ngx_buf_tag_t,
    ) -> Result<(), OutOfMemory> {
        // SAFETY: the caller's contract.
        unsafe {
            let memory = ngx_palloc(pool, size).cast::<u8>();
            let memory = NonNull::new(memory).ok_or(OutOfMemory)?.as_ptr();
            let buffer = &mut *(*link.as_ptr()).buf;
            buffer.start = memory;
            buffer.end = memory.add(size);
            buffer.pos = memory;
            buffer.last = memory;
            buffer.tag = tag;
            Ok(())
        }
    }

    /// Appends a buffer to what is handed on next.
    ///
    /// # Safety
    ///
    /// The link must come from [`Recycler::take`] and not have been pushed since.
    pub unsafe fn push(&mut self, link: Link) {
        // SAFETY: `last` points to the `next` of the last link of `out`, which is this chain's own.
        unsafe {
            (*link.as_ptr()).next = null_mut();
            if self.out.is_null() {
                self.out = link.as_ptr();
            } else {
                *self.last = link.as_ptr();
            }
            self.last = &raw mut (*link.as_ptr()).next;
        }
    }

    /// What is to be handed on.
    pub fn output(&self) -> *mut ngx_chain_t {
        self.out
    }

    /// Sorts the buffers after the next filter has seen them: sent ones become free.
    ///
    /// # Safety
    ///
    /// `pool` must be valid, and the output must have been handed to the next filter.
    pub unsafe fn update(&mut self, pool: *mut ngx_pool_t, tag: ngx_buf_tag_t) {
        // SAFETY: the chains are this value's own.
        unsafe {
            ngx_chain_update_chains(pool, &mut self.free, &mut self.busy, &mut self.out, tag);
        }
    }
}
