//! One connection, as bytes: a refusal never costs the next request on it its answer without a word.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::routing::post;
use reversals_runtime::server::{Body, Operation, Reply, Scheme, dispatch, unrecognized};
use reversals_runtime::shape::{Field, Shape};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

static CREATE: Operation = Operation {
    id: "PostThings",
    method: "POST",
    path: "/v1/things",
    path_params: &[],
    query: &[],
    query_styles: &[],
    headers: &[],
    exclusive: &[],
    cookies: &[],
    body: Body::Form {
        required: false,
        fields: &[Field {
            name: "amount",
            required: false,
            nullable: false,
            shape: &Shape::Integer {
                min: None,
                max: None,
            },
        }],
        rest: None,
        rules: &[],
    },
    security: &[&[Scheme::Bearer]],
    success: 200,
};

/// A connection to a server of one operation.
struct Caller(TcpStream);

impl Caller {
    async fn connect() -> Self {
        let handler = |request: Request| {
            dispatch(
                &CREATE,
                request,
                |_, _: Value, _: Value, _: Value| async move { Ok(Reply::new(json!({}))) },
            )
        };
        let router = Router::new()
            .route(CREATE.path, post(handler))
            .fallback(unrecognized)
            .method_not_allowed_fallback(unrecognized);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self(TcpStream::connect(address).await.unwrap())
    }

    async fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        // The other side may have closed.
        let _ = self.0.write_all(bytes.as_ref()).await;
        self
    }

    /// Lets the other side see what was sent so far by itself.
    async fn pause(&mut self) -> &mut Self {
        tokio::time::sleep(Duration::from_millis(20)).await;
        self
    }

    /// The next answer: its status, and whether it says that it is the last.
    async fn answer(&mut self) -> (u16, bool) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.expect("an answer"));
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.parse().unwrap());
        self.0.read_exact(&mut vec![0; length]).await.unwrap();
        (status, head.contains("\r\nconnection: close\r\n"))
    }

    /// That the connection takes another request.
    async fn goes_on(&mut self) {
        let next = head("POST /v1/things", "authorization: Bearer sk_test_123\r\n");
        self.send(next).await;
        assert_eq!(self.answer().await, (200, false));
    }

    /// That the connection has ended.
    async fn has_ended(mut self) {
        let read = self.0.read_u8().await;
        assert!(read.is_err(), "{read:?}");
    }
}

fn head(line: &str, headers: &str) -> String {
    format!(
        "{line} HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-www-form-urlencoded\r\n{headers}\r\n"
    )
}

/// What is refused before its body is read: there is no key, there is no such address.
const EARLY: [(&str, u16); 2] = [("POST /v1/things", 401), ("POST /v1/elsewhere", 404)];

#[tokio::test]
async fn a_small_body_behind_its_head_is_out_of_the_way_of_the_next_request() {
    let form = "amount=1";
    let sized = [(
        format!("content-length: {}\r\n", form.len()),
        form.to_owned(),
    )];
    let chunked = [(
        "transfer-encoding: chunked\r\n".to_owned(),
        format!("8\r\n{form}\r\n0\r\n\r\n"),
    )];
    for (line, status) in EARLY {
        for (headers, body) in sized.iter().chain(&chunked) {
            let mut caller = Caller::connect().await;
            let (first, last) = body.split_at(3);
            caller.send(head(line, headers)).await.pause().await;
            caller.send(first).await.pause().await.send(last).await;
            assert_eq!(caller.answer().await, (status, false), "{line} {headers}");
            caller.goes_on().await;
        }
    }
}

#[tokio::test]
async fn a_big_body_is_refused_with_the_end_of_the_connection() {
    for (line, status) in EARLY {
        for headers in [
            "content-length: 10000000\r\n",
            "transfer-encoding: chunked\r\n",
        ] {
            let mut caller = Caller::connect().await;
            let chunk = "a".repeat(1 << 16);
            caller.send(head(line, headers)).await;
            caller
                .send(format!("10000\r\n{chunk}\r\n10000\r\n{chunk}"))
                .await;
            assert_eq!(caller.answer().await, (status, true), "{line} {headers}");
            caller.has_ended().await;
        }
    }
}

#[tokio::test]
async fn a_body_that_waits_to_be_asked_for_is_asked_for_only_where_it_is_read() {
    let expects = "expect: 100-continue\r\ncontent-length: 8\r\n";
    for (line, status) in EARLY {
        let mut caller = Caller::connect().await;
        caller.send(head(line, expects)).await;
        assert_eq!(caller.answer().await, (status, true), "{line}");
        caller.has_ended().await;
    }
    let mut caller = Caller::connect().await;
    let good = format!("authorization: Bearer sk_test_123\r\n{expects}");
    caller.send(head("POST /v1/things", &good)).await;
    assert_eq!(caller.answer().await, (100, false));
    caller.send("amount=1").await;
    assert_eq!(caller.answer().await, (200, false));
    caller.goes_on().await;
    // Longer than is taken: refused without having been asked for.
    let mut caller = Caller::connect().await;
    let long = good.replace("length: 8", "length: 8000000");
    caller.send(head("POST /v1/things", &long)).await;
    assert_eq!(caller.answer().await, (413, true));
    caller.has_ended().await;
}
