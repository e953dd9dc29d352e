//! The access phase: asks for the verdict of the location's policy, and acts on it.
//!
//! A refusal sticks to the request. nginx answers it by `error_page`, which may lead to where no
//! check stands, to the very file that was refused: only a page that does not depend on the
//! request is shown, and everything else is refused again.

use ngx::ffi::{ngx_http_core_loc_conf_t, ngx_http_err_page_t, ngx_http_request_t, ngx_int_t};
use secure_token::token::Status;

use crate::directives::LocConf;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::guard::guard;
use crate::ngx::request::Request;
use crate::ngx::status::{
    DECLINED, DONE, FORBIDDEN, INTERNAL_SERVER_ERROR, NO_CONTENT, OK, UNAUTHORIZED,
};
use crate::ngx::string::bytes;
use crate::request::{Kept, Moment, Page, Refusal, State, server};
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
        close(r, state, Way::Other);
        if let Some(refusal) = state.refusal.get() {
            return Ok(after_refusal(r, state, refusal));
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
        preflight::let_through(r, state, keep_back(r, state, status, expired));
        return Ok(DECLINED);
    }
    if !r.satisfy_any() {
        report::refusal(r, conf, judged);
        return Ok(refuse(r, state, status));
    }
    // Another access module may let the request through. nginx waits for it after a 401 or 403,
    // but ends the request at once on any other status: such a one is kept back.
    state.pending.set(Some(keep_back(r, state, status, expired)));
    Ok(if matches!(status, FORBIDDEN | UNAUTHORIZED) { status } else { DECLINED })
}

fn keep_back(r: Request<'_>, state: &State, status: ngx_int_t, expired: bool) -> Kept {
    Kept { status, expired, redirects: state.redirects.get(), location: r.core_location() }
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
    refuse(r, state, status);
    Ok(DECLINED)
}

/// How a request has come to where it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a redirect to a path, which has not been rewritten since.
    Redirect,
    /// By a redirect to a named location, or it cannot be told any more.
    Other,
}

/// Closes what a location has left open when it is another one that the request comes to: nobody
/// has allowed it there. Another module has refused it, too, or has failed, and its error's page led
/// on. That page may be shown, if it is a fixed one, and the kept answer is the refusal.
#[inline]
pub fn close(r: Request<'_>, state: &State, way: Way) {
    let is_elsewhere = |kept: &Kept| kept.redirects != state.redirects.get();
    if let Some(kept) = state.pending.get().filter(is_elsewhere) {
        state.pending.set(None);
        refuse_kept(r, state, kept, way);
        if let Some(judged) = state.last.get() {
            report::refusal_elsewhere(r, kept.location, judged);
        }
    } else if let Some(kept) = state.preflight.get().filter(is_elsewhere) {
        state.preflight.set(None);
        refuse_kept(r, state, kept, way);
    }
}

#[cold]
#[inline(never)]
fn refuse_kept(r: Request<'_>, state: &State, kept: Kept, way: Way) {
    // Of the location that was left. What modules of this one say comes later, or has come already.
    if way == Way::Redirect || r.access_code() == NO_CONTENT {
        r.set_access_code(0);
    }
    // SAFETY: a path of the request; a location's configuration lives with its cycle.
    let (path, pages) = unsafe { (bytes(r.uri()), error_pages(kept.location)) };
    let leads_here = |page: &&ngx_http_err_page_t| {
        let shown = if page.overwrite < 0 { page.status } else { page.overwrite };
        shown == r.error_status() && fixed_page(page) == Some(path)
    };
    let is_page = way == Way::Redirect && pages.iter().any(|page| leads_here(&page));
    let page = if is_page { Page::Fixed { after: kept.redirects } } else { Page::Refused };
    state.refusal.set(Some(Refusal { status: kept.status, page }));
}

/// Marks the request as refused, for whatever location it may come to next.
#[inline]
fn refuse(r: Request<'_>, state: &State, status: ngx_int_t) -> ngx_int_t {
    let fixed = has_fixed_page(r, status);
    let page = if fixed { Page::Fixed { after: state.redirects.get() } } else { Page::Refused };
    state.refusal.set(Some(Refusal { status, page }));
    status
}

/// A location that a refused request was led to.
fn after_refusal(r: Request<'_>, state: &State, refusal: Refusal) -> ngx_int_t {
    if is_page(r, state, refusal) {
        return DECLINED;
    }
    let status = refuse(r, state, refusal.status);
    if !r.satisfy_any() {
        return status;
    }
    // No other module may overrule what is settled.
    r.finalize(status);
    DONE
}

/// Whether a refused request was led to the page of its refusal, which may be shown.
fn is_page(r: Request<'_>, state: &State, refusal: Refusal) -> bool {
    let redirects = state.redirects.get();
    // SAFETY: a path of the request, kept with the request.
    let path = unsafe { bytes(r.uri()) };
    match refusal.page {
        // One redirect since the refusal: that of `error_page`.
        Page::Fixed { after } if redirects == after + 1 => {
            let page = Page::Shown { path, after: redirects };
            state.refusal.set(Some(Refusal { page, ..refusal }));
            true
        }
        Page::Shown { path: page, after } => redirects == after + 1 && is_index(r, path, page),
        _ => false,
    }
}

/// What was settled holds, whatever another module has allowed since: a preflight that was let
/// through is answered here, and a refusal sticks.
fn keep(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    let Some(state) = State::find(r) else { return Ok(DECLINED) };
    close(r, state, Way::Other);
    // What is kept back still was overruled.
    state.pending.set(None);
    if state.preflight.get().is_some() {
        return Ok(NO_CONTENT);
    }
    let Some(refusal) = state.refusal.get() else { return Ok(DECLINED) };
    let redirects = state.redirects.get();
    let is_shown = matches!(refusal.page, Page::Shown { after, .. } if after == redirects);
    if is_shown || is_page(r, state, refusal) {
        return Ok(DECLINED);
    }
    Ok(refuse(r, state, refusal.status))
}

/// Whether `path` is the index file of the directory `page`, and not what an upstream has sent
/// the request to.
fn is_index(r: Request<'_>, path: &[u8], page: &[u8]) -> bool {
    let name = path.strip_prefix(page).filter(|_| page.ends_with(b"/"));
    name.is_some_and(|name| !name.contains(&b'/')) && !r.has_upstream()
}

/// Whether `error_page` of the location answers `status` with a fixed page.
fn has_fixed_page(r: Request<'_>, status: ngx_int_t) -> bool {
    // SAFETY: each request has the configuration of a location.
    let pages = unsafe { error_pages(r.core_location()) };
    pages.iter().find(|page| page.status == status).and_then(fixed_page).is_some()
}

/// The path of a page in which nothing depends on the request: no variable, no named location, no
/// redirect of the client.
fn fixed_page(page: &ngx_http_err_page_t) -> Option<&[u8]> {
    // SAFETY: the text of a compiled value lives with the configuration.
    let text = unsafe { bytes(page.value.value) };
    (page.value.lengths.is_null() && text.starts_with(b"/")).then_some(text)
}

/// The pages that `error_page` names for a location.
///
/// # Safety
///
/// `location` must be the core module's configuration of a location.
unsafe fn error_pages<'a>(location: *const ngx_http_core_loc_conf_t) -> &'a [ngx_http_err_page_t] {
    // SAFETY: the caller's contract; `error_pages` is an array of this type, or NULL.
    unsafe { (*location).error_pages.as_ref().map_or(&[], |pages| pages.as_slice()) }
}
