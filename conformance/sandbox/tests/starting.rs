//! What the program says where it can't start: once, why, and never a password or a key. And files of any name.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

mod common;

use std::process::Command;

use common::in_file;
use common::process::Process;
use reversals_sandbox::Sandbox;

/// The exit code, and all that is said.
fn run(folder: &std::path::Path, arguments: &[&str], variable: Option<&str>) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reversals-sandbox"));
    command.args(arguments).current_dir(folder);
    command.env_remove("REVERSALS_SANDBOX_DATABASE");
    if let Some(address) = variable {
        command.env("REVERSALS_SANDBOX_DATABASE", address);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), said)
}

#[test]
fn wrong_usage_is_a_2_with_why_and_no_password_or_key_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "postgress://u:hunter2@h/x";
    for (arguments, words) in [
        (
            &["--database", secret][..],
            "invalid value for '--database <URL>': a database is `sqlite::memory:`",
        ),
        (
            &["--database", "postgres:u:hunter2@h/x"],
            "a database is `sqlite::memory:`",
        ),
        (
            &["--database", "postgres://u:hunter2?@h/x"],
            "signs in a password are written",
        ),
        (
            &["--database", "postgres://u@h/x?pasword=hunter2"],
            "there is a parameter",
        ),
        (
            &["--database", "sqlite::memory"],
            "in memory is `sqlite::memory:`",
        ),
        (&["--database", "sqlite:a.db?mode=ro"], "without parameters"),
        (&[secret], "unexpected argument '[hidden]' found"),
        (
            &["--listen", secret],
            "invalid value '[hidden]' for '--listen",
        ),
        (
            &["--listen=postgres://u:hunter2@h/x"],
            "invalid value '[hidden]' for '--listen",
        ),
        (
            &["--clock", "sk_test_hunter2"],
            "invalid value '[hidden]' for '--clock",
        ),
        (&["--balance", "usd=10000000000000001"], "10^16 at most"),
        (&["--balance", "usd=-1"], "10^16 at most"),
    ] {
        let (code, said) = run(folder.path(), arguments, None);
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(
            said.contains(words) && !said.contains("hunter2"),
            "{arguments:?}: {said}"
        );
        assert_eq!(said.matches("error: ").count(), 1, "{said}");
    }
    let (code, said) = run(folder.path(), &[], Some(secret));
    assert!(code == 2 && !said.contains("hunter2"), "{said}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing was made"
    );
}

#[test]
fn what_cannot_be_had_is_a_3_and_said_once_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("no.db"),
        "this is no database, and long enough to say so",
    )
    .unwrap();
    std::fs::write(
        folder.path().join("no.yaml"),
        "platforms:\n  - key: sk_test_hunter2\n    colour: red\n",
    )
    .unwrap();
    // A port that nobody listens on.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    let address = format!("postgres://u:hunter2@127.0.0.1:{port}/x");
    let server = format!("x of PostgreSQL at 127.0.0.1, port {port},");
    let taken = free.local_addr().unwrap().to_string();
    for (arguments, said) in [
        (&["--listen", &taken][..], format!("{taken} can't be listened on: Address already in use (os error 98)")),
        (
            &["--database", "sqlite:none/a.db"],
            "the database none/a.db can't be opened: the file can't be opened".to_owned(),
        ),
        (
            &["--database", "sqlite:no.db"],
            "the database no.db can't be opened: the file is none of SQLite's".to_owned(),
        ),
        (
            &["--fixtures", "none.yaml"],
            "none.yaml can't be read: No such file or directory (os error 2)".to_owned(),
        ),
        (
            &["--fixtures", "no.yaml"],
            "no.yaml:3:5: platforms[0]: there is no such member; there are key, account, balance, accounts, transfers, \
             received_credits"
                .to_owned(),
        ),
    ] {
        assert_eq!(run(folder.path(), arguments, None), (3, format!("error: {said}\n")));
    }
    drop(free);
    let said = format!(
        "error: the database {server} can't be opened: Connection refused (os error 111)\n"
    );
    assert_eq!(
        run(folder.path(), &["--database", &address], None),
        (3, said.clone())
    );
    assert_eq!(run(folder.path(), &[], Some(&address)), (3, said));
}

#[tokio::test]
async fn a_file_has_the_name_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "100%.db",
        "a%20b.db",
        "a#b.db",
        "a b.db",
        "file:a.db",
        "é'\".db",
        "memory.db",
    ] {
        let file = folder.path().join(name);
        let process = Process::start(&["--database", &format!("sqlite:{}", file.display())]);
        process.client().transfer(100).await;
        process.kill();
        assert!(file.is_file(), "{name}");
    }
    // The library takes any name, SQLite's own for no file among them.
    for name in ["a?mode=ro", ":memory:"] {
        let file = folder.path().join(name);
        Sandbox::open(in_file(&file)).await.unwrap().close().await;
        assert!(file.is_file(), "{name}");
    }
    let files = std::fs::read_dir(folder.path()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    assert_eq!(names.count(), 9, "and there is no other one");
}
