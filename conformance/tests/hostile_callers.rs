//! What callers may give a client by mistake: no key is shown, and no request goes where it was not meant to.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use reversals_client::{Client, Error, Session};
use reversals_judge::recorder::{Recorder, Sent};
use reversals_models as models;
use serde_json::json;

const KEY: &str = "sk_test_123";

fn recorder() -> Arc<Recorder> {
    let body = json!({ "id": "trr_1", "object": "transfer_reversal", "amount": 400, "created": 1, "currency": "usd", "transfer": "tr_1" });
    Arc::new(Recorder::new(200, body.to_string()))
}

/// A client, by the constructor with an HTTP client of the caller's own. The other one gives no better.
fn made(base: &str, session: Session) -> Result<Client, Error> {
    let own = Client::connect_with(base, reqwest::Client::builder(), session.clone());
    match (own, Client::connect(base, session)) {
        (Ok(own), Ok(connected)) => {
            assert_eq!(own.baseurl(), connected.baseurl());
            Ok(own)
        }
        (Err(own), Err(connected)) => {
            assert_eq!(own.to_string(), connected.to_string());
            Err(own)
        }
        (own, connected) => panic!("{base}: {own:?}, {connected:?}"),
    }
}

fn client(base: &str, session: Session) -> (Client, Arc<Recorder>) {
    let recorder = recorder();
    let session = session.with_transport(Arc::clone(&recorder) as _);
    (made(base, session).unwrap(), recorder)
}

/// What leaves a client for the creation of a reversal.
async fn created(base: &str, id: &str, session: Session) -> Result<Sent, Error<models::Error>> {
    let (client, recorder) = client(base, session);
    let outcome = client.transfer_reversals().create(id).send().await;
    let sent = recorder.sent().pop();
    outcome.map(|_| sent.unwrap())
}

#[tokio::test]
async fn no_debug_and_no_error_shows_the_key() {
    let mut shown = Vec::new();
    for session in [Session::bearer(KEY), Session::basic(KEY)] {
        shown.push(format!("{session:?} {session:#?}"));
        for base in [
            "ftp://localhost".to_owned(),
            "localhost".to_owned(),
            String::new(),
            "http://[".to_owned(),
            "https://localhost?x".to_owned(),
            format!("https://{KEY}@localhost"),
            format!("https://localhost?{KEY}"),
        ] {
            let error = made(&base, session.clone()).unwrap_err();
            assert!(matches!(error, Error::InvalidRequest(_)), "{base}");
            shown.push(format!("{error} {error:#} {error:?}"));
        }
        let (client, _) = client("https://localhost", session.clone());
        let create = client.transfer_reversals().create("");
        let get = client.transfer_reversals().list("tr_1");
        shown.push(format!("{client:?} {client:#?} {create:?} {get:?}"));
        let error = create.send().await.unwrap_err();
        shown.push(format!("{error} {error:#} {error:?}"));
        // Nobody listens there, so the network itself refuses.
        let client = Client::connect("http://127.0.0.1:1", session).unwrap();
        let error = client
            .transfer_reversals()
            .create("tr_1")
            .send()
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Transport(_)));
        shown.push(format!("{error} {error:#} {error:?}"));
    }
    for bad in [
        format!("{KEY}\r\nx: y"),
        format!("{KEY} "),
        format!("{KEY}\u{e9}"),
        format!("{KEY}\0"),
    ] {
        for session in [Session::bearer(&bad), Session::basic(&bad)] {
            let error = created("https://localhost", "tr_1", session)
                .await
                .unwrap_err();
            assert!(matches!(error, Error::InvalidRequest(_)));
            shown.push(format!("{error} {error:#} {error:?}"));
        }
    }
    let echo = json!({ "error": { "type": KEY, "code": KEY, "param": KEY, "message": format!("Invalid: {KEY}") } });
    let named = json!({ "metadata": { KEY: 1 } });
    let pages = [
        (200, "<html>".to_owned()),
        (302, "<html>".to_owned()),
        (400, "<html>".to_owned()),
        (500, "<html>".to_owned()),
        (401, echo.to_string()),
        (200, named.to_string()),
        (200, json!({ "amount": KEY }).to_string()),
    ];
    for (status, body) in pages {
        let session = Session::bearer(KEY)
            .with_retries(0)
            .with_transport(Arc::new(Recorder::new(status, body)));
        let client = Client::connect("https://localhost", session).unwrap();
        let error = client
            .transfer_reversals()
            .create("tr_1")
            .send()
            .await
            .unwrap_err();
        shown.push(format!("{error} {error:#} {error:?}"));
    }
    for text in shown {
        assert!(
            !text.contains("sk_test") && !text.contains("c2tfdGVzdF8xMjM"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_id_never_changes_the_path_around_it() {
    for (id, segment) in [
        ("tr_1", "tr_1"),
        ("../x", "..%2Fx"),
        ("%2e%2e", "%252e%252e"),
        ("..\\x", "..%5Cx"),
        ("\0", "%00"),
        ("\n\r\t", "%0A%0D%09"),
        ("a?amount=1", "a%3Famount%3D1"),
        ("a#b", "a%23b"),
        ("a;b", "a%3Bb"),
        (" ", "%20"),
        ("+", "%2B"),
        ("...", "..."),
        (".. ", "..%20"),
        ("\u{ff0e}\u{ff0e}", "%EF%BC%8E%EF%BC%8E"),
        ("\u{202e}", "%E2%80%AE"),
        ("@evil", "%40evil"),
        ("//evil", "%2F%2Fevil"),
    ] {
        let sent = created("https://localhost", id, Session::bearer(KEY))
            .await
            .unwrap();
        assert_eq!(
            sent.path,
            format!("/v1/transfers/{segment}/reversals"),
            "{id:?}"
        );
        assert_eq!(sent.query, None);
    }
    for id in ["", ".", ".."] {
        let outcome = created("https://localhost", id, Session::bearer(KEY)).await;
        assert!(matches!(outcome, Err(Error::InvalidRequest(_))), "{id:?}");
    }
    let long = "x".repeat(1 << 20);
    let sent = created("https://localhost", &long, Session::bearer(KEY))
        .await
        .unwrap();
    assert_eq!(
        sent.path.len(),
        "/v1/transfers//reversals".len() + (1 << 20)
    );
    // The transport of a program takes that; the network's own client refuses it, and says so.
    let client =
        Client::connect("http://127.0.0.1:1", Session::bearer(KEY).with_retries(0)).unwrap();
    let outcome = client.transfer_reversals().create(&long).send().await;
    assert!(matches!(outcome, Err(Error::InvalidRequest(_))));
}

#[tokio::test]
async fn a_base_url_keeps_its_path_and_loses_its_slashes() {
    for (base, path) in [
        ("https://localhost", "/v1/transfers/tr_1/reversals"),
        ("https://localhost/", "/v1/transfers/tr_1/reversals"),
        ("https://localhost///", "/v1/transfers/tr_1/reversals"),
        (
            "https://localhost:8443/stem/",
            "/stem/v1/transfers/tr_1/reversals",
        ),
    ] {
        let sent = created(base, "tr_1", Session::bearer(KEY)).await.unwrap();
        assert_eq!(sent.path, path, "{base}");
    }
    for base in [
        "https://localhost?a=b",
        "https://localhost/?",
        "https://localhost/#",
        "https://localhost#a",
        "https://localhost/?a=/",
        "https://else:where@localhost",
        "",
        "localhost",
        "//localhost",
        "/v1",
        "not a url",
    ] {
        let refused = made(base, Session::bearer(KEY)).unwrap_err();
        assert!(matches!(refused, Error::InvalidRequest(_)), "{base}");
        assert!(!refused.is_retryable());
    }
}

#[test]
fn an_https_address_needs_a_feature_of_the_client_and_is_told_which() {
    // No test turns one on.
    let error = Client::connect(Client::SERVER, Session::bearer(KEY)).unwrap_err();
    assert!(matches!(error, Error::Tls(_)), "{error:?}");
    for feature in ["`rustls`", "`rustls-no-provider`", "`native-tls`"] {
        assert!(error.to_string().contains(feature), "{error}");
    }
    let manifest = include_str!("../../generated/client/Cargo.toml");
    for feature in ["rustls", "rustls-no-provider", "native-tls"] {
        let forwards = format!("\n{feature} = [\"reversals-runtime/{feature}\"]\n");
        assert!(manifest.contains(&forwards), "{feature}");
    }
}

#[tokio::test]
async fn nothing_given_can_add_a_header() {
    let bad = "a\r\nstripe-account: acct_2";
    for session in [
        Session::bearer(bad),
        Session::basic(bad),
        Session::bearer(KEY).with_account(bad),
        Session::bearer(KEY).with_version(bad),
        Session::bearer(KEY).with_idempotency_key(bad),
    ] {
        let outcome = created("https://localhost", "tr_1", session).await;
        assert!(
            matches!(outcome, Err(Error::InvalidRequest(_))),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn every_call_has_a_key_against_doing_it_twice() {
    let key = |sent: &Sent| sent.header("idempotency-key").map(str::to_owned);
    let (fresh, recorder) = client("https://localhost", Session::bearer(KEY));
    for _ in 0..3 {
        fresh
            .transfer_reversals()
            .create("tr_1")
            .send()
            .await
            .unwrap();
    }
    fresh
        .transfer_reversals()
        .retrieve("tr_1", "trr_1")
        .send()
        .await
        .unwrap();
    let keys: Vec<_> = recorder.sent().iter().map(key).collect();
    assert!(
        keys[..3].iter().all(Option::is_some)
            && keys[0] != keys[1]
            && keys[1] != keys[2]
            && keys[0] != keys[2]
    );
    assert_eq!(keys[3], None, "a GET repeats nothing");
    let given = Session::bearer(KEY)
        .with_idempotency_key("k-1")
        .with_transport(Arc::clone(&recorder) as _);
    let given = fresh.with_session(given);
    for _ in 0..2 {
        given
            .transfer_reversals()
            .create("tr_1")
            .send()
            .await
            .unwrap();
    }
    let keys: Vec<_> = recorder.sent().iter().map(key).collect();
    assert_eq!(keys[4..], [Some("k-1".to_owned()), Some("k-1".to_owned())]);
}

#[tokio::test]
async fn awkward_metadata_leaves_as_one_pair_or_not_at_all() {
    let (client, recorder) = client("https://localhost", Session::bearer(KEY));
    let send = async |key: &str, value: &str| {
        let metadata = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        let call = client.transfer_reversals().create("tr_1");
        call.metadata(metadata)
            .expand(Vec::<String>::new())
            .send()
            .await
            .map(|_| ())
    };
    for (key, value, body) in [
        ("a]&amount=1", "", "metadata[a%5D%26amount%3D1]="),
        ("a[b]", "c", "metadata[a%5Bb%5D]=c"),
        ("\0\n", "\r\n&=", "metadata[%00%0A]=%0D%0A%26%3D"),
        (" ", "+", "metadata[%20]=%2B"),
    ] {
        send(key, value).await.unwrap();
        assert_eq!(recorder.sent().pop().unwrap().body.as_deref(), Some(body));
    }
    let Err(Error::InvalidRequest(text)) = send("", "secret").await else {
        panic!("an empty key was sent")
    };
    assert!(
        text.contains("metadata[]") && !text.contains("secret"),
        "{text}"
    );
}

#[tokio::test]
async fn what_does_not_fit_a_call_is_refused_and_never_left_out() {
    let (client, recorder) = client("https://localhost", Session::bearer(KEY));
    let no_limit = client.transfer_reversals().list("tr_1").limit(u64::MAX);
    let told = no_limit.send().await.unwrap_err().to_string();
    let why = "`limit`: 18446744073709551615 is no whole number of 64 bits";
    assert!(told.contains(why), "{told}");
    let no_status = client.credit_reversals().list("fa_1").status("lost");
    let told = no_status.send().await.unwrap_err().to_string();
    let why = "`status`: a string that is none of `canceled`, `posted`, `processing`";
    assert!(told.contains(why) && !told.contains("lost"), "{told}");
    assert_eq!(recorder.sent(), [], "nothing was sent");
}
