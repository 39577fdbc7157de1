//! What the client sends by itself, behind a proxy that holds it and the service to every law: the pages of a walk, and
//! what is sent again.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use reversals_client::types::{Transfer, TransferReversal, TreasuryCreditReversal};
use reversals_client::{Client, Fault, Retries, Session, Transport, reqwest};
use reversals_judge::law::Tally;

use crate::proxy::{Running, made, running, transfer};
use crate::services::{KEY, serve, service};

/// Sends each request, and loses every answer but each third.
struct Losing {
    client: reqwest::Client,
    sent: AtomicUsize,
}

impl Transport for Losing {
    fn send(
        &self,
        request: reqwest::Request,
    ) -> Pin<Box<dyn Future<Output = Result<reqwest::Response, Fault>> + Send + '_>> {
        Box::pin(async {
            let answer = self.client.execute(request).await.unwrap();
            match self.sent.fetch_add(1, Ordering::Relaxed) % 3 {
                2 => Ok(answer),
                _ => Err(Fault::reset()),
            }
        })
    }
}

fn client(address: SocketAddr, session: Session) -> Client {
    Client::connect(&format!("http://{address}"), session).unwrap()
}

/// Ends a proxy that has found nothing, and gives how many exchanges it saw.
async fn faultless(proxy: Running) -> usize {
    let (events, summary) = tokio::task::spawn_blocking(|| proxy.end()).await.unwrap();
    assert_eq!(events, []);
    assert_eq!(summary.judged, summary.exchanges, "{summary:?}");
    summary.exchanges
}

fn asked(tally: &Tally, law: &str) -> usize {
    tally.laws().get(law).map_or(0, |times| times.asked)
}

#[tokio::test]
async fn the_pages_of_a_walk_keep_every_law_either_way_and_have_each_item_once() {
    let service = service();
    let transfer = transfer(&service);
    let tally = Arc::<Tally>::default();
    let proxy = running(serve(service), |options| options.tally = Arc::clone(&tally));
    let client = client(proxy.address, Session::bearer(KEY));
    let mut ids = Vec::new();
    for _ in 0..11 {
        let call = client.transfer_reversals().create(&transfer).amount(1);
        ids.insert(0, call.send().await.unwrap().id.clone());
    }
    let page = || client.transfer_reversals().list(&transfer).limit(4);
    let mut items = page().expand("data.transfer").items();
    let mut forwards = Vec::new();
    while let Some(item) = items.next().await {
        let item = item.unwrap();
        let whole: &Transfer = TransferReversal::TRANSFER.of(&item).unwrap();
        assert_eq!(whole.amount_reversed, 11);
        forwards.push(item.id);
    }
    assert_eq!(forwards, ids);
    let mut items = page().ending_before(&ids[10]).items();
    let mut backwards = Vec::new();
    while let Some(item) = items.next().await {
        backwards.push(item.unwrap().id);
    }
    backwards.reverse();
    assert_eq!(backwards, ids[..10]);
    // Three pages each way, of which the first forwards has no cursor.
    assert_eq!(asked(&tally, "not-the-cursor-after"), 2);
    assert_eq!(asked(&tally, "not-the-cursor-before"), 3);
    assert_eq!(asked(&tally, "as-many-as-asked"), 6);
    assert_eq!(faultless(proxy).await, 11 + 6);
}

#[tokio::test]
async fn the_pages_of_a_list_by_status_keep_every_law() {
    let service = service();
    let form = "amount=1&currency=usd&financial_account=fa_1&network=ach";
    let credit = || made(&service, "/v1/test_helpers/treasury/received_credits", form);
    let credits: Vec<String> = (0..3).map(|_| credit()).collect();
    let tally = Arc::<Tally>::default();
    let proxy = running(serve(service), |options| options.tally = Arc::clone(&tally));
    let client = client(proxy.address, Session::bearer(KEY));
    for credit in &credits {
        client
            .credit_reversals()
            .create(credit)
            .send()
            .await
            .unwrap();
    }
    let list = client
        .credit_reversals()
        .list("fa_1")
        .limit(1)
        .status("processing");
    let mut items = list.items();
    let mut seen: Vec<TreasuryCreditReversal> = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(item.unwrap());
    }
    seen.reverse();
    let seen: Vec<String> = seen.into_iter().map(|item| item.received_credit).collect();
    assert_eq!(seen, credits);
    assert_eq!(asked(&tally, "of-the-status"), 3);
    assert_eq!(faultless(proxy).await, 6);
}

#[tokio::test]
async fn what_is_sent_again_is_done_once_and_keeps_every_law() {
    let service = service();
    let transfer = transfer(&service);
    let tally = Arc::<Tally>::default();
    let proxy = running(serve(service), |options| options.tally = Arc::clone(&tally));
    let losing = Arc::new(Losing {
        client: reqwest::Client::new(),
        sent: AtomicUsize::new(0),
    });
    let session = Session::bearer(KEY)
        .with_retries(Retries::up_to(2).with_times(Duration::ZERO, Duration::ZERO))
        .with_transport(losing);
    let client = client(proxy.address, session);
    let mut ids = Vec::new();
    for amount in 1..=3 {
        let call = client.transfer_reversals().create(&transfer);
        ids.insert(0, call.amount(amount).send().await.unwrap().id.clone());
    }
    let list = client.transfer_reversals().list(&transfer);
    let list = list.send().await.unwrap().into_inner();
    let listed: Vec<(String, i64)> = list.data.into_iter().map(|it| (it.id, it.amount)).collect();
    let expected: Vec<(String, i64)> = ids.into_iter().zip([3, 2, 1]).collect();
    assert_eq!(listed, expected);
    // Of each key the first answer is compared with the two after it.
    assert_eq!(asked(&tally, "a-key-is-of-one-request"), 6);
    assert_eq!(faultless(proxy).await, 3 * 3 + 3);
}
