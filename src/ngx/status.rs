//! What nginx's functions return, all of one type.

use ngx::ffi::{self, ngx_int_t};

/// Done well.
pub const OK: ngx_int_t = ffi::NGX_OK as ngx_int_t;
/// Failed.
pub const ERROR: ngx_int_t = ffi::NGX_ERROR as ngx_int_t;
/// Not finished: nginx will call again.
pub const AGAIN: ngx_int_t = ffi::NGX_AGAIN as ngx_int_t;
/// The request is someone else's matter now.
pub const DONE: ngx_int_t = ffi::NGX_DONE as ngx_int_t;
/// Not this handler's business.
pub const DECLINED: ngx_int_t = ffi::NGX_DECLINED as ngx_int_t;

/// 204
pub const NO_CONTENT: ngx_int_t = ffi::NGX_HTTP_NO_CONTENT as ngx_int_t;
/// 401
pub const UNAUTHORIZED: ngx_int_t = ffi::NGX_HTTP_UNAUTHORIZED as ngx_int_t;
/// 403
pub const FORBIDDEN: ngx_int_t = ffi::NGX_HTTP_FORBIDDEN as ngx_int_t;
/// 500
pub const INTERNAL_SERVER_ERROR: ngx_int_t = ffi::NGX_HTTP_INTERNAL_SERVER_ERROR as ngx_int_t;
