//! The header filter: is this answer a manifest, and is there something to forward into it?

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::manifest::{Params, ParamsError, Rules, extension};

use super::body::Forward;
use super::next_header;
use crate::directives::LocConf;
use crate::module::{in_cycle, module};
use crate::ngx::OutOfMemory;
use crate::ngx::guard::guard;
use crate::ngx::headers;
use crate::ngx::request::Request;
use crate::ngx::status;
use crate::report;
use crate::request::State;

/// Called by nginx for the headers of each answer.
pub unsafe extern "C" fn filter(raw: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls filters with a valid request.
    let Some(r) = (unsafe { Request::from_raw(raw) }) else { return status::ERROR };
    if !in_cycle() || !r.is_main() {
        return headers::next(next_header(), r);
    }
    // SAFETY: the log of a valid request.
    unsafe {
        guard(r.log(), status::ERROR, || match prepare(r) {
            Ok(()) => headers::next(next_header(), r),
            Err(OutOfMemory) => status::ERROR,
        })
    }
}

/// Sets the headers right for what the body will be.
fn prepare(r: Request<'_>) -> Result<(), OutOfMemory> {
    if let Some(state) = State::find(r) {
        // Another answer (an error's page) may come after one that was begun.
        state.forward.set(None);
        if state.refusal.get().is_some() {
            headers::set_no_store(r)?;
        }
    }

    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { r.location::<LocConf>(module()) };
    let Some(rules) = conf.forward.rules() else { return Ok(()) };
    if r.status() != status::HTTP_OK || !r.is_get_or_head() {
        return Ok(());
    }
    let state = State::of(r)?;
    if !is_manifest(r, state, rules) {
        return Ok(());
    }
    let params = match Params::new(state.query(), rules) {
        Ok(params) if params.is_empty() => return Ok(()),
        Ok(params) => params,
        Err(ParamsError::OutOfMemory) => return Err(OutOfMemory),
        Err(error @ ParamsError::TooLong) => {
            report::not_forwarded(r, &error);
            return Ok(());
        }
    };

    headers::body_will_change(r);
    if !r.header_only() {
        r.need_in_memory();
        state.forward.set(Some(Forward::adopt(r, rules, params)?));
    }
    Ok(())
}

/// By the extension of the path that the client asked for, or of the one that it led to.
fn is_manifest(r: Request<'_>, state: &State, rules: &Rules) -> bool {
    [state.path(), r.bytes(r.uri())]
        .into_iter()
        .any(|path| rules.sources.has_extension(extension(path)))
}
