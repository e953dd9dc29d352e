//! Forwarding in MPDs from outside: tables of what goes in, what must come out, and why; then
//! properties.

mod bases;
mod corpus;
mod leaks;
mod look_ahead;
mod markup;
mod patches;
mod positions;
mod random;
mod rows;
mod streaming;
#[allow(dead_code, reason = "it serves the tests of playlists too")]
#[path = "../forwarding/support.rs"]
mod support;
mod xml;
