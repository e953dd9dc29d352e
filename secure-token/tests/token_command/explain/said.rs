//! What is said besides the mistakes: strings, remarks, verdicts; and what never is.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use super::{NOW, explain};
use crate::support::{KEY_ENV, file, md5, run};

const RIGHT: &str = "/coffee_run/x.ts?md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000";

#[test]
fn a_right_link() {
    let answer = explain("", RIGHT);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        answer.stdout,
        "valid: the token is of the directory \"/coffee_run/\", by key 1 of 1; 1 hour left, until 2030-01-01T00:00:00Z\n\
         string: \"1893456000/coffee_run/x.ts ***\" for \"/coffee_run/x.ts\"\n\
         string: \"1893456000/coffee_run/ ***\" for \"/coffee_run/\"\n\
         token: the md5 of one of these strings, in base64url without padding\n"
    );
}

#[test]
fn strings() {
    let rows = [
        (
            "--scope directory",
            "\"1893456000/coffee_run/ ***\" for \"/coffee_run/\"\ntoken: the md5 of this string, in base64url without padding\n",
        ),
        ("--scope tree", "\"1893456000/ ***\" for \"/\"\ntoken: the md5 of one of these strings"),
        (
            "--ip 203.0.113.42 --network /24",
            "\"1893456000/coffee_run/203.0.113.0 ***\" for \"/coffee_run/\"",
        ),
        (
            "--algorithm hmac-sha256 --scope file",
            "\"1893456000  /coffee_run/x.ts\" for \"/coffee_run/x.ts\"\n\
             token: the hmac-sha256, under the key, of this string, in base64url without padding\n",
        ),
        (
            "--string $secure_token_key|$secure_token_path|${secure_token_expires}",
            "\"***|/coffee_run/|1893456000\"",
        ),
    ];
    for (line, part) in rows {
        let answer = explain(line, RIGHT);
        assert!(answer.stdout.contains(part), "{line}: {}", answer.stdout);
    }
    let url = format!("/videos/film/{}/1893456000/x.ts", md5("film_secret_key_1893456000_"));
    let answer = explain("--mode path", &url);
    assert_eq!(answer.code, Some(0));
    assert!(
        answer.stdout.contains("string: \"film_***_1893456000_\" for \"film\"\n"),
        "{}",
        answer.stdout
    );
    let answer = explain("--mode path", "/videos/x");
    assert!(
        answer.stdout.contains("string: \"ID_***_EXPIRES_\" for \"ID\"\n"),
        "{}",
        answer.stdout
    );
    let answer = explain("", "/coffee_run/x");
    assert!(answer.stdout.contains("string: \"EXPIRES/coffee_run/ ***\""), "{}", answer.stdout);
}

#[test]
fn the_string_that_was_signed_is_shown() {
    let rows = [
        ("1893456000/coffee_run secret_key", "1893456000/coffee_run ***"),
        ("1893456000/coffee_run/ secret_key\n", "1893456000/coffee_run/ ***\\n"),
        ("1893456000/coffee_run/ \"secret_key\"", "1893456000/coffee_run/ \\\"***\\\""),
        ("secret_key 1893456000/coffee_run/", "*** 1893456000/coffee_run/"),
    ];
    for (string, shown) in rows {
        let url = format!("/coffee_run/x.ts?md5={}&expires=1893456000", md5(string));
        let answer = explain("", &url);
        assert!(answer.stdout.contains(&format!("\nsigned: \"{shown}\"\n")), "{}", answer.stdout);
    }
}

#[test]
fn remarks() {
    let signed = |path: &str| {
        format!("{path}?md5={}&expires=1893456000", md5(&format!("1893456000{path} secret_key")))
    };
    let rows = [
        (
            "",
            RIGHT.replace("r2w&", "r2w==&"),
            0,
            "padding",
            "the token has padding, which is let pass: leave \"=\" off",
        ),
        (
            "",
            RIGHT.replace("r2w&", "r2w%3d%3D&"),
            0,
            "padding",
            "the token has padding, which is let pass: leave \"=\" off",
        ),
        (
            "--max-lifetime 1m",
            RIGHT.into(),
            1,
            "overlong",
            "the token is right, and good for longer than \"secure_token_max_lifetime\" allows: sign for less",
        ),
        (
            "",
            signed("/coffee_run/x.m3u8"),
            0,
            "manifest-alone",
            "the token is of the manifest alone, and does not open what the manifest names: sign the directory for that",
        ),
        (
            "",
            format!("{RIGHT}&key=secret_key"),
            0,
            "key-in-url",
            "the URL holds a key, and whoever has the link can sign: change the key",
        ),
        (
            "--string $secure_token_expires$secure_token_path|$secure_token_key",
            format!("/a/b?md5={}&expires=1893456000", md5("1893456000/a/|secret_key")),
            0,
            "string",
            "nothing stands between \"$secure_token_expires\" and \"$secure_token_path\": different values can make the same string",
        ),
    ];
    for (line, url, code, name, text) in rows {
        let answer = explain(&format!("--json {line}"), &url);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(code), ""), "{url}");
        let json = answer.json();
        assert_eq!(json["remarks"].as_array().unwrap().len(), 1, "{url}: {}", answer.stdout);
        assert_eq!(
            (&json["remarks"][0]["name"], &json["remarks"][0]["text"]),
            (&name.into(), &text.into())
        );
        assert_eq!(
            (json["found"].as_bool(), json["mistakes"].as_array().unwrap().len()),
            (Some(true), 0)
        );
        let answer = explain(line, &url);
        assert!(answer.stdout.ends_with(&format!("\nremark: {text}\n")), "{}", answer.stdout);
    }
    let later = run(&[&["explain"], &KEY_ENV[..], &["--now", "1893456001", RIGHT]].concat());
    assert_eq!(later.code, Some(2));
    assert!(
        later
            .stdout
            .ends_with("\nremark: the token is right, and comes too late: sign a new link\n")
    );

    let lifetime =
        format!("/coffee_run/x.ts?md5={}&expires=3600", md5("3600/coffee_run/ secret_key"));
    let answer = explain("", &lifetime);
    assert_eq!(answer.code, Some(2));
    assert!(
        answer.stdout.ends_with(
            "\nremark: the token is right, and its expiry \"3600\" looks like a lifetime: sign for the present Unix time and so many seconds\n"
        ),
        "{}",
        answer.stdout
    );

    let keys = file("rotated_keys", b"newest_key\nsecret_key\n");
    let answer = run(&["explain", "--key-file", &keys, "--now", NOW, RIGHT]);
    assert_eq!(answer.code, Some(0));
    assert!(answer.stdout.contains(", by key 2 of 2; "), "{}", answer.stdout);
    assert!(answer.stdout.ends_with(
        "\nremark: the key is not the first one, which signs: the link ends with that key\n"
    ));
}

#[test]
fn json() {
    let url = format!(
        "/coffee_run/x.ts?md5={}&expires=1893456000",
        md5("1893456000/coffee_run secret_key")
    );
    let answer = explain("--json --scope directory", &url);
    assert_eq!(answer.code, Some(1));
    let right = serde_json::json!({
        "status": "invalid", "reason": "wrong token", "scope": null, "path": null, "id": null, "ip": null,
        "key": null, "keys": 1, "expires": 1893456000, "left": 3600,
        "strings": [{"of": "/coffee_run/", "string": "1893456000/coffee_run/ ***"}],
        "signed": "1893456000/coffee_run ***",
        "found": true,
        "mistakes": [{
            "name": "no-last-slash",
            "text": "the token is of \"/coffee_run\", without the last \"/\": sign \"/coffee_run/\"",
        }],
        "remarks": [],
    });
    assert_eq!(answer.json(), right);
    let answer = explain("--json", "/a/%2");
    assert_eq!(answer.code, Some(1));
    assert_eq!(answer.json()["strings"], serde_json::json!([]));
}

#[test]
fn urls_that_nginx_lets_through_to_no_module() {
    let rows = [
        ("/a/%2?md5=a&expires=1", "invalid: nginx answers 400: a \"%\" in the path \"/a/%2\""),
        ("/../a", "invalid: nginx answers 400: the path \"/../a\" leads above"),
        ("/a b?md5=a&expires=1", "invalid: nginx answers 400: the URL has a space"),
    ];
    for (url, start) in rows {
        let answer = explain("", url);
        assert_eq!(answer.code, Some(1), "{url}");
        assert!(answer.stdout.starts_with(start), "{url}: {}", answer.stdout);
    }
    let answer = explain("", "coffee_run/x");
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""));
    assert!(answer.stderr.contains("must begin with a scheme and a host"), "{}", answer.stderr);
}

/// Longer than nginx takes one: two mistakes at a time are too many to look for.
#[test]
fn a_long_url() {
    let directory = "/1893456001/a_b".repeat(2000);
    let link = |string: String| format!("{directory}/x?md5={}&expires=1893456000", md5(&string));
    let json = |string| explain("--json", &link(string)).json();
    let one = json(format!("1893456000{directory} secret_key"));
    assert_eq!(one["mistakes"][0]["name"], "no-last-slash");
    let two = json(format!("1893456000{directory}secret_key"));
    assert_eq!((&two["found"], &two["mistakes"][0]["name"]), (&false.into(), &"unknown".into()));
}

#[test]
fn mistakes_in_the_call() {
    let rows = [
        ("--other-key-file /nowhere/key", "cannot read the key file \"/nowhere/key\""),
        ("--other-ip 1.2.3", "invalid IP address syntax"),
        ("--mode header", "it must be query or path"),
    ];
    for (line, part) in rows {
        let answer = explain(line, "/a");
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{line}");
        assert!(answer.stderr.contains(part), "{line}: {}", answer.stderr);
    }
}

#[test]
fn nothing_shows_a_key_or_the_right_token_or_commands_a_terminal() {
    let keys = file("secret_keys", b"first_secret\nsecret_key\n");
    let urls: [&[u8]; 6] = [
        b"/coffee_run/x.ts?md5=wrong&expires=1893456000",
        b"/secret_key/\x1b[31m?md5=\x9b&expires=\xff",
        b"/first_secret/%1B%C2%9B/x?md5=AAAAAAAAAAAAAAAAAAAAAA&expires=first_secret",
        b"secret_key\x1b",
        b"/x?\x1b=1893456000&secret_key=\xe2\x80\xae",
        b"https://secret_key/%ff?md5=secret_key&expires=1893456000",
    ];
    for url in urls {
        for json in [&[][..], &["--json"]] {
            let line =
                [&["explain", "--key-file", &keys, "--other-key-file", &keys, "--now", NOW], json]
                    .concat();
            let mut line: Vec<OsString> = line.iter().map(OsString::from).collect();
            line.push(OsStr::from_bytes(url).into());
            let answer = run(&line);
            let said = answer.stdout + &answer.stderr;
            for secret in ["secret_key", "first_secret", "dKpE_AclElpmnGXgQu1r2w"] {
                assert!(!said.contains(secret), "{said}");
            }
            let printable = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
            assert!(said.bytes().all(printable), "{said:?}");
        }
    }
}
