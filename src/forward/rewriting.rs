//! The rewriting of one answer: the rewriter, and what of request and location it needs.

use core::ptr::NonNull;

use secure_token::coding::Coding;
use secure_token::manifest::{Coded, Context, Error, Kind, Params, Rewriter, Rules};

use super::output::Output;
use crate::ngx::OutOfMemory;
use crate::ngx::pool::{self, drop_value};
use crate::ngx::request::Request;
use crate::report;
use crate::request::State;

/// The answer cannot be completed.
pub struct Failed;

impl From<OutOfMemory> for Failed {
    fn from(_: OutOfMemory) -> Self {
        Failed
    }
}

/// What stands before the rewriter of a body in a content coding, in memory of the request.
pub fn coded(r: Request<'_>, coding: Coding) -> Result<Option<NonNull<Coded>>, OutOfMemory> {
    if coding == Coding::Identity {
        return Ok(None);
    }
    // SAFETY: the pool of a valid request is valid, and the value borrows nothing.
    let coded = unsafe { pool::adopt_new(r.pool(), || Coded::new(coding), drop_value::<Coded>) };
    coded.ok_or(OutOfMemory).map(Some)
}

/// A body on its way. The slices borrow from the request's pool, or from the configuration, both
/// of which outlive the request.
pub struct Rewriting {
    rules: &'static Rules,
    params: Params,
    query: &'static [u8],
    host: &'static [u8],
    https: bool,
    extension: &'static [u8],
    rewriter: Rewriter,
    coded: Option<NonNull<Coded>>,
}

impl Rewriting {
    /// Before the first byte of the body. `extension` is that of the client's path.
    #[inline]
    pub fn new(
        r: Request<'_>,
        state: &State,
        rules: &Rules,
        params: Params,
        extension: &'static [u8],
        coded: Option<NonNull<Coded>>,
    ) -> Self {
        // SAFETY: configuration and strings of the request outlive its pool, which holds the value.
        let (rules, host): (&'static Rules, &'static [u8]) =
            unsafe { (&*core::ptr::from_ref(rules), &*core::ptr::from_ref(r.host())) };
        Self {
            rules,
            params,
            query: state.query(),
            host,
            https: r.is_https(),
            extension,
            rewriter: Rewriter::new(),
            coded,
        }
    }

    /// What is known of the body.
    pub fn kind(&self) -> Kind {
        match self.coded() {
            Some(coded) => coded.kind(&self.rewriter),
            None => self.rewriter.kind(),
        }
    }

    /// Whether the body arrives in a content coding, which a manifest will have lost.
    pub fn is_coded(&self) -> bool {
        self.coded.is_some()
    }

    /// What was read of a body that is no manifest.
    pub fn held(&self) -> &[u8] {
        match self.coded() {
            Some(coded) => coded.held(),
            None => self.rewriter.held(),
        }
    }

    /// Tells the log what there is to tell of a body that has been told what it is.
    pub fn report(&self, r: Request<'_>) {
        if let Some(reason) = self.coded().and_then(Coded::given_up) {
            report::given_up(r, reason);
        }
        if let Some(notes) = self.rewriter.notes() {
            report::left_alone(r, notes);
        }
    }

    /// Reads the next bytes of the body, and gives how many.
    pub fn feed(
        &mut self,
        r: Request<'_>,
        bytes: &[u8],
        output: &mut Output,
    ) -> Result<usize, Failed> {
        self.call(r, |rewriter, coded, context| match coded {
            Some(coded) => coded.feed(rewriter, context, bytes, output),
            None => rewriter.feed(context, bytes, output),
        })
    }

    /// Ends the body. Whether all was written, or the call is to be made again.
    pub fn finish(&mut self, r: Request<'_>, output: &mut Output) -> Result<bool, Failed> {
        self.call(r, |rewriter, coded, context| match coded {
            Some(coded) => coded.finish(rewriter, context, output),
            None => rewriter.finish(context, output),
        })
    }

    fn call<T>(
        &mut self,
        r: Request<'_>,
        body: impl FnOnce(
            &mut Rewriter,
            Option<&mut Coded>,
            &Context<'_>,
        ) -> Result<T, Error<OutOfMemory>>,
    ) -> Result<T, Failed> {
        let context = Context {
            rules: self.rules,
            params: &self.params,
            query: self.query,
            host: self.host,
            https: self.https,
            extension: self.extension,
        };
        // SAFETY: the value lives in the request's pool, and nothing else refers to it.
        let coded = self.coded.map(|mut coded| unsafe { coded.as_mut() });
        body(&mut self.rewriter, coded, &context).map_err(|error| {
            if let Error::Decode(error) = error {
                report::broken(r, &error);
            }
            Failed
        })
    }

    fn coded(&self) -> Option<&Coded> {
        // SAFETY: as above.
        self.coded.as_ref().map(|coded| unsafe { coded.as_ref() })
    }
}
