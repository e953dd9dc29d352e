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
    ngx_http_output_body_filter_pt, ngx_http_output_header_filter_pt, ngx_http_top_body_filter,
    ngx_http_top_header_filter,
};

pub use body::Forward;
pub use header::pick;

/// The filters that come after ours in nginx's chain.
struct Next {
    header: UnsafeCell<ngx_http_output_header_filter_pt>,
    body: UnsafeCell<ngx_http_output_body_filter_pt>,
}

// SAFETY: written while the configuration is read, by the only thread of the master; workers are
// forked from it and only read.
unsafe impl Sync for Next {}

static NEXT: Next = Next { header: UnsafeCell::new(None), body: UnsafeCell::new(None) };

/// Puts the filters into nginx's chain, which is built anew for each configuration.
pub fn hook() {
    // SAFETY: see `Next`; nginx's own variables are meant to be exchanged here.
    unsafe {
        *NEXT.header.get() = ngx_http_top_header_filter;
        ngx_http_top_header_filter = Some(header::filter);
        *NEXT.body.get() = ngx_http_top_body_filter;
        ngx_http_top_body_filter = Some(body::filter);
    }
}

fn next_header() -> ngx_http_output_header_filter_pt {
    // SAFETY: see `Next`.
    unsafe { *NEXT.header.get() }
}

fn next_body() -> ngx_http_output_body_filter_pt {
    // SAFETY: see `Next`.
    unsafe { *NEXT.body.get() }
}
