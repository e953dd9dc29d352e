//! How long tokens live, of those that a caller asks for.

/// Longer than this no token lives, in seconds: 24 days. Timers of players count milliseconds in 31
/// bits, and fire at once for what is longer.
pub const MAX_LIFETIME: u64 = 24 * DAY;

/// What is greater is no number of seconds but a Unix time: the beginning of 2025.
pub const ABSOLUTE_AFTER: u64 = 1_735_689_600;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Lifetimes, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    default: u64,
    max: u64,
}

/// Why two times are no lifetimes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LifetimesError {
    /// A token that is dead when it is made.
    #[error("a lifetime must be at least one second")]
    Zero,
    /// Longer than players can count.
    #[error(
        "the longest lifetime is {0} s, it must be less than 24 days: timers of players overflow beyond"
    )]
    TooLong(u64),
    /// The usual one is longer than the longest.
    #[error(
        "the default lifetime is {default} s, longer than the longest, which is {max} s: \"max=TIME\" sets it"
    )]
    DefaultAboveMax {
        /// The one for callers that ask for none.
        default: u64,
        /// The longest.
        max: u64,
    },
}

impl Default for Lifetimes {
    /// One hour, and at most 24 hours.
    fn default() -> Self {
        Self { default: HOUR, max: DAY }
    }
}

impl Lifetimes {
    /// Takes the lifetime of tokens for callers that ask for none, and the longest that they can
    /// ask for, 24 hours where there is none.
    pub fn new(default: u64, max: Option<u64>) -> Result<Self, LifetimesError> {
        let max = max.unwrap_or(DAY);
        if default == 0 || max == 0 {
            return Err(LifetimesError::Zero);
        }
        if max >= MAX_LIFETIME {
            return Err(LifetimesError::TooLong(max));
        }
        if default > max {
            return Err(LifetimesError::DefaultAboveMax { default, max });
        }
        Ok(Self { default, max })
    }

    /// The same, but none longer than `max`.
    pub fn limited_to(self, max: u64) -> Self {
        Self { default: self.default.min(max), max: self.max.min(max) }
    }

    /// The time at which a token expires that is made at `now`, both in seconds since 1970.
    ///
    /// `asked` is what the caller asks for: digits, a number of seconds or, above
    /// [`ABSOLUTE_AFTER`], the time itself. What lies too far ahead is cut; what is no number, is
    /// zero, or is a time that has come already gives the default.
    pub fn expires(self, now: u64, asked: Option<&[u8]>) -> u64 {
        let lifetime = match asked.and_then(number) {
            None | Some(0) => None,
            Some(time) if time > ABSOLUTE_AFTER => time.checked_sub(now).filter(|&left| left > 0),
            Some(seconds) => Some(seconds),
        };
        now.saturating_add(lifetime.unwrap_or(self.default).min(self.max))
    }
}

/// Digits and nothing else; what is too large for the type is as good as its largest value.
fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, &byte| {
        let digit = char::from(byte).to_digit(10)?;
        Some(number.saturating_mul(10).saturating_add(digit.into()))
    })
}
