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

/// A number of seconds in days, hours and so on.
pub struct Span(pub u64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        format_duration(Duration::from_secs(self.0)).fmt(f)
    }
}
