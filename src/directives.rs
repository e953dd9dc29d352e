//! The configuration: the table of directives, and how a location inherits from what surrounds it.

pub mod check;
pub mod forward;
pub mod issue;

use core::cell::{Cell, RefCell};
use core::ffi::{c_char, c_void};
use core::ptr::null_mut;

use ngx::core::NGX_CONF_ERROR;
use ngx::ffi::{
    NGX_CONF_1MORE, NGX_CONF_TAKE1, NGX_CONF_TAKE2, NGX_CONF_TAKE12, NGX_HTTP_LOC_CONF,
    ngx_command_t, ngx_conf_t, ngx_http_conf_ctx_t,
};

use crate::directive;
use crate::module::module;
use crate::ngx::conf::{Conf, Error, Place};
use crate::ngx::guard::guard;
use crate::ngx::{named, pool};

/// What the whole configuration makes use of.
#[derive(Default)]
pub struct MainConf {
    /// Some location checks tokens.
    pub check: Cell<bool>,
    /// Some location that does lets any other access module allow a request: an answer may be kept
    /// back there.
    pub keep: Cell<bool>,
    /// Some server with such a location lets any other access module allow a request, there or in
    /// another location.
    pub gate: Cell<bool>,
    /// Some server with such a location shows pages in place of errors.
    pub error_page: Cell<bool>,
    /// Some location forwards parameters.
    pub forward: Cell<bool>,
    /// Some location issues tokens.
    pub issue: Cell<bool>,
    /// The variables that a directive of ours was the first to name.
    named: RefCell<Vec<Named>>,
}

/// Where a variable was named.
struct Named {
    number: usize,
    directive: &'static [u8],
    place: Place,
}

/// What a server makes use of.
#[derive(Default)]
pub struct SrvConf {
    /// Some location checks tokens or forwards parameters.
    pub used: Cell<bool>,
    /// Some location checks tokens.
    pub check: Cell<bool>,
    /// Some location forwards parameters.
    pub forward: Cell<bool>,
    /// Some location does any of what the module does.
    pub any: Cell<bool>,
    /// Some location lets any access module allow a request.
    pub satisfy_any: Cell<bool>,
    /// Some location shows a page in place of an error.
    pub error_page: Cell<bool>,
}

impl SrvConf {
    /// Whether another access module may allow a request before the check was asked.
    pub fn has_gate(&self) -> bool {
        self.check.get() && self.satisfy_any.get()
    }
}

/// The configuration of a location, and of the levels that it inherits from.
#[derive(Default)]
pub struct LocConf {
    /// The check.
    pub check: check::CheckConf,
    /// Query string forwarding.
    pub forward: forward::ForwardConf,
    /// Token issuing.
    pub issue: issue::IssueConf,
}

/// All directives. nginx takes the table as mutable, but does not write to it.
pub static mut COMMANDS: [ngx_command_t; 32] = [
    directive!("secure_token", NGX_CONF_TAKE1, check::cmd_secure_token),
    directive!("secure_token_key", NGX_CONF_TAKE1, check::cmd_key),
    directive!("secure_token_key_file", NGX_CONF_TAKE1, check::cmd_key_file),
    directive!("secure_token_scope", NGX_CONF_1MORE, check::cmd_scope),
    directive!("secure_token_bind_ip", NGX_CONF_TAKE12, check::cmd_bind_ip),
    directive!("secure_token_args", NGX_CONF_TAKE2, check::cmd_args),
    directive!("secure_token_algorithm", NGX_CONF_TAKE1, check::cmd_algorithm),
    directive!("secure_token_string", NGX_CONF_TAKE1, check::cmd_string),
    directive!("secure_token_strip", NGX_CONF_TAKE1, check::cmd_strip),
    directive!("secure_token_status", NGX_CONF_TAKE12, check::cmd_status),
    directive!("secure_token_leeway", NGX_CONF_TAKE1, check::cmd_leeway),
    directive!("secure_token_max_lifetime", NGX_CONF_TAKE1, check::cmd_max_lifetime),
    directive!("secure_token_dry_run", NGX_CONF_TAKE1, check::cmd_dry_run),
    directive!("secure_token_log_level", NGX_CONF_TAKE1, check::cmd_log_level),
    directive!("query_string_forward", NGX_CONF_TAKE1, forward::cmd_forward),
    directive!("query_string_forward_from", NGX_CONF_1MORE, forward::cmd_from),
    directive!("query_string_forward_to", NGX_CONF_1MORE, forward::cmd_to),
    directive!("query_string_forward_only_keys", NGX_CONF_1MORE, forward::cmd_only_keys),
    directive!("query_string_forward_except_keys", NGX_CONF_1MORE, forward::cmd_except_keys),
    directive!("query_string_forward_hosts", NGX_CONF_1MORE, forward::cmd_hosts),
    directive!("secure_token_issue", NGX_HTTP_LOC_CONF, NGX_CONF_TAKE1, issue::cmd_issue),
    directive!("secure_token_issue_args", NGX_CONF_1MORE, issue::cmd_args),
    directive!("secure_token_issue_path", NGX_CONF_TAKE1, issue::cmd_path),
    directive!("secure_token_issue_allow", NGX_CONF_1MORE, issue::cmd_allow),
    directive!("secure_token_issue_id", NGX_CONF_TAKE1, issue::cmd_id),
    directive!("secure_token_issue_url", NGX_CONF_TAKE1, issue::cmd_url),
    directive!("secure_token_issue_url_ip", NGX_CONF_TAKE1, issue::cmd_url_ip),
    directive!("secure_token_issue_key_ip", NGX_CONF_TAKE1, issue::cmd_key_ip),
    directive!("secure_token_issue_key_ip_file", NGX_CONF_TAKE1, issue::cmd_key_ip_file),
    directive!("secure_token_issue_lifetime", NGX_CONF_TAKE12, issue::cmd_lifetime),
    directive!("secure_token_issue_client_ip", NGX_CONF_TAKE1, issue::cmd_client_ip),
    ngx_command_t::empty(),
];

/// Has a directive read, and keeps in mind which variables it names.
pub fn watch(cf: Conf, read: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let first = named::count(cf);
    read()?;
    let (directive, place) = (cf.name(), cf.place());
    let new = (first..named::count(cf)).map(|number| Named { number, directive, place });
    if let Ok(mut named) = main_conf(cf).named.try_borrow_mut() {
        named.extend(new);
    }
    Ok(())
}

/// Says where those of them stand that nothing defines. nginx itself refuses them in a moment, but
/// says no more than the name.
pub fn report_unknown_variables(cf: Conf) {
    let Ok(all) = main_conf(cf).named.try_borrow() else { return };
    for &Named { number, directive, place } in all.iter() {
        if let Some(name) = named::unknown(cf, number) {
            let (directive, name) = (directive.escape_ascii(), name.escape_ascii());
            let text = format_args!("\"{directive}\" directive: unknown \"{name}\" variable");
            cf.at(place, || cf.emerg(text));
        }
    }
}

/// The configuration of nginx's outermost level.
pub fn main_conf(cf: Conf) -> &'static MainConf {
    // SAFETY: nginx made it by `create_main_conf` before it read any directive.
    unsafe {
        let context = (*cf.raw()).ctx.cast::<ngx_http_conf_ctx_t>();
        &*(*(*context).main_conf.add((*module()).ctx_index)).cast::<MainConf>()
    }
}

/// The configuration of the server that is being merged.
fn srv_conf(cf: Conf) -> &'static SrvConf {
    // SAFETY: nginx made it by `create_srv_conf`, and points the context to it while it merges.
    unsafe {
        let context = (*cf.raw()).ctx.cast::<ngx_http_conf_ctx_t>();
        &*(*(*context).srv_conf.add((*module()).ctx_index)).cast::<SrvConf>()
    }
}

/// Makes a level's configuration; nginx drops it with the cycle.
unsafe fn create<T: Default>(cf: *mut ngx_conf_t) -> *mut c_void {
    // SAFETY: nginx calls with a valid configuration, whose pool outlives all that it holds.
    unsafe {
        guard((*cf).log, null_mut(), || {
            let conf = pool::adopt((*cf).pool, T::default(), pool::drop_value::<T>);
            conf.map_or(null_mut(), |conf| conf.as_ptr().cast())
        })
    }
}

/// Called by nginx once.
pub unsafe extern "C" fn create_main_conf(cf: *mut ngx_conf_t) -> *mut c_void {
    // SAFETY: nginx's own argument.
    unsafe { create::<MainConf>(cf) }
}

/// Called by nginx for each server.
pub unsafe extern "C" fn create_srv_conf(cf: *mut ngx_conf_t) -> *mut c_void {
    // SAFETY: nginx's own argument.
    unsafe { create::<SrvConf>(cf) }
}

/// Called by nginx for each location, and for the levels above.
pub unsafe extern "C" fn create_loc_conf(cf: *mut ngx_conf_t) -> *mut c_void {
    // SAFETY: nginx's own argument.
    unsafe { create::<LocConf>(cf) }
}

/// Called by nginx from the outermost level inwards: what a level does not say, it inherits.
pub unsafe extern "C" fn merge_loc_conf(
    cf: *mut ngx_conf_t,
    prev: *mut c_void,
    conf: *mut c_void,
) -> *mut c_char {
    let body = || {
        // SAFETY: nginx hands in two different configurations made by `create_loc_conf`.
        let (cf, prev, conf) =
            unsafe { (Conf::from_raw(cf), &*prev.cast::<LocConf>(), &mut *conf.cast::<LocConf>()) };
        match merge(cf, prev, conf) {
            Ok(()) => null_mut(),
            Err(error) => {
                if let Error::Text(text) = error {
                    cf.emerg(format_args!("{text}"));
                }
                NGX_CONF_ERROR
            }
        }
    };
    // SAFETY: nginx's own log of the configuration.
    unsafe { guard((*cf).log, NGX_CONF_ERROR, body) }
}

fn merge(cf: Conf, prev: &LocConf, conf: &mut LocConf) -> Result<(), Error> {
    conf.check.merge(cf, &prev.check)?;
    conf.forward.merge(&prev.forward);
    conf.issue.merge(cf, &prev.issue, &conf.check)?;

    note_uses(cf, conf);
    Ok(())
}

/// Notes what a location makes use of, for its server and for all.
fn note_uses(cf: Conf, conf: &LocConf) {
    let (main, server) = (main_conf(cf), srv_conf(cf));
    if conf.check.policy().is_some() {
        main.check.set(true);
        server.check.set(true);
        server.used.set(true);
        server.any.set(true);
        if cf.satisfies_any() {
            main.keep.set(true);
        }
    }
    if conf.forward.rules().is_some() {
        main.forward.set(true);
        server.forward.set(true);
        server.used.set(true);
        server.any.set(true);
    }
    if conf.issue.issuer().is_some() {
        main.issue.set(true);
        server.any.set(true);
    }
    // A refusal may be led from a location without a page to one without a check.
    if cf.has_error_page() {
        server.error_page.set(true);
    }
    if cf.satisfies_any() {
        server.satisfy_any.set(true);
    }
    if server.has_gate() {
        main.gate.set(true);
    }
    if server.check.get() && server.error_page.get() {
        main.error_page.set(true);
    }
}
