//! What the program prints and writes has no key in it: neither the one that it was given, however a service repeats
//! it, nor another one.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The key that is given.
const GIVEN: &str = "the-key-of-this-test";

const CASE: &str = "transfer_reversals/create/documented";

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
    out
}

/// What must not be seen, in each form.
fn secrets() -> Vec<String> {
    let mut secrets = Vec::new();
    for key in [
        GIVEN.to_owned(),
        format!("sk_live_{}", "51Hidden"),
        format!("rk_test_{}", "51Hidden"),
    ] {
        secrets.push(percent(&key));
        secrets.push(STANDARD.encode(&key).trim_end_matches('=').to_owned());
        secrets.push(STANDARD.encode(format!("{key}:")));
        secrets.push(key);
    }
    secrets
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reversals-conformance"));
    command.env_remove("GITHUB_STEP_SUMMARY");
    command
}

fn assert_hidden(what: &str, text: &str) {
    let shown = secrets().into_iter().find(|secret| text.contains(secret));
    assert_eq!(shown, None, "{what}: {text}");
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
        + &String::from_utf8(output.stderr.clone()).unwrap()
}

/// A service that answers each request with all of the secrets, in its body and in headers, one of them the wrong media type.
fn talkative() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let all = secrets().join(" ");
    let body = serde_json::json!({ "id": all, "object": "transfer_reversal", all.clone(): all });
    let body = body.to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {all}\r\nrequest-id: {all}\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let mut reader = BufReader::new(socket.try_clone().unwrap());
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let _ = reader.take(length).read_to_end(&mut Vec::new());
            let _ = socket.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn no_report_of_a_service_that_repeats_keys_has_one() {
    let home = tempfile::tempdir().unwrap();
    let url = format!("http://{}", talkative());
    for format in ["text", "json", "junit", "github", "sarif"] {
        let (summary, job) = (home.path().join("summary.md"), home.path().join("job.md"));
        let output = program()
            .env("GITHUB_STEP_SUMMARY", &job)
            .args([
                "--url",
                &url,
                "--api-key",
                GIVEN,
                "--no-setup",
                "--id",
                "tr_1=tr_1",
            ])
            .args(["--filter", CASE, "--format", format])
            .arg("--summary")
            .arg(&summary)
            .output()
            .unwrap();
        let printed = said(&output);
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(
            printed.contains("[key]"),
            "{format} shows what came: {printed}"
        );
        assert_hidden(format, &printed);
        assert_hidden("the summary", &fs::read_to_string(&summary).unwrap());
        if format == "github" {
            assert_hidden("the job's summary", &fs::read_to_string(&job).unwrap());
        }
    }
}

#[test]
fn no_error_repeats_a_key_of_the_command_line() {
    let key = format!("sk_live_{}", "51Hidden");
    let remote = ["--url", "http://127.0.0.1:1", "--api-key", GIVEN];
    for (arguments, of_a_run) in [
        (&["--explain", &key][..], false),
        (&["--filter", &key], false),
        (&["--format", &key], false),
        (&["--api-kye", &key], false),
        (&[&key], false),
        (&["--proxy", &key, "--to", "http://127.0.0.1:1"], false),
        (&["--proxy", "127.0.0.1:0", "--to", &key], false),
        (&["--filter", &key], true),
        (&["--id", &key], true),
        (&["--header", &key], true),
    ] {
        let remote = if of_a_run { &remote[..] } else { &[] };
        let output = program().args(remote).args(arguments).output().unwrap();
        let printed = said(&output);
        assert!(matches!(output.status.code(), Some(2 | 3)), "{printed}");
        assert!(!printed.contains(&key), "{arguments:?}: {printed}");
    }
}

/// Windows has no signal to end it by.
#[cfg(unix)]
#[test]
fn a_proxy_tells_its_verdict_without_a_key_when_it_is_ended() {
    let mut proxy = program()
        .args(["--proxy", "127.0.0.1:0", "--to"])
        .arg(format!("http://{}/sk_live_{}", talkative(), "51Hidden"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(proxy.stdout.take().unwrap());
    let mut printed = String::new();
    output.read_line(&mut printed).unwrap();
    let address = printed.strip_prefix("listening on http://").unwrap();
    let address = address.split(',').next().unwrap().to_owned();
    for secret in secrets() {
        let basic = STANDARD.encode(format!("{GIVEN}:"));
        let request = format!(
            "GET /v1/transfers/{secret}/reversals?limit={secret} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             authorization: Basic {basic}\r\n\r\n"
        );
        let mut socket = std::net::TcpStream::connect(&address).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        socket.read_to_end(&mut Vec::new()).unwrap();
    }
    let pid = proxy.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    output.read_to_string(&mut printed).unwrap();
    assert_eq!(proxy.wait().unwrap().code(), Some(1), "{printed}");
    assert!(
        printed.contains("exchanges judged, violations: "),
        "{printed}"
    );
    assert!(printed.contains("/v1/transfers/[key]"), "{printed}");
    assert_hidden("the proxy", &printed);
}
