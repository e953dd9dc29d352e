//! The guard round every function that nginx calls: no panic gets past it.
//!
//! A panic that crossed into C would abort the process: a worker with all its connections, or
//! during a reload the master.

use core::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ngx::ffi::{NGX_LOG_ALERT, ngx_log_t};

use super::log;

/// Runs `body`; should it panic, logs that at `alert` and returns `fallback`.
///
/// # Safety
///
/// `log` must be a valid log for the time of the call.
pub unsafe fn guard<R, F: FnOnce() -> R>(log: *mut ngx_log_t, fallback: R, body: F) -> R {
    #[cfg(feature = "panics")]
    let body = || {
        super::panics::strike::<F>();
        body()
    };
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        // SAFETY: the caller vouches for the log.
        unsafe { report(log, payload) };
        fallback
    })
}

/// Logs what a panic says. Apart from the guard, whose callers would all make room for it.
///
/// # Safety
///
/// As for [`guard`].
#[cold]
#[inline(never)]
unsafe fn report(log: *mut ngx_log_t, payload: Box<dyn Any + Send>) {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    // SAFETY: the caller vouches for the log.
    unsafe { log::write(log, NGX_LOG_ALERT, format_args!("secure token: panicked: {text}")) };
    // What a payload's destructor might do is not worth another panic.
    core::mem::forget(payload);
}
