//! What the client first sent, and the verdicts on it: captured once, and kept past every redirect.
//!
//! nginx overwrites path and query at a `rewrite`, and forgets a module's context at an internal
//! redirect. So the state hangs on a cleanup of the request's pool, where a redirect does not
//! reach, and is found there again; the context is a shortcut.

use core::cell::Cell;
use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

use ngx::ffi::{ngx_http_request_t, ngx_int_t};
use secure_token::token::{Link, Verdict};

use crate::directives::{LocConf, SrvConf};
use crate::forward::Forward;
use crate::module::module;
use crate::ngx::OutOfMemory;
use crate::ngx::guard::guard;
use crate::ngx::pool::{self, Cleanup, drop_value};
use crate::ngx::request::Request;
use crate::ngx::status;
use crate::ngx::string::bytes;
use crate::policy::Policy;
use crate::refusal::{self, Kept, Refusal, Way};

/// One address for both the registration and the search.
static STATE_CLEANUP: Cleanup = drop_value::<State>;

/// All that the module knows of a client's request.
///
/// The slices borrow from the pool that holds the state itself; `'static` stands for "as long as
/// the request", and none of them is handed to anything that lives longer.
pub struct State {
    path: &'static [u8],
    query: &'static [u8],
    now: u64,
    verdicts: Cell<Option<&'static Remembered>>,
    /// The policy of the verdict that is being made.
    judging: Cell<Option<&'static Policy>>,
    /// Room for a first verdict; few requests need another one.
    room: Cell<Option<NonNull<MaybeUninit<Remembered>>>>,
    /// How often nginx has sent the request to another location by a redirect. One to a named
    /// location counts when it is noticed.
    pub redirects: Cell<usize>,
    /// How the last of them was noticed.
    pub way: Cell<Way>,
    /// The verdict on which the access phase last acted.
    pub last: Cell<Option<Judged<'static>>>,
    /// The answer kept back from a preflight without a right token: it is left to the other access
    /// modules, and goes nowhere else.
    pub preflight: Cell<Option<Kept>>,
    /// The answer kept back for `satisfy any`, until the other access modules have spoken.
    pub pending: Cell<Option<Kept>>,
    /// The refusal that ended the request, if one did.
    pub refusal: Cell<Option<Refusal>>,
    /// The rewriting of the answer, if there is any.
    pub forward: Cell<Option<NonNull<Forward>>>,
}

/// The verdict of one policy on this request.
struct Remembered {
    policy: &'static Policy,
    verdict: Verdict<'static>,
    /// Whether a dry run has told of it.
    told: Cell<bool>,
    address: *const c_void,
    moment: Moment,
    next: Option<&'static Remembered>,
}

/// When a verdict is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// By a variable, before the access phase.
    Early,
    /// By the access phase, which decides.
    Access,
}

/// Captures what the client sent, before anything of the configuration changes it.
pub unsafe extern "C" fn post_read(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    let r = unsafe { Request::from_raw(r) };
    // SAFETY: the log of a valid request.
    unsafe {
        guard(r.log(), status::INTERNAL_SERVER_ERROR, || match State::capture(r) {
            Ok(_) => status::DECLINED,
            Err(OutOfMemory) => status::INTERNAL_SERVER_ERROR,
        })
    }
}

/// Notices each redirect, before another one can follow it.
pub unsafe extern "C" fn server_rewrite(r: *mut ngx_http_request_t) -> ngx_int_t {
    // SAFETY: nginx calls handlers with a valid request.
    let r = unsafe { Request::from_raw(r) };
    // Reads a pointer behind pointers of nginx's: there is nothing to guard. A subrequest says nothing
    // of the way of the client's request.
    if State::at_hand(r).is_some() || !r.is_main() { status::DECLINED } else { notice(r) }
}

#[inline(never)]
fn notice(r: Request<'_>) -> ngx_int_t {
    // SAFETY: the log of a valid request, and its path, which lives in the request's pool or with the
    // configuration.
    unsafe {
        guard(r.log(), status::INTERNAL_SERVER_ERROR, || {
            if let Some(state) = State::find(r) {
                let way = Way::Redirect(bytes(r.uri()));
                state.way.set(way);
                refusal::close(r, state, way);
            }
            status::DECLINED
        })
    }
}

/// Whether any location of the server checks or forwards: where none does, a request has no state,
/// and costs next to nothing.
pub fn is_used(r: Request<'_>) -> bool {
    server(r).used.get()
}

/// What the server of a request makes use of.
pub fn server(r: Request<'_>) -> &SrvConf {
    // SAFETY: the module's configuration of a server is this type.
    unsafe { r.server::<SrvConf>(module()) }
}

impl State {
    /// The state of the client's request, unless nginx has forgotten it, or it was never captured.
    #[inline]
    pub fn at_hand(r: Request<'_>) -> Option<&State> {
        let context = r.main().context(module()).cast::<State>();
        // SAFETY: the state lives in the request's pool, and is only ever shared.
        unsafe { context.as_ref() }
    }

    /// The state of the client's request, if it was captured.
    #[inline]
    pub fn find(r: Request<'_>) -> Option<&State> {
        Self::at_hand(r).or_else(|| Self::find_again(r.main()))
    }

    /// Finds the state where a redirect may have made nginx forget it.
    #[cold]
    fn find_again(main: Request<'_>) -> Option<&State> {
        if !is_used(main) || !main.may_have_lost_context() {
            return None;
        }
        // SAFETY: the pool of a valid request is valid, and this cleanup stands for a `State` only.
        let found: NonNull<State> = unsafe { pool::find(main.pool(), STATE_CLEANUP) }?;
        main.set_context(module(), found.as_ptr().cast());
        // SAFETY: the state lives in the request's pool, and is only ever shared.
        let state = unsafe { found.as_ref() };
        state.redirects.set(state.redirects.get() + 1);
        state.way.set(Way::Other);
        Some(state)
    }

    /// The state of the client's request. One that never came by [`post_read`] (the error page of
    /// a bad request) is captured as it stands.
    pub fn of(r: Request<'_>) -> Result<&State, OutOfMemory> {
        match Self::find(r) {
            Some(state) => Ok(state),
            None => Self::capture(r),
        }
    }

    fn capture(r: Request<'_>) -> Result<&State, OutOfMemory> {
        let main = r.main();
        let new = |room| {
            // SAFETY: both strings live in the request's pool or its header buffers, which nginx
            // keeps until the request ends, as the state itself.
            let (path, query) = unsafe { (bytes(main.uri()), bytes(main.args())) };
            State {
                path,
                query,
                now: main.now(),
                verdicts: Cell::new(None),
                judging: Cell::new(None),
                room: Cell::new(Some(room)),
                redirects: Cell::new(0),
                way: Cell::new(Way::Other),
                last: Cell::new(None),
                preflight: Cell::new(None),
                pending: Cell::new(None),
                refusal: Cell::new(None),
                forward: Cell::new(None),
            }
        };
        // SAFETY: the pool is valid, and what the state borrows lives as long.
        let state = unsafe { pool::adopt_with_room(main.pool(), new, STATE_CLEANUP) };
        let state = state.ok_or(OutOfMemory)?;
        main.set_context(module(), state.as_ptr().cast());
        // SAFETY: the state was just written, lives in the request's pool, and is only ever shared.
        Ok(unsafe { state.as_ref() })
    }

    /// Whether a verdict of this request is told of for the first time.
    pub fn tell(&self, judged: Judged<'_>) -> bool {
        let mut next = self.verdicts.get();
        while let Some(known) = next {
            if core::ptr::eq(&raw const known.verdict, judged.verdict) {
                return !known.told.replace(true);
            }
            next = known.next;
        }
        true
    }

    /// The client's query, without its `?`, as it first arrived.
    pub fn query(&self) -> &'static [u8] {
        self.query
    }

    /// The path that the client asked for, decoded and normalised.
    pub fn path(&self) -> &'static [u8] {
        self.path
    }

    /// As [`judge_here`](Self::judge_here), for where it need not be in a hurry.
    #[inline(never)]
    fn judge(
        &self,
        r: Request<'_>,
        policy: &Policy,
        moment: Moment,
    ) -> Result<Judged<'static>, OutOfMemory> {
        self.judge_here(r, policy, moment)
    }

    /// The verdict of a policy, made when it is first asked for.
    ///
    /// It is made anew for the access phase where what it depends on may have become known only
    /// since: the real IP module may replace the address, and a `set` the variables in a key.
    #[inline(always)]
    pub fn judge_here(
        &self,
        r: Request<'_>,
        policy: &Policy,
        moment: Moment,
    ) -> Result<Judged<'static>, OutOfMemory> {
        let r = r.main();
        let address = r.address_identity();
        let mut next = self.verdicts.get();
        while let Some(known) = next {
            if core::ptr::eq(known.policy, policy)
                && known.address == address
                && (known.moment >= moment || policy.is_constant())
            {
                return Ok(Judged { policy: known.policy, verdict: &known.verdict });
            }
            next = known.next;
        }

        // SAFETY: a policy lives with its cycle, which outlives the requests that began in it.
        let policy: &'static Policy = unsafe { &*core::ptr::from_ref(policy) };
        let next = self.verdicts.get();
        // SAFETY: the pool is valid. A `Remembered` needs no destructor, what it borrows lives in
        // the same pool, and no one else knows of it yet: the state's room is taken once.
        let known: &'static mut Remembered = unsafe {
            let room = self.room.take().or_else(|| pool::room(r.pool())).ok_or(OutOfMemory)?;
            let verdict = Verdict::default();
            let told = Cell::new(false);
            let new = Remembered { policy, verdict, told, address, moment, next };
            (*room.as_ptr()).write(new)
        };
        self.judging.set(Some(policy));
        let judged = policy.judge(r, self.link(r), &mut known.verdict);
        self.judging.set(None);
        judged?;
        self.verdicts.set(Some(known));
        Ok(Judged { policy: known.policy, verdict: &known.verdict })
    }

    /// What the link says of itself: the verdict before any key is tried, for a variable in a key.
    #[cold]
    fn before_keys(
        &self,
        r: Request<'_>,
        policy: &'static Policy,
    ) -> Result<Judged<'static>, OutOfMemory> {
        let Link { path, query, address, now } = self.link(r.main());
        let link = Link { path, query, address: address.into(), now };
        // SAFETY: the pool is valid. A verdict needs no destructor, and what it borrows lives in the
        // same pool.
        let verdict: &'static Verdict<'static> = unsafe {
            let room = pool::room(r.main().pool()).ok_or(OutOfMemory)?;
            (*room.as_ptr()).write(policy.rules.verify(&link, [], &[]))
        };
        Ok(Judged { policy, verdict })
    }

    #[inline(always)]
    fn link<'r>(&self, r: Request<'r>) -> Link<'static, Request<'r>> {
        Link { path: self.path, query: self.query, address: r, now: self.now }
    }
}

/// A verdict, and the policy that made it.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// What was asked of the link.
    pub policy: &'a Policy,
    /// What was found.
    pub verdict: &'a Verdict<'a>,
}

/// The verdict that variables show: the last one on which the access phase acted, or before it the
/// one of the location of this moment. Keys and strings that ask while they are read see what can be
/// told without them.
pub fn current(r: Request<'_>) -> Result<Option<Judged<'_>>, OutOfMemory> {
    if let Some(state) = State::find(r) {
        if let Some(policy) = state.judging.get() {
            return state.before_keys(r, policy).map(Some);
        }
        if let Some(judged) = state.last.get() {
            return Ok(Some(judged));
        }
    }
    // SAFETY: the module's configuration of a location is this type.
    let conf = unsafe { r.main().location::<LocConf>(module()) };
    match conf.check.policy() {
        Some(policy) => Ok(Some(State::of(r)?.judge(r, policy, Moment::Early)?)),
        None => Ok(None),
    }
}
