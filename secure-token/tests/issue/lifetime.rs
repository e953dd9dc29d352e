//! Lifetimes: what a caller asks for, and what it gets.

use secure_token::issue::{ABSOLUTE_AFTER, Lifetimes, MAX_LIFETIME};

/// In the middle of 2027.
const NOW: u64 = 1_813_000_000;
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

#[test]
fn what_is_asked_for() {
    let absolute = |ahead: i64| (NOW as i64 + ahead).to_string();
    let (soon, late, now, past) =
        (absolute(60), absolute(2 * DAY as i64), absolute(0), absolute(-1));
    let (last_relative, first_absolute) =
        (ABSOLUTE_AFTER.to_string(), (ABSOLUTE_AFTER + 1).to_string());
    let rows = [
        (None, HOUR, "nothing"),
        (Some("60"), 60, "seconds"),
        (Some("1"), 1, "one second"),
        (Some("0060"), 60, "zeros in front"),
        (Some("86399"), DAY - 1, "less than the longest"),
        (Some("86400"), DAY, "the longest"),
        (Some("86401"), DAY, "more is cut"),
        (Some(&last_relative), DAY, "the greatest number of seconds is cut, too"),
        (Some(&first_absolute), HOUR, "the least time has come"),
        (Some(&soon), 60, "a time"),
        (Some(&late), DAY, "a time too far ahead is cut"),
        (Some("99999999999999999999"), DAY, "what no number of 64 bits is"),
        (Some("999999999999999999999999999999"), DAY, "or none of any size"),
        (Some(&now), HOUR, "a time that is now"),
        (Some(&past), HOUR, "a time that was"),
        (Some("1735689601"), HOUR, "long ago"),
        (Some("0"), HOUR, "zero"),
        (Some("000"), HOUR, "more of it"),
        (Some(""), HOUR, "an empty value"),
        (Some("-60"), HOUR, "negative"),
        (Some("+60"), HOUR, "a sign"),
        (Some("60s"), HOUR, "a unit"),
        (Some("1e3"), HOUR, "another notation"),
        (Some("0x3c"), HOUR, "and another"),
        (Some("60.5"), HOUR, "a fraction"),
        (Some("%36%30"), HOUR, "encoded"),
        (Some(" 60"), HOUR, "a space"),
        (Some("never"), HOUR, "a word"),
    ];
    let lifetimes = Lifetimes::default();
    for (asked, right, reason) in rows {
        let expires = lifetimes.expires(NOW, asked.map(str::as_bytes));
        assert_eq!(expires, NOW + right, "{asked:?}: {reason}");
    }
    // "٦٠": digits of another script
    assert_eq!(lifetimes.expires(NOW, Some("\u{666}\u{660}".as_bytes())), NOW + HOUR);
}

#[test]
fn lifetimes_of_a_configuration() {
    let expires =
        |lifetimes: Lifetimes, asked: &str| lifetimes.expires(NOW, Some(asked.as_bytes())) - NOW;
    let short = Lifetimes::new(30, Some(60)).unwrap();
    assert_eq!([expires(short, ""), expires(short, "45"), expires(short, "61")], [30, 45, 60]);
    let equal = Lifetimes::new(60, Some(60)).unwrap();
    assert_eq!([expires(equal, ""), expires(equal, "61")], [60, 60]);
    let long = Lifetimes::new(1, Some(MAX_LIFETIME - 1)).unwrap();
    assert_eq!(expires(long, "9999999999"), MAX_LIFETIME - 1);
    assert_eq!(Lifetimes::new(HOUR, None), Ok(Lifetimes::default()));

    let limited = Lifetimes::default().limited_to(600);
    assert_eq!([expires(limited, ""), expires(limited, "900")], [600, 600]);
    assert_eq!(short.limited_to(HOUR), short);
}

#[test]
fn times_that_are_no_lifetimes() {
    let zero = "a lifetime must be at least one second";
    let too_long = |max| {
        format!(
            "the longest lifetime is {max} s, it must be less than 24 days: timers of players \
             overflow beyond"
        )
    };
    let above = |default, max| {
        format!(
            "the default lifetime is {default} s, longer than the longest, which is {max} s: \
             \"max=TIME\" sets it"
        )
    };
    let rows = [
        (0, None, zero.to_owned()),
        (60, Some(0), zero.to_owned()),
        (60, Some(MAX_LIFETIME), too_long(2_073_600)),
        (60, Some(u64::MAX), too_long(u64::MAX)),
        (DAY + 1, None, above(DAY + 1, DAY)),
        (61, Some(60), above(61, 60)),
    ];
    for (default, max, right) in rows {
        assert_eq!(Lifetimes::new(default, max).unwrap_err().to_string(), right);
    }
}

#[test]
fn no_clock_overflows() {
    let lifetimes = Lifetimes::default();
    for now in [0, ABSOLUTE_AFTER, u64::MAX - 1, u64::MAX] {
        for asked in [&b"1"[..], b"1735689601", b"99999999999999999999"] {
            assert!(lifetimes.expires(now, Some(asked)) >= now, "{now}");
        }
    }
}
