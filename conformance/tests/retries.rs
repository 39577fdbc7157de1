//! A caller who tries again what failed, without the client's own retries: one intention has one effect, however the
//! connection ends.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use reversals_cases::Origin;
use reversals_client::{Client, Error, OPERATIONS, Session};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How much of the first answer arrives before the connection ends.
#[derive(Clone, Copy, Debug)]
enum Cut {
    BeforeTheHead,
    InTheHead,
    AfterTheHead,
    InTheBody,
    /// Without a length nothing but the JSON shows that there is more.
    InABodyWithoutALength,
}

const CUTS: [Cut; 5] = [
    Cut::BeforeTheHead,
    Cut::InTheHead,
    Cut::AfterTheHead,
    Cut::InTheBody,
    Cut::InABodyWithoutALength,
];

/// A service that knows idempotency keys: it does each once, and ends the connection under its first answers.
struct Service {
    address: SocketAddr,
    seen: Seen,
}

/// The key of each request, in their order; none where there was none.
type Seen = Arc<Mutex<Vec<Option<String>>>>;

impl Service {
    /// Answers `cuts` requests by breaking off there, and all later ones in full.
    async fn start(cut: Cut, cuts: usize, body: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Seen::default();
        let keys = Arc::clone(&seen);
        tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let key = idempotency_key(&mut socket).await;
                let number = {
                    let mut keys = keys.lock().unwrap();
                    keys.push(key);
                    keys.len()
                };
                let answer = answer(&body, (number <= cuts).then_some(cut));
                let _ = socket.write_all(&answer).await;
            }
        });
        Self { address, seen }
    }

    fn client(&self, session: Session) -> Client {
        Client::connect(&format!("http://{}", self.address), session.with_retries(0)).unwrap()
    }

    fn keys(&self) -> Vec<Option<String>> {
        self.seen.lock().unwrap().clone()
    }

    /// How many reversals there are: one for each key, and one for each request without.
    fn reversals(&self) -> usize {
        let keys = self.keys();
        let first =
            |(at, key): (usize, &Option<String>)| key.is_none() || !keys[..at].contains(key);
        keys.iter().enumerate().filter(|one| first(*one)).count()
    }
}

/// Reads one request to its end.
async fn idempotency_key(socket: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let header = |name: &str| {
                head.lines().find_map(|line| {
                    let (found, value) = line.split_once(": ")?;
                    found.eq_ignore_ascii_case(name).then(|| value.to_owned())
                })
            };
            let length = header("content-length").map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return header("idempotency-key");
            }
        }
        if socket.read_buf(&mut request).await.unwrap() == 0 {
            return None;
        }
    }
}

fn answer(body: &str, cut: Option<Cut>) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let whole = format!("{head}{body}");
    match cut {
        None => whole.into_bytes(),
        Some(Cut::BeforeTheHead) => Vec::new(),
        Some(Cut::InTheHead) => whole[..head.len() / 2].into(),
        Some(Cut::AfterTheHead) => head.into_bytes(),
        Some(Cut::InTheBody) => whole[..head.len() + body.len() / 2].into(),
        Some(Cut::InABodyWithoutALength) => {
            let half = &body[..body.len() / 2];
            format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{half}").into_bytes()
        }
    }
}

fn reversal() -> String {
    json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" }).to_string()
}

#[tokio::test]
async fn a_call_that_is_built_once_and_tried_again_makes_one_reversal() {
    for cut in CUTS {
        let service = Service::start(cut, 2, reversal()).await;
        let client = service.client(Session::bearer("sk_test_123"));
        let call = client.transfer_reversals().create("tr_1");
        let call = call.amount(400);
        let reversal = loop {
            match call.clone().send().await {
                Ok(answer) => break answer.into_inner(),
                Err(error) if error.is_retryable() => {}
                Err(error) => panic!("{cut:?}: {error}"),
            }
        };
        assert_eq!(reversal.amount, 400);
        let requests = service.keys().len();
        assert_eq!((requests, service.reversals()), (3, 1), "{cut:?}");
    }
}

#[tokio::test]
async fn every_post_by_its_name_keeps_its_key_and_no_get_has_one() {
    let suite = reversals_cases::load(&reversals_cases::folder()).unwrap();
    for operation in OPERATIONS {
        let mut cases = suite.cases.iter();
        let documented = cases.find(|case| {
            case.call.operation == *operation && matches!(case.origin, Origin::Documented(_))
        });
        let documented = documented.unwrap_or_else(|| panic!("{operation} is not documented"));
        let service = Service::start(Cut::BeforeTheHead, usize::MAX, String::new()).await;
        let client = service.client(Session::bearer("sk_test_123"));
        let call = client.call(operation, documented.call.arguments.clone());
        for attempt in [call.clone(), call.clone(), call] {
            let error = attempt.await.unwrap_err();
            assert!(error.is_retryable(), "{operation}: {error}");
        }
        let keys = service.keys();
        assert_eq!(keys.len(), 3, "{operation}");
        assert_eq!(
            keys[0].is_some(),
            documented.request.method == "POST",
            "{operation}"
        );
        assert!(
            keys.iter().all(|key| *key == keys[0]),
            "{operation}: {keys:?}"
        );
    }
}

#[tokio::test]
async fn a_new_call_has_a_new_key_and_the_callers_own_goes_before() {
    let service = Service::start(Cut::BeforeTheHead, usize::MAX, String::new()).await;
    let client = service.client(Session::bearer("sk_test_123"));
    let own = client.session().clone().with_idempotency_key("k-1");
    let own = client.with_session(own);
    for client in [&client, &client, &own, &own] {
        let call = client.transfer_reversals().create("tr_1");
        call.send().await.unwrap_err();
    }
    let keys = service.keys();
    assert_ne!(keys[0], keys[1]);
    let given = Some("k-1".to_owned());
    assert_eq!(keys[2..], [given.clone(), given]);
}

#[tokio::test]
async fn an_answer_that_will_be_the_same_again_is_not_asked_for_again() {
    let wrong = json!({ "id": "trr_1", "object": "transfer_reversal", "amount": "400" });
    let service = Service::start(Cut::BeforeTheHead, 0, wrong.to_string()).await;
    let client = service.client(Session::bearer("sk_test_123"));
    let call = client.transfer_reversals().create("tr_1");
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Undecodable(_)), "{error:?}");
    assert!(!error.is_retryable());
}
