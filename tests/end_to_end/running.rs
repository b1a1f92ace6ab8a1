//! One run of the program, bounded in time, with all it said.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

/// Looks at a child this often, and gives up after so many looks.
const LOOK: Duration = Duration::from_millis(5);
const LOOKS: u32 = 24_000;

/// The program under test, with an environment of its own.
pub(crate) fn swipd() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_swipd"));
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// How a run ended.
#[derive(Debug, Clone)]
pub(crate) struct Ran {
    pub(crate) arguments: String,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Both streams.
    pub(crate) fn said(&self) -> String {
        format!(
            "$ swipd {}\n-- status {:?}\n-- stdout\n{}\n-- stderr\n{}",
            self.arguments, self.code, self.out, self.err
        )
    }

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said());
        self
    }

    /// Both streams together hold each text.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        for text in texts {
            assert!(all.contains(text), "no {text:?} in\n{}", self.said());
        }
        self
    }

    /// Stdout as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error} in\n{}", self.said()))
    }
}

/// A child under way. Dropped, it is killed.
pub(crate) struct Running {
    child: Child,
    arguments: String,
    out: Option<JoinHandle<String>>,
    err: Option<JoinHandle<String>>,
}

fn collect(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let arguments: Vec<_> = command
            .get_args()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = child.stdout.take().map(collect);
        let err = child.stderr.take().map(collect);
        Self {
            child,
            arguments: arguments.join(" "),
            out,
            err,
        }
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// As `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        let _ = self.child.wait();
    }

    /// As `kill`.
    pub(crate) fn ask_to_end(&self) {
        let raw = i32::try_from(self.child.id()).expect("a process number");
        let process = rustix::process::Pid::from_raw(raw).expect("a process number");
        rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("asked");
    }

    /// Waits for its end, two minutes at most.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Ran {
        let mut status = None;
        for _ in 0..LOOKS {
            status = self.child.try_wait().expect("a child of ours");
            if status.is_some() {
                break;
            }
            std::thread::sleep(LOOK);
        }
        if status.is_none() {
            self.kill();
        }
        let text = |reader: Option<JoinHandle<String>>| {
            reader
                .and_then(|reader| reader.join().ok())
                .unwrap_or_default()
        };
        let ran = Ran {
            arguments: self.arguments.clone(),
            code: status.and_then(|status| status.code()),
            out: text(self.out.take()),
            err: text(self.err.take()),
        };
        assert!(status.is_some(), "it did not end:\n{}", ran.said());
        ran
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.is_running() {
            self.kill();
        }
    }
}

/// Looks until it is so, a minute at most.
#[track_caller]
pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    for _ in 0..LOOKS / 2 {
        if so() {
            return;
        }
        std::thread::sleep(LOOK);
    }
    panic!("it never came to this: {what}");
}

/// Tells several stories at once, for most of their time is waiting. The first that fails fails them all.
#[track_caller]
pub(crate) fn at_once<T: Send>(cases: impl IntoIterator<Item = T>, story: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        let story = &story;
        let running: Vec<_> = cases
            .into_iter()
            .map(|case| scope.spawn(move || story(case)))
            .collect();
        for thread in running {
            if let Err(failed) = thread.join() {
                std::panic::resume_unwind(failed);
            }
        }
    });
}
