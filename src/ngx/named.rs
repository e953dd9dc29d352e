//! The variables that the configuration names. nginx numbers them as it reads, and looks up what
//! they are at the end, when it no longer knows where they were named.

use ngx::ffi::{ngx_hash_key_t, ngx_http_variable_t};

use super::conf::Conf;
use super::string::bytes;

/// How many variables have been named so far; the next one gets this number.
pub fn count(cf: Conf) -> usize {
    variables(cf).len()
}

/// The name of a variable that nothing defines. Asked at the end of the configuration.
pub fn unknown(cf: Conf, number: usize) -> Option<&'static [u8]> {
    // SAFETY: the configuration of http, while it is read.
    let core = unsafe { &*cf.core_main() };
    let variable = variables(cf).get(number).filter(|variable| variable.get_handler.is_none())?;
    // SAFETY: names of the configuration live with it. nginx holds the defined names in an array of
    // this type until the configuration is read, and the beginnings of names (`arg_`) in another.
    unsafe {
        let name = bytes(variable.name);
        let defined = (*core.variables_keys).keys.as_slice::<ngx_hash_key_t>();
        let beginnings = core.prefix_variables.as_slice::<ngx_http_variable_t>();
        let is_known = defined.iter().any(|defined| bytes(defined.key) == name)
            || beginnings.iter().any(|begins| name.starts_with(bytes(begins.name)));
        (!is_known).then_some(name)
    }
}

fn variables(cf: Conf) -> &'static [ngx_http_variable_t] {
    // SAFETY: an array of this type; nginx appends to it between calls, not while it is looked at.
    unsafe { (*cf.core_main()).variables.as_slice() }
}
