//! The module's places in nginx's phases, and how a server that makes no use of them gets by.
//!
//! nginx calls the handlers of all modules for each request, whatever its server, and spends some
//! 40 instructions on one that declines. In its table stands, with each handler, the function that
//! calls it and acts on what it returns: the checker of the phase. Ours get a checker of their own,
//! which goes straight on to the next place where the server neither checks nor forwards.

use core::ptr::fn_addr_eq;

use ngx::ffi::{
    ngx_array_push, ngx_array_t, ngx_cycle_t, ngx_http_conf_ctx_t, ngx_http_core_access_phase,
    ngx_http_core_generic_phase, ngx_http_core_rewrite_phase, ngx_http_handler_pt, ngx_http_module,
    ngx_http_phase_handler_t, ngx_http_phase_t, ngx_http_phases_NGX_HTTP_ACCESS_PHASE as ACCESS,
    ngx_http_phases_NGX_HTTP_POST_READ_PHASE as POST_READ,
    ngx_http_phases_NGX_HTTP_PRECONTENT_PHASE as PRECONTENT,
    ngx_http_phases_NGX_HTTP_SERVER_REWRITE_PHASE as SERVER_REWRITE, ngx_http_request_t, ngx_int_t,
};

use crate::directives::MainConf;
use crate::forward::range;
use crate::ngx::OutOfMemory;
use crate::ngx::conf::{Conf, core_main};
use crate::ngx::request::Request;
use crate::ngx::status::{DECLINED, OK};
use crate::request::is_used;
use crate::{access, request};

type RawHandler = unsafe extern "C" fn(*mut ngx_http_request_t) -> ngx_int_t;
type Checker =
    unsafe extern "C" fn(*mut ngx_http_request_t, *mut ngx_http_phase_handler_t) -> ngx_int_t;

/// A place that the module may take in a phase.
struct Place {
    phase: u32,
    handler: RawHandler,
    /// Whether it comes after all other modules; else before those that nginx knew earlier.
    is_last: bool,
    is_needed: fn(&MainConf) -> bool,
}

static PLACES: [Place; 5] = [
    Place {
        phase: POST_READ,
        handler: request::post_read,
        is_last: false,
        is_needed: |used| used.check.get() || used.forward.get(),
    },
    Place {
        phase: SERVER_REWRITE,
        handler: request::server_rewrite,
        is_last: false,
        is_needed: |used| used.error_page.get(),
    },
    Place {
        phase: ACCESS,
        handler: access::handler,
        is_last: false,
        is_needed: |used| used.check.get(),
    },
    Place {
        phase: ACCESS,
        handler: access::last_handler,
        is_last: true,
        is_needed: |used| used.keep.get(),
    },
    Place {
        phase: PRECONTENT,
        handler: precontent,
        is_last: false,
        is_needed: |used| used.gate.get() || used.forward.get(),
    },
];

/// Takes the places that the configuration needs.
pub fn hook(cf: Conf, used: &MainConf) -> Result<(), OutOfMemory> {
    for place in PLACES.iter().filter(|place| (place.is_needed)(used)) {
        // SAFETY: the core module's configuration exists before any postconfiguration, and `phases`
        // has an array of handlers for each phase that modules may join.
        unsafe {
            let phases = (&raw mut (*cf.core_main()).phases).cast::<ngx_http_phase_t>();
            let handlers: *mut ngx_array_t = phases.add(place.phase as usize).cast();
            let slot = ngx_array_push(handlers).cast::<ngx_http_handler_pt>();
            if slot.is_null() {
                return Err(OutOfMemory);
            }
            slot.write(Some(place.handler));
            // nginx runs the handlers of a phase from the last to the first.
            if place.is_last {
                (*handlers).as_slice_mut::<ngx_http_handler_pt>().rotate_right(1);
            }
        }
    }
    Ok(())
}

/// Gives our places their own checkers, in the table that nginx has made of all places.
///
/// # Safety
///
/// `cycle` must be one whose configuration was read, before it serves a request.
pub unsafe fn quicken(cycle: *mut ngx_cycle_t) {
    // SAFETY: the caller's contract. A cycle without `http` has no table; else a place whose
    // checker is NULL ends it, of which nothing but that may be read.
    unsafe {
        let context =
            *(*cycle).conf_ctx.add(ngx_http_module.index).cast::<*mut ngx_http_conf_ctx_t>();
        if context.is_null() {
            return;
        }
        let mut place = (*core_main(context)).phase_engine.handlers;
        while let Some(checker) = (*place).checker {
            let next = place.add(1);
            if (*place).handler.is_some_and(is_ours) && (*next).checker.is_some() {
                (*place).checker = Some(quick(checker));
            }
            place = next;
        }
    }
}

fn is_ours(handler: RawHandler) -> bool {
    PLACES.iter().any(|place| fn_addr_eq(place.handler, handler))
}

/// Ours in place of one of nginx's checkers; what another module has put there stays.
fn quick(checker: Checker) -> Checker {
    let ours: [(Checker, Checker); 3] = [
        (ngx_http_core_generic_phase, check),
        (ngx_http_core_rewrite_phase, check),
        (ngx_http_core_access_phase, check_access),
    ];
    let found = ours.into_iter().find(|(nginx, _)| fn_addr_eq(*nginx, checker));
    found.map_or(checker, |(_, ours)| ours)
}

/// In place of nginx's generic and rewrite checkers: our handlers decline there, or end the request.
unsafe extern "C" fn check(
    r: *mut ngx_http_request_t,
    place: *mut ngx_http_phase_handler_t,
) -> ngx_int_t {
    // SAFETY: nginx's own arguments; `quicken` saw that another place follows. It reads a flag
    // behind pointers of nginx's: there is nothing to guard.
    unsafe { if is_used(Request::from_raw(r)) { run(r, place) } else { go_on(r, place) } }
}

/// Apart, so that a server which makes no use of the module needs no room for this.
#[inline(never)]
unsafe extern "C" fn run(
    r: *mut ngx_http_request_t,
    place: *mut ngx_http_phase_handler_t,
) -> ngx_int_t {
    // SAFETY: as in `check`, which saw that the place is ours; handlers have a guard of their own.
    unsafe {
        let status = (*place).handler.map_or(DECLINED, |handler| handler(r));
        if status == DECLINED {
            return go_on(r, place);
        }
        Request::from_raw(r).finalize(status);
        OK
    }
}

/// In place of the access checker, whose rules are nginx's own.
unsafe extern "C" fn check_access(
    r: *mut ngx_http_request_t,
    place: *mut ngx_http_phase_handler_t,
) -> ngx_int_t {
    // SAFETY: as above.
    unsafe {
        if is_used(Request::from_raw(r)) {
            ngx_http_core_access_phase(r, place)
        } else {
            go_on(r, place)
        }
    }
}

/// Goes on to the next place, as nginx does after a handler that declines.
///
/// # Safety
///
/// The arguments must be those of a checker, and another place must follow.
#[inline(always)]
unsafe fn go_on(r: *mut ngx_http_request_t, place: *mut ngx_http_phase_handler_t) -> ngx_int_t {
    // SAFETY: the caller's contract; places follow each other as their indices do.
    unsafe {
        (*r).phase_handler += 1;
        let next = place.add(1);
        (*next).checker.unwrap_unchecked()(r, next)
    }
}

/// Before any content: what the access phase has settled holds, and a manifest's range goes.
unsafe extern "C" fn precontent(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe {
        match access::gate(r) {
            DECLINED => range::handler(r),
            status => status,
        }
    }
}
