//! The only reader of the clocks, and its double for tests.

use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

/// Time, as a parameter. The wall clock labels what people read; durations come from the monotonic clock.
pub trait Clock: Send + Sync + 'static {
    /// The wall clock. It can jump, so nothing that must not happen twice depends on it alone.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment of this process; it never goes back.
    fn monotonic(&self) -> Duration;
}

/// The clocks of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: tokio::time::Instant,
}

impl SystemClock {
    /// Starts the monotonic clock at zero.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: tokio::time::Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }
}

/// A clock that stands still until a test moves it.
#[derive(Debug)]
pub struct TestClock {
    start: Timestamp,
    passed: Mutex<Duration>,
}

impl TestClock {
    /// A clock that shows a moment.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self {
            start,
            passed: Mutex::new(Duration::ZERO),
        }
    }

    /// Moves both clocks forward.
    pub fn advance(&self, by: Duration) {
        *self
            .passed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.start
            .checked_add(self.monotonic())
            .unwrap_or(self.start)
    }

    fn monotonic(&self) -> Duration {
        *self
            .passed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
