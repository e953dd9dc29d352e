//! The tables by which nginx knows the module, and its place among the others.

use core::ffi::c_void;
use core::ptr::null;
use core::sync::atomic::{AtomicBool, Ordering};

use ngx::ffi::{
    NGX_HTTP_MODULE, ngx_conf_t, ngx_cycle_t, ngx_http_module_t, ngx_int_t, ngx_module_t,
    ngx_uint_t,
};

use crate::directives::{self, MainConf};
use crate::ngx::OutOfMemory;
use crate::ngx::conf::Conf;
use crate::ngx::guard::guard;
use crate::ngx::status;
use crate::{forward, phases, variables};

/// Whether the cycle of this worker has the module.
///
/// A reload that failed leaves the filters in nginx's chain though the running cycle knows
/// nothing of the module, and has no configuration for it.
static IN_CYCLE: AtomicBool = AtomicBool::new(false);

static CONTEXT: ngx_http_module_t = ngx_http_module_t {
    preconfiguration: Some(preconfiguration),
    postconfiguration: Some(postconfiguration),
    create_main_conf: Some(directives::create_main_conf),
    init_main_conf: None,
    create_srv_conf: Some(directives::create_srv_conf),
    merge_srv_conf: None,
    create_loc_conf: Some(directives::create_loc_conf),
    merge_loc_conf: Some(directives::merge_loc_conf),
};

// nginx writes its index and name into the table while it loads the module.
#[allow(non_upper_case_globals)]
static mut ngx_http_secure_token_module: ngx_module_t = ngx_module_t {
    ctx: (&raw const CONTEXT) as *mut c_void,
    commands: (&raw const directives::COMMANDS) as *mut _,
    type_: NGX_HTTP_MODULE as ngx_uint_t,
    init_module: Some(init_module),
    init_process: Some(init_process),
    ..ngx_module_t::default()
};

/// The module as nginx knows it.
pub fn module() -> *const ngx_module_t {
    &raw const ngx_http_secure_token_module
}

/// Whether the filters may look at their configuration.
pub fn in_cycle() -> bool {
    IN_CYCLE.load(Ordering::Relaxed)
}

/// A table of pointers that nginx reads when it loads the module; the last one is NULL.
#[repr(transparent)]
pub struct Table<const N: usize>([*const c_void; N]);

// SAFETY: the tables are never written to, and point to statics.
unsafe impl<const N: usize> Sync for Table<N> {}

/// The modules in this library.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static ngx_modules: Table<2> =
    Table([(&raw const ngx_http_secure_token_module).cast(), null()]);

/// Their names.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static ngx_module_names: Table<2> = Table([NAME, null()]);

const NAME: *const c_void = c"ngx_http_secure_token_module".as_ptr().cast::<c_void>();

const fn name(name: &'static core::ffi::CStr) -> *const c_void {
    name.as_ptr().cast::<c_void>()
}

/// The modules before which this one wants its place in nginx's list.
///
/// Filters run in the reverse order of that list. The place before the postpone filter makes the
/// body filter run right after it, where the answers of subrequests (SSI, addition, slice) have
/// become one ordered stream, and before gzip, which compresses what was rewritten. All filters
/// that may stand there are named, so that a missing one does no harm.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static ngx_module_order: Table<16> = Table([
    NAME,
    name(c"ngx_http_postpone_filter_module"),
    name(c"ngx_http_ssi_filter_module"),
    name(c"ngx_http_charset_filter_module"),
    name(c"ngx_http_xslt_filter_module"),
    name(c"ngx_http_image_filter_module"),
    name(c"ngx_http_sub_filter_module"),
    name(c"ngx_http_addition_filter_module"),
    name(c"ngx_http_gunzip_filter_module"),
    name(c"ngx_http_userid_filter_module"),
    name(c"ngx_http_headers_filter_module"),
    name(c"ngx_http_copy_filter_module"),
    name(c"ngx_http_range_body_filter_module"),
    name(c"ngx_http_not_modified_filter_module"),
    name(c"ngx_http_slice_filter_module"),
    null(),
]);

unsafe extern "C" fn preconfiguration(cf: *mut ngx_conf_t) -> ngx_int_t {
    // SAFETY: nginx calls this with a valid configuration.
    unsafe { guard((*cf).log, status::ERROR, || status(variables::add(Conf::from_raw(cf)))) }
}

/// Hooks the module into phases and filters: only what the configuration makes use of, since nginx
/// calls each for every request, whatever its server.
unsafe extern "C" fn postconfiguration(cf: *mut ngx_conf_t) -> ngx_int_t {
    let body = || {
        // SAFETY: nginx calls this with a valid configuration, after all of it was read.
        let cf = unsafe { Conf::from_raw(cf) };
        directives::report_unknown_variables(cf);
        let used = directives::main_conf(cf);
        status(hook(cf, used))
    };
    // SAFETY: as above.
    unsafe { guard((*cf).log, status::ERROR, body) }
}

fn hook(cf: Conf, used: &MainConf) -> Result<(), OutOfMemory> {
    phases::hook(cf, used)?;
    // Refusals and issued tokens need the header filter, too, for their Cache-Control.
    if used.check.get() || used.forward.get() || used.issue.get() {
        forward::hook();
    }
    Ok(())
}

unsafe extern "C" fn init_module(cycle: *mut ngx_cycle_t) -> ngx_int_t {
    let body = || {
        // SAFETY: nginx calls this when the configuration was read, before it goes into service.
        unsafe { phases::quicken(cycle) };
        status::OK
    };
    // All works without, only slower; an error here would end a master that reloads.
    // SAFETY: nginx's own argument.
    unsafe { guard((*cycle).log, status::OK, body) }
}

unsafe extern "C" fn init_process(_cycle: *mut ngx_cycle_t) -> ngx_int_t {
    IN_CYCLE.store(true, Ordering::Relaxed);
    status::OK
}

fn status<E>(result: Result<(), E>) -> ngx_int_t {
    match result {
        Ok(()) => status::OK,
        Err(_) => status::ERROR,
    }
}
