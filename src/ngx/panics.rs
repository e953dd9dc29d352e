//! Panics on demand, to show that the guard holds: in a build for the tests alone.

use std::any::type_name;
use std::panic::resume_unwind;

/// An environment variable that holds part of the names of functions that are to panic.
const WHERE: &str = "SECURE_TOKEN_PANIC";

/// Panics in `F`, a function that is about to run in the guard, if its name is asked for.
pub fn strike<F>() {
    let Some(wanted) = std::env::var_os(WHERE) else { return };
    let name = type_name::<F>();
    if wanted.to_str().is_some_and(|wanted| name.contains(wanted)) {
        // Not `panic!`, whose message to standard error counts as a fault in every fixture.
        resume_unwind(Box::new(name));
    }
}
