//! How fast we go. The registry publishes no limit, so the defaults are polite (reference 1.5).

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::{Clock, SystemClock};

/// How many requests at once and a second, and how reads are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Requests in flight, at least 1; `None` for no limit.
    pub concurrency: Option<usize>,
    /// Requests a second, evenly; `None` for no limit.
    pub per_second: Option<u32>,
    /// How often a read is tried in all, at least once.
    pub attempts: u32,
    /// The longest first pause between two tries; it doubles with each.
    pub first_pause: Duration,
    /// The longest pause of all that we choose ourselves.
    pub longest_pause: Duration,
    /// Where the jitter begins, for tests that must repeat; `None` for chance.
    pub seed: Option<u64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            concurrency: Some(4),
            per_second: Some(5),
            attempts: 6,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            seed: None,
        }
    }
}

impl Pace {
    /// No limits: for a simulator on this machine.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            concurrency: None,
            per_second: None,
            ..Self::default()
        }
    }

    /// The pause before another try: exponential, with full jitter. `tried` counts from 1.
    pub(super) fn pause(&self, tried: u32, random: &mut fastrand::Rng) -> Duration {
        let doubled = 2_u32.saturating_pow(tried.saturating_sub(1));
        self.first_pause
            .saturating_mul(doubled)
            .min(self.longest_pause)
            .mul_f64(random.f64())
    }
}

/// The monotonic clock, in the form that the token bucket asks for.
#[derive(Debug, Clone)]
struct Monotonic(SystemClock);

impl GovernorClock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.monotonic()
    }
}

type Bucket = RateLimiter<NotKeyed, InMemoryState, Monotonic, NoOpMiddleware<Duration>>;

/// Lets requests through one by one.
#[derive(Debug)]
pub(super) struct Gate {
    slots: Option<Semaphore>,
    bucket: Option<Bucket>,
    clock: Monotonic,
}

impl Gate {
    pub(super) fn new(pace: &Pace) -> Self {
        let clock = Monotonic(SystemClock::new());
        // A burst of one: requests are spread, because nobody knows what the registry calls a flood.
        let quota = pace
            .per_second
            .and_then(NonZeroU32::new)
            .and_then(|rate| Quota::with_period(Duration::from_secs(1) / rate.get()));
        Self {
            slots: pace
                .concurrency
                .map(|slots| Semaphore::new(slots.clamp(1, Semaphore::MAX_PERMITS))),
            bucket: quota.map(|quota| RateLimiter::direct_with_clock(quota, clock.clone())),
            clock,
        }
    }

    /// Waits for a turn. It lasts as long as what is returned.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let slot = match &self.slots {
            // The semaphore is never closed; were it, there would be no limit rather than no request.
            Some(slots) => slots.acquire().await.ok(),
            None => None,
        };
        if let Some(bucket) = &self.bucket {
            while let Err(early) = bucket.check() {
                tokio::time::sleep(early.wait_time_from(self.clock.now())).await;
            }
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_have_a_bound() {
        let pace = Pace::default();
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..100 {
            assert!(pace.pause(1, &mut random) <= Duration::from_millis(500));
            assert!(pace.pause(3, &mut random) <= Duration::from_secs(2));
            assert!(pace.pause(60, &mut random) <= Duration::from_secs(30));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_spread_over_the_second() {
        let gate = Gate::new(&Pace {
            per_second: Some(5),
            ..Pace::default()
        });
        let clock = SystemClock::new();
        for _ in 0..11 {
            gate.turn().await;
        }
        let passed = clock.monotonic();
        assert!(passed >= Duration::from_secs(2) && passed < Duration::from_millis(2100));
    }

    #[tokio::test(start_paused = true)]
    async fn without_limits_nobody_waits() {
        let gate = Gate::new(&Pace::unlimited());
        let clock = SystemClock::new();
        let mut held = Vec::new();
        for _ in 0..1000 {
            held.push(gate.turn().await);
        }
        assert_eq!(clock.monotonic(), Duration::ZERO);
    }
}
