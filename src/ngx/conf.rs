//! Reading the configuration: a directive's words, its place in the files, and errors for the reader.

use core::ffi::{c_char, c_void};
use core::fmt;

use ngx::core::NGX_CONF_ERROR;
use ngx::ffi::{
    NGX_HTTP_SATISFY_ANY, NGX_LOG_EMERG, NGX_LOG_WARN, ngx_command_t, ngx_conf_full_name,
    ngx_conf_log_error, ngx_conf_t, ngx_http_conf_ctx_t, ngx_http_core_loc_conf_t,
    ngx_http_core_main_conf_t, ngx_http_core_module, ngx_http_request_t, ngx_int_t, ngx_str_t,
    ngx_uint_t,
};

use super::guard::guard;
use super::pool;
use super::string::{bytes, str_of};

/// Why a directive is refused.
#[derive(Debug)]
pub enum Error {
    /// It stands there twice.
    Duplicate,
    /// The whole text for the log, to which nginx adds file and line.
    Text(String),
    /// nginx has written the reason already.
    Logged,
}

impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        Error::Text(error.to_string())
    }
}

/// Where a directive stands, for errors that are found later.
#[derive(Clone, Copy)]
pub struct Place {
    file: ngx_str_t,
    line: ngx_uint_t,
}

/// What nginx calls to answer a request.
pub type ContentHandler = unsafe extern "C" fn(*mut ngx_http_request_t) -> ngx_int_t;

/// The configuration being read.
#[derive(Clone, Copy)]
pub struct Conf {
    raw: *mut ngx_conf_t,
}

impl Conf {
    /// # Safety
    ///
    /// `raw` must be valid, and nothing may keep the result beyond the call that gave it.
    pub unsafe fn from_raw(raw: *mut ngx_conf_t) -> Self {
        Self { raw }
    }

    /// For nginx's own functions.
    pub fn raw(self) -> *mut ngx_conf_t {
        self.raw
    }

    /// The words of the directive after its name. They live as long as the configuration.
    pub fn words(self) -> &'static [ngx_str_t] {
        // SAFETY: `raw` is valid, and while a directive is read `args` is an array of strings in
        // the pool of the configuration, its name first.
        let words = unsafe { (*(*self.raw).args).as_slice::<ngx_str_t>() };
        words.get(1..).unwrap_or_default()
    }

    /// The same, as bytes.
    pub fn texts(self) -> impl Iterator<Item = &'static [u8]> {
        self.words().iter().map(move |&word| self.bytes(word))
    }

    /// The directive's name.
    pub fn name(self) -> &'static [u8] {
        // SAFETY: as for `words`.
        let words = unsafe { (*(*self.raw).args).as_slice::<ngx_str_t>() };
        words.first().map_or(b"", |&name| self.bytes(name))
    }

    /// The first word after the directive's name; nginx has counted the words before.
    pub fn word(self) -> ngx_str_t {
        self.words().first().copied().unwrap_or(ngx_str_t::empty())
    }

    /// The bytes of a word of the configuration.
    pub fn bytes(self, word: ngx_str_t) -> &'static [u8] {
        // SAFETY: a word of the configuration: it stays as it is while the configuration lives.
        unsafe { bytes(word) }
    }

    /// A copy of `bytes` that lives as long as the configuration.
    pub fn keep(self, bytes: &[u8]) -> Result<ngx_str_t, Error> {
        // SAFETY: the pool of a valid configuration is valid.
        let copy = unsafe { pool::concat((*self.raw).pool, |put| put(bytes)) };
        copy.map(str_of).ok_or_else(|| Error::Text("out of memory".to_owned()))
    }

    /// Where the directive that is being read stands.
    pub fn place(self) -> Place {
        // SAFETY: `raw` is valid and a file is open while directives are read.
        unsafe {
            let file = (*self.raw).conf_file;
            Place { file: (*file).file.name, line: (*file).line }
        }
    }

    /// Runs `report` with the configuration set back to `place`, so that what it logs names
    /// that line, and not the brace at which nginx merges.
    pub fn at<R>(self, place: Place, report: impl FnOnce() -> R) -> R {
        // SAFETY: `raw` is valid, and its file is there until the whole configuration is read.
        unsafe {
            let file = (*self.raw).conf_file;
            let (name, line) = ((*file).file.name, (*file).line);
            (*file).file.name = place.file;
            (*file).line = place.line;
            let result = report();
            (*file).file.name = name;
            (*file).line = line;
            result
        }
    }

    /// Logs an error that makes the configuration unusable.
    pub fn emerg(self, text: fmt::Arguments<'_>) {
        self.log(NGX_LOG_EMERG, text);
    }

    /// Logs what is probably a mistake, but works.
    pub fn warn(self, text: fmt::Arguments<'_>) {
        self.log(NGX_LOG_WARN, text);
    }

    fn log(self, level: u32, text: fmt::Arguments<'_>) {
        let text = text.to_string();
        // SAFETY: the format takes a length and a pointer, and both describe `text`.
        unsafe {
            ngx_conf_log_error(
                level as ngx_uint_t,
                self.raw,
                0,
                c"%*s".as_ptr(),
                text.len(),
                text.as_ptr(),
            );
        }
    }

    /// Makes `handler` answer the requests of the location that is being read.
    pub fn set_content_handler(self, handler: ContentHandler) {
        // SAFETY: the configuration is valid, and being read by one thread.
        unsafe { (*self.core_location()).handler = Some(handler) };
    }

    /// Whether what is being merged is no location of its own but a part of one: the block of an `if`
    /// or a `limit_except`.
    pub fn is_part_of_location(self) -> bool {
        // SAFETY: the configuration is valid.
        unsafe { (*self.core_location()).noname() != 0 }
    }

    /// Makes `handler` answer the requests of a `limit_except` too, whose location it answers. nginx
    /// leaves that to the modules, while it keeps the handler in an `if` by itself.
    pub fn inherit_content_handler(self, handler: ContentHandler) {
        // SAFETY: the configuration is valid, and being merged by one thread.
        unsafe {
            let core = self.core_location();
            if (*core).lmt_excpt() != 0 && (*core).handler.is_none() {
                (*core).handler = Some(handler);
            }
        }
    }

    /// Whether the location that is being merged has an `error_page`. nginx merges the core module
    /// before all others.
    pub fn has_error_page(self) -> bool {
        // SAFETY: the configuration is valid.
        unsafe { !(*self.core_location()).error_pages.is_null() }
    }

    /// Whether any access module may let a request to the location that is being merged pass.
    pub fn satisfies_any(self) -> bool {
        // SAFETY: as above.
        unsafe { (*self.core_location()).satisfy == NGX_HTTP_SATISFY_ANY as ngx_uint_t }
    }

    /// The core module's configuration of the location that is being read or merged.
    fn core_location(self) -> *mut ngx_http_core_loc_conf_t {
        // SAFETY: `ctx` of a configuration of http has a slot for each module, the core module's
        // own among them.
        unsafe {
            let context = (*self.raw).ctx.cast::<ngx_http_conf_ctx_t>();
            (*(*context).loc_conf.add(ngx_http_core_module.ctx_index)).cast()
        }
    }

    /// The core module's configuration of the outermost level.
    pub fn core_main(self) -> *mut ngx_http_core_main_conf_t {
        // SAFETY: a configuration of http has such a context.
        unsafe { core_main((*self.raw).ctx.cast()) }
    }

    /// A file's name as nginx resolves it: relative to the directory of the configuration.
    pub fn full_name(self, name: ngx_str_t) -> Result<&'static [u8], Error> {
        let mut name = name;
        // SAFETY: `cycle` of a valid configuration is valid; on success `name` is in its pool.
        unsafe {
            if ngx_conf_full_name((*self.raw).cycle, &mut name, 1) != 0 as ngx_int_t {
                return Err(Error::Logged);
            }
        }
        Ok(self.bytes(name))
    }
}

/// The core module's configuration of the outermost level.
///
/// # Safety
///
/// `context` must be that of `http`.
pub unsafe fn core_main(context: *const ngx_http_conf_ctx_t) -> *mut ngx_http_core_main_conf_t {
    // SAFETY: the caller's contract; each module has its slot there.
    unsafe { (*(*context).main_conf.add(ngx_http_core_module.ctx_index)).cast() }
}

/// What nginx calls for a directive: hands its words to `set`, and its errors to nginx.
///
/// # Safety
///
/// nginx's arguments for the directive, whose `conf` is a `T`.
pub unsafe fn directive<T>(
    cf: *mut ngx_conf_t,
    cmd: *mut ngx_command_t,
    conf: *mut c_void,
    set: impl FnOnce(Conf, &mut T) -> Result<(), Error>,
) -> *mut c_char {
    // SAFETY: nginx's own log of the configuration.
    let log = unsafe { (*cf).log };
    let body = || {
        // SAFETY: nginx reads one directive at a time: nothing else refers to `conf` meanwhile.
        let (cf, conf) = unsafe { (Conf::from_raw(cf), &mut *conf.cast::<T>()) };
        match set(cf, conf) {
            Ok(()) => core::ptr::null_mut(),
            Err(Error::Duplicate) => c"is duplicate".as_ptr().cast_mut(),
            Err(Error::Text(text)) => {
                // SAFETY: a directive's name is a constant of this module.
                let name = unsafe { bytes((*cmd).name) };
                cf.emerg(format_args!("\"{}\" directive: {text}", name.escape_ascii()));
                NGX_CONF_ERROR
            }
            Err(Error::Logged) => NGX_CONF_ERROR,
        }
    };
    // SAFETY: the log is valid.
    unsafe { guard(log, NGX_CONF_ERROR, body) }
}

/// A directive in the table of a module, with one or more of nginx's `NGX_CONF_…` for its words,
/// and the function that reads it into a location's configuration. It may stand on all levels, or
/// in the named contexts (`NGX_HTTP_LOC_CONF`, …) only.
#[macro_export]
macro_rules! directive {
    ($name:literal, $contexts:expr, $words:expr, $set:path) => {{
        extern "C" fn set(
            cf: *mut ::ngx::ffi::ngx_conf_t,
            cmd: *mut ::ngx::ffi::ngx_command_t,
            conf: *mut ::core::ffi::c_void,
        ) -> *mut ::core::ffi::c_char {
            // SAFETY: nginx's own arguments, and the configuration of a location as named below.
            unsafe {
                $crate::ngx::conf::directive(cf, cmd, conf, |cf, conf| {
                    $crate::directives::watch(cf, || $set(cf, conf))
                })
            }
        }
        ::ngx::ffi::ngx_command_t {
            // nginx compares names as C strings.
            name: ::ngx::ffi::ngx_str_t {
                len: $name.len(),
                data: concat!($name, "\0").as_ptr().cast_mut(),
            },
            type_: ($contexts | $words) as ::ngx::ffi::ngx_uint_t,
            set: Some(set),
            conf: ::core::mem::offset_of!(::ngx::ffi::ngx_http_conf_ctx_t, loc_conf),
            offset: 0,
            post: ::core::ptr::null_mut(),
        }
    }};
    ($name:literal, $words:expr, $set:path) => {
        $crate::directive!(
            $name,
            ::ngx::ffi::NGX_HTTP_MAIN_CONF
                | ::ngx::ffi::NGX_HTTP_SRV_CONF
                | ::ngx::ffi::NGX_HTTP_LOC_CONF,
            $words,
            $set
        )
    };
}

/// Takes a value once: a second time the directive is a duplicate.
pub fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Error> {
    match slot {
        Some(_) => Err(Error::Duplicate),
        None => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// Takes from the surrounding level what this one does not say.
pub fn inherit<T: Clone>(slot: &mut Option<T>, prev: &Option<T>) {
    if slot.is_none() {
        slot.clone_from(prev);
    }
}

/// `on` or `off`, in any case, as nginx's own flags.
pub fn flag(cf: Conf) -> Result<bool, Error> {
    match cf.bytes(cf.word()) {
        word if word.eq_ignore_ascii_case(b"on") => Ok(true),
        word if word.eq_ignore_ascii_case(b"off") => Ok(false),
        other => Err(Error::Text(format!(
            "invalid value \"{}\", it must be \"on\" or \"off\"",
            other.escape_ascii()
        ))),
    }
}
