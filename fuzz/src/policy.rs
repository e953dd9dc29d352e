//! What is asked of a link, whatever it is.

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use secure_token::query::Names;
use secure_token::token::{Algorithm, Binding, Mode, Policy, ScopeSet, Template};

use crate::words::{PATH, text};

/// A policy.
#[derive(Debug)]
pub struct AnyPolicy(pub Policy);

impl<'a> Arbitrary<'a> for AnyPolicy {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mode = *u.choose(&[Mode::Query, Mode::Path])?;
        let mut policy = Policy::new(mode, *u.choose(&Algorithm::ALL)?);
        let words: [&[u8]; 3] = [b"file", b"directory", b"tree"];
        let set = u.int_in_range(1..=7)?;
        let chosen = (0..3).filter(|bit| set >> bit & 1 == 1).map(|bit| words[bit]);
        policy.scope = ScopeSet::parse(chosen).unwrap();
        policy.binding = match u.int_in_range(0..=2)? {
            0 => Binding::Off,
            1 => Binding::On,
            _ => Binding::Networks { v4: u.int_in_range(1..=32)?, v6: u.int_in_range(1..=128)? },
        };
        let [token, expires]: [&[u8]; 2] = u.arbitrary()?;
        // No name holds a key: names are no secret, and are shown.
        let names = Names::new(token, expires).ok();
        policy.names =
            names.filter(|_| ![token, expires].concat().contains(&b'Z')).unwrap_or_default();
        policy.leeway = u.arbitrary()?;
        policy.max_lifetime = u.arbitrary()?;
        if let Ok(template) = Template::parse(&text(u.arbitrary()?, PATH))
            && template.check(policy.algorithm, policy.binding.is_on()).is_ok()
        {
            policy.template = template;
        }
        Ok(Self(policy))
    }
}

impl AnyPolicy {
    /// Whether the string is the usual one, of which every byte of a link makes a difference.
    pub fn is_built_in(&self) -> bool {
        self.0.template == Template::built_in(self.0.mode, self.0.algorithm)
    }
}

/// The values of the foreign parts of a policy's string: as good as any others.
pub fn foreign(policy: &Policy) -> Vec<&[u8]> {
    policy.template.foreign().collect()
}

/// A key, of letters that come together in no word of ours.
pub fn key(bytes: &[u8]) -> Vec<u8> {
    let letters = bytes.iter().map(|byte| b"JKQVWXYZ"[usize::from(byte % 8)]);
    b"ZJQKXV".iter().copied().chain(letters).collect()
}
