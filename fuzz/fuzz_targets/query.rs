//! A query falls into pairs that are all of it, and is stripped of the two parameters and nothing
//! else.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use secure_token::query::{Names, Pair, argument, pairs};
use secure_token_fuzz::words::{QUERY, shown, text};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    names: [&'a [u8]; 2],
    query: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let query = &text(input.query, QUERY)[..];
    let joined: Vec<&[u8]> = pairs(query).map(|pair| pair.raw).collect();
    assert_eq!(shown(&joined.join(&b'&')), shown(query));
    for Pair { raw, key, value } in pairs(query) {
        let whole = value.map_or(key.to_vec(), |value| [key, b"=", value].concat());
        assert_eq!((&whole[..], key.contains(&b'=')), (raw, false));
    }

    let names = Names::new(input.names[0], input.names[1]).unwrap_or_default();
    let first = |name: &[u8]| {
        let mut named = pairs(query).filter(|pair| pair.key.eq_ignore_ascii_case(name));
        named.find_map(|pair| pair.value)
    };
    let found = names.find(query);
    assert_eq!((found.token, found.expires), (first(names.token()), first(names.expires())));
    assert_eq!(argument(query, names.token()), found.token);

    let once = strip(&names, query);
    assert_eq!(shown(&strip(&names, &once)), shown(&once), "twice");
    let ours = |key: &[u8]| {
        [names.token(), names.expires()].iter().any(|name| key.eq_ignore_ascii_case(name))
    };
    assert!(!pairs(&once).any(|pair| ours(pair.key)), "{}", shown(&once));
    let others = |query| -> Vec<Pair<'_>> {
        pairs(query).filter(|pair| !pair.raw.is_empty() && !ours(pair.key)).collect()
    };
    assert_eq!(others(&once), others(query));
    if !pairs(query).any(|pair| ours(pair.key)) {
        assert_eq!(shown(&once), shown(query));
    } else if !pairs(query).any(|pair| pair.raw.is_empty()) {
        let others: Vec<&[u8]> = others(query).iter().map(|pair| pair.raw).collect();
        assert_eq!(shown(&once), shown(&others.join(&b'&')));
    }
    assert!(!found.alone || once.is_empty());
});

fn strip(names: &Names, query: &[u8]) -> Vec<u8> {
    let mut out = vec![0; query.len()];
    let length = names.strip(query, &mut out).unwrap();
    out.truncate(length);
    out
}
