//! A whole answer at once, from memory.

use ngx::ffi::{
    ngx_http_complex_value_t, ngx_http_send_response, ngx_int_t, ngx_str_t, ngx_uint_t,
};

use super::request::Request;
use super::string::str_of;

/// Answers the request, whose own body is read and thrown away. Gives what a content handler is to
/// return.
///
/// # Safety
///
/// `body` must live as long as the request: nginx may send it later.
pub unsafe fn send(
    r: Request<'_>,
    status: u16,
    media_type: &'static [u8],
    body: &[u8],
) -> ngx_int_t {
    let mut media_type: ngx_str_t = str_of(media_type);
    // SAFETY: all zero but its text is a value without variables, which nginx takes as it is and
    // only reads; the request is valid, and the caller vouches for the body.
    unsafe {
        let mut value: ngx_http_complex_value_t = core::mem::zeroed();
        value.value = str_of(body);
        let status = ngx_uint_t::from(status);
        ngx_http_send_response(r.raw(), status, &mut media_type, &mut value)
    }
}
