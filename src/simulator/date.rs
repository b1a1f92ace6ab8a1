//! Dates as the registry writes them.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::TimeZone;

/// A moment in US Eastern time to the second: `2026-09-20T10:12:00-04:00` (reference 2.2).
pub(super) fn stamp(at: Timestamp) -> String {
    eastern(at, "%Y-%m-%dT%H:%M:%S%:z")
}

/// The day of a ticket number: `20260920`.
pub(super) fn day(at: Timestamp) -> String {
    eastern(at, "%Y%m%d")
}

fn eastern(at: Timestamp, format: &str) -> String {
    let zone = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime(format).to_string()
}

/// A moment for the `Date` header: `Sun, 20 Sep 2026 14:12:00 GMT`.
pub(super) fn http(at: Timestamp) -> String {
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_carry_the_offset_of_the_season() {
        let summer: Timestamp = "2026-09-20T14:12:00.7Z".parse().expect("date");
        let winter: Timestamp = "2026-12-20T02:12:00Z".parse().expect("date");
        assert_eq!(stamp(summer), "2026-09-20T10:12:00-04:00");
        assert_eq!(stamp(winter), "2026-12-19T21:12:00-05:00");
        assert_eq!(day(winter), "20261219");
        assert_eq!(http(summer), "Sun, 20 Sep 2026 14:12:00 GMT");
    }
}
