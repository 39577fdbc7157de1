//! A proxy between pairs that understand each other, and pairs that do not.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use reversals_cases::Side;
use reversals_cases::wire::{Request, Response};
use reversals_client::{Client, Session};
use reversals_judge::law::Times;
use reversals_remote::Rule;
use reversals_remote::proxy::{self, Breach, Event, Exchanges, Options, Stop, Summary};
use serde_json::json;

use crate::services::{CONTRACT, KEY, SUITE, raw, serve, service, with_bug};

/// A proxy that runs, and what it has said.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    events: Arc<Mutex<Vec<Event>>>,
    stop: Stop,
    thread: JoinHandle<Summary>,
}

pub(crate) fn running(to: SocketAddr, change: impl FnOnce(&mut Options)) -> Running {
    let mut options = Options::new("127.0.0.1:0", format!("http://{to}").parse().unwrap());
    options.signals = false;
    options.laws = SUITE.laws.clone();
    change(&mut options);
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let kept = Arc::clone(&events);
    let sink: proxy::Sink = Arc::new(move |event| kept.lock().unwrap().push(event.clone()));
    let stop = Stop::new();
    let (sender, ready) = channel();
    let stopped = stop.clone();
    let thread = std::thread::spawn(move || {
        let contract = Arc::clone(&CONTRACT);
        let told = |address| sender.send(address).unwrap();
        proxy::run(&options, contract, sink, &stopped, told).unwrap()
    });
    Running {
        address: ready.recv().unwrap(),
        events,
        stop,
        thread,
    }
}

impl Running {
    /// Ends the proxy, and gives its events and counts.
    pub(crate) fn end(self) -> (Vec<Event>, Summary) {
        self.stop.now();
        let summary = self.thread.join().unwrap();
        let events = self.events.lock().unwrap().clone();
        assert!(
            !format!("{events:?} {summary:?}").contains(KEY),
            "the key is shown"
        );
        (events, summary)
    }

    /// Sends a request and gives the answer's head and body.
    pub(crate) fn ask(&self, request: &str) -> (String, String) {
        let answer = exchange(self.address, request);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

fn exchange(address: SocketAddr, request: &str) -> String {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

pub(crate) fn get(path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {KEY}\r\nconnection: close\r\n{more}\r\n"
    )
}

pub(crate) fn post(path: &str, body: &str, more: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {KEY}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n{more}\r\n{body}"
    )
}

pub(crate) const LIST: &str = "/v1/transfers/tr_1/reversals";

/// A new transfer of the caller.
pub(crate) fn transfer(service: &impl Fn(&Request) -> Response) -> String {
    let body = "amount=1000&currency=usd&destination=acct_1";
    made(service, "/v1/transfers", body)
}

/// The id of what a post makes.
pub(crate) fn made(service: &impl Fn(&Request) -> Response, path: &str, body: &str) -> String {
    let media = "application/x-www-form-urlencoded";
    let headers = [
        ("authorization", format!("Bearer {KEY}")),
        ("content-type", media.to_owned()),
    ];
    let made = service(&Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
        body: Some(body.to_owned()),
        ..Request::default()
    });
    let made: serde_json::Value = serde_json::from_str(&made.body).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

fn rules(events: &[Event]) -> Vec<(Side, Breach, Rule)> {
    let rules = events
        .iter()
        .map(|event| (event.direction, event.level, event.rule));
    rules.collect()
}

#[test]
fn an_operation_that_is_left_out_goes_through_and_is_not_judged() {
    let proxy = running(serve(with_bug("integers-as-text")), |options| {
        options.only = Some(["GetTransfersIdReversals".to_owned()].into());
    });
    let (head, _) = proxy.ask(&post(LIST, "amount=1&nonsense=1", ""));
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    proxy.ask(&get(LIST, ""));
    let (events, summary) = proxy.end();
    assert_eq!(events, []);
    assert_eq!((summary.exchanges, summary.judged), (2, 1));
    assert_eq!(summary.not_judged["an operation that is left out"], 1);
    let seen: Vec<_> = summary.operations.into_iter().collect();
    let one = Exchanges {
        judged: 1,
        accepted: 1,
    };
    assert_eq!(seen, [("GetTransfersIdReversals".to_owned(), one)]);
}

#[tokio::test]
async fn a_good_pair_talks_through_it_without_a_word() {
    let service = service();
    let transfer = transfer(&service);
    let credits = "/v1/test_helpers/treasury/received_credits";
    made(
        &service,
        credits,
        "amount=1&currency=usd&financial_account=fa_1&network=ach",
    );
    let proxy = running(serve(service), |_| ());
    let client =
        Client::connect(&format!("http://{}", proxy.address), Session::bearer(KEY)).unwrap();
    client
        .transfer_reversals()
        .create(&transfer)
        .send()
        .await
        .unwrap();
    client
        .transfer_reversals()
        .list(&transfer)
        .limit(3)
        .send()
        .await
        .unwrap();
    client.credit_reversals().list("fa_1").send().await.unwrap();
    drop(client);
    let (events, summary) = tokio::task::spawn_blocking(|| proxy.end()).await.unwrap();
    assert_eq!(events, []);
    assert_eq!((summary.exchanges, summary.judged), (3, 3));
    assert!(
        summary.violations.is_empty() && summary.not_judged.is_empty(),
        "{summary:?}"
    );
}

#[test]
fn what_goes_through_is_unchanged_both_ways() {
    let seen: Arc<Mutex<Vec<Request>>> = Arc::default();
    let kept = Arc::clone(&seen);
    let body = "{ \"odd\" :\t[1.50, \"\u{e9}\\u00e9\"] }\n";
    let service = serve(move |request| {
        kept.lock().unwrap().push(request.clone());
        let mut response = Response {
            status: 418,
            body: body.to_owned(),
            ..Response::default()
        };
        response
            .headers
            .insert("x-answered".to_owned(), "a,  b".to_owned());
        response
    });
    let proxy = running(service, |_| ());
    let (head, answer) = proxy.ask(&post(
        "/v1/%2E%2E//x[1]/?a[]=%5b&&",
        "b=%zz&c[]=+",
        "x-asked: 1\r\nx-asked: 2\r\nkeep-alive: 1\r\nx-hop: 1\r\nconnection: x-hop\r\n",
    ));
    assert!(
        head.starts_with("HTTP/1.1 418 ") && head.contains("x-answered: a,  b"),
        "{head}"
    );
    assert_eq!(answer, body);
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].target(), "/v1/%2E%2E//x[1]/?a[]=%5b&&");
    assert_eq!(seen[0].body.as_deref(), Some("b=%zz&c[]=+"));
    let headers: Vec<_> = seen[0]
        .headers
        .iter()
        .filter(|(name, _)| name != "via")
        .collect();
    let host = service.to_string();
    let bearer = format!("Bearer {KEY}");
    let expected = [
        ("authorization", bearer.as_str()),
        ("content-length", "11"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", &host),
        ("x-asked", "1"),
        ("x-asked", "2"),
    ];
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(headers, expected);
    let (events, summary) = proxy.end();
    assert_eq!(events, [], "it is no operation of the document");
    assert_eq!(summary.not_judged["no operation of the document"], 1);
}

#[test]
fn what_a_client_does_wrong_is_the_clients() {
    let proxy = running(serve(service()), |_| ());
    proxy.ask(&post(LIST, "amount=1.5", "idempotency-key: a\r\n"));
    proxy.ask(&get(&format!("{LIST}?foo={KEY}"), ""));
    proxy.ask(&post(LIST, "amount=1", ""));
    proxy.ask(&post(LIST, "amount=1", "idempotency-key: k\r\n"));
    proxy.ask(&post(LIST, "amount=%31", "idempotency-key: k\r\n"));
    proxy.ask(&post(LIST, "amount=2", "idempotency-key: k\r\n"));
    let (events, summary) = proxy.end();
    assert_eq!(
        rules(&events),
        [
            (Side::Client, Breach::Failure, Rule::RequestRefused),
            (Side::Client, Breach::Failure, Rule::RequestRefused),
            (Side::Client, Breach::Note, Rule::IdempotencyKeyMissing),
            (Side::Client, Breach::Failure, Rule::IdempotencyKeyReused),
        ],
        "{events:#?}"
    );
    let first = &events[0];
    assert_eq!(
        (first.exchange, first.operation.as_str()),
        (1, "PostTransfersIdReversals")
    );
    assert!(
        first
            .found
            .contains("code `parameter_invalid_integer`, param `amount`"),
        "{first:?}"
    );
    assert_eq!(events[1].target, format!("{LIST}?foo=[key]"));
    assert_eq!((summary.judged, summary.notes), (6, 1));
    assert_eq!(summary.violations[&Side::Client], 3);
}

#[test]
fn what_a_server_does_wrong_is_the_servers() {
    for (bug, rule, place) in [
        (
            "times-as-dates",
            Rule::ResponseSchema,
            "response body /created",
        ),
        (
            "integers-as-text",
            Rule::ResponseSchema,
            "response body /amount",
        ),
        (
            "wrong-content-type",
            Rule::ContentType,
            "response header content-type",
        ),
        (
            "created-status-for-post",
            Rule::StatusUndocumented,
            "response status",
        ),
    ] {
        let service = with_bug(bug);
        let path = format!("/v1/transfers/{}/reversals", transfer(&service));
        let proxy = running(serve(service), |_| ());
        proxy.ask(&post(&path, "amount=1", "idempotency-key: k\r\n"));
        let (events, _) = proxy.end();
        assert_eq!(
            rules(&events),
            [(Side::Server, Breach::Failure, rule)],
            "{bug}"
        );
        assert!(
            events[0].place.starts_with(place),
            "{bug}: {}",
            events[0].place
        );
    }
    let moved = serve(|_| {
        let mut response = Response::json(302, &json!({}));
        response
            .headers
            .insert("location".to_owned(), "http://elsewhere/".to_owned());
        response
    });
    let proxy = running(moved, |_| ());
    let (head, _) = proxy.ask(&get(LIST, ""));
    assert!(
        head.contains("location: http://elsewhere/"),
        "it is passed on: {head}"
    );
    assert_eq!(
        rules(&proxy.end().0),
        [(Side::Server, Breach::Failure, Rule::Redirect)]
    );
}

#[test]
fn an_answer_that_fits_the_document_and_not_its_request_breaks_a_law() {
    let service = with_bug("list-url-with-query");
    let path = format!("/v1/transfers/{}/reversals?limit=1", transfer(&service));
    let mut tally = Arc::default();
    let proxy = running(serve(service), |options| tally = Arc::clone(&options.tally));
    proxy.ask(&get(&path, ""));
    let (events, summary) = proxy.end();
    assert_eq!(rules(&events), [(Side::Server, Breach::Failure, Rule::Law)]);
    assert_eq!(events[0].place, "law url-of-the-page: response body /url");
    assert_eq!(summary.violations[&Side::Server], 1);
    let counted = Times {
        asked: 1,
        broken: 1,
    };
    assert_eq!(tally.laws()["url-of-the-page"], counted);
}

/// The service, with what it answers to a GET and to a POST changed.
fn lying(
    service: impl Fn(&Request) -> Response + Send + Sync + 'static,
    lie: impl Fn(&Request, &mut Response) + Send + Sync + 'static,
) -> SocketAddr {
    serve(move |request| {
        let mut response = service(request);
        lie(request, &mut response);
        response
    })
}

#[test]
fn what_an_answer_says_of_what_was_before_breaks_a_law() {
    type Lie = fn(&Request, &mut Response);
    let lies: [(&str, Lie); 5] = [
        (
            "what-was-created-is-there: response status",
            |request, response| {
                if request.method == "GET" {
                    let error = json!({"type": "invalid_request_error", "code": "resource_missing", "message": request.path});
                    *response = Response::json(404, &json!({ "error": error }));
                }
            },
        ),
        (
            "a-list-has-what-was-created: response body /data",
            |request, response| {
                if request.path.ends_with("/reversals") && request.method == "GET" {
                    let body = json!({"object": "list", "data": [], "has_more": false, "url": request.path});
                    *response = Response::json(200, &body);
                }
            },
        ),
        (
            "an-object-stays-itself: response body /amount",
            |request, response| {
                if !request.path.ends_with("/reversals") {
                    response.body = response.body.replace("\"amount\":7", "\"amount\":8");
                }
            },
        ),
        (
            "an-id-is-of-one-object: response body /id",
            |request, response| {
                if request.method == "POST" {
                    let mut body: serde_json::Value = serde_json::from_str(&response.body).unwrap();
                    body["id"] = json!("trr_first");
                    response.body = body.to_string();
                }
            },
        ),
        (
            "a-key-is-of-one-request: response body ",
            |request, response| {
                let replayed = response.headers.contains_key("idempotent-replayed");
                if replayed && request.method == "POST" {
                    response.body = response.body.replace("\"id\":\"trr_", "\"id\":\"trr_new");
                }
            },
        ),
    ];
    for (place, lie) in lies {
        let service = service();
        let path = format!("/v1/transfers/{}/reversals", transfer(&service));
        let proxy = running(lying(service, lie), |_| ());
        let (_, made) = proxy.ask(&post(&path, "amount=7", "idempotency-key: one\r\n"));
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        proxy.ask(&post(&path, "amount=7", "idempotency-key: one\r\n"));
        proxy.ask(&post(&path, "amount=5", "idempotency-key: other\r\n"));
        proxy.ask(&get(&path, ""));
        proxy.ask(&get(
            &format!("{path}/{}", made["id"].as_str().unwrap()),
            "",
        ));
        let (events, _) = proxy.end();
        let places: Vec<_> = events.iter().map(|event| event.place.as_str()).collect();
        let place = format!("law {place}");
        assert!(places.contains(&place.as_str()), "{place}: {events:#?}");
    }
}

#[test]
fn a_key_may_be_short_or_the_beginning_of_the_cases_own_and_by_basic() {
    let service = service();
    let path = format!("/v1/transfers/{}/reversals", transfer(&service));
    let proxy = running(serve(service), |_| ());
    // `k:` and `sk_test_1:`
    for pair in ["azo=", "c2tfdGVzdF8xOg=="] {
        let request = get(&path, "").replace(&format!("Bearer {KEY}"), &format!("Basic {pair}"));
        proxy.ask(&request);
    }
    let (events, summary) = proxy.end();
    let mine = |event: &&Event| event.direction == Side::Client;
    assert_eq!(events.iter().filter(mine).count(), 0, "{events:?}");
    assert_eq!(summary.exchanges, 2);
}

#[test]
fn a_proxy_of_itself_answers_that_it_is_one() {
    // The address is known only when it listens, so another one leads back to it.
    let (sender, there) = channel::<SocketAddr>();
    let there = Mutex::new((there, None));
    let back = serve(move |request| {
        let mut there = there.lock().unwrap();
        let address = match there.1 {
            Some(address) => address,
            None => there.0.recv().unwrap(),
        };
        there.1 = Some(address);
        let via = request.header("via").unwrap();
        let answer = exchange(address, &get(&request.target(), &format!("via: {via}\r\n")));
        let status = answer[9..12].parse().unwrap();
        Response {
            status,
            body: answer.split_once("\r\n\r\n").unwrap().1.to_owned(),
            ..Response::default()
        }
    });
    let proxy = running(back, |_| ());
    sender.send(proxy.address).unwrap();
    let (head, body) = proxy.ask(&get("/v1/anything", ""));
    assert!(head.starts_with("HTTP/1.1 508 "), "{head}");
    assert!(body.contains("ask itself"), "{body}");
    let (_, summary) = proxy.end();
    assert_eq!(summary.exchanges, 2);
    assert_eq!(summary.not_judged["answered by the proxy"], 1);
}

#[test]
fn a_service_that_is_down_or_silent_is_told_in_the_envelope() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let endless = b"HTTP/1.1 200 OK\r\n\r\n";
    let patient = Duration::from_secs(30);
    for (service, status, limit) in [
        (address, "502", patient),
        (raw(b"", false), "504", Duration::from_millis(50)),
        (raw(endless, true), "502", patient),
        (raw(b"nonsense\r\n\r\n", false), "502", patient),
    ] {
        let proxy = running(service, |options| {
            options.limits.request = limit;
            options.limits.body = 1 << 12;
        });
        let (head, body) = proxy.ask(&get(LIST, ""));
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["error"]["type"], "api_error");
        let (events, summary) = proxy.end();
        assert_eq!(events, [], "the request was good");
        assert_eq!(summary.not_judged["no answer of the service"], 1);
    }
}

#[test]
fn a_request_that_is_too_long_does_not_reach_the_service() {
    let proxy = running(serve(|_| panic!("asked")), |options| {
        options.limits.body = 10;
    });
    let (head, body) = proxy.ask(&post(LIST, "description=12345", ""));
    assert!(head.starts_with("HTTP/1.1 413 "), "{head}");
    assert!(body.contains("invalid_request_error"), "{body}");
    let (head, _) = proxy.ask("CONNECT a:1 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 501 "), "{head}");
    assert_eq!(proxy.end().1.not_judged["answered by the proxy"], 2);
}

#[test]
fn an_address_that_nobody_can_listen_on_is_an_error() {
    let target = || "http://localhost:1".parse().unwrap();
    for listen in ["nowhere", "256.0.0.1:1", ""] {
        let options = Options::new(listen, target());
        let sink: proxy::Sink = Arc::new(|_| ());
        let contract = Arc::clone(&CONTRACT);
        let error = proxy::run(&options, contract, sink, &Stop::new(), |_| ()).unwrap_err();
        assert!(error.to_string().contains("listen"), "{error}");
    }
}
