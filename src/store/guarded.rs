//! Calls of sled, on a thread of their own: its panics end there, and one that never returns is left behind.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The name of the threads that call sled. A panic hook can tell by it that the panic is caught, and stay silent.
pub const CACHE_THREAD: &str = "cache";

/// Far longer than any call takes. sled can wait for ever when a thread of its own has panicked.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs a call; `Err` says what became of it.
pub(super) fn guarded<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (answer, answered) = channel();
    let thread = std::thread::Builder::new()
        .name(CACHE_THREAD.to_owned())
        .spawn(move || {
            // The caller may have stopped waiting.
            let _ = answer.send(call());
        })
        .map_err(|error| format!("no thread: {error}"))?;
    match answered.recv_timeout(LIMIT) {
        Ok(result) => {
            // What the call held is dropped before we go on; a panic in a drop ends here too.
            let _ = thread.join();
            result
        }
        Err(RecvTimeoutError::Disconnected) => {
            let _ = thread.join();
            Err("sled panicked".to_owned())
        }
        Err(RecvTimeoutError::Timeout) => Err("sled does not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        assert_eq!(guarded(|| Ok(1)), Ok(1));
        let panics: Result<u8, String> = guarded(|| {
            // `resume_unwind` is a panic without its message.
            std::panic::resume_unwind(Box::new("flipped bit"))
        });
        assert_eq!(panics, Err("sled panicked".to_owned()));
    }
}
