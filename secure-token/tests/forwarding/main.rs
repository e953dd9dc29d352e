//! Forwarding from outside: tables of what goes in, what must come out, and why; then properties.

mod documents;
mod hls;
mod leaks;
mod params;
mod random;
mod rules;
mod sniff;
mod streaming;
mod support;
mod urls;
mod variables;
