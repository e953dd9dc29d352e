//! The client's address, or its network, as the string of a bound token names it.

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

use super::Inline;

/// The text of an address or of a network's address: 39 characters are the longest of IPv6.
pub type AddressText = Inline<39>;

/// Whether a token is good for one client only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Binding {
    /// For everyone.
    #[default]
    Off,
    /// For one address.
    On,
    /// For the network of an address, by the lengths of its prefix in bits.
    Networks {
        /// For IPv4, 1 to 32.
        v4: u8,
        /// For IPv6, 1 to 128.
        v6: u8,
    },
}

/// Words that are no binding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// No words, or words of another kind.
    #[error(
        "invalid value \"{0}\", it must be \"off\", \"on\", or the lengths of network prefixes: \"/24\" for IPv4, or \"/24 /56\" for IPv4 and IPv6"
    )]
    Value(String),
    /// A length of which no IPv4 network is made.
    #[error("invalid prefix length \"{0}\" for IPv4, it must be between \"/1\" and \"/32\"")]
    PrefixV4(String),
    /// A length of which no IPv6 network is made.
    #[error("invalid prefix length \"{0}\" for IPv6, it must be between \"/1\" and \"/128\"")]
    PrefixV6(String),
}

impl Binding {
    /// Reads `off`, `on`, `/V4` or `/V4 /V6`, each word by itself. Without `/V6` the whole address
    /// of an IPv6 client counts.
    pub fn parse(words: &[&[u8]]) -> Result<Self, BindingError> {
        match words {
            [b"off"] => Ok(Self::Off),
            [b"on"] => Ok(Self::On),
            [v4 @ [b'/', ..]] => Ok(Self::Networks { v4: prefix_v4(v4)?, v6: 128 }),
            [v4 @ [b'/', ..], v6 @ [b'/', ..]] => {
                Ok(Self::Networks { v4: prefix_v4(v4)?, v6: prefix_v6(v6)? })
            }
            _ => Err(BindingError::Value(shown(&words.join(&b' ')))),
        }
    }

    /// Whether a token names an address at all.
    pub fn is_on(self) -> bool {
        self != Self::Off
    }

    /// What the string of a token bound to `address` holds: IPv4 in dotted decimal, IPv6 as RFC
    /// 5952 writes it, an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) as IPv4; for a
    /// network the address that it begins with. Without networks the whole address.
    pub fn text(self, address: IpAddr) -> AddressText {
        let mut text = AddressText::EMPTY;
        self.write(address, &mut text);
        text
    }

    /// Writes [`text`](Self::text) into an empty one.
    #[inline(always)]
    pub(super) fn write(self, address: IpAddr, text: &mut AddressText) {
        match address {
            IpAddr::V4(address) => self.write_v4(address, text),
            IpAddr::V6(address) => self.write_v6(address, text),
        }
    }

    #[inline(always)]
    fn write_v4(self, address: Ipv4Addr, text: &mut AddressText) {
        let net = match self {
            Self::Networks { v4, .. } => Ipv4Net::new(address, v4).ok(),
            _ => None,
        };
        dotted_decimal(net.map_or(address, |net| net.network()), text);
    }

    #[inline(never)]
    fn write_v6(self, address: Ipv6Addr, text: &mut AddressText) {
        if let Some(address) = address.to_ipv4_mapped() {
            return self.write_v4(address, text);
        }
        let net = match self {
            Self::Networks { v6, .. } => Ipv6Net::new(address, v6).ok(),
            _ => None,
        };
        let _ = write!(text, "{}", net.map_or(address, |net| net.network()));
    }
}

/// By hand, since every request of a bound link needs it: formatting by the standard library
/// costs more than the hash of the link.
#[inline(always)]
fn dotted_decimal(address: Ipv4Addr, text: &mut AddressText) {
    text.fill(|out| {
        let mut end = 0;
        for octet in address.octets() {
            let Octet { text, len } = OCTETS[usize::from(octet)];
            // The text of the next octet overwrites what is too much of this one.
            if let Some(room) = out[end..].first_chunk_mut() {
                *room = text;
            }
            end += usize::from(len);
        }
        // There is no dot at the end.
        end - 1
    });
}

/// A byte in decimal and a dot, and their length.
#[derive(Clone, Copy)]
struct Octet {
    text: [u8; 4],
    len: u8,
}

const OCTETS: [Octet; 256] = {
    let mut octets = [Octet { text: *b"0...", len: 2 }; 256];
    let mut value = 1;
    while value < octets.len() {
        let [hundreds, tens, ones] =
            [b'0' + (value / 100) as u8, b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8];
        octets[value] = match value {
            100.. => Octet { text: [hundreds, tens, ones, b'.'], len: 4 },
            10.. => Octet { text: [tens, ones, b'.', b'.'], len: 3 },
            _ => Octet { text: [ones, b'.', b'.', b'.'], len: 2 },
        };
        value += 1;
    }
    octets
};

fn prefix_v4(word: &[u8]) -> Result<u8, BindingError> {
    prefix_len(word, 32).ok_or_else(|| BindingError::PrefixV4(shown(word)))
}

fn prefix_v6(word: &[u8]) -> Result<u8, BindingError> {
    prefix_len(word, 128).ok_or_else(|| BindingError::PrefixV6(shown(word)))
}

fn prefix_len(word: &[u8], max: u8) -> Option<u8> {
    let digits = word.strip_prefix(b"/")?;
    let plain = digits.iter().all(u8::is_ascii_digit);
    let len = std::str::from_utf8(digits).ok().filter(|_| plain)?.parse().ok()?;
    (1..=max).contains(&len).then_some(len)
}

fn shown(word: &[u8]) -> String {
    word.escape_ascii().to_string()
}
