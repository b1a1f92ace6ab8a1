//! How long to wait before a request that may be sent again. The caller sleeps.

use std::time::Duration;

/// The longest wait that a run puts up with; a longer one ends it.
pub(super) const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The wait before try number `tried + 1`: exponential with full jitter, or what the registry asked for.
pub(super) fn wait(tried: u32, asked: Option<Duration>) -> Duration {
    let ceiling = Duration::from_millis(500) * 2u32.saturating_pow(tried.min(7));
    let jittered = ceiling.mul_f64(fastrand::f64());
    asked.map_or(jittered, |asked| {
        asked + jittered.min(Duration::from_millis(250))
    })
}
