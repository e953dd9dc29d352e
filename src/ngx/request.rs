//! A request of nginx's, for the time of one call.

use core::ffi::c_void;
use core::marker::PhantomData;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::ptr::NonNull;

use ngx::ffi::{
    AF_INET, AF_INET6, NGX_HTTP_GET, NGX_HTTP_HEAD, NGX_HTTP_OPTIONS, NGX_LOG_DEBUG_CONNECTION,
    ngx_cached_time, ngx_http_core_loc_conf_t, ngx_http_core_module, ngx_http_core_srv_conf_t,
    ngx_http_finalize_request, ngx_http_request_t, ngx_int_t, ngx_log_t, ngx_module_t, ngx_pool_t,
    ngx_str_t, ngx_uint_t, sockaddr_in, sockaddr_in6,
};

use super::shim;
use super::string::bytes;

/// A request: a valid pointer, and what is read through it. It is as cheap as the pointer.
///
/// What it hands out lives for `'r`, the call from nginx that brought the request: the request's
/// pool lives longer, and nginx replaces its strings without editing them.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Request<'r> {
    raw: NonNull<ngx_http_request_t>,
    call: PhantomData<&'r ()>,
}

/// The client's address, read when it is asked for.
impl From<Request<'_>> for Option<IpAddr> {
    #[inline]
    fn from(r: Request<'_>) -> Self {
        r.address()
    }
}

impl<'r> Request<'r> {
    /// # Safety
    ///
    /// `raw` must be a request that stays valid during `'r`: what nginx calls with always is.
    pub unsafe fn from_raw(raw: *mut ngx_http_request_t) -> Self {
        // SAFETY: the caller's contract.
        Self { raw: unsafe { NonNull::new_unchecked(raw) }, call: PhantomData }
    }

    /// For nginx's own functions, and for fields that have no method here.
    pub fn raw(self) -> *mut ngx_http_request_t {
        self.raw.as_ptr()
    }

    /// The client's own request, of which this may be a subrequest.
    pub fn main(self) -> Self {
        // SAFETY: `main` of a valid request is valid as long as the request.
        let main = unsafe { NonNull::new_unchecked((*self.raw()).main) };
        Self { raw: main, call: PhantomData }
    }

    /// Whether this is the client's own request, and no subrequest.
    pub fn is_main(self) -> bool {
        self.main().raw == self.raw
    }

    /// Memory that lives as long as the request.
    pub fn pool(self) -> *mut ngx_pool_t {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).pool }
    }

    /// The log of the connection, which knows the request.
    pub fn log(self) -> *mut ngx_log_t {
        // SAFETY: the request is valid, and so is its connection.
        unsafe { (*(*self.raw()).connection).log }
    }

    /// The path, decoded and normalised, as the request stands now.
    pub fn uri(self) -> ngx_str_t {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).uri }
    }

    /// The query without its `?`, as the request stands now.
    pub fn args(self) -> ngx_str_t {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).args }
    }

    /// The request's own bytes behind a string of it.
    pub fn bytes(self, string: ngx_str_t) -> &'r [u8] {
        // SAFETY: strings of a request lie in its pool or in constants.
        unsafe { bytes(string) }
    }

    /// Whether the method is GET or HEAD.
    pub fn is_get_or_head(self) -> bool {
        // SAFETY: the request is valid.
        let method = unsafe { (*self.raw()).method };
        method & (NGX_HTTP_GET | NGX_HTTP_HEAD) as usize != 0
    }

    /// Whether the method is HEAD.
    pub fn is_head(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).method == NGX_HTTP_HEAD as usize }
    }

    /// Whether the method is OPTIONS.
    pub fn is_options(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).method & NGX_HTTP_OPTIONS as usize != 0 }
    }

    /// The path and query as the client spelt them.
    pub fn unparsed_uri(self) -> &'r [u8] {
        // SAFETY: the request is valid, and so are its strings.
        unsafe { bytes((*self.raw()).unparsed_uri) }
    }

    /// The request line as the client sent it.
    pub fn request_line(self) -> &'r [u8] {
        // SAFETY: the request is valid, and so are its strings.
        unsafe { bytes((*self.raw()).request_line) }
    }

    /// Whether the request came over TLS, as nginx itself saw it.
    pub fn is_https(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { shim::st_is_https(self.raw()) != 0 }
    }

    /// Whether a redirect may have made nginx forget the modules' contexts.
    pub fn may_have_lost_context(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { shim::st_may_have_lost_context(self.raw()) != 0 }
    }

    /// The time by nginx's clock, in seconds since 1970.
    pub fn now(self) -> u64 {
        // SAFETY: nginx sets its clock before anything else, and replaces the pointer as a whole.
        let now = unsafe { (*ngx_cached_time).sec };
        u64::try_from(now).unwrap_or(0)
    }

    /// Ends the request with the answer `status`, as a phase's checker does. The handler that
    /// calls this must return `NGX_DONE` and not look at the request again.
    pub fn finalize(self, status: ngx_int_t) {
        // SAFETY: the request is valid until here.
        unsafe { ngx_http_finalize_request(self.raw(), status) };
    }

    /// Whether the answer is known to have no body.
    pub fn header_only(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { shim::st_header_only(self.raw()) != 0 }
    }

    /// The status of the answer, once its headers are on their way.
    pub fn status(self) -> ngx_int_t {
        // SAFETY: the request is valid. The field holds a status of HTTP.
        unsafe { (*self.raw()).headers_out.status as ngx_int_t }
    }

    /// The media type of the answer, which may have parameters.
    pub fn content_type(self) -> &'r [u8] {
        // SAFETY: the request is valid, and so are its strings.
        unsafe { bytes((*self.raw()).headers_out.content_type) }
    }

    /// The length of the answer's body in bytes, if it is known before it comes.
    pub fn content_length(self) -> Option<usize> {
        // SAFETY: the request is valid.
        usize::try_from(unsafe { (*self.raw()).headers_out.content_length_n }).ok()
    }

    /// Asks for the answer's body in memory; only a header filter can.
    pub fn need_in_memory(self) {
        // SAFETY: the request is valid.
        unsafe { shim::st_need_in_memory(self.raw()) };
    }

    /// Whether filters after ours still hold parts of the answer.
    pub fn is_buffered(self) -> bool {
        // SAFETY: the request and its connection are valid.
        unsafe { (*(*self.raw()).connection).buffered() != 0 }
    }

    /// The host that the client asked for, as `$host` has it.
    pub fn host(self) -> &'r [u8] {
        // SAFETY: the request is valid, and each request has the configuration of a server.
        unsafe {
            let server = (*self.raw()).headers_in.server;
            if server.len > 0 {
                return bytes(server);
            }
            let core = ngx_http_core_module.ctx_index;
            let conf = *(*self.raw()).srv_conf.add(core);
            bytes((*conf.cast::<ngx_http_core_srv_conf_t>()).server_name)
        }
    }

    /// The client's address, as the real IP module or the PROXY protocol told it; none for a
    /// Unix socket.
    pub fn address(self) -> Option<IpAddr> {
        // SAFETY: the connection of a request has the address of its peer, whose family tells the
        // type; the fields hold network byte order.
        unsafe {
            let address = (*(*self.raw()).connection).sockaddr;
            match u32::from(address.as_ref()?.sa_family) {
                AF_INET => {
                    let address = (*address.cast::<sockaddr_in>()).sin_addr.s_addr;
                    Some(IpAddr::V4(Ipv4Addr::from(address.to_ne_bytes())))
                }
                AF_INET6 => {
                    let address = (*address.cast::<sockaddr_in6>()).sin6_addr;
                    let octets = core::mem::transmute_copy::<_, [u8; 16]>(&address);
                    Some(IpAddr::V6(Ipv6Addr::from(octets)))
                }
                _ => None,
            }
        }
    }

    /// The client's address as text: `unix:` for a Unix socket.
    pub fn client_address(self) -> &'r [u8] {
        // SAFETY: the request and its connection are valid.
        unsafe { bytes((*(*self.raw()).connection).addr_text) }
    }

    /// Where the client's address lies: another place once the real IP module has replaced it.
    pub fn address_identity(self) -> *const c_void {
        // SAFETY: the request and its connection are valid.
        unsafe { (*(*self.raw()).connection).sockaddr.cast() }
    }

    /// How `satisfy` of the location joins the access modules: whether any of them is enough.
    pub fn satisfy_any(self) -> bool {
        // SAFETY: each request has the configuration of a location.
        let satisfy = unsafe { (*self.core_location()).satisfy };
        satisfy == ngx::ffi::NGX_HTTP_SATISFY_ANY as usize
    }

    /// The status by which access modules have refused the request under `satisfy any`, or 0.
    pub fn access_code(self) -> ngx_int_t {
        // SAFETY: the request is valid. The field holds a status of HTTP.
        unsafe { (*self.raw()).access_code as ngx_int_t }
    }

    /// Sets the status with which the access phase ends the request under `satisfy any`.
    pub fn set_access_code(self, status: ngx_int_t) {
        // SAFETY: the request is valid.
        unsafe { (*self.raw()).access_code = status as ngx_uint_t };
    }

    /// Runs `write` while the connection's log goes where the `error_log` of a location says.
    ///
    /// # Safety
    ///
    /// `location` must be the core module's configuration of a location.
    pub unsafe fn with_log_of(
        self,
        location: *const ngx_http_core_loc_conf_t,
        write: impl FnOnce(),
    ) {
        // SAFETY: the caller's contract; the log of a valid request, which nobody else uses
        // meanwhile. These are the fields that ngx_set_connection_log() sets.
        unsafe {
            let (log, other) = (self.log(), (*location).error_log);
            let before = *log;
            (*log).file = (*other).file;
            (*log).next = (*other).next;
            (*log).writer = (*other).writer;
            (*log).wdata = (*other).wdata;
            if (*log).log_level & NGX_LOG_DEBUG_CONNECTION as ngx_uint_t == 0 {
                (*log).log_level = (*other).log_level;
            }
            write();
            *log = before;
        }
    }

    /// Whether an upstream was asked.
    pub fn has_upstream(self) -> bool {
        // SAFETY: the request is valid.
        unsafe { !(*self.raw()).upstream.is_null() }
    }

    /// The core module's configuration of the location where the request is now.
    pub fn core_location(self) -> *const ngx_http_core_loc_conf_t {
        // SAFETY: each request has the configuration of a location, the core module's among it.
        unsafe {
            let core = ngx_http_core_module.ctx_index;
            (*(*self.raw()).loc_conf.add(core)).cast()
        }
    }

    /// The prefix that the paths of the location begin with; none for one given by a regular
    /// expression, whose length nothing is cut by.
    pub fn location_prefix(self) -> Option<&'r [u8]> {
        // SAFETY: the request is valid, and so is the core module's configuration.
        unsafe {
            if shim::st_is_regex_location(self.core_location()) != 0 {
                return None;
            }
            Some(bytes((*self.core_location()).name))
        }
    }

    /// Makes upstreams see the path and the query as they stand now, not as the client spelt them.
    pub fn clear_valid_unparsed_uri(self) {
        // SAFETY: the request is valid.
        unsafe { shim::st_clear_valid_unparsed_uri(self.raw()) };
    }

    /// Says that the path does not begin with the location's prefix any more.
    pub fn clear_valid_location(self) {
        // SAFETY: the request is valid.
        unsafe { shim::st_clear_valid_location(self.raw()) };
    }

    /// A module's configuration of the location where the request is now.
    ///
    /// # Safety
    ///
    /// The module's configuration of a location must be a `T`.
    pub unsafe fn location<T>(self, module: *const ngx_module_t) -> &'r T {
        // SAFETY: nginx made a configuration for each module that it loaded, by the module's own
        // create_loc_conf(); it lives as long as the cycle, hence longer than the request.
        unsafe { &*(*(*self.raw()).loc_conf.add((*module).ctx_index)).cast::<T>() }
    }

    /// As [`Request::location`], for the server.
    ///
    /// # Safety
    ///
    /// The module's configuration of a server must be a `T`.
    pub unsafe fn server<T>(self, module: *const ngx_module_t) -> &'r T {
        // SAFETY: as for the location.
        unsafe { &*(*(*self.raw()).srv_conf.add((*module).ctx_index)).cast::<T>() }
    }

    /// What a module keeps with the request; nginx forgets it at an internal redirect.
    pub fn context(self, module: *const ngx_module_t) -> *mut c_void {
        // SAFETY: `ctx` has a slot for each module.
        unsafe { *(*self.raw()).ctx.add((*module).ctx_index) }
    }

    /// Sets what [`Request::context`] gives.
    pub fn set_context(self, module: *const ngx_module_t, context: *mut c_void) {
        // SAFETY: as above.
        unsafe { *(*self.raw()).ctx.add((*module).ctx_index) = context };
    }
}
