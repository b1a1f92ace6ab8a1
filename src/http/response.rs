//! What came back, and how long it asks to wait.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// A response with the few headers that mean something to us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// `Date`: the clock of the registry.
    pub date: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<RetryAfter>,
    /// `Content-Type`, whole.
    pub content_type: Option<String>,
    /// `Content-Disposition`, whole: the name of an attachment is in it.
    pub disposition: Option<String>,
    /// The whole body.
    pub body: Vec<u8>,
}

/// When to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so many seconds.
    Seconds(u64),
    /// At a moment of the registry's clock.
    At(Timestamp),
}

impl RetryAfter {
    /// Reads the header: seconds, or an HTTP date. `None` when it is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Seconds(text.parse().unwrap_or(u64::MAX)));
        }
        http_date(text).map(Self::At)
    }
}

impl Response {
    /// How long the registry asks us to wait. A date counts from the reply's own `Date`, because our clock
    /// may be wrong; without one it says nothing.
    #[must_use]
    pub fn asked_wait(&self) -> Option<Duration> {
        match self.retry_after? {
            RetryAfter::Seconds(seconds) => Some(Duration::from_secs(seconds)),
            RetryAfter::At(moment) => {
                let sent = http_date(self.date.as_deref()?)?;
                Some(Duration::try_from(moment.duration_since(sent)).unwrap_or(Duration::ZERO))
            }
        }
    }

    /// The clock of the registry when it answered, in whole seconds.
    #[must_use]
    pub fn moment(&self) -> Option<Timestamp> {
        http_date(self.date.as_deref()?)
    }

    /// Whether the body is what was asked for, and not an explanation of why it is not there.
    pub(super) fn is_deliverable(&self) -> bool {
        matches!(self.status, 200..=299) && !self.is_page()
    }

    /// Whether the body is a page for people: then something between us and the registry spoke.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("text/html")
        })
    }
}

fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new()
        .parse_timestamp(text.trim())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let response = Response {
            retry_after: RetryAfter::parse(retry_after),
            date: date.map(str::to_owned),
            ..Response::default()
        };
        response.asked_wait()
    }

    #[test]
    fn a_wait_in_seconds_is_taken_as_it_is() {
        assert_eq!(asking("120", None), Some(Duration::from_secs(120)));
        assert_eq!(
            asking("99999999999999999999999", None),
            Some(Duration::from_secs(u64::MAX))
        );
    }

    #[test]
    fn a_date_counts_from_the_date_of_the_reply() {
        let date = Some("Sun, 20 Sep 2026 14:00:00 GMT");
        assert_eq!(
            asking("Sun, 20 Sep 2026 14:02:00 GMT", date),
            Some(Duration::from_secs(120))
        );
        assert_eq!(
            asking("Sun, 20 Sep 2026 13:00:00 GMT", date),
            Some(Duration::ZERO)
        );
        assert_eq!(asking("Sun, 20 Sep 2026 14:02:00 GMT", None), None);
        assert_eq!(asking("soon", date), None);
        assert_eq!(asking("-5", date), None);
    }
}
