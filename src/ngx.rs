//! Safe faces of those parts of nginx that the crate `ngx` leaves raw.
//!
//! Everything here speaks nginx's language and knows nothing of tokens or manifests.

pub mod chain;
pub mod complex;
pub mod conf;
pub mod guard;
pub mod headers;
pub mod log;
pub mod named;
#[cfg(feature = "panics")]
pub mod panics;
pub mod pool;
pub mod request;
pub mod response;
pub mod sent;
pub mod shim;
pub mod status;
pub mod string;

/// Memory is short: the request cannot go on, and nothing of it is lost for others.
#[derive(Clone, Copy, Debug)]
pub struct OutOfMemory;
