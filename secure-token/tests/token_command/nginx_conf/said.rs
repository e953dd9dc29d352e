//! What is said of a configuration that does not give all settings, or is not understood.

use super::{CONF, call, conf, folder, link};
use crate::support::{md5, run};

#[test]
fn what_only_nginx_knows_is_said() {
    let conf = conf("conf_variables");
    let some = link("/variable/x", "some_key");
    let answer = call("verify", &conf, "--location /variable/", &some);
    assert_eq!(answer.code, Some(0), "{}", answer.stdout);
    assert!(
        answer.stderr.contains("has variables, whose values only nginx knows: it is not tried"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.starts_with("secure-token: the key in line "), "{}", answer.stderr);

    let answer = call("verify", &conf, "--location /only-variable/", &some);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""));
    assert!(
        answer.stderr.contains("no key is known there: give one by --key-file"),
        "{}",
        answer.stderr
    );

    let answer = call("explain", &conf, "--location /agent/", &some);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""));
    assert!(
        answer.stderr.contains("\"secure_token_string\" has a value in a request to nginx only"),
        "{}",
        answer.stderr
    );

    let answer = call("verify", &conf, "--location /bound/", &some);
    assert_eq!(answer.code, Some(64));
    assert!(answer.stderr.contains("say for whom this one is, by --ip"), "{}", answer.stderr);

    let answer = call("verify", &conf, "--location /dry/", &link("/dry/x", "file_key"));
    assert_eq!(answer.code, Some(0));
    assert!(
        answer.stderr.contains("\"secure_token_dry_run\" is on: nginx lets the link pass"),
        "{}",
        answer.stderr
    );

    let answer = call("verify", &conf, "--location /films/", &link("/other/x", "http_key"));
    assert_eq!(answer.code, Some(0));
    assert!(
        answer.stderr.contains("the path of the URL is not in this location"),
        "{}",
        answer.stderr
    );
}

#[test]
fn keys_of_other_places_are_tried() {
    let conf = conf("conf_other_keys");
    let line = |text: &str| 1 + CONF.lines().position(|line| line.contains(text)).unwrap();
    let rows =
        [("own \"key", line("own \"key")), ("named_key", line("named_key")), ("included_key", 1)];
    for (key, line) in rows {
        let answer = call("explain", &conf, "--json --location /films/", &link("/films/x", key));
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""), "{key}");
        let mistake = answer.json()["mistakes"][0].clone();
        assert_eq!(mistake["name"], "other-key", "{}", answer.stdout);
        let text = mistake["text"].as_str().unwrap();
        let start = format!("the token is by another key, that in line {line} of /");
        assert!(text.starts_with(&start), "{text}");
        assert!(!answer.stdout.contains(key), "{}", answer.stdout);
    }
}

#[test]
fn explain_takes_the_settings_too() {
    let conf = conf("conf_explain");
    let url = format!("/st/x?md5={}&expires=1893456000", md5("1893456000/st/ file_key"));
    let answer = call("explain", &conf, "--location /st/", &url);
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.stdout.contains("and the location reads \"st\" and \"e\": rename them"),
        "{}",
        answer.stdout
    );
}

#[test]
fn mistakes_say_what_to_do() {
    let own = conf("conf_mistakes");
    let rows = [
        (
            "--location /nowhere/",
            "--location: there is no location \"/nowhere/\", there are: \"/films/\", \"/own/\", ",
        ),
        (
            "--location /both/",
            "--location: there are several of \"/both/\": say which by its modifier, as in \"= /a\", or by --server NAME",
        ),
        ("--location /exact", "--location: there are several of \"/exact\""),
        ("", "--server: there are several servers: say which, by one of its names"),
        ("--server three.example", "--server: no server has the server_name \"three.example\""),
        (
            "--server one.example",
            "\"secure_token\" is off there: name a location where it is on by --location, or say --mode",
        ),
    ];
    for (line, part) in rows {
        let answer = call("verify", &own, line, "/a");
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{line}");
        assert!(answer.stderr.contains(part), "{line}: {}", answer.stderr);
    }
    let answer = run(&["verify", "--key-stdin", "--location", "/a", "/a"]);
    assert!(answer.stderr.contains("--nginx-conf <FILE>"), "{}", answer.stderr);

    let rows: [(&[u8], &str); 15] = [
        (b"http {", "line 1: expected '}'"),
        (b"http {\n a b\n}", "line 2: expected ';' or '{'"),
        (
            b"location / { secure_token both; }",
            "line 1: \"secure_token\" directive: it must be \"off\", \"query\" or \"path\"",
        ),
        (
            b"location / {\nsecure_token query;\nsecure_token path;\n}",
            "line 3: \"secure_token\" directive is duplicate",
        ),
        (
            b"location / { secure_token query; secure_token_key short; }",
            "line 1: \"secure_token_key\" directive: the key is 5 bytes long",
        ),
        (
            b"location / { secure_token query; secure_token_key a b; }",
            "\"secure_token_key\" directive: one word must follow",
        ),
        (b"location / { secure_token query; secure_token_key secret\"key; }", ""),
        (
            b"location / { secure_token query; secure_token_key secret\\ key; }",
            "a word of \"secure_token_key\" has quotes or a backslash in it that are not understood",
        ),
        (
            b"location / { secure_token query; secure_token_scope up; }",
            "\"secure_token_scope\" directive: invalid value \"up\"",
        ),
        (
            b"location / { secure_token query; secure_token_bind_ip 24; }",
            "\"secure_token_bind_ip\" directive: invalid value \"24\"",
        ),
        (
            b"location / { secure_token query; secure_token_leeway soon; }",
            "\"secure_token_leeway\" directive: invalid value \"soon\", it must be a time such as",
        ),
        (
            b"location / { secure_token query; secure_token_max_lifetime soon; }",
            "\"secure_token_max_lifetime\" directive: invalid value \"soon\", it must be \"off\" or a time",
        ),
        (
            b"location / { secure_token query; secure_token_key_file keys; }",
            "\"secure_token_key_file\" directive: cannot read \"",
        ),
        (b"include nowhere.conf;", "cannot read \""),
        (b"include nginx.conf;", "line 1: files include each other without end"),
    ];
    for (text, part) in rows {
        let conf = folder("conf_broken", &[("nginx.conf", text)]);
        let answer = call("verify", &conf, "--location /", "/a");
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (Some(64), ""),
            "{}",
            text.escape_ascii()
        );
        assert!(answer.stderr.contains(part), "{}: {}", text.escape_ascii(), answer.stderr);
        assert!(!answer.stderr.contains("secret"), "{}", answer.stderr);
    }
    let answer = call("verify", "/nowhere/nginx.conf", "", "/a");
    assert!(
        answer.stderr.starts_with("secure-token: cannot read \"/nowhere/nginx.conf\": "),
        "{}",
        answer.stderr
    );
}
