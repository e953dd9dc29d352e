//! Refusals, and what may follow them.
//!
//! A refusal sticks to the request. nginx answers it by `error_page`, which may lead to where no
//! check stands, to the very file that was refused: only a page that does not depend on the
//! request is shown, and everything else is refused again.

use ngx::ffi::{ngx_http_core_loc_conf_t, ngx_http_err_page_t, ngx_int_t};

use crate::directives::LocConf;
use crate::module::module;
use crate::ngx::request::Request;
use crate::ngx::status::{DECLINED, DONE, NO_CONTENT};
use crate::ngx::string::bytes;
use crate::report;
use crate::request::State;

/// An answer that a location has kept back, since other access modules have their say there.
#[derive(Clone, Copy)]
pub struct Kept {
    /// The status of the answer.
    pub status: ngx_int_t,
    /// Whether the token was right, but too old.
    pub expired: bool,
    /// The number of redirects that led to the location.
    pub redirects: usize,
    /// The location, as nginx's core module knows it.
    pub core: *const ngx_http_core_loc_conf_t,
    /// The module's configuration of it.
    pub conf: &'static LocConf,
}

/// A refusal that ended the request, and what may follow it.
#[derive(Clone, Copy)]
pub struct Refusal {
    /// The status of the answer.
    pub status: ngx_int_t,
    /// The page that the configuration names for this status.
    pub page: Page,
}

/// What `error_page` makes of a refusal.
#[derive(Clone, Copy)]
pub enum Page {
    /// Nothing, or what depends on the request: whatever follows is refused again.
    Refused,
    /// A fixed page, to which the request is on its way.
    Fixed {
        /// The number of redirects before the refusal.
        after: usize,
    },
    /// A fixed page that was shown; its own index file may follow.
    Shown {
        /// The path of the page.
        path: &'static [u8],
        /// The number of redirects that led to it.
        after: usize,
    },
}

impl Kept {
    /// Keeps an answer back in the location where the request is.
    pub fn here(r: Request<'_>, state: &State, status: ngx_int_t, expired: bool) -> Self {
        // SAFETY: the module's configuration of a location is this type, and lives with its cycle,
        // which outlives the requests that began in it.
        let conf = unsafe { &*core::ptr::from_ref(r.location::<LocConf>(module())) };
        Self { status, expired, redirects: state.redirects.get(), core: r.core_location(), conf }
    }
}

/// How a request has come to where it is.
#[derive(Clone, Copy)]
pub enum Way {
    /// By a redirect to this path, as it was before any location could rewrite it.
    Redirect(&'static [u8]),
    /// By a redirect to a named location, or it cannot be told any more.
    Other,
}

/// Closes what a location has left open when it is another one that the request comes to: nobody
/// has allowed it there. Another module has refused it, too, or has failed, and its error's page led
/// on. That page may be shown, if it is a fixed one, and the kept answer is the refusal.
#[inline(always)]
pub fn close(r: Request<'_>, state: &State, way: Way) {
    if state.pending.get().is_some() || state.preflight.get().is_some() {
        close_open(r, state, way);
    }
}

/// Apart, since few requests leave anything open.
#[cold]
#[inline(never)]
fn close_open(r: Request<'_>, state: &State, way: Way) {
    let is_elsewhere = |kept: &Kept| kept.redirects != state.redirects.get();
    if let Some(kept) = state.pending.get().filter(is_elsewhere) {
        state.pending.set(None);
        refuse_kept(r, state, kept, way);
        if let Some(judged) = state.last.get() {
            // SAFETY: a location's configuration lives with its cycle.
            unsafe { r.with_log_of(kept.core, || report::refusal(r, &kept.conf.check, judged)) };
        }
    } else if let Some(kept) = state.preflight.get().filter(is_elsewhere) {
        state.preflight.set(None);
        refuse_kept(r, state, kept, way);
    }
}

fn refuse_kept(r: Request<'_>, state: &State, kept: Kept, way: Way) {
    // Of the location that was left. What modules of this one say comes later, or has come already.
    let is_redirect = matches!(way, Way::Redirect(_));
    if is_redirect || r.access_code() == NO_CONTENT {
        r.set_access_code(0);
    }
    // SAFETY: a location's configuration lives with its cycle.
    let pages = unsafe { error_pages(kept.core) };
    let is_page = is_redirect && pages.into_iter().flatten().any(|page| leads_here(r, page));
    let page = if is_page { Page::Fixed { after: kept.redirects } } else { Page::Refused };
    state.refusal.set(Some(Refusal { status: kept.status, page }));
}

/// Whether `error_page` has sent the request to this page, if it is a fixed one: nginx has made the
/// configuration's own bytes the path then, which no other way does. To be asked before any rewrite.
fn leads_here(r: Request<'_>, page: &ngx_http_err_page_t) -> bool {
    is_fixed(page) && core::ptr::eq(r.uri().data, page.value.value.data)
}

/// Marks the request as refused, for whatever location it may come to next.
#[inline]
pub fn refuse(r: Request<'_>, state: &State, status: ngx_int_t) -> ngx_int_t {
    let fixed = has_fixed_page(r, status);
    let page = if fixed { Page::Fixed { after: state.redirects.get() } } else { Page::Refused };
    state.refusal.set(Some(Refusal { status, page }));
    status
}

/// A location that a refused request was led to.
pub fn after(r: Request<'_>, state: &State, refusal: Refusal) -> ngx_int_t {
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

/// The answer to a refused request that another module has allowed since, before its content.
pub fn before_content(r: Request<'_>, state: &State) -> ngx_int_t {
    let Some(refusal) = state.refusal.get() else { return DECLINED };
    let redirects = state.redirects.get();
    let is_shown = matches!(refusal.page, Page::Shown { after, .. } if after == redirects);
    if is_shown || is_page(r, state, refusal) {
        return DECLINED;
    }
    refuse(r, state, refusal.status)
}

/// Whether a refused request was led to the page of its refusal, which may be shown.
fn is_page(r: Request<'_>, state: &State, refusal: Refusal) -> bool {
    let redirects = state.redirects.get();
    match refusal.page {
        // One redirect since the refusal: that of `error_page`.
        Page::Fixed { after } if redirects == after + 1 => {
            // SAFETY: a path of the request lives in its pool, or with the configuration.
            let path = unsafe { bytes(r.uri()) };
            let page = Page::Shown { path, after: redirects };
            state.refusal.set(Some(Refusal { page, ..refusal }));
            true
        }
        Page::Shown { path: page, after } if redirects == after + 1 => {
            matches!(state.way.get(), Way::Redirect(path) if is_index(r, path, page))
        }
        _ => false,
    }
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
    let page = pages.and_then(|pages| pages.iter().find(|page| page.status == status));
    page.is_some_and(is_fixed)
}

/// Whether nothing in the path of a page depends on the request: it is no variable, no named
/// location, and no redirect of the client.
fn is_fixed(page: &ngx_http_err_page_t) -> bool {
    // SAFETY: the text of a compiled value lives with the configuration.
    page.value.lengths.is_null() && unsafe { bytes(page.value.value) }.starts_with(b"/")
}

/// The pages that `error_page` names for a location, if it names any.
///
/// # Safety
///
/// `location` must be the core module's configuration of a location.
unsafe fn error_pages<'a>(
    location: *const ngx_http_core_loc_conf_t,
) -> Option<&'a [ngx_http_err_page_t]> {
    // SAFETY: the caller's contract; `error_pages` is an array of this type, or NULL.
    unsafe { (*location).error_pages.as_ref().map(|pages| pages.as_slice()) }
}
