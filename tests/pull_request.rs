//! `examples/pull-request`: its samples are what the program prints, its scripts keep one comment of their own, and
//! its pipelines give a pull request nothing to steal. `SWIPD_WRITE_SAMPLES=1 cargo test --test pull_request` writes
//! the samples anew.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/pull-request")
}

/// Copies files and folders, those that a run leaves behind left out.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        if name == ".swipd" || name == "samples" {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            std::fs::copy(entry.path(), to.join(name)).expect("copied");
        }
    }
}

fn swipd(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_swipd"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .current_dir(root)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// Puts what differs from run to run in its place: moments, and the digest, which stands on registration dates.
fn settled(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive([' ', '\n', '<']) {
        let bare = word.trim_end_matches([' ', '\n', '<']);
        let rest = &word[bare.len()..];
        let quoted = bare.trim_matches('`');
        let is = |text: &str, length: usize, wanted: fn(char) -> bool| {
            text.len() == length && text.chars().all(wanted)
        };
        let kept = if is(bare, 10, |c| c.is_ascii_digit() || c == '-') && bare.starts_with("20") {
            bare.replace(bare, "2026-11-23")
        } else if is(bare, 9, |c| c.is_ascii_digit() || c == ':' || c == 'Z') && bare.ends_with('Z')
        {
            "14:02:11Z".to_owned()
        } else if is(quoted, 12, |c| c.is_ascii_hexdigit()) {
            bare.replace(quoted, "7c41d0e9b2aa")
        } else {
            bare.to_owned()
        };
        out.push_str(&kept);
        out.push_str(rest);
    }
    out
}

/// Holds what was printed against a sample, or writes the sample.
#[track_caller]
fn hold(name: &str, printed: &str) {
    let path = example().join("samples").join(name);
    if std::env::var_os("SWIPD_WRITE_SAMPLES").is_some() {
        std::fs::write(&path, printed).expect("written");
    }
    let sample = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        sample == printed,
        "{} is not what is printed; SWIPD_WRITE_SAMPLES=1 cargo test --test pull_request writes it\n{printed}",
        path.display()
    );
}

/// The example with a change of its samples upon it, in a folder whose name the marker has.
fn with(change: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("example-registry");
    copy(&example(), &root);
    if change == "change" {
        // What is on the main branch is applied already.
        let ran = swipd(&root, &["apply", "--simulate", "--yes"]);
        assert!(ran.status.success(), "{ran:?}");
    }
    copy(&example().join("samples").join(change), &root);
    (folder, root)
}

#[test]
fn the_comment_is_what_plan_prints() {
    let (_folder, root) = with("change");
    let ran = swipd(&root, &["plan", "--simulate", "-o", "markdown"]);
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    let printed = text(&ran.stdout);
    assert!(printed.starts_with("<!-- swipd:plan "), "{printed}");
    hold("comment.md", &settled(&printed));
}

/// The program with the secret of fingerprints, and nothing else.
fn trusted(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_swipd"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("SWIPD_SNAPSHOT_KEY", "an invented secret of the example")
        .current_dir(root)
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[test]
fn the_comment_of_a_branch_is_what_plan_prints_of_a_snapshot() {
    let (_folder, root) = with("change");
    let export = ["state", "export", "--fingerprints", "--simulate", "--out"];
    let file = root.join("swipd.snapshot");
    let to: Vec<&str> = export.into_iter().chain(file.to_str()).collect();
    // What is exported is what main has applied, whatever is checked out.
    let ran = trusted(&root, &to);
    assert!(ran.status.success(), "{ran:?}");
    std::fs::remove_dir_all(root.join(".swipd")).expect("no state is left");
    let plan = [
        "plan",
        "--simulate",
        "--snapshot",
        "swipd.snapshot",
        "-o",
        "markdown",
    ];
    let ran = trusted(&root, &plan);
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    hold("comment-branch.md", &settled(&text(&ran.stdout)));
    assert!(!root.join(".swipd").exists());
}

#[test]
fn the_annotations_are_what_validate_prints() {
    let (_folder, root) = with("mistakes");
    let ran = swipd(&root, &["validate", "-o", "github"]);
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    hold("annotations.txt", &text(&ran.stdout));
    hold("log.txt", &text(&ran.stderr));
}

/// Whether a program is there that the scripts need; the machine that builds swipd need not have it.
fn lacks(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_err()
}

#[test]
fn the_report_of_code_quality_is_made_of_what_validate_prints() {
    if lacks("jq") {
        return;
    }
    let (_folder, root) = with("mistakes");
    let ran = swipd(&root, &["validate", "-o", "json"]);
    let file = root.join("mistakes.json");
    std::fs::write(&file, &ran.stdout).expect("written");
    let ran = Command::new("jq")
        .arg("-f")
        .arg(example().join("ci/code-quality.jq"))
        .arg(&file)
        .output()
        .expect("jq");
    assert!(ran.status.success(), "{ran:?}");
    hold("code-quality.json", &text(&ran.stdout));
}

/// A `gh` that answers a list of comments from a file, and writes down what it is asked to change.
const GH: &str = r#"#!/bin/sh
case "$*" in
  *--paginate*) cat "$FAKE/comments.json" ;;
  *) printf '%s\n' "$*" | sed 's| --input .*||' >> "$FAKE/asked"; while [ "$1" != --input ]; do shift; done; cat "$2" >> "$FAKE/asked" ;;
esac
"#;

/// What the script asks GitHub to change, where these comments are there.
fn posted(comments: &Value) -> String {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("gh"), GH).expect("written");
    std::fs::set_permissions(at("gh"), std::fs::Permissions::from_mode(0o755)).expect("mode");
    std::fs::write(at("comments.json"), comments.to_string()).expect("written");
    std::fs::write(
        at("plan.md"),
        "<!-- swipd:plan estate -->\n### no changes\n",
    )
    .expect("written");
    let ran = Command::new("sh")
        .arg(example().join("ci/comment-github.sh"))
        .arg(at("plan.md"))
        .arg("17")
        .env(
            "PATH",
            format!("{}:/usr/local/bin:/usr/bin:/bin", folder.path().display()),
        )
        .env("FAKE", folder.path())
        .env("GITHUB_REPOSITORY", "example/registry")
        .output()
        .expect("sh");
    assert!(ran.status.success(), "{ran:?}");
    std::fs::read_to_string(at("asked")).expect("something was asked")
}

#[test]
fn one_comment_is_kept_and_only_our_own_is_written_over() {
    if lacks("jq") {
        return;
    }
    let comment = |id: u32, login: &str, body: &str| json!({ "id": id, "user": { "login": login }, "body": body });
    let ours = "<!-- swipd:plan estate -->\n### 1 create\n";
    let bot = "github-actions[bot]";
    let first = posted(&json!([comment(1, "mallory", "looks good")]));
    assert!(
        first.starts_with("api -X POST repos/example/registry/issues/17/comments\n"),
        "{first}"
    );
    assert!(first.contains("### no changes"), "{first}");
    let again = posted(&json!([
        comment(1, "mallory", ours),
        comment(2, bot, "hello"),
        comment(3, bot, ours)
    ]));
    assert!(
        again.starts_with("api -X PATCH repos/example/registry/issues/comments/3\n"),
        "{again}"
    );
    let forged = posted(&json!([comment(1, "mallory", ours)]));
    assert!(
        forged.starts_with("api -X POST "),
        "a marker by somebody else: {forged}"
    );
    let other = posted(&json!([comment(4, bot, "<!-- swipd:plan other -->\n")]));
    assert!(
        other.starts_with("api -X POST "),
        "of another repository: {other}"
    );
}

#[test]
fn what_does_not_begin_as_a_plan_is_not_posted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.md");
    std::fs::write(&file, "### hello\n").expect("written");
    for script in ["comment-github.sh", "comment-gitlab.sh"] {
        let ran = Command::new("sh")
            .arg(example().join("ci").join(script))
            .arg(&file)
            .arg("17")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("GITHUB_REPOSITORY", "a/b")
            .env("CI_API_V4_URL", "http://127.0.0.1:1")
            .env("CI_PROJECT_ID", "1")
            .env("CI_MERGE_REQUEST_IID", "1")
            .output()
            .expect("sh");
        assert_eq!(ran.status.code(), Some(1), "{script}");
        assert!(text(&ran.stderr).contains("nothing was posted"), "{ran:?}");
    }
}

fn workflow(name: &str) -> (String, Value) {
    let path = example().join(name);
    let text = std::fs::read_to_string(path).expect("a pipeline");
    let value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    (text, value)
}

#[test]
fn a_pull_request_meets_no_secret_and_no_right_to_write() {
    let (text, value) = workflow(".github/workflows/pull-request.yml");
    assert!(!text.contains("secrets.") && !text.contains("pull_request_target"));
    assert_eq!(value["permissions"], json!({ "contents": "read" }));
    for job in value["jobs"].as_object().expect("jobs").values() {
        assert_eq!(
            job["runs-on"], "ubuntu-latest",
            "never on the machine with the state"
        );
        assert!(job.get("environment").is_none() && job.get("permissions").is_none());
    }
    assert!(text.contains("validate -o github") && text.contains("-o markdown"));
    let (text, value) = workflow(".github/workflows/comment.yml");
    assert!(!text.contains("secrets.ARIN"));
    assert!(value["on"].get("workflow_run").is_some() || value[true.to_string()].is_object());
    // Nothing of the branch is put into a script by the runner, only into variables.
    for line in text.lines().filter(|line| line.contains("${{")) {
        let line = line.trim_start();
        assert!(
            !line.starts_with("run:") && !line.starts_with("ci/"),
            "{line}"
        );
    }
}

/// The workflow of branches has the secret of fingerprints alone, and runs for no fork; a plan is made by one of two.
#[test]
fn a_branch_meets_one_secret_and_a_fork_none() {
    let (text, value) = workflow(".github/workflows/branch.yml");
    assert_eq!(text.matches("secrets.").count(), 1);
    assert!(text.contains("secrets.SWIPD_SNAPSHOT_KEY") && !text.contains("pull_request_target"));
    let read = json!({ "actions": "read", "contents": "read" });
    assert_eq!(value["permissions"], read);
    let same = "github.event.pull_request.head.repo.full_name == github.repository";
    assert_eq!(value["jobs"]["plan"]["if"], same);
    assert!(text.contains("plan --snapshot") && text.contains("fetch-depth: 0"));
    let (_, fork) = workflow(".github/workflows/pull-request.yml");
    let planned = fork["jobs"]["plan"]["if"].as_str().expect("a condition");
    assert!(planned.ends_with(&same.replace("==", "!=")), "{planned}");
    let (_, comment) = workflow(".github/workflows/comment.yml");
    let names = [&fork["name"], &value["name"]];
    let listens = &comment["on"]["workflow_run"]["workflows"];
    assert_eq!(*listens, json!(names));
    let (text, _) = workflow(".github/workflows/apply.yml");
    assert!(text.contains("state export --fingerprints --out swipd.snapshot"));
    let (text, value) = workflow(".gitlab-ci.yml");
    let rule = |job: &str| {
        value[job]["rules"][0]["if"]
            .as_str()
            .expect("a rule")
            .to_owned()
    };
    let own = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID";
    assert!(rule("plan").ends_with(own) && rule("comment").ends_with(own));
    assert!(rule("plan-fork").ends_with(&own.replace("==", "!=")));
    let fork = value["plan-fork"]["script"].to_string();
    assert!(
        fork.contains("--simulate") && !fork.contains("snapshot"),
        "{fork}"
    );
    assert!(!text.contains("ARIN_API_KEY }"));
}

#[test]
fn only_one_machine_with_a_state_that_stays_applies() {
    let (text, value) = workflow(".github/workflows/apply.yml");
    let job = &value["jobs"]["apply"];
    assert_eq!(job["runs-on"], json!(["self-hosted", "swipd"]));
    assert_eq!(job["env"]["STATE_DIRECTORY"], "/var/lib/swipd");
    assert_eq!(value["concurrency"]["cancel-in-progress"], false);
    assert!(!text.contains("pull_request"));
    let (_, value) = workflow(".gitlab-ci.yml");
    let apply = &value["apply"];
    assert_eq!(apply["tags"], json!(["swipd"]));
    assert_eq!(apply["interruptible"], false);
    assert_eq!(apply["variables"]["STATE_DIRECTORY"], "/var/lib/swipd");
    assert!(apply["resource_group"].is_string());
    for job in ["validate", "plan", "plan-fork"] {
        assert!(value[job].get("environment").is_none(), "{job}");
    }
}
