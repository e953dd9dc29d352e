/*
 * The C side of shim.h: nothing but field accesses.
 */

#include "shim.h"


ngx_uint_t
st_header_only(const ngx_http_request_t *r)
{
    return r->header_only;
}


ngx_uint_t
st_may_have_lost_context(const ngx_http_request_t *r)
{
    return r->internal || r->filter_finalize;
}


ngx_uint_t
st_is_https(const ngx_http_request_t *r)
{
#if (NGX_HTTP_SSL)
    return r->connection->ssl != NULL;
#else
    return 0;
#endif
}


void
st_need_in_memory(ngx_http_request_t *r)
{
    r->main_filter_need_in_memory = 1;
}


void
st_clear_allow_ranges(ngx_http_request_t *r)
{
    r->allow_ranges = 0;
}


ngx_uint_t
st_is_regex_location(const ngx_http_core_loc_conf_t *clcf)
{
#if (NGX_PCRE)
    /* the blocks inherit the alias, and with it this mark of a regular expression */
    return clcf->regex != NULL || clcf->alias == NGX_MAX_SIZE_T_VALUE;
#else
    return 0;
#endif
}


void
st_clear_valid_unparsed_uri(ngx_http_request_t *r)
{
    r->valid_unparsed_uri = 0;
}


void
st_clear_valid_location(ngx_http_request_t *r)
{
    r->valid_location = 0;
}
