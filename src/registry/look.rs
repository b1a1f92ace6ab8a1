//! What a comparison is made under: how much is read for it, and the moment it is made for.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How much of the registry is read for a comparison (design, section 9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Refresh {
    /// A sweep: what the public lists name, and what is declared or ours.
    #[default]
    Auto,
    /// Nothing is sent and no key is needed: the picture of an earlier look is compared.
    Never,
    /// Each object is read with the key, whatever is known of it.
    Full,
    /// Nothing is sent: the picture is a snapshot, taken where the key is (design, section 12).
    Snapshot,
}

/// One look at a registry. Time enters a plan here and nowhere else (design, section 6), so that the same look at
/// the same picture always gives the same plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// How much is read.
    pub refresh: Refresh,
    /// The moment that the plan is made for.
    pub as_of: Timestamp,
}

impl Look {
    /// The everyday look: a sweep, for this moment.
    #[must_use]
    pub const fn at(as_of: Timestamp) -> Self {
        Self {
            refresh: Refresh::Auto,
            as_of,
        }
    }

    /// The day of `as_of` in UTC: what `from`, `until` and deadlines are held against.
    #[must_use]
    pub fn today(self) -> Date {
        self.as_of.to_zoned(TimeZone::UTC).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_in_utc() {
        let look = Look::at(
            "2026-11-23T23:30:00-05:00"
                .parse::<Timestamp>()
                .expect("a moment"),
        );
        assert_eq!(look.today(), jiff::civil::date(2026, 11, 24));
        assert_eq!(look.refresh, Refresh::Auto);
    }
}
