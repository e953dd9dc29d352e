//! The headers that the client sent.

use core::ptr::NonNull;

use ngx::ffi::{ngx_list_part_t, ngx_palloc, ngx_str_t, ngx_table_elt_t};

use super::OutOfMemory;
use super::request::Request;
use super::string::bytes;

/// Calls `each` for the headers that the client sent, in order.
fn for_each(r: Request<'_>, mut each: impl FnMut(&ngx_table_elt_t)) {
    // SAFETY: the list of headers of a valid request: parts of arrays, the last with a NULL `next`.
    unsafe {
        let mut part: *const ngx_list_part_t = &raw const (*r.raw()).headers_in.headers.part;
        while let Some(current) = part.as_ref() {
            for index in 0..current.nelts {
                each(&*current.elts.cast::<ngx_table_elt_t>().add(index));
            }
            part = current.next;
        }
    }
}

/// The name of a header that the client sent, in lower case.
fn name(header: &ngx_table_elt_t) -> &[u8] {
    // SAFETY: nginx keeps a lower-case copy of each name, as long as the name.
    unsafe { bytes(ngx_str_t { len: header.key.len, data: header.lowcase_key }) }
}

/// Whether the client sent a header; `wanted` is in lower case.
pub fn has(r: Request<'_>, wanted: &[u8]) -> bool {
    let mut found = false;
    for_each(r, |header| found |= name(header) == wanted);
    found
}

/// Whether the client asked for a range.
pub fn has_range(r: Request<'_>) -> bool {
    // SAFETY: the request is valid.
    unsafe {
        let sent = &(*r.raw()).headers_in;
        !sent.range.is_null() || !sent.if_range.is_null()
    }
}

/// Makes nginx itself serve the whole of the answer.
pub fn ignore_range(r: Request<'_>) {
    // SAFETY: the request is valid.
    unsafe {
        let sent = &mut (*r.raw()).headers_in;
        sent.range = core::ptr::null_mut();
        sent.if_range = core::ptr::null_mut();
    }
}

/// Takes `Range` and `If-Range` off the request, so that an upstream does not get them either.
///
/// Fields of the request point to elements of the list of headers, and nginx's loops over it take
/// no part but the first for empty: so the other headers are copied into a new list, and the old
/// elements stay where they are.
pub fn remove_range(r: Request<'_>) -> Result<(), OutOfMemory> {
    ignore_range(r);
    let mut count = 0;
    for_each(r, |_| count += 1);
    if count == 0 {
        return Ok(());
    }
    // SAFETY: the pool gives room for all headers of the old list, of which no more are copied; the
    // new list has a single part, with that room.
    unsafe {
        let room = ngx_palloc(r.pool(), count * size_of::<ngx_table_elt_t>());
        let room = NonNull::new(room.cast::<ngx_table_elt_t>()).ok_or(OutOfMemory)?.as_ptr();
        let mut kept = 0;
        for_each(r, |header| {
            if !matches!(name(header), b"range" | b"if-range") {
                room.add(kept).copy_from_nonoverlapping(header, 1);
                kept += 1;
            }
        });
        let list = &raw mut (*r.raw()).headers_in.headers;
        (*list).part =
            ngx_list_part_t { elts: room.cast(), nelts: kept, next: core::ptr::null_mut() };
        (*list).last = &raw mut (*list).part;
        (*list).nalloc = count;
    }
    Ok(())
}
