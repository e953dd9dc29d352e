//! The module's variables: what the check found, shown at any moment of a request.
//!
//! nginx evaluates them anew wherever they are used (`NGX_HTTP_VAR_NOCACHEABLE`), so that what an
//! early use has shown does not outlive the verdict of the access phase.

use core::ffi::c_void;

use ngx::ffi::{
    NGX_HTTP_VAR_NOCACHEABLE, ngx_http_add_variable, ngx_http_request_t, ngx_http_variable_value_t,
    ngx_int_t, ngx_str_t, ngx_uint_t,
};
use secure_token::manifest::ParamsError;
use secure_token::token::Verdict;

use crate::directives::LocConf;
use crate::forward;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::conf::{Conf, Error};
use crate::ngx::guard::guard;
use crate::ngx::pool;
use crate::ngx::request::Request;
use crate::ngx::status;
use crate::ngx::string::str_of;
use crate::request::{Judged, State, current, server};

/// What a variable gives: bytes that live as long as the request, or nothing.
type Value<'r> = Result<Option<&'r [u8]>, OutOfMemory>;

struct Variable {
    name: &'static [u8],
    value: for<'r> fn(Request<'r>) -> Value<'r>,
}

static VARIABLES: [Variable; 7] = [
    Variable { name: b"secure_token_status", value: status },
    Variable { name: b"secure_token_expires", value: |r| part(r, |verdict| verdict.expires) },
    Variable { name: b"secure_token_path", value: |r| part(r, |verdict| verdict.path) },
    Variable { name: b"secure_token_id", value: |r| part(r, |verdict| verdict.id) },
    Variable { name: b"secure_token_ip", value: |r| part(r, |verdict| &verdict.address) },
    Variable { name: b"secure_token_request", value: masked_request },
    Variable { name: b"query_string_forward_args", value: forwarded_args },
];

/// The verdict in one word.
fn status(r: Request<'_>) -> Value<'_> {
    Ok(current(r)?.map(|judged| judged.verdict.status().name().as_bytes()))
}

/// A part of the link that the verdict tells; an empty part is none.
///
/// Neither is one with control characters: the path is decoded, and as the value of a header such a
/// part would end it, and begin another one.
fn part<'r>(r: Request<'r>, of: fn(&'r Verdict<'r>) -> &'r [u8]) -> Value<'r> {
    let part = current(r)?.map(|judged| of(judged.verdict));
    Ok(part.filter(|part| !part.is_empty() && !part.iter().any(u8::is_ascii_control)))
}

/// The request line without its token, for access logs.
fn masked_request(r: Request<'_>) -> Value<'_> {
    let r = r.main();
    let line = r.request_line();
    // METHOD SP URL SP VERSION, the last of them missing in HTTP/0.9.
    let url = r.unparsed_uri();
    let at = line.windows(url.len().max(1)).position(|part| part == url);
    let Some(start) = at.filter(|_| !url.is_empty()) else { return unreadable_line(r, line) };
    let Some(Judged { policy, verdict }) = current(r)? else { return Ok(Some(line)) };
    let token = verdict.pair.as_ref().map(|pair| pair.token);
    let (before, rest) = line.split_at_checked(start).ok_or(OutOfMemory)?;
    let (url, after) = rest.split_at_checked(url.len()).ok_or(OutOfMemory)?;
    let pieces = |put: &mut dyn FnMut(&[u8])| {
        put(before);
        policy.rules.mask(url, token, &mut *put);
        put(after);
    };
    // SAFETY: the pool of a valid request is valid.
    let masked = unsafe { pool::concat(r.pool(), pieces) };
    masked.ok_or(OutOfMemory).map(Some)
}

/// Of a line in which nginx has found no URL the method, where some location of the server checks
/// tokens: it cannot be told which one was meant, and what of the line is a token.
fn unreadable_line<'r>(r: Request<'r>, line: &'r [u8]) -> Value<'r> {
    if line.is_empty() || !server(r).check.get() {
        return Ok(Some(line));
    }
    let word = line.split_inclusive(|byte| *byte == b' ').next().unwrap_or_default();
    let is_method =
        word.strip_suffix(b" ").is_some_and(|word| word.iter().all(u8::is_ascii_uppercase));
    let method = if is_method { word } else { b"" };
    // SAFETY: the pool of a valid request is valid.
    let masked =
        unsafe { pool::concat(r.pool(), |put| [method, b"***"].into_iter().for_each(put)) };
    masked.ok_or(OutOfMemory).map(Some)
}

/// What of the client's query the location forwards.
fn forwarded_args(r: Request<'_>) -> Value<'_> {
    let r = r.main();
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { r.location::<LocConf>(module()) };
    let Some(rules) = conf.forward.rules() else { return Ok(None) };
    let params = match forward::pick(State::of(r)?, rules) {
        Ok(Some(params)) => params,
        Ok(None) | Err(ParamsError::TooLong) => return Ok(None),
        Err(ParamsError::OutOfMemory) => return Err(OutOfMemory),
    };
    // SAFETY: the pool of a valid request is valid.
    let text = unsafe { pool::concat(r.pool(), |put| put(params.text())) };
    text.ok_or(OutOfMemory).map(Some)
}

/// Makes the variables known to the configuration.
pub fn add(cf: Conf) -> Result<(), Error> {
    for variable in &VARIABLES {
        let mut name = str_of(variable.name);
        // SAFETY: the configuration is valid. nginx keeps the pointer to the variable as a number.
        unsafe {
            let flags = NGX_HTTP_VAR_NOCACHEABLE as ngx_uint_t;
            let added = ngx_http_add_variable(cf.raw(), &mut name, flags);
            let added = added.as_mut().ok_or(Error::Logged)?;
            added.get_handler = Some(get);
            added.data = (&raw const *variable) as usize;
        }
    }
    Ok(())
}

unsafe extern "C" fn get(
    r: *mut ngx_http_request_t,
    value: *mut ngx_http_variable_value_t,
    data: usize,
) -> ngx_int_t {
    let failed = status::ERROR;
    // SAFETY: nginx calls this with a valid request.
    let r = unsafe { Request::from_raw(r) };
    let body = || {
        // SAFETY: `add` set `data` to one of the statics above; nginx hands in a value to fill.
        let (variable, out) =
            unsafe { (&*(data as *const c_void).cast::<Variable>(), &mut *value) };
        let Ok(found) = (variable.value)(r) else { return failed };
        let bytes = found.unwrap_or_default();
        let text: ngx_str_t = str_of(bytes);
        out.set_valid(1);
        out.set_no_cacheable(0);
        out.set_not_found(u32::from(found.is_none()));
        out.set_len(u32::try_from(text.len).unwrap_or(0));
        out.data = text.data;
        status::OK
    };
    // SAFETY: the log of a valid request.
    unsafe { guard(r.log(), failed, body) }
}
