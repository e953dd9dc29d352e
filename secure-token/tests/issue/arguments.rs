//! Parameters of a request: which must be there, what they may be, and who is to blame.

use secure_token::issue::{
    Arguments, MAX_ARGUMENT_LEN, Refusal, argument_name, argument_names, check_identifier,
    parse_address, sole_variable,
};

fn arguments(names: &[&str]) -> Arguments {
    Arguments::new(names.iter().map(|name| name.as_bytes())).unwrap()
}

#[test]
fn what_must_be_there() {
    let longest = "v".repeat(MAX_ARGUMENT_LEN);
    let (fits, too_long) = (format!("video={longest}&id=1"), format!("video={longest}v&id=1"));
    let (missing, invalid) = (Refusal::Missing, Refusal::Invalid);
    let rows = [
        ("video=iKbr-1._~&id=1", Ok(()), "unreserved characters"),
        ("id=1&type=vod&video=a", Ok(()), "in any order, among others"),
        ("VIDEO=a&Id=1", Ok(()), "case does not count"),
        ("video=a&video=b/c&id=1", Ok(()), "the first one counts"),
        ("video&video=a&id=1", Ok(()), "a bare key is none"),
        (&fits, Ok(()), "of the greatest length"),
        ("", Err(missing("video")), "nothing at all"),
        ("id=1", Err(missing("video")), "one that is not there"),
        ("video=a", Err(missing("id")), "the other one"),
        ("video=&id=1", Err(missing("video")), "an empty one"),
        ("video&id=1", Err(missing("video")), "a bare key"),
        ("videos=a&id=1", Err(missing("video")), "a longer name"),
        ("vide%6F=a&id=1", Err(missing("video")), "names are not decoded"),
        (&too_long, Err(invalid("video")), "one byte too long"),
        ("video=a/b&id=1", Err(invalid("video")), "a slash"),
        ("video=a%2Fb&id=1", Err(invalid("video")), "an encoded one"),
        ("video=a%62&id=1", Err(invalid("video")), "anything encoded"),
        ("video=a\"b&id=1", Err(invalid("video")), "a quote"),
        ("video=a\\b&id=1", Err(invalid("video")), "a backslash"),
        ("video=a=b&id=1", Err(invalid("video")), "another equals sign"),
        ("video=a+b&id=1", Err(invalid("video")), "a plus"),
        ("video=a?b&id=1", Err(invalid("video")), "a question mark"),
        ("video=a#b&id=1", Err(invalid("video")), "a number sign"),
        ("video=a\tb&id=1", Err(invalid("video")), "a control character"),
        ("video=\u{e9}&id=1", Err(invalid("video")), "what is not ASCII"),
        ("video=a&id=:", Err(invalid("id")), "the other one"),
    ];
    let required = arguments(&["video", "id"]);
    for (query, right, reason) in rows {
        assert_eq!(required.require(query.as_bytes()), right, "{query}: {reason}");
    }
    assert_eq!(required.require(b"video=\xff&id=1"), Err(invalid("video")), "no UTF-8");
}

#[test]
fn what_may_be_missing() {
    let optional = arguments(&["type"]);
    for query in ["", "type", "type=", "other=/", "type=live"] {
        assert_eq!(optional.permit(query.as_bytes()), Ok(()), "{query}");
    }
    for query in ["type=a/b", "type=%6C", "x=1&TYPE=?"] {
        assert_eq!(optional.permit(query.as_bytes()), Err(Refusal::Invalid("type")), "{query}");
    }
}

#[test]
fn who_is_to_blame() {
    let rows: [(&[&str], _, _, _); 9] = [
        (&["path"], "", Refusal::Missing("path"), "not there"),
        (&["path"], "path=", Refusal::Missing("path"), "empty"),
        (&["path"], "path=/../", Refusal::Invalid("path"), "there"),
        (&["dir", "file"], "dir=a&file=.", Refusal::Invalid("file"), "a dot segment"),
        (&["dir", "file"], "dir=..&file=a", Refusal::Invalid("dir"), "another one"),
        (&["dir", "file"], "dir=a&file=%00", Refusal::Invalid("file"), "what looks wrong"),
        (&["dir", "file"], "dir=/&", Refusal::Missing("file"), "a missing one before others"),
        (
            &["dir", "file"],
            "dir=a&file=b",
            Refusal::Invalid("dir"),
            "the first where all look right",
        ),
        (&[], "path=a", Refusal::Unusable("path"), "no parameter"),
    ];
    for (names, query, right, reason) in rows {
        assert_eq!(arguments(names).blame(query.as_bytes(), "path"), right, "{query}: {reason}");
    }
}

#[test]
fn names_that_are_none() {
    let rows: [(&[&str], &str); 6] = [
        (&[""], "a parameter's name is empty"),
        (&["a", ""], "a parameter's name is empty"),
        (
            &["a=b"],
            "invalid parameter name \"a=b\", it must consist of letters, digits, \"-\", \".\", \"_\" and \"~\"",
        ),
        (
            &["a\"b"],
            "invalid parameter name \"a\\\"b\", it must consist of letters, digits, \"-\", \".\", \"_\" and \"~\"",
        ),
        (&["video", "video"], "duplicate parameter name \"video\""),
        (&["video", "id", "Video"], "duplicate parameter name \"Video\""),
    ];
    for (names, right) in rows {
        let error = Arguments::new(names.iter().map(|name| name.as_bytes())).unwrap_err();
        assert_eq!(error.to_string(), right, "{names:?}");
    }
}

#[test]
fn names_of_the_configuration_are_taken_once() {
    let mut names = Arguments::default();
    ["video", "VIDEO", "type"].into_iter().for_each(|name| names.add(name));
    assert_eq!(names, arguments(&["video", "type"]));
    assert!(names.contains("Type") && !names.contains("typ"));
}

#[test]
fn what_strings_take_from_the_caller() {
    let rows: [(&str, &[&str]); 9] = [
        ("2675_$arg_video", &["video"]),
        ("${arg_client}_${arg_video}x", &["client", "video"]),
        ("$ARG_Video", &["Video"]),
        ("$arg_a$arg_a", &["a", "a"]),
        ("$args $arg $argument $is_args", &[]),
        ("$arg_", &[""]),
        ("$video_$1_$host", &[]),
        ("2675_film", &[]),
        ("", &[]),
    ];
    for (text, right) in rows {
        assert_eq!(argument_names(text.as_bytes()).collect::<Vec<_>>(), right, "{text}");
    }
    let rows = [
        ("$arg_path", Some("arg_path")),
        ("${arg_path}", Some("arg_path")),
        ("$1", Some("1")),
        ("/$arg_path", None),
        ("$arg_path/", None),
        ("$arg_a$arg_b", None),
        ("/films/", None),
        ("", None),
    ];
    for (text, right) in rows {
        assert_eq!(sole_variable(text.as_bytes()), right.map(str::as_bytes), "{text}");
    }
    assert_eq!(argument_name(b"Arg_path"), Some("path"));
    assert_eq!(argument_name(b"argpath"), None);
    assert_eq!(argument_name(b"arg"), None);
}

#[test]
fn identifiers() {
    for right in ["2675_3dk4NsRt6vWsffEr", "a", "...", "..a", "a:b@c", "a,b;c=d", "~"] {
        assert_eq!(check_identifier(right.as_bytes()), Ok(()), "{right}");
    }
    let wrong = [
        "", ".", "..", "a/b", "/", "a%2Fb", "a b", "a?b", "a#b", "a\\b", "a\"b", "a\n", "\0",
        "\u{e9}",
    ];
    for wrong in wrong {
        let shown = wrong.as_bytes().escape_ascii();
        let right = format!(
            "invalid identifier \"{shown}\", it must be a segment of a path, neither \".\" nor \"..\", \
             of letters, digits and \"-._~!$&'()*+,;=:@\""
        );
        assert_eq!(check_identifier(wrong.as_bytes()).unwrap_err().to_string(), right);
    }
}

#[test]
fn addresses_that_callers_name() {
    let rows = [
        ("203.0.113.42", Some("203.0.113.42"), "IPv4"),
        ("2001:db8::7", Some("2001:db8::7"), "IPv6"),
        ("2001:DB8:0:0:0:0:0:7", Some("2001:db8::7"), "in another spelling"),
        ("2001%3Adb8%3a%3A7", Some("2001:db8::7"), "as browsers encode it"),
        ("::ffff:203.0.113.42", Some("::ffff:203.0.113.42"), "IPv4 in IPv6"),
        (
            "0000:0000:0000:0000:0000:ffff:255.255.255.255",
            Some("::ffff:255.255.255.255"),
            "the longest",
        ),
        ("", None, "nothing"),
        ("localhost", None, "a name"),
        ("203.0.113", None, "three bytes"),
        ("203.0.113.042", None, "which some read as octal"),
        ("203.0.113.256", None, "more than a byte"),
        ("203.0.113.42:80", None, "a port"),
        ("203.0.113.0/24", None, "a network"),
        ("[2001:db8::7]", None, "brackets"),
        ("fe80::1%25eth0", None, "a zone"),
        ("203.0.113.42%00", None, "a NUL"),
        (" 203.0.113.42", None, "a space"),
        ("203.0.113.42,198.51.100.1", None, "two"),
        ("0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", None, "longer than any"),
    ];
    for (value, right, reason) in rows {
        let right = right.map(|address| address.parse().unwrap());
        assert_eq!(parse_address(value.as_bytes()), right, "{value}: {reason}");
    }
    assert_eq!(parse_address(b"\xff\xfe"), None);
}

#[test]
fn refusals() {
    let rows = [
        (Refusal::Method, 405, "method not allowed"),
        (Refusal::Missing("video"), 400, "missing required parameter: video"),
        (Refusal::Invalid("video"), 400, "invalid parameter: video"),
        (Refusal::Unusable("url"), 400, "invalid url"),
        (Refusal::NoAddress, 400, "the client has no address"),
        (Refusal::Internal, 500, "internal error"),
    ];
    for (refusal, status, text) in rows {
        assert_eq!(refusal.status(), status, "{text}");
        assert_eq!(refusal.to_string(), text);
        let json = String::from_utf8(refusal.json().concat()).unwrap();
        assert_eq!(json, format!("{{\"error\":\"{text}\"}}"));
    }
}
