//! Declarations of shim.h, generated when the module is built.
#![allow(missing_docs, clippy::all)]

include!(concat!(env!("OUT_DIR"), "/shim.rs"));
