//! Takes a valid token off the request, so that files, caches and upstreams see the clean URL.

use ngx::ffi::{ngx_http_set_exten, ngx_str_t};
use secure_token::query::Names;
use secure_token::token::{Mode, PathToken};

use crate::ngx::OutOfMemory;
use crate::ngx::pool;
use crate::ngx::request::Request;
use crate::ngx::string::str_of;
use crate::request::{Judged, State};

/// Strips what the verdict found; a URL that has nothing of it (any more) stays as it is.
#[inline(always)]
pub fn strip(r: Request<'_>, state: &State, judged: Judged<'_>) -> Result<(), OutOfMemory> {
    let Judged { policy, verdict } = judged;
    match (policy.rules.mode, &verdict.pair) {
        (Mode::Query, _) => {
            let args = r.bytes(r.args());
            // The verdict is on the client's own query: a rewrite may have made another of it.
            if args.is_empty() {
                return Ok(());
            }
            if verdict.alone && core::ptr::eq(args, state.query()) {
                set_args(r, b"");
                return Ok(());
            }
            strip_args(r, args, &policy.rules.names)
        }
        (Mode::Path, Some(pair)) => strip_path(r, pair),
        (Mode::Path, None) => Ok(()),
    }
}

#[inline(never)]
fn strip_args(r: Request<'_>, args: &[u8], names: &Names) -> Result<(), OutOfMemory> {
    // SAFETY: the pool of a valid request is valid.
    let out = unsafe { pool::bytes(r.pool(), args.len()) }.ok_or(OutOfMemory)?;
    let len = names.strip(args, out).ok_or(OutOfMemory)?;
    if len < args.len() {
        set_args(r, out.get(..len).ok_or(OutOfMemory)?);
    }
    Ok(())
}

/// Replaces the query.
fn set_args(r: Request<'_>, args: &[u8]) {
    // SAFETY: the request is valid, and the query lives in its pool.
    unsafe { (*r.raw()).args = str_of(args) };
    r.clear_valid_unparsed_uri();
}

#[inline(never)]
fn strip_path(r: Request<'_>, pair: &PathToken<'_>) -> Result<(), OutOfMemory> {
    let path = r.bytes(r.uri());
    let Some(parts) = pair.strip(path) else { return Ok(()) };
    // SAFETY: the pool of a valid request is valid.
    let clean = unsafe { pool::concat(r.pool(), |put| parts.into_iter().for_each(put)) };
    set_path(r, str_of(clean.ok_or(OutOfMemory)?));
    Ok(())
}

/// Replaces the path, as a `rewrite` would, but stays in the location.
fn set_path(r: Request<'_>, path: ngx_str_t) {
    // SAFETY: the request is valid, and the path lives in its pool.
    unsafe { (*r.raw()).uri = path };
    r.clear_valid_unparsed_uri();
    // `alias` and `proxy_pass` cut the location's prefix off the path by its length alone.
    if r.location_prefix().is_some_and(|prefix| !r.bytes(path).starts_with(prefix)) {
        r.clear_valid_location();
    }
    // SAFETY: the request is valid.
    unsafe { ngx_http_set_exten(r.raw()) };
}
