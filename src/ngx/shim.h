/*
 * Accessors of what bindings generated for Rust get wrong or cannot express: bit-fields of
 * ngx_http_request_t (misplaced by bindgen since nginx 1.29.3), and fields that some builds of
 * nginx lack.
 */

#ifndef ST_SHIM_H
#define ST_SHIM_H

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>


/* Whether the answer has no body: HEAD, 204, 304. */
ngx_uint_t st_header_only(const ngx_http_request_t *r);

/*
 * Whether nginx may have forgotten the modules' contexts: at an internal redirect,
 * and where a filter replaces the answer.
 */
ngx_uint_t st_may_have_lost_context(const ngx_http_request_t *r);

/* Whether the connection is encrypted: there is no such field in an nginx without TLS. */
ngx_uint_t st_is_https(const ngx_http_request_t *r);

/* Asks for the bodies of the request and its subrequests in memory rather than in files. */
void st_need_in_memory(ngx_http_request_t *r);

/* Takes back the offer of byte ranges. */
void st_clear_allow_ranges(ngx_http_request_t *r);

/*
 * Whether a location, or the one around an "if" or "limit_except" block, is given by a
 * regular expression.
 */
ngx_uint_t st_is_regex_location(const ngx_http_core_loc_conf_t *clcf);

/* Says that path and query differ from those of the request line. */
void st_clear_valid_unparsed_uri(ngx_http_request_t *r);

/* Says that the path does not begin with the location's prefix. */
void st_clear_valid_location(ngx_http_request_t *r);

#endif /* ST_SHIM_H */
