/* An access module of somebody else's, for tests: "verdict allow | forbid | ask;", and "verdict_after URI;" for one that
 * makes a subrequest before it says so.
 *
 * Its handler runs before that of every module which was loaded before it, as those of dynamic modules do.
 */

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

typedef struct {
    ngx_uint_t verdict;
    ngx_str_t uri;
} verdict_conf_t;

typedef struct {
    ngx_uint_t is_done;
} verdict_ctx_t;

static ngx_conf_enum_t verdicts[] = {
    {ngx_string("allow"), NGX_OK},
    {ngx_string("forbid"), NGX_HTTP_FORBIDDEN},
    {ngx_string("ask"), NGX_HTTP_UNAUTHORIZED},
    {ngx_null_string, 0},
};

static void *create_loc_conf(ngx_conf_t *cf);
static ngx_int_t postconfiguration(ngx_conf_t *cf);

static ngx_command_t commands[] = {
    {ngx_string("verdict"), NGX_HTTP_LOC_CONF | NGX_CONF_TAKE1, ngx_conf_set_enum_slot, NGX_HTTP_LOC_CONF_OFFSET,
     offsetof(verdict_conf_t, verdict), verdicts},
    {ngx_string("verdict_after"), NGX_HTTP_LOC_CONF | NGX_CONF_TAKE1, ngx_conf_set_str_slot, NGX_HTTP_LOC_CONF_OFFSET,
     offsetof(verdict_conf_t, uri), NULL},
    ngx_null_command,
};

static ngx_http_module_t context = {NULL, postconfiguration, NULL, NULL, NULL, NULL, create_loc_conf, NULL};

ngx_module_t verdict_module = {
    NGX_MODULE_V1, &context, commands, NGX_HTTP_MODULE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NGX_MODULE_V1_PADDING,
};

ngx_module_t *ngx_modules[] = {&verdict_module, NULL};
char *ngx_module_names[] = {"verdict_module", NULL};

static void *create_loc_conf(ngx_conf_t *cf) {
    verdict_conf_t *conf = ngx_pcalloc(cf->pool, sizeof(verdict_conf_t));
    if (conf != NULL) {
        conf->verdict = NGX_CONF_UNSET_UINT;
    }
    return conf;
}

static ngx_int_t done(ngx_http_request_t *r, void *ctx, ngx_int_t rc) {
    ((verdict_ctx_t *) ctx)->is_done = 1;
    return rc;
}

/* NGX_OK once the subrequest is done, NGX_AGAIN before. */
static ngx_int_t after(ngx_http_request_t *r, ngx_str_t *uri) {
    verdict_ctx_t *ctx = ngx_http_get_module_ctx(r, verdict_module);
    if (ctx != NULL) {
        return ctx->is_done ? NGX_OK : NGX_AGAIN;
    }
    ngx_http_request_t *subrequest;
    ngx_http_post_subrequest_t *post = ngx_palloc(r->pool, sizeof(ngx_http_post_subrequest_t));
    ctx = ngx_pcalloc(r->pool, sizeof(verdict_ctx_t));
    if (post == NULL || ctx == NULL) {
        return NGX_ERROR;
    }
    post->handler = done;
    post->data = ctx;
    if (ngx_http_subrequest(r, uri, NULL, &subrequest, post, NGX_HTTP_SUBREQUEST_WAITED) != NGX_OK) {
        return NGX_ERROR;
    }
    subrequest->header_only = 1;
    ngx_http_set_ctx(r, ctx, verdict_module);
    return NGX_AGAIN;
}

static ngx_int_t handler(ngx_http_request_t *r) {
    verdict_conf_t *conf = ngx_http_get_module_loc_conf(r, verdict_module);
    if (r == r->main && conf->uri.len != 0) {
        ngx_int_t rc = after(r, &conf->uri);
        if (rc != NGX_OK) {
            return rc;
        }
    }
    return conf->verdict == NGX_CONF_UNSET_UINT ? NGX_DECLINED : (ngx_int_t) conf->verdict;
}

static ngx_int_t postconfiguration(ngx_conf_t *cf) {
    ngx_http_core_main_conf_t *core = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);
    ngx_http_handler_pt *place = ngx_array_push(&core->phases[NGX_HTTP_ACCESS_PHASE].handlers);
    if (place == NULL) {
        return NGX_ERROR;
    }
    *place = handler;
    return NGX_OK;
}
