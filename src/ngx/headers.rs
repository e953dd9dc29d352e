//! The headers of an answer.

use core::ptr::NonNull;

use ngx::ffi::{ngx_http_weak_etag, ngx_list_part_t, ngx_list_push, ngx_table_elt_t};

use super::OutOfMemory;
use super::request::Request;
use super::shim;
use super::string::{bytes, str_of};

/// Appends a header with a constant name and value.
pub fn push(r: Request<'_>, name: &'static [u8], value: &'static [u8]) -> Result<(), OutOfMemory> {
    // SAFETY: the list of headers of a valid request is initialised; what it gives is written
    // in full, with the field that nginx since 1.23 chains equal headers by (zeroed with the rest).
    unsafe {
        let list = &raw mut (*r.raw()).headers_out.headers;
        let header = NonNull::new(ngx_list_push(list).cast::<ngx_table_elt_t>());
        let header = header.ok_or(OutOfMemory)?.as_ptr();
        header.write_bytes(0, 1);
        (*header).hash = 1;
        (*header).key = str_of(name);
        (*header).value = str_of(value);
    }
    Ok(())
}

/// Makes `Cache-Control: no-store` the only such header of the answer.
#[inline]
pub fn set_no_store(r: Request<'_>) -> Result<(), OutOfMemory> {
    // SAFETY: the request is valid.
    if unsafe { (*r.raw()).headers_out.headers.part.nelts } != 0 {
        unset_cache_control(r);
    }
    // SAFETY: the request is valid. All zero is no header, both for the array that this field was
    // before nginx 1.23 and for the list that it is since.
    unsafe { (&raw mut (*r.raw()).headers_out.cache_control).write_bytes(0, 1) };
    push(r, b"Cache-Control", b"no-store")
}

/// Apart, since an answer of nginx's own seldom has headers by the time that the filters see it.
#[inline(never)]
fn unset_cache_control(r: Request<'_>) {
    for_each_set(r, |header| {
        // SAFETY: the name of a header that is set.
        if unsafe { bytes(header.key) }.eq_ignore_ascii_case(b"cache-control") {
            header.hash = 0;
        }
    });
}

/// Makes the headers fit a body that differs from what the handler announced: its length is not
/// known, no range of it can be served, and its validator is weak.
pub fn body_will_change(r: Request<'_>) {
    let raw = r.raw();
    // SAFETY: the request is valid; headers that are set point into its list.
    unsafe {
        let out = &mut (*raw).headers_out;
        out.content_length_n = -1;
        if let Some(length) = out.content_length.as_mut() {
            length.hash = 0;
            out.content_length = core::ptr::null_mut();
        }
        shim::st_clear_allow_ranges(raw);
        if let Some(ranges) = out.accept_ranges.as_mut() {
            ranges.hash = 0;
            out.accept_ranges = core::ptr::null_mut();
        }
    }
    weaken_etag(r);
}

/// Makes a strong validator weak (RFC 9110, section 8.8.1).
pub fn weaken_etag(r: Request<'_>) {
    // SAFETY: the request is valid.
    unsafe { ngx_http_weak_etag(r.raw()) };
}

/// The content codings of the answer; empty for none.
pub fn content_encoding(r: Request<'_>) -> &[u8] {
    // SAFETY: a header that is set points into the list of a valid request.
    match unsafe { (*r.raw()).headers_out.content_encoding.as_ref() } {
        Some(header) if header.hash != 0 => r.bytes(header.value),
        _ => &[],
    }
}

/// Says that the answer has no content coding any more.
pub fn remove_content_encoding(r: Request<'_>) {
    // SAFETY: as above.
    unsafe {
        let out = &mut (*r.raw()).headers_out;
        if let Some(header) = out.content_encoding.as_mut() {
            header.hash = 0;
            out.content_encoding = core::ptr::null_mut();
        }
    }
}

/// Replaces where a redirect leads by what `forward` makes of it, which must live as long as the
/// request; `None` leaves it as it is.
///
/// An upstream's `Location` stands in the list alone: nginx sets `headers_out.location` only where
/// it may have to complete it.
pub fn map_location<'r>(r: Request<'r>, mut forward: impl FnMut(&'r [u8]) -> Option<&'r [u8]>) {
    for_each_set(r, |header| {
        // SAFETY: the name of a header that is set.
        if unsafe { bytes(header.key) }.eq_ignore_ascii_case(b"location")
            && let Some(url) = forward(r.bytes(header.value))
        {
            header.value = str_of(url);
        }
    });
}

/// Calls `each` for the headers of the answer, in order; one with a hash of 0 is none.
#[inline]
fn for_each_set(r: Request<'_>, mut each: impl FnMut(&mut ngx_table_elt_t)) {
    // SAFETY: the list of headers of a valid request: parts of arrays, the last with a NULL `next`.
    // Nothing else refers to an element meanwhile.
    unsafe {
        let mut part: *mut ngx_list_part_t = &raw mut (*r.raw()).headers_out.headers.part;
        while let Some(current) = part.as_mut() {
            for index in 0..current.nelts {
                let header = &mut *current.elts.cast::<ngx_table_elt_t>().add(index);
                if header.hash != 0 {
                    each(header);
                }
            }
            part = current.next;
        }
    }
}
