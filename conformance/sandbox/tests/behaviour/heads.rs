//! What the head of a request says: for whom, in which version, at which address.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv6Addr, TcpListener};
use std::process::{Command, Stdio};

use crate::common::{Client, Running, config};

#[tokio::test]
async fn a_context_acts_as_the_account_that_it_names_whatever_stripe_account_says() {
    let running = Running::start(config()).await;
    let platform = running.client();
    let context = platform.with_header("stripe-context", "acct_a");
    let (one, other) = (platform.acting_for("acct_a"), platform.acting_for("acct_b"));
    let both = other.with_header("stripe-context", "acct_a");
    for client in [&context, &both] {
        let credit = client.credit(5).await;
        let path = format!("/v1/treasury/received_credits/{credit}");
        one.get(&path).await.good();
        platform.get(&path).await.refused(404);
        other.get(&path).await.refused(404);
        // A key that was used is used for that account, and for no other.
        let form = format!("received_credit={credit}");
        let list = "/v1/treasury/credit_reversals";
        let reversed = client.once(&credit, list, &form).await.good().id();
        let again = one.once(&credit, list, &form).await.good();
        assert_eq!(
            (again.id(), again.header("idempotent-replayed")),
            (reversed, Some("true"))
        );
        other.once(&credit, list, &form).await.refused(400);
    }
    // What it has not, its platform does not pay.
    let before = platform.dollars().await;
    let form = "amount=1&currency=usd&destination=acct_b";
    let refused = context.post("/v1/transfers", form).await;
    assert_eq!(refused.refused(400)["code"], "balance_insufficient");
    assert_eq!(platform.dollars().await, before);
    running.audit().await;
}

#[tokio::test]
async fn a_context_that_is_not_one_account_is_refused_and_nothing_is_done_or_kept() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    let form = "The Stripe-Context header must name one account, such as acct_123.";
    let below = "The Stripe-Context header names an account below another one, and the sandbox has none: each connected \
                 account is the key's own. Give that account alone, such as acct_123.";
    for (contexts, message) in [
        (&["acct_a/acct_b"][..], below),
        (&["acct_a/acct_b/acct_c"], below),
        (&["acct_a/"], form),
        (&["/acct_a"], form),
        (&["acct_a/x"], form),
        (&["acct_"], form),
        (&["wksp_1"], form),
        (&["acct_a, acct_a"], form),
        (&["é"], form),
        (&[""], form),
        (&["acct_a", "acct_a"], form),
        (&["acct_a", "acct_b"], form),
        (&["acct_a", ""], form),
    ] {
        let asking = |client: Client, context: &&str| client.with_header("stripe-context", context);
        let with = contexts.iter().fold(client.clone(), asking);
        let with = with.acting_for("acct_c");
        for answer in [
            with.get(&path).await,
            with.once("k", &path, "amount=1").await,
        ] {
            let error = answer.refused(400);
            assert_eq!(error["type"], "invalid_request_error");
            assert_eq!(answer.message(), message, "{contexts:?}");
        }
    }
    assert_eq!(client.all(&path).await.len(), 0);
    let made = client.once("k", &path, "amount=1").await.good();
    assert_eq!(made.header("idempotent-replayed"), None);
}

#[tokio::test]
async fn a_version_that_there_cannot_be_is_refused_and_nothing_is_done_or_kept() {
    let running = Running::start(config()).await;
    let client = running.client();
    let transfer = client.transfer(100).await;
    let path = format!("/v1/transfers/{transfer}/reversals");
    for (versions, told) in [
        (&["garbage"][..], "garbage"),
        (&["2023-13-40"], "2023-13-40"),
        (&["2023-02-30"], "2023-02-30"),
        (&["2025-03-31.Basil"], "2025-03-31.Basil"),
        (&["2019-05-16", "2019-12-03"], "2019-05-16, 2019-12-03"),
        (&["2023-08-16", "2023-08-16"], "2023-08-16, 2023-08-16"),
        (&[""], ""),
    ] {
        let asking = |client: Client, version: &&str| client.with_header("stripe-version", version);
        let with = versions.iter().fold(client.clone(), asking);
        for answer in [
            with.get(&path).await,
            with.once("k", &path, "amount=1").await,
        ] {
            let error = answer.refused(400);
            assert_eq!(error["type"], "invalid_request_error");
            assert_eq!(
                answer.message(),
                format!("Invalid Stripe API version: {told}")
            );
            assert_eq!(answer.header("stripe-should-retry"), Some("false"));
        }
        let refused = with.once("k", &path, "amount=1").await;
        assert_eq!(refused.header("idempotency-key"), Some("k"));
    }
    assert_eq!(client.all(&path).await.len(), 0);
    for version in ["2023-08-16", "2026-05-27.dahlia", "2011-01-01"] {
        let with = client.with_header("stripe-version", version);
        let answer = with.once(version, &path, "amount=1").await.good();
        assert_eq!(answer.header("stripe-version"), Some(version));
    }
    let made = client.once("k", &path, "amount=1").await.good();
    assert_eq!(made.header("idempotent-replayed"), None);
}

#[tokio::test]
async fn doubled_slashes_in_a_path_are_one() {
    let running = Running::start(config()).await;
    let client = running.client();
    let form = "amount=9&currency=usd&destination=acct_1";
    let transfer = client.post("//v1/transfers", form).await.good().id();
    let made = client
        .once(
            "k",
            &format!("//v1//transfers///{transfer}//reversals"),
            "amount=1",
        )
        .await
        .good();
    // It is the same endpoint.
    let path = format!("/v1/transfers/{transfer}/reversals");
    let again = client.once("k", &path, "amount=1").await.good();
    assert_eq!(
        (again.id(), again.header("idempotent-replayed")),
        (made.id(), Some("true"))
    );
    let listed = client.get(&format!("/{path}?limit=1")).await.good();
    assert_eq!(listed.body["data"][0]["id"], made.id());
    assert_eq!(listed.body["url"], path);
    // Slashes in an ID are no slashes of the path.
    let refused = client.get("//v1/transfers/a%2F%2Fb%252F").await;
    refused.refused(404);
    assert_eq!(refused.message(), "No such transfer: 'a//b%2F'");
    // An empty ID is none, and a trailing slash makes another address.
    for path in [
        "/v1/transfers//reversals".to_owned(),
        "//v1/transfers//reversals".to_owned(),
        format!("/v1/transfers//reversals/{}", made.id()),
        format!("/{path}/"),
        format!("{path}//"),
    ] {
        for answer in [client.get(&path).await, client.post(&path, "").await] {
            assert!(answer.refused(404)["code"].is_null());
            assert!(answer.message().starts_with("Unrecognized request URL ("));
        }
    }
    assert_eq!(client.all(&path).await.len(), 1);
}

#[tokio::test]
async fn doubled_slashes_are_one_before_what_is_the_sandboxs_own_too() {
    let running = Running::start(config()).await;
    let client = running.client();
    client.get("//healthz").await.good();
    let moved = client.post("//_sandbox//advance", "seconds=5").await.good();
    let again = client.post("/_sandbox/advance", "seconds=5").await.good();
    let time = |now: &serde_json::Value| now["now"].as_i64().unwrap();
    assert_eq!(time(&again.body), time(&moved.body) + 5);
    // They lead nobody around the look at where it comes from.
    let page = client.with_header("origin", "https://a.example");
    page.post("//_sandbox/advance", "seconds=5")
        .await
        .refused(403);
}

#[tokio::test]
async fn localhost_is_listened_on_over_ipv4_and_ipv6_and_each_address_is_told() {
    let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    let mut child = Command::new(env!("CARGO_BIN_EXE_reversals-sandbox"))
        .args(["--listen", "localhost:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = vec![lines.next().unwrap().unwrap()];
    let port = told[0].rsplit_once(':').unwrap().1.to_owned();
    let hosts = if has_ipv6 {
        &["127.0.0.1", "[::1]"][..]
    } else {
        &["127.0.0.1"]
    };
    let mut answered = Vec::new();
    for host in hosts {
        let client = Client::new(format!("http://{host}:{port}"));
        let form = "amount=1&currency=usd&destination=acct_1";
        answered.push(client.try_post("/v1/transfers", form, None).await);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    told.extend(lines.map(Result::unwrap));
    let expected: Vec<_> = hosts
        .iter()
        .map(|host| format!("listening on http://{host}:{port}"))
        .collect();
    assert_eq!(told, expected);
    for answer in answered {
        answer.unwrap().good();
    }
}
