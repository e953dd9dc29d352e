//! The access phase: asks for the verdict of the location's policy, and acts on it.

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::token::Status;

use crate::directives::LocConf;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::guard::guard;
use crate::ngx::request::Request;
use crate::ngx::status::{
    DECLINED, FORBIDDEN, INTERNAL_SERVER_ERROR, NO_CONTENT, OK, UNAUTHORIZED,
};
use crate::refusal::{self, Kept, Way};
use crate::request::{Moment, State, server};
use crate::strip::strip;
use crate::{preflight, report};

/// The check. nginx calls it for each location that the client's request reaches.
pub unsafe extern "C" fn handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe { run(r, check) }
}

/// Runs after the access handlers of all other modules, where `satisfy any` is: only there is an
/// answer kept back.
pub unsafe extern "C" fn last_handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe {
        // Reads a number behind pointers of nginx's: there is nothing to guard.
        if Request::from_raw(r).satisfy_any() { run(r, settle) } else { DECLINED }
    }
}

/// Runs before any content where `satisfy any` is: what another module allows there ends the access
/// phase, and may do so before the check was asked.
pub unsafe extern "C" fn gate(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe {
        // Reads flags and pointers behind pointers of nginx's: there is nothing to guard.
        let request = Request::from_raw(r);
        let has_gate = request.is_main() && server(request).has_gate();
        if has_gate { run(r, keep) } else { DECLINED }
    }
}

/// Runs `body` for a handler. Whatever fails here fails closed: the answer is 500.
///
/// # Safety
///
/// `r` must be a valid request.
#[inline(never)]
pub unsafe extern "C" fn run(
    r: *mut ngx_http_request_t,
    body: impl FnOnce(Request<'_>) -> Result<ngx_int_t, OutOfMemory>,
) -> ngx_int_t {
    // SAFETY: the caller's contract.
    let r = unsafe { Request::from_raw(r) };
    // SAFETY: the log of a valid request.
    unsafe { guard(r.log(), INTERNAL_SERVER_ERROR, || body(r).unwrap_or(INTERNAL_SERVER_ERROR)) }
}

fn check(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { &r.location::<LocConf>(module()).check };
    let state = State::find(r);
    if let Some(state) = state {
        refusal::close(r, state, Way::Other);
        if let Some(refusal) = state.refusal.get() {
            return Ok(refusal::after(r, state, refusal));
        }
    }
    let Some(policy) = conf.policy() else { return Ok(DECLINED) };

    let state = state.map_or_else(|| State::of(r), Ok)?;
    let judged = state.judge_here(r, policy, Moment::Access)?;
    state.last.set(Some(judged));
    let status = judged.verdict.status();
    if conf.dry_run() {
        // A dry run changes nothing: it neither allows nor refuses, and strips nothing.
        if status != Status::Valid && state.tell(judged) {
            report::refusal(r, conf, judged);
        }
        return Ok(DECLINED);
    }
    if status == Status::Valid {
        if conf.strip() {
            strip(r, state, judged)?;
        }
        return Ok(OK);
    }
    let expired = status == Status::Expired;
    let status = conf.answer(status);
    if preflight::is_preflight(r) {
        preflight::let_through(r, state, Kept::here(r, state, status, expired));
        return Ok(DECLINED);
    }
    if !r.satisfy_any() {
        report::refusal(r, conf, judged);
        return Ok(refusal::refuse(r, state, status));
    }
    // Another access module may let the request through. nginx waits for it after a 401 or 403,
    // but ends the request at once on any other status: such a one is kept back.
    state.pending.set(Some(Kept::here(r, state, status, expired)));
    Ok(if matches!(status, FORBIDDEN | UNAUTHORIZED) { status } else { DECLINED })
}

/// Under `satisfy any`, this is reached only where no module has allowed the request.
fn settle(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    let Some(state) = State::find(r) else { return Ok(DECLINED) };
    let Some(pending) = state.pending.take() else { return Ok(DECLINED) };
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { &r.location::<LocConf>(module()).check };
    if let Some(judged) = state.last.get() {
        report::refusal(r, conf, judged);
    }

    let others = r.access_code();
    // An expired link tells more than another module's refusal; else a 401 lets the client log in.
    let status = if others == UNAUTHORIZED && !pending.expired { others } else { pending.status };
    r.set_access_code(status);
    refusal::refuse(r, state, status);
    Ok(DECLINED)
}

/// What was settled holds, whatever another module has allowed since: a preflight that was let
/// through is answered here, and a refusal sticks.
fn keep(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    let Some(state) = State::find(r) else { return Ok(DECLINED) };
    refusal::close(r, state, Way::Other);
    // What is kept back still was overruled.
    state.pending.set(None);
    if state.preflight.get().is_some() {
        return Ok(NO_CONTENT);
    }
    Ok(refusal::before_content(r, state))
}
