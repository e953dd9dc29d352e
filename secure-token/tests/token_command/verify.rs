//! `secure-token verify`: its verdicts, and the exit codes that scripts read.

mod times;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use super::support::{Answer, KEY, KEY_ENV, file, md5, run, run_with, words};

/// An hour before the links here expire.
const NOW: &str = "1893452400";

/// A link for the path `signed`, at `path`.
fn link(path: &str, signed: &str) -> String {
    format!("{path}?md5={}&expires=1893456000", md5(&format!("1893456000{signed} {KEY}")))
}

fn verify(line: &str, url: &str) -> Answer {
    let line = words(line);
    run(&[&["verify"], &KEY_ENV[..], &["--now", NOW], &line, &[url]].concat())
}

#[test]
fn verdicts() {
    let left = "; 1 hour left, until 2030-01-01T00:00:00Z\n";
    let (film, file_of) = ("/coffee_run/x.m3u8", "/coffee_run/");
    let rows = [
        (
            "",
            link(film, file_of),
            0,
            "valid: the token is of the directory \"/coffee_run/\", by key 1 of 1",
            left,
        ),
        (
            "",
            link(film, film),
            0,
            "valid: the token is of the file \"/coffee_run/x.m3u8\", by key 1 of 1",
            left,
        ),
        (
            "",
            link(file_of, file_of),
            0,
            "valid: the token is of the directory \"/coffee_run/\"",
            left,
        ),
        ("--scope file", link(film, film), 0, "valid: the token is of the file", left),
        ("--scope file", link(film, file_of), 1, "invalid: wrong token\n", ""),
        ("--scope file,directory", link("/a/b/c", "/a/"), 1, "invalid: wrong token\n", ""),
        ("--scope tree", link("/a/b/c", "/a/"), 0, "valid: the token is of the tree \"/a/\"", left),
        ("--scope tree", link("/a/b", "/"), 0, "valid: the token is of the tree \"/\"", left),
        ("", link("https://a.example/coffee_run/x", file_of), 0, "valid: ", left),
        ("", link("//a.example/coffee_run/x#t", file_of), 1, "missing: no token\n", ""),
        ("", link(film, file_of) + "#fragment", 0, "valid: ", left),
        (
            "",
            link("/coffee%5Frun/./b/../x", file_of),
            0,
            "valid: the token is of the directory \"/coffee_run/\"",
            left,
        ),
        (
            "--mode path",
            link(film, file_of),
            1,
            "missing: no segments TOKEN/EXPIRES in the path\n",
            "",
        ),
        ("", link("/other/x", file_of), 1, "invalid: wrong token\n", ""),
        ("", film.into(), 1, "missing: no token\n", ""),
        (
            "",
            format!("{film}?md5=short&expires=1893456000"),
            1,
            "malformed: token has 5 characters, md5 has 22\n",
            "",
        ),
        ("", link(film, file_of) + "0", 1, "invalid: wrong token\n", ""),
        ("", link(film, file_of) + "000", 1, "malformed: expires is not 1 to 12 digits\n", ""),
        (
            "--args st,e",
            link(film, file_of).replace("md5", "st").replace("expires", "e"),
            0,
            "valid: ",
            left,
        ),
        ("--max-lifetime 1h", link(film, file_of), 0, "valid: ", left),
        ("--leeway 0", link(film, file_of), 0, "valid: ", left),
        (
            "--max-lifetime 0",
            link(film, file_of),
            1,
            "overlong: ",
            "; good for another 3600 s, at most 0 s are allowed\n",
        ),
        (
            "--max-lifetime 59m",
            link(film, file_of),
            1,
            "overlong: the token is of the directory \"/coffee_run/\"",
            "; good for another 3600 s, at most 3540 s are allowed\n",
        ),
        (
            "--algorithm sha1",
            link(film, file_of),
            1,
            "malformed: token has 22 characters, sha1 has 27\n",
            "",
        ),
        ("", "/a/%2".into(), 1, "invalid: nginx answers 400: a \"%\" in the path \"/a/%2\"", ""),
        (
            "",
            "/a/../..".into(),
            1,
            "invalid: nginx answers 400: the path \"/a/../..\" leads above \"/\"\n",
            "",
        ),
        ("", "/a b".into(), 1, "invalid: nginx answers 400: the URL has a space", ""),
    ];
    for (line, url, code, start, end) in rows {
        let answer = verify(line, &url);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(code), ""), "{line} {url}");
        assert!(answer.stdout.starts_with(start), "{line} {url}: {}", answer.stdout);
        assert!(answer.stdout.ends_with(end), "{line} {url}: {}", answer.stdout);
        assert_eq!(answer.stdout.lines().count(), 1, "{line} {url}: {}", answer.stdout);
    }
}

#[test]
fn bound_links_and_path_mode() {
    let query = |ip| {
        let token = md5(&format!("1893456000/coffee_run/{ip} {KEY}"));
        format!("/coffee_run/x?md5={token}&expires=1893456000")
    };
    let path = |ip| {
        let token = md5(&format!("2675_film_{KEY}_1893456000_{ip}"));
        format!("https://a.example/videos/2675_film/{token}/1893456000/x/y.ts?z")
    };
    let rows = [
        ("--ip 203.0.113.42", query("203.0.113.42"), 0, ", for 203.0.113.42, by key 1 of 1; "),
        ("--ip 203.0.113.42 --network /24", query("203.0.113.0"), 0, ", for 203.0.113.0, by"),
        ("--ip ::ffff:203.0.113.42", query("203.0.113.42"), 0, ", for 203.0.113.42, by"),
        ("--ip 203.0.113.43", query("203.0.113.42"), 1, "invalid: wrong token"),
        ("", query("203.0.113.42"), 1, "invalid: wrong token"),
        (
            "--mode path",
            path(""),
            0,
            "valid: the token is of the identifier \"2675_film\", by key 1 of 1; ",
        ),
        ("--mode path --ip 2001:db8::1", path("2001:db8::1"), 0, ", for 2001:db8::1, by"),
        ("--mode path --ip 2001:db8::1", path(""), 1, "invalid: wrong token"),
    ];
    for (line, url, code, part) in rows {
        let answer = verify(line, &url);
        assert_eq!(answer.code, Some(code), "{line}: {}", answer.stdout);
        assert!(answer.stdout.contains(part), "{line}: {}", answer.stdout);
    }
    let line = ["--ip", "2001:db8::1:2:3:4", "--network", "/24 /64"];
    let answer =
        run(&[&["verify"], &KEY_ENV[..], &["--now", NOW], &line, &[&query("2001:db8::")]].concat());
    assert_eq!(answer.code, Some(0), "{}", answer.stdout);
}

#[test]
fn algorithms_and_strings() {
    let rows = [
        ("sha1", "Wml7xZCjtLQUsLLGhyxdVgPuKVg"),
        ("sha256", "af91PDu5l41WX_FgjBUKaOIZgoCvk-wui1r5NjExgo4"),
        ("hmac-sha256", "tJmLxn3L_fWFYzWHiMi_r_wlnRDyIGOXCTjCUCV-MAg"),
    ];
    for (algorithm, token) in rows {
        let url = format!("/coffee_run/x?md5={token}&expires=1893456000");
        let answer = verify(&format!("--algorithm {algorithm}"), &url);
        assert_eq!(answer.code, Some(0), "{algorithm}: {}", answer.stdout);
    }
    let token = md5("1893456000|/a/|secret_key");
    let string = "$secure_token_expires|$secure_token_path|$secure_token_key";
    let url = format!("/a/b?md5={token}&expires=1893456000");
    assert_eq!(verify(&format!("--string {string}"), &url).code, Some(0));
}

#[test]
fn keys_are_named_by_their_numbers() {
    let keys = file("verify_keys", b"first_key\n\nsecret_key\nthird_key\n");
    let url = link("/coffee_run/x", "/coffee_run/");
    let answer = run(&["verify", "--key-file", &keys, "--now", NOW, &url]);
    assert!(answer.stdout.contains(", by key 2 of 3; "), "{}", answer.stdout);
    let answer = run_with(&["verify", "--key-stdin", "--now", NOW, &url], "", b"secret_key");
    assert!(answer.stdout.contains(", by key 1 of 1; "), "{}", answer.stdout);
}

#[test]
fn json() {
    let rows = [
        (
            "--ip 203.0.113.42",
            format!(
                "/coffee_run/x?md5={}&expires=1893456000",
                md5("1893456000/coffee_run/203.0.113.42 secret_key")
            ),
            0,
            r#"{"status":"valid","reason":"the token is right","scope":"directory","path":"/coffee_run/","id":null,
                "ip":"203.0.113.42","key":1,"keys":1,"expires":1893456000,"left":3600}"#,
        ),
        (
            "--mode path",
            format!("/videos/film/{}/1893452400", md5("film_secret_key_1893452400_")),
            2,
            r#"{"status":"expired","reason":"expired 0 s ago","scope":null,"path":null,"id":"film",
                "ip":null,"key":1,"keys":1,"expires":1893452400,"left":0}"#,
        ),
        (
            "",
            link("/a/b", "/c/"),
            1,
            r#"{"status":"invalid","reason":"wrong token","scope":null,"path":null,"id":null,
                "ip":null,"key":null,"keys":1,"expires":1893456000,"left":3600}"#,
        ),
        (
            "",
            "/a/b".into(),
            1,
            r#"{"status":"missing","reason":"no token","scope":null,"path":null,"id":null,
                "ip":null,"key":null,"keys":1,"expires":null,"left":null}"#,
        ),
        (
            "",
            "/a\tb".into(),
            1,
            r#"{"status":"invalid",
                "reason":"nginx answers 400: the URL has a space or a control character in it, which must be percent-encoded",
                "scope":null,"path":null,"id":null,
                "ip":null,"key":null,"keys":1,"expires":null,"left":null}"#,
        ),
    ];
    for (line, url, code, right) in rows {
        let answer = verify(&format!("--json {line}"), &url);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(code), ""), "{line} {url}");
        let right: serde_json::Value = serde_json::from_str(right).unwrap();
        assert_eq!(answer.json(), right, "{line} {url}");
    }
}

#[test]
fn mistakes_say_what_to_do() {
    let rows = [
        (
            "",
            "coffee_run/x",
            "the URL \"coffee_run/x\" must begin with a scheme and a host, or with \"/\"",
        ),
        ("--mode header", "/a", "it must be query or path"),
        (
            "--scope all",
            "/a",
            "invalid value \"all\", it must be \"file\", \"directory\" or \"tree\"",
        ),
        ("--scope file,file", "/a", "duplicate value \"file\""),
        ("--network /24", "/a", "--ip <ADDRESS>"),
        ("--args md5", "/a", "it must be two names with a comma"),
        ("--leeway 1x", "/a", "numbers with the units y, M, w, d, h, m and s"),
        ("--now 1893456000000", "/a", "1893456000000 is not in 0..=999999999999"),
        ("--string $secure_token_expires", "/a", "the string has no \"$secure_token_key\""),
        ("--string $host", "/a", "\"$host\" in --string has a value in a request to nginx only"),
        ("--key-stdin", "/a", "cannot be used with"),
    ];
    for (line, url, right) in rows {
        let line = words(line);
        let answer = run(&[&["verify"], &KEY_ENV[..], &line, &[url]].concat());
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{line:?}");
        assert!(answer.stderr.contains(right), "{line:?}: {}", answer.stderr);
    }
}

#[test]
fn nothing_in_a_url_shows_the_key_or_commands_a_terminal() {
    let token = md5("1893456000/secret_key/\u{1b}[31m\u{9b}/ secret_key");
    let urls: [&[u8]; 5] = [
        format!("/secret_key/%1B[31m%C2%9B/x?md5={token}&expires=1893456000").as_bytes(),
        b"secret_key\x1b[31m",
        b"/\x1b[31m\x9b",
        b"/a/%ff%2",
        b"/../secret_key\xff",
    ]
    .map(|url: &[u8]| Box::leak(Box::<[u8]>::from(url)) as &[u8]);
    for url in urls {
        for json in [&[][..], &["--json"]] {
            let mut arguments: Vec<OsString> = [&["verify"], &KEY_ENV[..], &["--now", NOW], json]
                .concat()
                .iter()
                .map(OsString::from)
                .collect();
            arguments.push(OsStr::from_bytes(url).into());
            let answer = run(&arguments);
            let said = answer.stdout + &answer.stderr;
            assert!(!said.contains(KEY), "{said}");
            assert!(
                said.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)),
                "{said:?}"
            );
        }
    }
    let answer = verify("", std::str::from_utf8(urls[0]).unwrap());
    assert!(answer.stdout.contains("directory \"/***/\\x1b[31m\\xc2\\x9b/\""), "{}", answer.stdout);
}

#[test]
fn a_key_that_begins_with_another_is_masked_whole() {
    let keys = file("nested_keys", b"secret_key\nsecret_key_longer\n");
    let token = md5("1893456000/secret_key_longer/ secret_key");
    let url = format!("/secret_key_longer/x?md5={token}&expires=1893456000");
    let answer = run(&["verify", "--key-file", &keys, "--now", NOW, &url]);
    assert!(answer.stdout.contains("the directory \"/***/\", by key 1"), "{}", answer.stdout);
}
