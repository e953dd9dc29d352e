//! What the client wrote as its token: length, alphabet, padding and canonical spelling.
//!
//! Every request's token is decoded, to one of three lengths known beforehand. A table does that
//! in half the instructions that a general decoder needs; what we sign is encoded by `base64`.

use super::algorithm::Digest;
use super::{Algorithm, Detail};

/// Padding that is tolerated, in characters of base64.
const MAX_PADDING: usize = 2;

/// The digest that `token` spells, or what is wrong with it before anything is hashed.
pub(super) fn read(token: &[u8], algorithm: Algorithm) -> Result<Digest, Detail> {
    let token = without_padding(token);
    if token.len() != algorithm.token_len() {
        return Err(Detail::TokenLength { found: token.len(), algorithm });
    }
    let mut digest = Digest::zero(algorithm);
    let (quads, last) = token.as_chunks();
    let (triples, end) = digest.bytes_mut().as_chunks_mut::<3>();
    let mut all = 0;
    for (quad, triple) in quads.iter().zip(triples) {
        let bits = sextets(*quad);
        all |= bits;
        [_, triple[0], triple[1], triple[2]] = bits.to_be_bytes();
    }
    // `A` is zero: what is not there has no bits. Two characters hold a byte, three hold two.
    let bits = sextets(match *last {
        [a, b] => [a, b, b'A', b'A'],
        [a, b, c] => [a, b, c, b'A'],
        _ => *b"AAAA",
    });
    let [_, bytes @ ..] = bits.to_be_bytes();
    for (to, from) in end.iter_mut().zip(bytes) {
        *to = from;
    }
    if all | bits < 0 {
        Err(Detail::TokenAlphabet)
    } else if bits << (8 * (last.len())) != 0 {
        Err(Detail::NotCanonical)
    } else {
        Ok(digest)
    }
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

/// The 24 bits that four characters stand for; negative if one of them is not base64url.
fn sextets(quad: [u8; 4]) -> i32 {
    let [a, b, c, d] = quad.map(|byte| i32::from(SEXTETS[usize::from(byte)]));
    a << 18 | b << 12 | c << 6 | d
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
