//! The answer: six fields, as many bytes as announced, and nothing where there is no room.

use secure_token::issue::{Answer, Refusal, Url, UrlTemplate};

use crate::{EXPIRES, TOKEN, TOKEN_IP, write};

const TEXT: &str = "https://h/v/2675_$arg_video/$secure_token/$secure_token_expires/master.m3u8";
const TEXT_IP: &str = "https://ip.h/v/$secure_token/$secure_token_expires/m";

#[test]
fn six_fields() {
    let (url, url_ip) = (
        UrlTemplate::parse(TEXT.as_bytes()).unwrap(),
        UrlTemplate::parse(TEXT_IP.as_bytes()).unwrap(),
    );
    let answer = Answer {
        token: TOKEN.as_bytes(),
        token_ip: TOKEN_IP.as_bytes(),
        client_ip: b"2001:db8::7",
        expires: EXPIRES.as_bytes(),
        path: b"",
        url: Url { template: &url, values: &[b"iKbr"] },
        url_ip: Some(Url { template: &url_ip, values: &[] }),
    };
    let head = format!(
        r#"{{"token":"{TOKEN}","token_ip":"{TOKEN_IP}","client_ip":"2001:db8::7","expires":{EXPIRES},"url":"https://h/v/2675_iKbr/{TOKEN}/{EXPIRES}/master.m3u8","url_ip":"#
    );
    let rows = [
        (answer, format!(r#"{head}"https://ip.h/v/{TOKEN_IP}/{EXPIRES}/m"}}"#), "another URL"),
        (
            Answer { url_ip: None, ..answer },
            format!(r#"{head}"https://h/v/2675_iKbr/{TOKEN_IP}/{EXPIRES}/master.m3u8"}}"#),
            "the same URL",
        ),
    ];
    for (answer, right, reason) in rows {
        let json = String::from_utf8(write(&answer).unwrap()).unwrap();
        assert_eq!(json, right, "{reason}");
        let fields: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(fields.as_object().unwrap().len(), 6, "{reason}");
        assert_eq!(fields["expires"].as_u64(), EXPIRES.parse().ok(), "{reason}");
    }
}

#[test]
fn either_url_is_looked_at() {
    let (url, other) = (
        UrlTemplate::parse(TEXT.as_bytes()).unwrap(),
        UrlTemplate::parse(TEXT.replace("//h", "//ip.h").as_bytes()).unwrap(),
    );
    let answer = |value: &'static [&'static [u8]], value_ip| Answer {
        token: TOKEN.as_bytes(),
        token_ip: TOKEN_IP.as_bytes(),
        client_ip: b"203.0.113.42",
        expires: EXPIRES.as_bytes(),
        path: b"",
        url: Url { template: &url, values: value },
        url_ip: Some(Url { template: &other, values: value_ip }),
    };
    assert!(write(&answer(&[b"a"], &[b"b"])).is_ok());
    assert_eq!(write(&answer(&[b"\""], &[b"b"])), Err(Refusal::Unusable("url")));
    assert_eq!(write(&answer(&[b"a"], &[b"\""])), Err(Refusal::Unusable("url")));
}
