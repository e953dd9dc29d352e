//! The address that a caller names.

use std::net::IpAddr;

use percent_encoding::percent_decode;

/// The longest text of an address: an IPv6 address that ends in an IPv4 one.
const MAX_LEN: usize = 45;

/// Reads an address as a query spells it: IPv4 in dotted decimal or IPv6 (RFC 4291, section 2.2),
/// with or without percent-encoding, which browsers apply to `:`. A port, brackets or a zone make
/// it no address.
pub fn parse_address(value: &[u8]) -> Option<IpAddr> {
    let mut text = [0; MAX_LEN];
    let mut len = 0;
    for byte in percent_decode(value) {
        *text.get_mut(len)? = byte;
        len += 1;
    }
    std::str::from_utf8(&text[..len]).ok()?.parse().ok()
}
