//! What the client wrote as its token: length, alphabet, padding and canonical spelling.
//!
//! Every request's token is decoded, to one of three lengths known beforehand. A table does that
//! in half the instructions that a general decoder needs, eight characters (hence six bytes) at a
//! time; what we sign is encoded by `base64`.

use super::algorithm::Digest;
use super::{Algorithm, Detail};

/// Padding that is tolerated, in characters of base64.
const MAX_PADDING: usize = 2;

/// The digest that `token` spells, or what is wrong with it before anything is hashed.
#[inline(always)]
pub(super) fn read(token: &[u8], algorithm: Algorithm) -> Result<Digest, Detail> {
    let token = without_padding(token);
    let length = |_| Detail::TokenLength { found: token.len(), algorithm };
    match algorithm {
        Algorithm::Md5 => {
            decode::<{ Algorithm::Md5.token_len() }>(token.try_into().map_err(length)?)
        }
        Algorithm::Sha1 => {
            decode::<{ Algorithm::Sha1.token_len() }>(token.try_into().map_err(length)?)
        }
        Algorithm::Sha256 | Algorithm::HmacSha256 => {
            decode::<{ Algorithm::Sha256.token_len() }>(token.try_into().map_err(length)?)
        }
    }
}

/// The digest that a token of `LEN` characters spells.
#[inline(always)]
fn decode<const LEN: usize>(token: &[u8; LEN]) -> Result<Digest, Detail> {
    let mut octets = [0; 6];
    let mut all = 0;
    for (bits, octet) in octets.iter_mut().zip(token.chunks(8)) {
        let sextets = sextets(octet);
        all |= sextets;
        *bits = (sextets << (48 - 6 * octet.len())) as u64;
    }
    if all < 0 {
        return Err(Detail::TokenAlphabet);
    }
    // 48 bits side by side, four of them in three words.
    let [a, b, c, d, e, f] = octets;
    let words = [a << 16 | b >> 32, b << 32 | c >> 16, c << 48 | d, e << 16 | f >> 32, f << 32];
    // The last character has bits that are past the digest's last byte.
    let len = LEN * 6 / 8;
    if words[len / 8] << (len % 8 * 8) != 0 {
        return Err(Detail::NotCanonical);
    }
    let [digest @ .., _] = words;
    Ok(Digest::of_words(digest))
}

/// Whether `segment` may be a token of `algorithm`: its length and alphabet, padding tolerated.
pub(super) fn has_shape(segment: &[u8], algorithm: Algorithm) -> bool {
    let token = without_padding(segment);
    token.len() == algorithm.token_len()
        && token.iter().all(|&byte| SEXTETS[usize::from(byte)] >= 0)
}

/// Takes off what signers leave of base64's padding, plain or percent-encoded.
fn without_padding(token: &[u8]) -> &[u8] {
    let mut token = token;
    for _ in 0..MAX_PADDING {
        token = match token {
            [rest @ .., b'='] | [rest @ .., b'%', b'3', b'D' | b'd'] => rest,
            _ => break,
        };
    }
    token
}

/// The 48 bits that eight characters stand for, less where they are fewer; negative if one of them
/// is not base64url.
#[inline]
fn sextets(octet: &[u8]) -> i64 {
    octet.iter().fold(0, |bits, &byte| bits << 6 | i64::from(SEXTETS[usize::from(byte)]))
}

/// The bits of each character of base64url, -1 (whose sign every shift keeps) for any other byte.
const SEXTETS: [i8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut table = [-1; 256];
    let mut bits = 0;
    while bits < alphabet.len() {
        table[alphabet[bits] as usize] = bits as i8;
        bits += 1;
    }
    table
};
