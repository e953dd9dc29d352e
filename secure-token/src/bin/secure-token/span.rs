//! A span of time as nginx writes it: `90`, `90s`, `1h30m`, `"1h 30m"`, `7d`, `1y`.

/// Units from the longest to the shortest, with their seconds.
const UNITS: [(u8, i64); 7] = [
    (b'y', 365 * 24 * 60 * 60),
    (b'M', 30 * 24 * 60 * 60),
    (b'w', 7 * 24 * 60 * 60),
    (b'd', 24 * 60 * 60),
    (b'h', 60 * 60),
    (b'm', 60),
    (b's', 1),
];

/// Why a text is no span of time.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Another form than nginx's.
    #[error(
        "it must be a number of seconds, or numbers with the units y, M, w, d, h, m and s, \
         in this order, as in 1h30m"
    )]
    Form,
    /// No time at all, where there must be some.
    #[error("it must be longer than 0")]
    Zero,
}

/// Reads a span of time, in seconds.
pub fn parse(text: &str) -> Result<u64, Invalid> {
    read(text.as_bytes()).ok_or(Invalid::Form)
}

/// Reads a span of time that is longer than nothing, in seconds.
pub fn parse_some(text: &str) -> Result<u64, Invalid> {
    parse(text).and_then(|span| if span == 0 { Err(Invalid::Zero) } else { Ok(span) })
}

/// Reads a span of time, in seconds; `None` for what nginx's `ngx_parse_time()` refuses, too.
pub fn read(text: &[u8]) -> Option<u64> {
    let (mut total, mut rest, mut units) = (0_i64, text, UNITS.as_slice());
    let mut is_number = false;
    loop {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        is_number |= digits > 0;
        let (number, after) = rest.split_at(digits);
        let number: i64 =
            if digits == 0 { 0 } else { std::str::from_utf8(number).ok()?.parse().ok()? };
        let scale = match after.first() {
            None => 1,
            // Seconds, unless it follows a unit.
            Some(b' ') if !units.is_empty() => {
                units = &[];
                1
            }
            // Milliseconds, which are no whole ones.
            Some(b'm') if after.starts_with(b"ms") => return None,
            Some(unit) => {
                let at = units.iter().position(|(name, _)| name == unit)?;
                let scale = units[at].1;
                units = &units[at + 1..];
                scale
            }
        };
        total = number.checked_mul(scale).and_then(|add| total.checked_add(add))?;
        rest = after.get(1..).unwrap_or_default();
        while let [b' ', more @ ..] = rest {
            rest = more;
        }
        if rest.is_empty() {
            return u64::try_from(total).ok().filter(|_| is_number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_nginx_reads() {
        let rows: [(&str, Option<u64>); 25] = [
            ("0", Some(0)),
            ("90", Some(90)),
            ("90s", Some(90)),
            ("1h30m", Some(5400)),
            ("1h 30m", Some(5400)),
            ("1h  30m ", Some(5400)),
            ("1y1M1w1d1h1m1s", Some(34_822_861)),
            ("1M", Some(2_592_000)),
            ("1m", Some(60)),
            ("1m 5", Some(65)),
            ("1 5", Some(6)),
            ("1hm", Some(3600)),
            ("9223372036854775807", Some(9_223_372_036_854_775_807)),
            ("9223372036854775808", None),
            ("999999999999999999y", None),
            ("", None),
            (" ", None),
            ("h", None),
            ("30m1h", None),
            ("1h1h", None),
            ("1s5", Some(6)),
            ("500ms", None),
            ("5m s", Some(300)),
            (" 1", Some(1)),
            ("1  s", None),
        ];
        for (text, span) in rows {
            assert_eq!(read(text.as_bytes()), span, "{text:?}");
        }
    }
}
