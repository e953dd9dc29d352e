//! Values with variables, as nginx compiles and evaluates them.

use core::mem::MaybeUninit;

use ngx::ffi::{
    ngx_http_compile_complex_value, ngx_http_compile_complex_value_t, ngx_http_complex_value,
    ngx_http_complex_value_t, ngx_str_t,
};

use super::conf::{Conf, Error};
use super::request::Request;
use super::status;
use super::string::bytes;

/// A string of the configuration, with or without variables.
pub struct ComplexValue(ngx_http_complex_value_t);

impl ComplexValue {
    /// Compiles `text`; nginx itself reports an unknown variable.
    pub fn compile(cf: Conf, text: ngx_str_t) -> Result<Self, Error> {
        let mut text = text;
        let mut value = MaybeUninit::<ngx_http_complex_value_t>::zeroed();
        // SAFETY: all zero is a valid start for both structures, which hold integers and pointers;
        // the text lies in the pool of the configuration, and so will what is compiled.
        unsafe {
            let mut compile: ngx_http_compile_complex_value_t = core::mem::zeroed();
            compile.cf = cf.raw();
            compile.value = &mut text;
            compile.complex_value = value.as_mut_ptr();
            if ngx_http_compile_complex_value(&mut compile) != status::OK {
                return Err(Error::Logged);
            }
            Ok(Self(value.assume_init()))
        }
    }

    /// The text, where there is no variable in it.
    pub fn constant(&self) -> Option<&[u8]> {
        // SAFETY: a constant value is the text that was compiled, which lives with the configuration.
        self.0.lengths.is_null().then(|| unsafe { bytes(self.0.value) })
    }

    /// The value for a request, in memory of the request; `None` when memory is short.
    pub fn evaluate<'r>(&self, r: Request<'r>) -> Option<&'r [u8]> {
        let mut value = ngx_str_t::empty();
        // SAFETY: the value was compiled by nginx; it is only read, though the signature does not say so.
        unsafe {
            let compiled = (&raw const self.0).cast_mut();
            if ngx_http_complex_value(r.raw(), compiled, &mut value) != status::OK {
                return None;
            }
        }
        Some(r.bytes(value))
    }
}
