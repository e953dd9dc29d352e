//! CORS preflights: a browser asks whether it may ask, without the token of the real request.
//!
//! Were it refused, a page could not even read the status of the real answer. So it is answered
//! here, with 204 and no body, before a content handler, a cache or an upstream sees it.

use ngx::ffi::{ngx_http_request_t, ngx_int_t};

use crate::ngx::headers;
use crate::ngx::request::Request;
use crate::ngx::status;
use crate::request::State;

/// Whether the request is a preflight, as the Fetch standard's CORS protocol defines one.
pub fn is_preflight(r: Request<'_>) -> bool {
    r.is_options()
        && headers::was_sent(r, b"origin")
        && headers::was_sent(r, b"access-control-request-method")
}

/// Answers what the access phase has let through as a preflight.
pub unsafe extern "C" fn handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    let Some(r) = (unsafe { Request::from_raw(r) }) else { return status::DECLINED };
    let answered = r.is_options() && State::find(r).is_some_and(|state| state.preflight.get());
    if answered { status::NO_CONTENT } else { status::DECLINED }
}
