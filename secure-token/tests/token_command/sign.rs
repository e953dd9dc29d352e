//! `secure-token sign`: what it signs, and what it says where it does not.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use super::support::{Answer, KEY, KEY_ENV, command, file, md5, run, run_with, words};

fn sign(arguments: &[&str]) -> Answer {
    run(&[&["sign"], &KEY_ENV[..], arguments].concat())
}

/// What `sign` prints for a line that is right.
fn signed(line: &str) -> String {
    let answer = sign(&words(line));
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{line}");
    answer.stdout.strip_suffix('\n').unwrap().to_owned()
}

#[test]
fn tokens() {
    let rows = [
        ("--path /coffee_run/ --expires 1893456000", "dKpE_AclElpmnGXgQu1r2w 1893456000"),
        ("--path /images/1.jpg --expires 2147483647", "vHEnxR8VaxpEDgyNzJuWwA 2147483647"),
        (
            "--path /images/1.jpg --expires 2147483647 --ip 1.2.3.4",
            "14nsJ0zrjGipdIbehZ1tRw 2147483647",
        ),
        (
            "--path /coffee_run/ --expires 1893456000 --ip 203.0.113.42 --network /24",
            "v_o-hnnkTCkIYZkwm4nXGA 1893456000",
        ),
        (
            "--mode path --id 2675_3dk4NsRt6vWsffEr --expires 1861919999",
            "Tt_nDCOq0upfhVjMbAzI3g 1861919999",
        ),
        (
            "--path /coffee_run/ --expires 1893456000 --algorithm sha256",
            "af91PDu5l41WX_FgjBUKaOIZgoCvk-wui1r5NjExgo4 1893456000",
        ),
        (
            "--path /coffee_run/ --expires 1893456000 --algorithm hmac-sha256",
            "tJmLxn3L_fWFYzWHiMi_r_wlnRDyIGOXCTjCUCV-MAg 1893456000",
        ),
    ];
    for (line, right) in rows {
        assert_eq!(signed(line), right, "{line}");
    }
    let line = "--mode path --id 2675_3dk4NsRt6vWsffEr --expires 1861919999 \
                --algorithm hmac-sha256 --ip 2001:db8:0:1:2::3 --network";
    let answer = sign(&[&words(line)[..], &["/24 /64"]].concat());
    assert_eq!(answer.stdout, "uHMtcUoR7zQZiaOYVKq-PfbCglVicnFxp1Bcch5hQh4 1861919999\n");
}

#[test]
fn urls_in_query_mode() {
    let token = "md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000";
    let rows = [
        ("https://a.example/coffee_run/x.m3u8", "https://a.example/coffee_run/x.m3u8?T", "plain"),
        ("https://a.example/coffee_run/", "https://a.example/coffee_run/?T", "a directory"),
        ("//a.example/coffee_run/x", "//a.example/coffee_run/x?T", "without a scheme"),
        ("/coffee_run/x.m3u8", "/coffee_run/x.m3u8?T", "without a host"),
        ("/coffee_run/x?a=b", "/coffee_run/x?a=b&T", "after a query"),
        ("/coffee_run/x?", "/coffee_run/x?T", "after an empty query"),
        ("/coffee_run/x?a=b&", "/coffee_run/x?a=b&T", "no separator is doubled"),
        ("/coffee_run/x#t=1?2", "/coffee_run/x?T#t=1?2", "before a fragment"),
        ("/coffee_run/x?u=//b/#c", "/coffee_run/x?u=//b/&T#c", "slashes in a query"),
        ("/coffee_run/x?md5=old&a=b&Expires=1", "/coffee_run/x?a=b&T", "in place of an old token"),
        ("/coffee%5Frun/x", "/coffee%5Frun/x?T", "percent-encoded"),
        ("/a/..//./coffee_run/x", "/a/..//./coffee_run/x?T", "as nginx resolves it"),
    ];
    for (url, right, reason) in rows {
        let line = format!("--expires 1893456000 --url {url}");
        assert_eq!(signed(&line), right.replace('T', token), "{url}: {reason}");
    }
    let rows = [
        (
            "--scope file --url /hls/movie/playlist.m3u8",
            "/hls/movie/playlist.m3u8?md5=yMgqqY3jZhAep3EdmYhg3w&expires=1893456000",
            "the file",
        ),
        (
            "--scope file --url /vod/v%C3%ADdeo%20uno/seg%231.ts",
            "/vod/v%C3%ADdeo%20uno/seg%231.ts?md5=J2jde8rn_AcRXbAn7ZX6Ow&expires=1893456000",
            "a path that must be decoded",
        ),
        (
            "--path /vod/film/ --url /vod/film/720p/a.ts",
            "/vod/film/720p/a.ts?md5=4cGv4Czh4YBH1Gu4ULv0Rw&expires=1893456000",
            "a directory above",
        ),
        (
            "--args st,e --url /coffee_run/x?md5=mine",
            "/coffee_run/x?md5=mine&st=dKpE_AclElpmnGXgQu1r2w&e=1893456000",
            "other names",
        ),
    ];
    for (line, right, reason) in rows {
        assert_eq!(signed(&format!("--expires 1893456000 {line}")), right, "{line}: {reason}");
    }
}

#[test]
fn urls_in_path_mode() {
    let token = "Tt_nDCOq0upfhVjMbAzI3g/1861919999";
    let id = "2675_3dk4NsRt6vWsffEr";
    let rows = [
        ("https://a.example/videos/ID/x.m3u8", "https://a.example/videos/ID/T/x.m3u8", "plain"),
        ("/videos/ID/a/b.ts?c=d#e", "/videos/ID/T/a/b.ts?c=d#e", "query and fragment stay"),
        ("/videos/ID/", "/videos/ID/T/", "a directory"),
        ("/videos/ID", "/videos/ID/T", "nothing after it"),
        ("/ID/T/x.ts", "/ID/T/x.ts", "in place of an old token"),
        ("/2675%5F3dk4NsRt6vWsffEr/x", "/2675%5F3dk4NsRt6vWsffEr/T/x", "percent-encoded"),
    ];
    for (url, right, reason) in rows {
        let full = |text: &str| text.replace("ID", id).replace('T', token);
        let line = format!("--mode path --id {id} --expires 1861919999 --url {}", full(url));
        assert_eq!(signed(&line), full(right), "{url}: {reason}");
    }
}

#[test]
fn lifetimes() {
    let now = || std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let rows = [
        ("", 3600),
        ("--lifetime 90", 90),
        ("--lifetime 90s", 90),
        ("--lifetime 30m", 1800),
        ("--lifetime 1h30m", 5400),
        ("--lifetime 7d", 604_800),
        ("--lifetime 2w", 1_209_600),
        ("--lifetime 1y1M", 34_128_000),
    ];
    for (line, lifetime) in rows {
        let before = now();
        let output = signed(&format!("--path /a/ {line}"));
        let expires: u64 = output.split_once(' ').unwrap().1.parse().unwrap();
        assert!((before..=now()).contains(&(expires - lifetime)), "{line}: {expires}");
    }
}

#[test]
fn strings() {
    let string = "$secure_token_expires|$secure_token_path|$secure_token_key";
    let arguments = ["--path", "/a/", "--expires", "1", "--string", string];
    let answer = sign(&arguments);
    assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""));
    assert_eq!(answer.stdout, "5n4Km2McVGr7p98SRqKglQ 1\n", "md5 of 1|/a/|secret_key");

    let string = "$secure_token_expires$secure_token_path|$secure_token_key";
    let answer = sign(&["--path", "/a/", "--expires", "1", "--string", string]);
    assert_eq!(answer.code, Some(0));
    assert!(answer.stderr.starts_with("secure-token: warning: nothing stands between"));
}

#[test]
fn json() {
    let free = "dKpE_AclElpmnGXgQu1r2w";
    let network = "v_o-hnnkTCkIYZkwm4nXGA";
    let rows = [
        (
            "--path /coffee_run/ --expires 1893456000",
            json!({"token": free, "token_ip": null, "client_ip": null, "expires": 1893456000,
                "url": null, "url_ip": null}),
        ),
        (
            "--path /coffee_run/ --expires 1893456000 --ip 203.0.113.42 --network /24",
            json!({"token": free, "token_ip": network, "client_ip": "203.0.113.0",
                "expires": 1893456000, "url": null, "url_ip": null}),
        ),
        (
            "--url https://a.example/coffee_run/x?a=b --expires 1893456000",
            json!({"token": free, "token_ip": null, "client_ip": null, "expires": 1893456000,
                "url": format!("https://a.example/coffee_run/x?a=b&md5={free}&expires=1893456000"),
                "url_ip": null}),
        ),
        (
            "--url /coffee_run/\u{ed}\u{9b} --expires 1893456000 --ip 203.0.113.42 --network /24",
            json!({"token": free, "token_ip": network, "client_ip": "203.0.113.0",
                "expires": 1893456000,
                "url": format!("/coffee_run/\u{ed}\u{9b}?md5={free}&expires=1893456000"),
                "url_ip": format!("/coffee_run/\u{ed}\u{9b}?md5={network}&expires=1893456000")}),
        ),
        (
            "--mode path --id 2675_3dk4NsRt6vWsffEr --expires 1861919999 --ip 203.0.113.42 \
             --url /videos/2675_3dk4NsRt6vWsffEr/x",
            json!({"token": "Tt_nDCOq0upfhVjMbAzI3g", "token_ip": "lHJgCxaVOTjx-cNbzwzIOw",
                "client_ip": "203.0.113.42", "expires": 1861919999,
                "url": "/videos/2675_3dk4NsRt6vWsffEr/Tt_nDCOq0upfhVjMbAzI3g/1861919999/x",
                "url_ip": "/videos/2675_3dk4NsRt6vWsffEr/lHJgCxaVOTjx-cNbzwzIOw/1861919999/x"}),
        ),
    ];
    for (line, right) in rows {
        let answer = sign(&[&words(line)[..], &["--json"]].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(0), ""), "{line}");
        assert_eq!(answer.json(), right, "{line}");
        assert!(answer.stdout.is_ascii() && answer.stdout.lines().count() == 1, "{line}");
    }
    // In path mode the path before the token may be signed too.
    let string = "$secure_token_path|$secure_token_expires|$secure_token_key";
    let line = "--mode path --id film --expires 1 --json --url /videos/film/x";
    let answer = sign(&[&words(line)[..], &["--string", string]].concat());
    assert_eq!(answer.json()["token"], md5("/videos/film/|1|secret_key"));

    let url = OsStr::from_bytes(b"/coffee_run/\xff");
    let line = "sign --key-env SECURE_TOKEN_KEY --expires 1893456000 --url";
    let mut line: Vec<OsString> = words(line).iter().map(OsString::from).collect();
    line.push(url.into());
    let output = command(&line, KEY).spawn().unwrap().wait_with_output().unwrap();
    let right = [&b"/coffee_run/\xff?md5="[..], free.as_bytes(), b"&expires=1893456000\n"].concat();
    assert_eq!(output.stdout.escape_ascii().to_string(), right.escape_ascii().to_string());
    line.push("--json".into());
    let answer = run(&line);
    assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""));
    assert!(answer.stderr.contains("percent-encode the URL"), "{}", answer.stderr);
}

#[test]
fn keys() {
    let right = "dKpE_AclElpmnGXgQu1r2w 1893456000\n";
    let link = ["--path", "/coffee_run/", "--expires", "1893456000"];
    let with = |source: &[&str], key: &str, input: &[u8]| {
        run_with(&[&["sign"], source, &link].concat(), key, input)
    };

    let two = file("two_keys", b"\r\nsecret_key\r\nanother_key\r\n");
    assert_eq!(with(&["--key-file", &two], "", b"").stdout, right, "the first of a file signs");
    assert_eq!(with(&["--key-stdin"], "", b"secret_key\n").stdout, right, "standard input");
    assert_eq!(with(&["--key-env", "SECURE_TOKEN_KEY"], KEY, b"").stdout, right, "environment");

    let empty = file("no_key", b"\n\n");
    let short = file("short_key", b"secret_key\nshort\n");
    let rows: &[(&[&str], &str, &str)] = &[
        (&["--key-file", "/nowhere/key"], "cannot read the key file \"/nowhere/key\": ", "no file"),
        (&["--key-file", &empty], "there is no key", "an empty file"),
        (&["--key-file", &short], "the key in line 2 is 5 bytes long", "a short key in a file"),
        (&["--key-stdin"], "on standard input there is no key", "no input"),
        (&["--key-env", "SECURE_TOKEN_KEY"], "the key is 5 bytes long", "a short key"),
        (
            &["--key-env", "secret_key"],
            "takes the name of an environment variable",
            "the key itself",
        ),
        (&[], "<--key-file <FILE>|--key-env <NAME>|--key-stdin>", "no key"),
        (&["--key-stdin", "--key-env", "A"], "cannot be used with", "two sources"),
        (&["--key", "secret_key"], "unexpected argument '--key'", "the key as an argument"),
    ];
    for (source, right, reason) in rows {
        let answer = with(source, "short", b"");
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{reason}");
        assert!(answer.stderr.contains(right), "{reason}: {}", answer.stderr);
        assert!(!answer.stderr.contains(KEY), "{reason}: {}", answer.stderr);
    }
}

#[test]
fn mistakes_say_what_to_do() {
    let rows = [
        ("", "say what is to be signed: --url URL, or --path PATH"),
        ("--mode path", "say what is to be signed: --id ID"),
        ("--id x", "--id is for --mode path"),
        ("--mode path --path /a", "--path is for --mode query"),
        ("--mode path --id a --scope file", "--scope is for --mode query"),
        ("--mode path --id a --scope directory", "--scope is for --mode query"),
        ("--path a/b", "the path \"a/b\" must begin with \"/\""),
        ("--mode path --id a/b", "the identifier \"a/b\" must be a segment"),
        ("--mode header --path /a", "it must be query or path"),
        (
            "--path /a --algorithm md4",
            "it must be \"md5\", \"sha1\", \"sha256\" or \"hmac-sha256\"",
        ),
        ("--path /a --scope tree --url /a", "it must be directory or file"),
        ("--path /a --lifetime 1x", "numbers with the units y, M, w, d, h, m and s"),
        ("--path /a --lifetime 30m1h", "in this order"),
        ("--path /a --lifetime 0", "it must be longer than 0"),
        ("--path /a --lifetime 999999999999", "the lifetime is too long"),
        ("--path /a --lifetime 99999999999999999999w", "numbers with the units"),
        ("--path /a --expires 1893456000000", "1893456000000 is not in 0..=999999999999"),
        ("--path /a --expires 1 --lifetime 1h", "cannot be used with"),
        ("--path /a --ip 1.2.3", "invalid IP address syntax"),
        ("--path /a --network /24", "--ip <ADDRESS>"),
        ("--path /a --ip ::1 --network /33", "invalid prefix length \"/33\" for IPv4"),
        ("--path /a --ip ::1 --network on", "it must be \"/V4\" or \"/V4 /V6\""),
        ("--path /a --args md5", "it must be two names with a comma"),
        ("--path /a --args md5,MD5", "the names of token and expires are equal"),
        ("--path /a --string $secure_token_expires", "the string has no \"$secure_token_key\""),
        (
            "--path /a --string $host",
            "\"$host\" in --string has a value in a request to nginx only",
        ),
        ("--path /a --string ${a", "the closing bracket in \"a\" variable is missing"),
        (
            "--mode path --id a --string $secure_token_path-$secure_token_expires-$secure_token_key",
            "\"$secure_token_path\" in --string needs --url in path mode",
        ),
        ("--url a.example/x", "must begin with a scheme and a host, or with \"/\""),
        ("--url /a%2", "is followed by \"00\", or not by two hexadecimal digits"),
        ("--url /a%00", "is followed by \"00\", or not by two hexadecimal digits"),
        ("--url /a/../../b", "leads above \"/\""),
        ("--path /b/ --url /a/x", "nginx would refuse the signed URL: wrong token"),
        (
            "--mode path --id a --url /b/c",
            "no segment of the path \"/b/c\" is the identifier \"a\"",
        ),
        ("--mode path --id a --url /a/../b", "nginx would refuse the signed URL"),
        ("another", "unexpected argument 'another'"),
    ];
    for (line, right) in rows {
        let answer = sign(&words(line));
        assert_eq!((answer.code, answer.stdout.as_str()), (Some(64), ""), "{line}");
        assert!(answer.stderr.contains(right), "{line}: {}", answer.stderr);
        assert!(!answer.stderr.contains(KEY), "{line}: {}", answer.stderr);
    }
    let answer = sign(&["--url", "/a b"]);
    assert!(answer.stderr.contains("must be percent-encoded"), "{}", answer.stderr);
}
