//! Lines in nginx's error log.

use core::fmt;
use core::mem::MaybeUninit;

use ngx::ffi::{ngx_log_t, ngx_uint_t};

/// Whether the log takes lines at `level` (`NGX_LOG_ERR`, …).
///
/// # Safety
///
/// `log` must be a valid log.
pub unsafe fn takes(log: *mut ngx_log_t, level: u32) -> bool {
    // SAFETY: the caller vouches for the log.
    unsafe { (*log).log_level >= level as ngx_uint_t }
}

/// Writes one line at `level` (`NGX_LOG_ERR`, …) if the log takes that level.
///
/// Lines longer than nginx's own limit of 2,048 bytes are cut.
///
/// # Safety
///
/// `log` must be a valid log.
pub unsafe fn write(log: *mut ngx_log_t, level: u32, text: fmt::Arguments<'_>) {
    // SAFETY: the caller vouches for the log.
    if !unsafe { takes(log, level) } {
        return;
    }
    let mut buffer = [const { MaybeUninit::<u8>::uninit() }; ngx::log::LOG_BUFFER_SIZE];
    let line = ngx::log::write_fmt(&mut buffer, text);
    // SAFETY: as above; the line is a plain slice that lives until the call returns.
    unsafe { ngx::log::log_error(level as ngx_uint_t, log, 0, line) };
}
