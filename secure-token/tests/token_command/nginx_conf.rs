//! `--nginx-conf`: what `verify` and `explain` take from a configuration of nginx.

mod said;
mod settings;

use std::fs;
use std::path::Path;

use super::support::{Answer, md5, run, words};

/// An hour before the links here expire.
const NOW: &str = "1893452400";

/// A folder with files, and the path of `nginx.conf` in it.
fn folder(name: &str, files: &[(&str, &[u8])]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder.join("nginx.conf").to_str().unwrap().to_owned()
}

/// Runs a command on a link; `line` has the options after `--nginx-conf`.
fn call(command: &str, conf: &str, line: &str, url: &str) -> Answer {
    let line = words(line);
    let first = [command, "--nginx-conf", conf, "--now", NOW];
    run(&[&first[..], &line[..], &[url]].concat())
}

/// A link for the directory of `path`, by this key.
fn link(path: &str, key: &str) -> String {
    let directory = &path[..=path.rfind('/').unwrap()];
    format!("{path}?md5={}&expires=1893456000", md5(&format!("1893456000{directory} {key}")))
}

const CONF: &str = r#"
user www-data;
load_module modules/ngx_http_secure_token_module.so;
events { worker_connections 768; }
http {
    # secure_token path; { "
    include mime.types;
    log_format main '$remote_addr "$secure_token_request" {';
    map $uri $bundle { default a; ~*\.(ts|m4s){1,2}$ b; }
    secure_token_key http_key;
    secure_token_leeway 1m;

    server {
        listen 80;
        server_name one.example www.one.example;
        location /films/ {
            secure_token query;
            add_header X-Quoted "a; } b" always;
            if ($request_method = OPTIONS) { return 204; }
        }
        location /own/ {
            secure_token query;
            secure_token_key 'own "key';
            secure_token_key "second\tkey";
            location /own/deep/ { secure_token_scope file; }
            location ~ \.m3u8$ { secure_token off; }
        }
        location = /exact { secure_token query; }
        location /exact { secure_token path; }
        location /both/ { secure_token query; }
    }
    server {
        server_name two.example;
        secure_token query;
        secure_token_key_file keys/two;
        location /both/ { }
        location /st/ { secure_token_args st e; }
        location /hmac/ { secure_token_algorithm hmac-sha256; }
        location /bound/ { secure_token_bind_ip /24 /56; }
        location /bar/ { secure_token_string $secure_token_expires|$secure_token_path|${secure_token_key}; }
        location /short/ {
            secure_token_max_lifetime "30m 5s";
            location /short/off/ { secure_token_max_lifetime off; }
        }
        location /late/ { secure_token_leeway 2h; }
        location /variable/ { secure_token_key $host-key; secure_token_key some_key; }
        location /only-variable/ { secure_token_key k${host}; }
        location /agent/ { secure_token_string "$secure_token_expires $http_user_agent $secure_token_key"; }
        location /dry/ { secure_token_dry_run on; }
        location @named { secure_token_key named_key; }
        include sites/*.conf;
    }
}
"#;

fn conf(name: &str) -> String {
    folder(
        name,
        &[
            ("nginx.conf", CONF.as_bytes()),
            ("mime.types", b"types { text/html html; }"),
            ("keys/two", b"file_key\nold_key\n"),
            ("sites/a.conf", b"location /included/ { secure_token_key included_key; }"),
            ("sites/b.conf", b"include sites/c/deep;"),
            (
                "sites/c/deep",
                b"location /deep/ {\r\n  secure_token_scope tree; # \xe9\xa0\r\n}\r\n",
            ),
        ],
    )
}
