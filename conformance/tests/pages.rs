//! A list from its first item to its last: what a client sends to walk through pages, and when.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use reversals_client::{Client, Error, Session};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// What a service does with a request.
enum Step {
    /// Answers a page of objects with these ids, and whether more follow.
    Page(&'static [&'static str], bool),
    /// Ends the connection within the answer.
    Break,
}

/// A service that answers by a script, and keeps what it was asked for.
struct Service {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Service {
    async fn start(object: fn(&str) -> Value, steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let targets = Arc::clone(&asked);
        tokio::spawn(async move {
            // Once the script is at its end nobody listens, and one request too many is an error.
            for step in steps {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(socket.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                let target = head.split(' ').nth(1).unwrap().to_owned();
                targets.lock().unwrap().push(target);
                let (ids, has_more, sent) = match step {
                    Step::Page(ids, has_more) => (ids, has_more, 1.0),
                    Step::Break => (&[][..], false, 0.5),
                };
                let data: Vec<Value> = ids.iter().copied().map(object).collect();
                let page =
                    json!({ "object": "list", "url": "/v1", "has_more": has_more, "data": data });
                let page = page.to_string();
                let end = if sent < 1.0 {
                    page.len() / 2
                } else {
                    page.len()
                };
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    page.len()
                );
                let answer = format!("{head}{}", &page[..end]);
                socket.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { address, asked }
    }

    fn client(&self) -> Client {
        let session = Session::bearer("sk_test_123").with_retries(0);
        Client::connect(&format!("http://{}", self.address), session).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn transfer_reversal(id: &str) -> Value {
    json!({ "id": id, "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" })
}

fn credit_reversal(id: &str) -> Value {
    let text = include_str!("../cases/payloads/credit_reversals/object.json");
    let mut object: Value = serde_json::from_str(text).unwrap();
    object["id"] = id.into();
    object
}

#[tokio::test]
async fn a_walk_keeps_filters_and_expansions_and_asks_for_the_same_page_after_an_error() {
    let steps = vec![
        Step::Page(&["trr_4", "trr_3"], true),
        Step::Break,
        Step::Page(&["trr_2"], true),
        Step::Page(&["trr_1"], false),
    ];
    let service = Service::start(transfer_reversal, steps).await;
    let client = service.client();
    let call = client
        .transfer_reversals()
        .list("tr_1")
        .limit(2)
        .expand(["data.transfer"]);
    let mut items = call.items();
    assert_eq!(
        service.asked(),
        [""; 0],
        "something was sent before it was asked for"
    );
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(reversal) => seen.push(reversal.id),
            Err(Error::Transport(_)) => seen.push("broken".to_owned()),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(seen, ["trr_4", "trr_3", "broken", "trr_2", "trr_1"]);
    let page = "/v1/transfers/tr_1/reversals?expand[]=data.transfer&limit=2";
    let want = [
        "",
        "&starting_after=trr_3",
        "&starting_after=trr_3",
        "&starting_after=trr_2",
    ];
    assert_eq!(
        service.asked(),
        want.map(|cursor| format!("{page}{cursor}"))
    );
}

#[tokio::test]
async fn the_other_way_a_walk_goes_from_the_given_item_to_the_newest() {
    let steps = vec![
        Step::Page(&["credrev_3", "credrev_2"], true),
        Step::Page(&["credrev_4"], false),
    ];
    let service = Service::start(credit_reversal, steps).await;
    let client = service.client();
    let call = client
        .credit_reversals()
        .list("fa_1")
        .received_credit("rc_1");
    let mut items = call.ending_before("credrev_1").items();
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(item.unwrap().id);
    }
    assert_eq!(seen, ["credrev_2", "credrev_3", "credrev_4"]);
    let page = |cursor| {
        format!(
            "/v1/treasury/credit_reversals?ending_before={cursor}&financial_account=fa_1&received_credit=rc_1"
        )
    };
    assert_eq!(service.asked(), [page("credrev_1"), page("credrev_3")]);
}

#[tokio::test]
async fn who_stops_early_has_asked_for_no_page_too_many() {
    let steps = vec![
        Step::Page(&["trr_4", "trr_3"], true),
        Step::Page(&["trr_2", "trr_1"], true),
    ];
    let service = Service::start(transfer_reversal, steps).await;
    let client = service.client();
    let mut items = client.transfer_reversals().list("tr_1").items();
    for (id, asked) in [("trr_4", 1), ("trr_3", 1), ("trr_2", 2), ("trr_1", 2)] {
        assert_eq!(items.next().await.unwrap().unwrap().id, id);
        assert_eq!(service.asked().len(), asked, "{id}");
    }
    drop(items);
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn both_cursors_are_refused_and_nothing_is_sent() {
    let service = Service::start(transfer_reversal, Vec::new()).await;
    let client = service.client();
    let call = client.transfer_reversals().list("tr_1");
    let mut items = call.starting_after("trr_1").ending_before("trr_2").items();
    let refused = items.next().await.unwrap().unwrap_err();
    assert!(matches!(refused, Error::InvalidRequest(_)), "{refused:?}");
    assert!(items.next().await.is_none());
    assert_eq!(service.asked(), [""; 0]);
}
