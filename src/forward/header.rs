//! The header filter: which answers may be manifests, and what their headers become.
//!
//! Whether an answer is one is told by its first bytes, so its headers wait for them: the filter
//! keeps them back, and the body filter sends them on.

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::coding::Coding;
use secure_token::manifest::{self, Params, ParamsError, Rules, extension};

use super::body::Forward;
use super::rewriting::{self, Rewriting};
use super::{location, pass_headers};
use crate::directives::LocConf;
use crate::module::{in_cycle, module};
use crate::ngx::OutOfMemory;
use crate::ngx::guard::guard;
use crate::ngx::headers;
use crate::ngx::request::Request;
use crate::ngx::sent;
use crate::ngx::status;
use crate::report;
use crate::request::{State, server};

/// What becomes of the headers now.
enum Headers {
    /// They go to the next filter.
    Send,
    /// They wait for the body.
    Wait,
}

/// Called by nginx for the headers of each answer.
pub unsafe extern "C" fn filter(raw: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls filters with a valid request.
    let r = unsafe { Request::from_raw(raw) };
    // Reads flags and pointers behind pointers of nginx's: there is nothing to guard.
    if in_cycle() && server(r).any.get() && r.is_main() {
        // SAFETY: the module's configuration of a location is this type.
        let conf = unsafe { r.location::<LocConf>(module()) };
        let state = State::at_hand(r);
        if is_own(conf, state) {
            return act(r, conf, state);
        }
    }
    pass_headers(r)
}

/// Apart from the filter, which nearly always has nothing to do, so that it needs no room for this.
#[inline(never)]
extern "C" fn act(r: Request<'_>, conf: &LocConf, state: Option<&State>) -> ngx_int_t {
    // SAFETY: the log of a valid request.
    unsafe {
        guard(r.log(), status::ERROR, || match prepare(r, conf, state) {
            Ok(Headers::Send) => pass_headers(r),
            Ok(Headers::Wait) => status::OK,
            Err(OutOfMemory) => status::ERROR,
        })
    }
}

/// Whether the module may have to do with the answer.
#[inline]
fn is_own(conf: &LocConf, state: Option<&State>) -> bool {
    conf.forward.rules().is_some()
        || conf.issue.issuer().is_some()
        || state.is_none_or(|state| state.refusal.get().is_some() || state.forward.get().is_some())
}

fn prepare(r: Request<'_>, conf: &LocConf, state: Option<&State>) -> Result<Headers, OutOfMemory> {
    let mut no_store = conf.issue.issuer().is_some();
    if let Some(state) = state.or_else(|| State::find(r)) {
        // An error's page may come in place of an answer whose headers still wait.
        state.forward.set(None);
        no_store |= state.refusal.get().is_some();
    }
    if no_store {
        headers::set_no_store(r)?;
    }
    match conf.forward.rules() {
        Some(rules) if r.is_get_or_head() => of_manifest(r, rules),
        _ => Ok(Headers::Send),
    }
}

/// Apart, since a refusal has nothing to do with it.
#[inline(never)]
fn of_manifest(r: Request<'_>, rules: &Rules) -> Result<Headers, OutOfMemory> {
    let state = State::of(r)?;
    let extension = extension(state.path());
    let by_path = is_by_path(r, extension, rules);
    match r.status() {
        200 if by_path || rules.sources.has_media_type(r.content_type()) => {
            return begin(r, state, rules, extension);
        }
        301 | 302 | 303 | 307 | 308 if by_path && state.refusal.get().is_none() => {
            if let Some(params) = params(r, state, rules)? {
                location::forward(r, state, rules, &params)?;
            }
        }
        // What was not modified is a manifest that was rewritten.
        304 if by_path && params(r, state, rules)?.is_some() => headers::weaken_etag(r),
        _ => {}
    }
    Ok(Headers::Send)
}

/// Begins an answer that may be a manifest.
#[inline(never)]
fn begin(
    r: Request<'_>,
    state: &State,
    rules: &Rules,
    extension: &'static [u8],
) -> Result<Headers, OutOfMemory> {
    let Some(params) = params(r, state, rules)? else { return Ok(Headers::Send) };
    let coding = match Coding::parse(headers::content_encoding(r)) {
        Ok(coding) => coding,
        Err(error) => {
            report::unknown_coding(r, &error);
            return Ok(Headers::Send);
        }
    };
    // HEAD gets the headers of a manifest, untold by a body.
    if r.header_only() || r.is_head() {
        headers::body_will_change(r);
        if coding != Coding::Identity {
            headers::remove_content_encoding(r);
        }
        return Ok(Headers::Send);
    }
    sent::ignore_range(r);
    r.need_in_memory();
    let coded = rewriting::coded(r, coding)?;
    let new = || Rewriting::new(r, state, rules, params, extension, coded);
    state.forward.set(Some(Forward::adopt(r, new)?));
    Ok(Headers::Wait)
}

/// Whether the path that the client asked for, which has this `extension`, or the one that it led
/// to, has the extension of a manifest.
pub fn is_by_path(r: Request<'_>, extension: &[u8], rules: &Rules) -> bool {
    rules.sources.has_extension(extension)
        || rules.sources.has_extension(manifest::extension(r.bytes(r.uri())))
}

/// What of the client's query is forwarded; `None` for nothing, and one line in the log where it
/// is too much.
fn params(r: Request<'_>, state: &State, rules: &Rules) -> Result<Option<Params>, OutOfMemory> {
    match pick(state, rules) {
        Ok(params) => Ok(params),
        Err(ParamsError::OutOfMemory) => Err(OutOfMemory),
        Err(error @ ParamsError::TooLong) => {
            report::not_forwarded(r, &error);
            Ok(None)
        }
    }
}

/// What of the client's query is forwarded; `None` for nothing.
pub fn pick(state: &State, rules: &Rules) -> Result<Option<Params>, ParamsError> {
    if state.query().is_empty() {
        return Ok(None);
    }
    Params::new(state.query(), rules).map(|params| Some(params).filter(|params| !params.is_empty()))
}
