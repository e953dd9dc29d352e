//! The headers of an answer.

use core::ptr::NonNull;

use ngx::ffi::{
    ngx_http_request_t, ngx_http_weak_etag, ngx_int_t, ngx_list_part_t, ngx_list_push, ngx_str_t,
    ngx_table_elt_t,
};

use super::OutOfMemory;
use super::request::Request;
use super::shim;
use super::status;
use super::string::{bytes, str_of};

/// Whether the client sent a header; `name` is in lower case.
pub fn was_sent(r: Request<'_>, name: &[u8]) -> bool {
    // SAFETY: the list of headers of a valid request: parts of arrays, the last with a NULL `next`.
    // Each header has a lower-case copy of its name, as long as the name.
    unsafe {
        let mut part: *const ngx_list_part_t = &raw const (*r.raw()).headers_in.headers.part;
        while let Some(current) = part.as_ref() {
            let headers = current.elts.cast::<ngx_table_elt_t>();
            for index in 0..current.nelts {
                let header = &*headers.add(index);
                let key = ngx_str_t { len: header.key.len, data: header.lowcase_key };
                if bytes(key) == name {
                    return true;
                }
            }
            part = current.next;
        }
    }
    false
}

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
pub fn set_no_store(r: Request<'_>) -> Result<(), OutOfMemory> {
    // SAFETY: the request is valid.
    unsafe { shim::st_clear_cache_control(r.raw()) };
    push(r, b"Cache-Control", b"no-store")
}

/// Makes the headers fit a body that differs from what the handler announced: its length is not
/// known, no range of it can be served, and its validator is weak.
pub fn body_will_change(r: Request<'_>) {
    let raw: *mut ngx_http_request_t = r.raw();
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
        ngx_http_weak_etag(raw);
    }
}

/// Calls the next filter of the headers, or ends well where there is none.
pub fn next(filter: ngx::ffi::ngx_http_output_header_filter_pt, r: Request<'_>) -> ngx_int_t {
    match filter {
        // SAFETY: a filter of nginx's chain, called with a valid request.
        Some(filter) => unsafe { filter(r.raw()) },
        None => status::OK,
    }
}
