//! Query string forwarding: the filters that copy the client's parameters into the URLs of manifests.
//!
//! The header filter tells which answers are manifests; the body filter feeds them to the
//! scanner of the crate `secure-token`, and hands on what it writes.

mod body;
mod header;
mod location;
mod output;
pub mod range;
mod rewriting;

use core::cell::UnsafeCell;

use ngx::ffi::{
    ngx_chain_t, ngx_http_request_t, ngx_http_top_body_filter, ngx_http_top_header_filter,
    ngx_int_t,
};

use crate::ngx::request::Request;
use crate::ngx::status::ERROR;

pub use body::Forward;
pub use header::pick;

type HeaderFilter = unsafe extern "C" fn(*mut ngx_http_request_t) -> ngx_int_t;
type BodyFilter = unsafe extern "C" fn(*mut ngx_http_request_t, *mut ngx_chain_t) -> ngx_int_t;

/// The filters that come after ours in nginx's chain.
struct Next {
    header: UnsafeCell<HeaderFilter>,
    body: UnsafeCell<BodyFilter>,
}

// SAFETY: written while the configuration is read, by the only thread of the master; workers are
// forked from it and only read.
unsafe impl Sync for Next {}

static NEXT: Next = Next { header: UnsafeCell::new(no_headers), body: UnsafeCell::new(no_body) };

/// Puts the filters into nginx's chain, which is built anew for each configuration.
pub fn hook() {
    // SAFETY: see `Next`; nginx's own variables are meant to be exchanged here.
    unsafe {
        *NEXT.header.get() = ngx_http_top_header_filter.unwrap_or(no_headers);
        ngx_http_top_header_filter = Some(header::filter);
        *NEXT.body.get() = ngx_http_top_body_filter.unwrap_or(no_body);
        ngx_http_top_body_filter = Some(body::filter);
    }
}

/// Hands the headers to the next filter.
fn pass_headers(r: Request<'_>) -> ngx_int_t {
    // SAFETY: see `Next`; a filter of nginx's chain, called with a valid request.
    unsafe { (*NEXT.header.get())(r.raw()) }
}

/// Hands a part of the body to the next filter.
fn pass_body(r: Request<'_>, body: *mut ngx_chain_t) -> ngx_int_t {
    // SAFETY: as above, with nginx's own chain or a valid one of ours.
    unsafe { (*NEXT.body.get())(r.raw(), body) }
}

/// Stands where nginx has no filters, which write what is sent: it always has some.
unsafe extern "C" fn no_headers(_: *mut ngx_http_request_t) -> ngx_int_t {
    ERROR
}

/// As [`no_headers`].
unsafe extern "C" fn no_body(_: *mut ngx_http_request_t, _: *mut ngx_chain_t) -> ngx_int_t {
    ERROR
}
