//! Takes a valid token off the request, so that files, caches and upstreams see the clean URL.

use ngx::ffi::{ngx_http_set_exten, ngx_str_t};
use secure_token::query::Names;
use secure_token::token::{Mode, PathToken};

use crate::ngx::OutOfMemory;
use crate::ngx::pool;
use crate::ngx::request::Request;
use crate::ngx::string::str_of;
use crate::request::Judged;

/// Strips what the verdict found; a URL that has nothing of it (any more) stays as it is.
pub fn strip(r: Request<'_>, judged: Judged<'_>) -> Result<(), OutOfMemory> {
    let Judged { policy, verdict } = judged;
    match (policy.rules.mode, &verdict.pair) {
        (Mode::Query, _) => strip_args(r, &policy.rules.names),
        (Mode::Path, Some(pair)) => strip_path(r, pair),
        (Mode::Path, None) => Ok(()),
    }
}

fn strip_args(r: Request<'_>, names: &Names) -> Result<(), OutOfMemory> {
    let args = r.bytes(r.args());
    if !names.occur_in(args) {
        return Ok(());
    }
    // SAFETY: the pool of a valid request is valid.
    let out = unsafe { pool::bytes(r.pool(), args.len()) }.ok_or(OutOfMemory)?;
    let len = names.strip(args, out).ok_or(OutOfMemory)?;
    let clean = out.get(..len).ok_or(OutOfMemory)?;
    // SAFETY: the request is valid, and the memory lives in its pool.
    unsafe { (*r.raw()).args = str_of(clean) };
    r.clear_valid_unparsed_uri();
    Ok(())
}

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
