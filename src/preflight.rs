//! CORS preflights: a browser asks whether it may ask, without the token of the real request.
//!
//! Were it refused, a page could not even read the status of the real answer. So it is answered
//! here, with 204 and no body, before a content handler, a cache or an upstream sees it, and after
//! the other access modules have had their say.

use crate::ngx::request::Request;
use crate::ngx::sent;
use crate::ngx::status;
use crate::refusal::Kept;
use crate::request::State;

/// Whether the request is a preflight, as the Fetch standard's CORS protocol defines one.
pub fn is_preflight(r: Request<'_>) -> bool {
    r.is_options() && sent::has(r, b"origin") && sent::has(r, b"access-control-request-method")
}

/// Leaves a preflight to the other access modules. What none of them refuses ends with the access
/// phase: that is what nginx does with a status that it finds kept there.
pub fn let_through(r: Request<'_>, state: &State, kept: Kept) {
    state.preflight.set(Some(kept));
    // By `satisfy any` another module may have kept its refusal there: that is its say.
    if r.access_code() == 0 {
        r.set_access_code(status::NO_CONTENT);
    }
}
