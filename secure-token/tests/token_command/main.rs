//! `secure-token` as its users call it: the built command, its output and its exit codes.

mod explain;
mod forward;
mod help;
mod keygen;
mod nginx_conf;
mod output;
mod pages;
mod readme;
mod sign;
mod support;
mod vectors;
mod verify;
