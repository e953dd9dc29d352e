//! Text of a URL without any key in it.

use std::cmp::Reverse;

use crate::token::Key;

/// `bytes` with `***` in place of each key.
pub fn masked<'k>(bytes: &[u8], keys: impl IntoIterator<Item = &'k Key>) -> Vec<u8> {
    let mut longest_first: Vec<&[u8]> = keys.into_iter().map(Key::bytes).collect();
    longest_first.sort_unstable_by_key(|key| Reverse(key.len()));
    let (mut text, mut rest) = (Vec::new(), bytes);
    while let Some((first, after)) = rest.split_first() {
        rest = match longest_first.iter().find_map(|key| rest.strip_prefix(*key)) {
            Some(after) => {
                text.extend_from_slice(b"***");
                after
            }
            None => {
                text.push(*first);
                after
            }
        };
    }
    text
}
