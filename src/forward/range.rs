//! Takes `Range` and `If-Range` off a manifest's request, before anything is fetched for it.
//!
//! A part of a manifest cannot be rewritten, and a rewritten manifest has other offsets. Both
//! leave the request here, before a content handler looks at them or an upstream gets them.

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::manifest::{ParamsError, extension};

use super::header::{is_by_path, pick};
use crate::access::run;
use crate::directives::LocConf;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::request::Request;
use crate::ngx::sent;
use crate::ngx::status::DECLINED;
use crate::request::State;

/// Called by nginx before the content handler.
pub unsafe extern "C" fn handler(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    unsafe {
        // Reads two pointers: there is nothing to guard.
        if sent::has_range(Request::from_raw(r)) { run(r, drop_range) } else { DECLINED }
    }
}

fn drop_range(r: Request<'_>) -> Result<ngx_int_t, OutOfMemory> {
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { r.location::<LocConf>(module()) };
    if let Some(rules) = conf.forward.rules()
        && r.is_main()
    {
        let state = State::of(r)?;
        let forwards = || match pick(state, rules) {
            Ok(params) => Ok(params.is_some()),
            Err(ParamsError::TooLong) => Ok(false),
            Err(ParamsError::OutOfMemory) => Err(OutOfMemory),
        };
        if is_by_path(r, extension(state.path()), rules) && forwards()? {
            sent::remove_range(r)?;
        }
    }
    Ok(DECLINED)
}
