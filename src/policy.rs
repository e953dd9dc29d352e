//! A location's policy: what it asks of a link, with those parts whose values only nginx knows.

use std::net::IpAddr;
use std::rc::Rc;

use secure_token::token::{self, Key, Link, Verdict};

use crate::ngx::OutOfMemory;
use crate::ngx::complex::ComplexValue;
use crate::ngx::pool;
use crate::ngx::request::Request;

/// A key as the configuration gives it.
pub enum KeySource {
    /// The key itself.
    Constant(Key),
    /// With variables: another key for each host, say.
    Variable(ComplexValue),
}

impl KeySource {
    /// The key for a request; empty where it cannot be told, and hence no key at all.
    pub fn bytes<'k>(&'k self, r: Request<'k>) -> &'k [u8] {
        match self {
            KeySource::Constant(key) => key.bytes(),
            KeySource::Variable(value) => value.evaluate(r).unwrap_or_default(),
        }
    }
}

/// What a location asks of a link. Locations that inherit all of it share one, so that its
/// address tells whether two locations ask the same.
pub struct Policy {
    /// All that needs no nginx.
    pub rules: token::Policy,
    /// The keys, in the order in which they count.
    pub keys: Vec<Rc<KeySource>>,
    /// Pieces of the hashed string that hold variables of nginx.
    pub foreign: Rc<[ComplexValue]>,
}

impl Policy {
    /// Whether no variable of nginx has a say in the verdict.
    pub fn is_constant(&self) -> bool {
        self.foreign.is_empty()
            && self.keys.iter().all(|key| matches!(**key, KeySource::Constant(_)))
    }

    /// Holds a link against the policy, whose variables have the values of `r`, the client's own
    /// request. `verdict` is a new one, where it is to stay.
    #[inline(always)]
    pub fn judge<'a>(
        &self,
        r: Request<'_>,
        link: Link<'a, impl Into<Option<IpAddr>>>,
        verdict: &mut Verdict<'a>,
    ) -> Result<(), OutOfMemory> {
        let keys = self.keys.iter().map(|key| key.bytes(r));
        self.rules.verify_into(link, keys, self.foreign_values(r)?, verdict);
        Ok(())
    }

    /// The values of the foreign pieces, in memory of the request.
    pub fn foreign_values<'r>(&self, r: Request<'r>) -> Result<&'r [&'r [u8]], OutOfMemory> {
        let values = self.foreign.iter().map(|piece| piece.evaluate(r));
        // SAFETY: the pool of a valid request is valid.
        unsafe { pool::collect(r.pool(), values) }.ok_or(OutOfMemory)
    }
}
