//! A span of time as nginx's configuration writes it: `90`, `90s`, `30m`, `1h30m`, `7d`, `2w`.

/// Why a text is no span of time.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be a number of seconds, or numbers with the units s, m, h, d or w, as in 1h30m")]
pub struct Invalid;

/// Reads a span of time, in seconds; one of no length is an error.
pub fn parse(text: &str) -> Result<u64, Invalid> {
    let mut total: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let mut after = after.chars();
        let unit = match after.next() {
            None | Some('s') => 1,
            Some('m') => 60,
            Some('h') => 60 * 60,
            Some('d') => 24 * 60 * 60,
            Some('w') => 7 * 24 * 60 * 60,
            Some(_) => return Err(Invalid),
        };
        let number: u64 = number.parse().map_err(|_| Invalid)?;
        total = number.checked_mul(unit).and_then(|add| total.checked_add(add)).ok_or(Invalid)?;
        rest = after.as_str();
    }
    if total == 0 { Err(Invalid) } else { Ok(total) }
}
