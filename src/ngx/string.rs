//! `ngx_str_t` as bytes, and back.

use ngx::ffi::{ngx_str_t, u_char};

/// The bytes of an nginx string; empty for one that was never set, which has no length.
///
/// # Safety
///
/// `string` must be unset or point to `len` readable bytes that nothing writes to during `'a`.
/// nginx replaces the strings of a request but does not edit them in place.
pub unsafe fn bytes<'a>(string: ngx_str_t) -> &'a [u8] {
    // Some of length zero point anywhere.
    if string.len == 0 {
        return &[];
    }
    // SAFETY: by this function's own contract readable for `len` bytes.
    unsafe { core::slice::from_raw_parts(string.data, string.len) }
}

/// An nginx string that shares the memory of `bytes`, which must outlive its use.
pub const fn str_of(bytes: &[u8]) -> ngx_str_t {
    ngx_str_t { len: bytes.len(), data: bytes.as_ptr() as *mut u_char }
}
