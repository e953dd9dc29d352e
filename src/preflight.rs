//! CORS preflights: a browser asks whether it may ask, without the token of the real request.
//!
//! Were it refused, a page could not even read the status of the real answer. So it is answered
//! here, with 204 and no body, before a content handler, a cache or an upstream sees it, and after
//! the other access modules have had their say.

use ngx::ffi::{ngx_http_request_t, ngx_int_t};

use crate::access::run;
use crate::ngx::OutOfMemory;
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

/// Leaves a preflight to the other access modules. What none of them refuses ends with the access
/// phase: that is what nginx does with a status that it finds kept there.
pub fn let_through(r: Request<'_>, state: &State) {
    state.preflight.set(true);
    // By `satisfy any` another module may have kept its refusal there: that is its say.
    if r.access_code() == 0 {
        r.set_access_code(status::NO_CONTENT);
    }
}

/// Takes that back where the request was led to another location; whether it had been let through.
pub fn take_back(r: Request<'_>, state: &State) -> bool {
    let was = state.preflight.take();
    if was && r.access_code() == status::NO_CONTENT {
        r.set_access_code(0);
    }
    was
}

/// Answers a preflight that another module has allowed, which by `satisfy any` makes nginx forget
/// the status that was kept.
pub unsafe extern "C" fn handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    let r = unsafe { Request::from_raw(r) };
    // Reads the method: there is nothing to guard.
    if !r.is_options() {
        return status::DECLINED;
    }
    // SAFETY: as above.
    unsafe { run(r.raw(), answer) }
}

fn answer(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    let was_let_through = State::find(r).is_some_and(|state| state.preflight.get());
    Ok(if was_let_through { status::NO_CONTENT } else { status::DECLINED })
}
