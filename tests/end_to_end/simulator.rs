//! The simulator as a process of its own, and its test calls.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::running::{swipd, until};

/// A running simulator. Dropped, it is killed.
pub(crate) struct Simulator {
    child: Child,
    address: String,
    seed: PathBuf,
    data: PathBuf,
    /// Further arguments.
    more: Vec<&'static str>,
}

impl Simulator {
    pub(crate) fn start(seed: &Path, data: &Path) -> Self {
        let (child, address) = Self::process("127.0.0.1:0", seed, data, &[]);
        Self {
            child,
            address,
            seed: seed.to_owned(),
            data: data.to_owned(),
            more: Vec::new(),
        }
    }

    /// Starts it again with another answer to a question that the reference leaves open.
    pub(crate) fn assume(&mut self, answer: &'static str) {
        self.more.extend(["--assume", answer]);
        self.restart();
    }

    /// Starts it again with the dialect of the old documents.
    pub(crate) fn legacy(&mut self) {
        self.more.extend(["--dialect", "legacy"]);
        self.restart();
    }

    /// Starts it again with a public side that is behind, for longer than any story.
    pub(crate) fn lag(&mut self) {
        self.more.extend(["--public-lag", "30m"]);
        self.restart();
    }

    /// As a crash of the registry: killed, and started again with what it had on disk.
    pub(crate) fn restart(&mut self) {
        self.child.kill().expect("killed");
        let _ = self.child.wait();
        (self.child, self.address) =
            Self::process(&self.address, &self.seed, &self.data, &self.more);
    }

    fn process(listen: &str, seed: &Path, data: &Path, more: &[&str]) -> (Child, String) {
        let log = std::fs::File::create(data.with_extension("log")).expect("a log");
        let mut child = swipd()
            .args(["simulate", "--listen", listen, "--seed"])
            .arg(seed)
            .arg("--data")
            .arg(data)
            .args(more)
            .env("SWIPD_LOG", "trace")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(log))
            .spawn()
            .expect("the simulator starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .unwrap_or_else(|| panic!("not an address: {line:?}"))
            .to_owned();
        (child, address)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Result<Value, String> {
        let body = self.exchange(method, path, "", body)?;
        Ok(serde_json::from_str(&body).expect("JSON"))
    }

    /// A request of another client of the same account; its answer, which must be a success.
    #[track_caller]
    pub(crate) fn registry(&self, method: &str, path: &str, body: &str) -> String {
        let headers = "Authorization: ApiKey API-1111-2222-3333-4444\r\n\
                       Content-Type: application/xml\r\nAccept: application/xml\r\n";
        let answer = self.exchange(method, path, headers, body);
        answer.unwrap_or_else(|refused| panic!("{refused}"))
    }

    fn exchange(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> Result<String, String> {
        let answer = self.answer(method, path, headers, body);
        let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
        if head.starts_with("HTTP/1.1 200") {
            Ok(body.to_owned())
        } else {
            Err(answer)
        }
    }

    /// The answer as it came, its head included.
    fn answer(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let patience = Some(Duration::from_secs(30));
        stream.set_read_timeout(patience).expect("set");
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: sim\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    }

    /// Waits until the registry dates what it does by another second: its dates have no less.
    #[track_caller]
    pub(crate) fn dates_move_on(&self) {
        let date = || {
            let answer = self.answer("GET", "/_sim/faults", "", "");
            let mut head = answer.lines().take_while(|line| !line.is_empty());
            let date = head.find(|line| line.to_lowercase().starts_with("date:"));
            date.expect("a date").to_owned()
        };
        let before = date();
        until("the registry dates by another second", || date() != before);
    }

    /// All that is registered.
    pub(crate) fn state(&self) -> Value {
        self.call("GET", "/_sim/state", "").expect("a state")
    }

    /// Method and path of every request that is not a read, oldest first.
    pub(crate) fn writes(&self) -> Vec<String> {
        let mut requests = self.requests();
        requests.retain(|request| !request.starts_with("GET "));
        requests
    }

    /// Method and path of every request, oldest first.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.call("GET", "/_sim/requests", "").expect("a log");
        let requests = requests.as_array().expect("a list").iter();
        requests
            .map(|request| {
                let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
                format!("{} {}", text("method"), text("path"))
            })
            .collect()
    }

    /// Sets the fault script.
    #[track_caller]
    pub(crate) fn faults(&self, rules: &Value) {
        let script = json!({ "rules": rules }).to_string();
        let set = self.call("PUT", "/_sim/faults", &script);
        assert!(set.is_ok(), "{set:?}");
    }

    /// The registry's staff does something with a ticket.
    #[track_caller]
    pub(crate) fn ticket(&self, number: &str, change: &Value) {
        let path = format!("/_sim/tickets/{number}");
        let done = self.call("PUT", &path, &change.to_string());
        assert!(done.is_ok(), "{done:?}");
    }

    /// Somebody else does something in the web page.
    #[track_caller]
    pub(crate) fn edit(&self, edit: &Value) -> Value {
        let done = self.call("PUT", "/_sim/edit", &edit.to_string());
        done.unwrap_or_else(|refused| panic!("{refused}"))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
