//! Times for people: the clock, a Unix time as a date, and how long it is until then.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use humantime::{format_duration, format_rfc3339_seconds};

/// The last second of the year 9999, beyond which dates have no four digits.
const LAST_DATE: u64 = 253_402_300_799;

/// The clock is of no use.
#[derive(Debug, thiserror::Error)]
#[error("the clock of this machine is set before 1970")]
pub struct NoClock;

/// Seconds since 1970.
pub fn now() -> Result<u64, NoClock> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| NoClock)?.as_secs())
}

/// A Unix time as a date (RFC 3339), or, past the year 9999, as it is.
pub struct Date(pub u64);

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ..=LAST_DATE => format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(self.0)).fmt(f),
            later => write!(f, "{later}"),
        }
    }
}

/// A number of seconds in its two largest units, such as `3 years 1 month`.
pub struct Span(pub u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written `3years 1month 2days 4h 5m 6s`.
        let exact = format_duration(Duration::from_secs(self.0)).to_string();
        for (place, part) in exact.split(' ').take(2).enumerate() {
            let (number, unit) = part.split_at(part.trim_end_matches(char::is_alphabetic).len());
            let s = if number == "1" { "" } else { "s" };
            let between = if place == 0 { "" } else { " " };
            match unit {
                "h" => write!(f, "{between}{number} hour{s}")?,
                "m" => write!(f, "{between}{number} minute{s}")?,
                "s" => write!(f, "{between}{number} second{s}")?,
                unit => write!(f, "{between}{number} {unit}")?,
            }
        }
        Ok(())
    }
}
