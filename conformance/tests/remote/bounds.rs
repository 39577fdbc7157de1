//! Services that never end, and how a run ends all the same.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reversals_cases::wire::Response;
use reversals_remote::{self as remote, Error};

use crate::services::{
    CONTRACT, SUITE, at, cases, failed, here, judge, options, raw, reasons, service, whole,
    with_ids,
};
use crate::stateful::Summary;

#[test]
fn a_service_that_never_answers_is_given_up() {
    let mut options = with_ids(at(raw(b"", false)));
    options.limits.request = Duration::from_millis(20);
    options.unanswered = 5;
    let judged = judge(&options, &cases(&[""]));
    let failed = failed(&judged);
    // What is under way when it is given up is waited for.
    assert!((5..5 + 4).contains(&failed.len()), "{failed:#?}");
    assert!(
        failed[0].contains("no whole answer within 20ms"),
        "{}",
        failed[0]
    );
    assert!(reasons(&judged).contains_key("gave-up"));
}

#[test]
fn an_answer_without_an_end_is_cut_off() {
    let address = raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n",
        true,
    );
    let mut options = with_ids(at(address));
    options.limits.body = 1 << 14;
    options.unanswered = 3;
    let failed = failed(&judge(
        &options,
        &cases(&["transfer_reversals/list/limit/"]),
    ));
    assert!(
        failed[0].contains("longer than 16384 bytes"),
        "{}",
        failed[0]
    );
}

#[test]
fn what_is_no_http_and_what_breaks_off_are_findings() {
    for answer in [
        &b"hello\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
    ] {
        let judged = judge(
            &with_ids(at(raw(answer, false))),
            &cases(&["transfer_reversals/list/limit/of_one"]),
        );
        let failed = failed(&judged);
        assert!(failed[0].contains("no whole answer"), "{failed:?}");
    }
}

#[test]
fn an_answer_without_a_date_is_of_the_time_at_which_it_came() {
    let address = raw(
        concat!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_1\r\ncontent-length: 140\r\n\r\n",
            r#"{"id":"trr_1","object":"transfer_reversal","amount":400,"created":1,"currency":"usd","transfer":"tr_1Mio2dLkdIwHu7ixsUuCxJpu","metadata":{}}"#,
        )
        .as_bytes(),
        true,
    );
    let suite = cases(&["transfer_reversals/create/documented"]);
    let judged = judge(&with_ids(at(address)), &suite);
    let failed = failed(&judged);
    let place = "law created-now: response body /created";
    assert!(failed.iter().any(|it| it.contains(place)), "{failed:#?}");
    // What else is wrong with it is told beside that.
    let mut notes = judged.iter().flat_map(|it| &it.notes);
    let other = "law the-key-again: response header idempotency-key";
    assert!(notes.any(|it| it.place == other), "{judged:#?}");
}

#[test]
fn a_busy_service_is_asked_again_a_bounded_number_of_times() {
    // As often for the request, and for the least one that says whether all are refused.
    for (wait, asked) in [
        ("0", 6),
        ("9999999", 2),
        ("soon", 2),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 2),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let peer = here(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut response = Response::json(503, &serde_json::Value::Null);
            response
                .headers
                .insert("retry-after".to_owned(), wait.to_owned());
            response
        });
        let mut options = with_ids(peer);
        let judged = judge(
            &options,
            &cases(&["transfer_reversals/list/limit/of_hundred"]),
        );
        assert_eq!(count.load(Ordering::SeqCst), asked, "{wait}");
        assert!(reasons(&judged).contains_key("own-reason"));
        // All requests together are retried no more often than is said.
        count.store(0, Ordering::SeqCst);
        options.retries = 5;
        let judged = judge(&options, &cases(&["transfer_reversals/list/"]));
        let first = count.load(Ordering::SeqCst) - if asked > 2 { 5 } else { 0 };
        options.retries = 0;
        count.store(0, Ordering::SeqCst);
        judge(&options, &cases(&["transfer_reversals/list/"]));
        assert_eq!(count.load(Ordering::SeqCst), first, "{wait}");
        assert_eq!(Summary::of(&judged).passed, 0);
    }
}

#[test]
fn what_should_be_sent_again_is_and_no_more_often_than_is_said() {
    // As often for the request, and for the least one that says whether all are refused.
    for (status, header, asked) in [
        (429, "true", 4),
        (503, "true", 4),
        (429, "false", 2),
        (400, "true", 2),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let peer = here(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut response = Response::json(status, &serde_json::Value::Null);
            let should = "stripe-should-retry".to_owned();
            response.headers.insert(should, header.to_owned());
            response
        });
        let mut options = with_ids(peer);
        options.tries = 1;
        let case = "transfer_reversals/list/limit/of_hundred";
        judge(&options, &cases(&[case]));
        assert_eq!(count.load(Ordering::SeqCst), asked, "{status} {header}");
    }
}

#[test]
fn a_service_that_is_busy_now_and_then_is_judged_as_any_other() {
    let (service, count) = (service(), AtomicUsize::new(0));
    let peer = here(move |request| {
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            return service(request);
        }
        let mut response = Response::json(429, &serde_json::Value::Null);
        let should = "stripe-should-retry".to_owned();
        response.headers.insert(should, "true".to_owned());
        response
    });
    let mut options = whole(peer);
    // What was not in vain takes nothing from what is left.
    (options.retries, options.concurrency) = (2, 1);
    let judged = judge(&options, &cases(&["transfer_reversals/list/limit/"]));
    assert_eq!(failed(&judged), [] as [&str; 0]);
    assert!(Summary::of(&judged).passed > 4);
}

#[test]
fn a_connection_that_ends_before_an_answer_is_tried_once_more() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let read = stream.unwrap().read(&mut [0; 4096]).unwrap();
            counted.fetch_add(usize::from(read > 0), Ordering::SeqCst);
        }
    });
    let case = "transfer_reversals/list/limit/of_hundred";
    let judged = judge(&with_ids(at(address)), &cases(&[case]));
    assert!(failed(&judged)[0].contains("no whole answer"));
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn no_more_requests_are_sent_than_is_said() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let peer = here(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Response::json(200, &serde_json::Value::Null)
    });
    let mut options = with_ids(peer);
    options.requests = 10;
    let judged = judge(&options, &SUITE);
    let sent = count.load(Ordering::SeqCst);
    assert!((1..=10).contains(&sent), "{sent}");
    assert!(reasons(&judged).contains_key("budget"));
}

#[test]
fn a_service_that_is_not_there_is_an_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = remote::judge(&options(at(address)), &SUITE, &CONTRACT, &|_, _| ()).unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error}");
}
