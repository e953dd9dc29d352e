//! Which settings are in force.

use super::{NOW, call, conf, folder, link};
use crate::support::{md5, run, run_with, words};

#[test]
fn settings_of_a_location() {
    let conf = conf("conf_settings");
    let two = "--server two.example --location";
    let bar = md5("1893456000|/bar/|file_key");
    let bound = md5("1893456000/bound/203.0.113.0 file_key");
    let rows = [
        (
            "--location /films/".into(),
            link("/films/x", "http_key"),
            0,
            "valid: the token is of the directory \"/films/\", by key 1 of 1",
        ),
        ("--location /films/".into(), link("/films/x", "own \"key"), 1, "invalid"),
        ("--location /own/".into(), link("/own/x", "own \"key"), 0, "by key 1 of 2"),
        ("--location /own/".into(), link("/own/x", "second\tkey"), 0, "by key 2 of 2"),
        ("--location /own/".into(), link("/own/x", "http_key"), 1, "invalid"),
        ("--location /own/deep/".into(), link("/own/deep/x", "own \"key"), 1, "invalid"),
        ("--location /both/ --server one.example".into(), link("/both/x", "http_key"), 0, "valid"),
        (
            "--location /both/ --server WWW.one.example".into(),
            link("/both/x", "http_key"),
            0,
            "valid",
        ),
        (format!("{two} /both/"), link("/both/x", "file_key"), 0, "by key 1 of 2"),
        (format!("{two} /both/"), link("/both/x", "old_key"), 0, "by key 2 of 2"),
        ("--server two.example".into(), link("/any/x", "file_key"), 0, "valid"),
        (
            "--location /st/".into(),
            link("/st/x", "file_key").replace("md5", "st").replace("expires", "e"),
            0,
            "valid",
        ),
        (
            "--location /hmac/".into(),
            link("/hmac/x", "file_key"),
            1,
            "malformed: token has 22 characters, hmac-sha256 has 43",
        ),
        ("--location /hmac/ --algorithm md5".into(), link("/hmac/x", "file_key"), 0, "valid"),
        (
            "--location /bound/ --ip 203.0.113.7".into(),
            format!("/bound/x?md5={bound}&expires=1893456000"),
            0,
            ", for 203.0.113.0, by",
        ),
        ("--location /films/ --ip 203.0.113.7".into(), link("/films/x", "http_key"), 0, "valid"),
        ("--location /bar/".into(), format!("/bar/x?md5={bar}&expires=1893456000"), 0, "valid"),
        (
            "--location /short/".into(),
            link("/short/x", "file_key"),
            1,
            "at most 1805 s are allowed",
        ),
        ("--location /short/ --max-lifetime 1h".into(), link("/short/x", "file_key"), 0, "valid"),
        ("--location /short/off/".into(), link("/short/off/x", "file_key"), 0, "valid"),
        (
            "--location /late/ --now 1893460000".into(),
            link("/late/x", "file_key"),
            0,
            "the leeway lets it pass",
        ),
        ("--location /included/".into(), link("/included/x", "included_key"), 0, "valid"),
        (
            "--location /deep/".into(),
            link("/deep/a/b/x", "file_key")
                .replace(&md5("1893456000/deep/a/b/ file_key"), &md5("1893456000/deep/ file_key")),
            0,
            "the tree \"/deep/\"",
        ),
    ];
    for (line, url, code, part) in rows {
        // The last --now counts.
        let line = if line.contains("--now") { line } else { format!("{line} --now {NOW}") };
        let words = words(&line);
        let answer = run(&[&["verify", "--nginx-conf", &conf][..], &words, &[&url]].concat());
        assert_eq!(
            (answer.code, answer.stderr.as_str()),
            (Some(code), ""),
            "{line}: {}",
            answer.stdout
        );
        assert!(answer.stdout.contains(part), "{line}: {}", answer.stdout);
    }
}

#[test]
fn a_location_is_named_as_it_is_written() {
    let conf = conf("conf_names");
    let url = link("/exact", "http_key");
    let exact = ["verify", "--nginx-conf", &conf, "--now", NOW, "--location", "= /exact", &url];
    assert_eq!(run(&exact).code, Some(0), "{}", run(&exact).stderr);
    let pattern = ["verify", "--nginx-conf", &conf, "--location", "~ \\.m3u8$", "/own/x.m3u8"];
    assert!(run(&pattern).stderr.contains("\"secure_token\" is off there"));
}

#[test]
fn options_count_in_place_of_directives() {
    let conf = conf("conf_options");
    let url = link("/films/x", "option_key");
    let line = [
        "verify",
        "--nginx-conf",
        &conf,
        "--location",
        "/films/",
        "--key-stdin",
        "--now",
        NOW,
        &url,
    ];
    let answer = run_with(&line, "", b"option_key");
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{}", answer.stdout);
    // With a key of its own nothing asks for a key file that only root can read.
    let unreadable = folder(
        "conf_unreadable",
        &[(
            "nginx.conf",
            b"location / { secure_token query; secure_token_key_file /nowhere/keys; }",
        )],
    );
    let line = [
        "verify",
        "--nginx-conf",
        &unreadable,
        "--location",
        "/",
        "--key-stdin",
        "--now",
        NOW,
        &url,
    ];
    assert_eq!(run_with(&line, "", b"option_key").code, Some(0));
    let answer = call("verify", &unreadable, "--location /", &url);
    assert_eq!(answer.code, Some(64));
    assert!(
        answer.stderr.contains(
            "line 1: \"secure_token_key_file\" directive: cannot read \"/nowhere/keys\": "
        ),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("--key-file may name another file"), "{}", answer.stderr);
}

#[test]
fn files_without_the_blocks_around_them() {
    let rows: [(&str, &[u8]); 3] = [
        ("conf_server", b"server { server_name a; location /x/ { secure_token query; secure_token_key some_key; } }"),
        ("conf_location", b"location /x/ { secure_token query; secure_token_key some_key; }"),
        ("conf_nothing", b"secure_token query; secure_token_key some_key; location /x/ { }"),
    ];
    for (name, text) in rows {
        let conf = folder(name, &[("nginx.conf", text)]);
        let answer = call("verify", &conf, "--location /x/", &link("/x/y", "some_key"));
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{name}");
    }
}
