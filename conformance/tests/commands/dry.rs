//! `--dry-run`: a shell runs what it prints, and that is the request.

use std::fs;
use std::process::Command;

use reversals_cases::Case;
use reversals_cases::wire::Request;

use super::ran_with;
use super::spelt::{self, Spelling};
use super::wire::assert_is;

/// Keeps its words: each ends in a NUL, and a call in what no word has.
const CURL: &str =
    "curl() { for word in \"$@\"; do printf '%s\\0' \"$word\"; done; printf '\\001'; }\n";

/// What the shell's variable holds: whatever a key may be made of stays one word.
const KEY: &str = "sk_test_$x `y` \"z";

#[test]
fn a_shell_that_runs_what_a_dry_run_prints_calls_curl_with_the_request_and_the_key_of_its_variable()
{
    let mut calls = spelt::calls();
    // What the document refuses has no request to print.
    calls.retain(|case| !spelt::is_unfit(case));
    let mut script = CURL.to_owned();
    for case in &calls {
        let words = spelt::words(&case.call, Spelling::Flags);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let args = [&["--dry-run", "--base-url", "http://localhost"], &words[..]].concat();
        // Whether there is a key makes no difference.
        let ended = ran_with(None, &args, &mut |_| panic!("it asks"));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{}", case.id);
        assert_eq!(ended, ran_again(&ended, &args), "{}", case.id);
        script.push_str(&ended.out);
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("script");
    fs::write(&path, script).unwrap();
    let shell = Command::new("sh")
        .arg(&path)
        .env("STRIPE_API_KEY", KEY)
        .output()
        .unwrap();
    assert!(
        shell.status.success() && shell.stderr.is_empty(),
        "{shell:?}"
    );
    let out = String::from_utf8(shell.stdout).unwrap();
    let called: Vec<&str> = out.split_terminator('\u{1}').collect();
    assert_eq!(called.len(), calls.len());
    for (case, words) in calls.iter().zip(called) {
        assert_is(case, request(case, words));
    }
}

/// A second run, with a key, and with the idempotency key that the first made up.
fn ran_again(first: &super::Ended, args: &[&str]) -> super::Ended {
    let made = first
        .out
        .lines()
        .find_map(|line| line.trim().strip_prefix("-H 'idempotency-key: "));
    let made = made.map(|rest| {
        format!(
            "--idempotency-key={}",
            rest.trim_end_matches(['\\', ' ']).trim_end_matches('\'')
        )
    });
    let given = args
        .iter()
        .any(|word| word.starts_with("--idempotency-key"));
    let words: Vec<&str> = made
        .iter()
        .filter(|_| !given)
        .map(String::as_str)
        .chain(args.iter().copied())
        .collect();
    ran_with(Some(super::KEY), &words, &mut |_| panic!("it asks"))
}

/// The request that curl makes of its words.
fn request(case: &Case, words: &str) -> Request {
    let mut request = Request {
        method: "GET".to_owned(),
        ..Request::default()
    };
    let mut pairs = Vec::new();
    let mut words = words.split_terminator('\0');
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap().to_owned();
        match word {
            "-g" => {}
            "-X" => request.method = value(),
            "-H" => {
                let header = value();
                let (name, value) = header.split_once(": ").unwrap();
                // The case's key, where the shell put its own.
                request
                    .headers
                    .push((name.to_owned(), value.replace(KEY, super::KEY)));
            }
            "-d" => pairs.push(value()),
            url => {
                let rest = url
                    .strip_prefix("http://localhost")
                    .unwrap_or_else(|| panic!("{}: {url}", case.id));
                let (path, query) = match rest.split_once('?') {
                    Some((path, query)) => (path, Some(query.to_owned())),
                    None => (rest, None),
                };
                (request.path, request.query) = (path.to_owned(), query);
            }
        }
    }
    if !pairs.is_empty() {
        // curl says so of what `-d` gives.
        let form = "application/x-www-form-urlencoded".to_owned();
        request.headers.push(("content-type".to_owned(), form));
        request.body = Some(pairs.join("&"));
    }
    request.headers.sort();
    request
}
