//! Bodies and answers that are read and sent as they come.

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use http_body_util::Channel;

use super::*;
use crate::ByteStream;
use crate::server::answer_bytes;

/// Takes pictures and text, and answers with what it gets.
static ECHO: Operation = Operation {
    id: "Echo",
    method: "POST",
    path: "/echo",
    path_params: &[],
    query: &[],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Bytes {
        required: true,
        media: &["image/*", "text/plain"],
    },
    exclusive: &[],
    security: &[],
    success: 200,
};

async fn echo(request: Request) -> Response {
    type None = super::super::NoParams;
    answer_bytes(
        &ECHO,
        request,
        |_, _: None, _: None, body: ByteStream| async {
            Reply::new(body).bytes("application/octet-stream")
        },
    )
    .await
}

fn router() -> Router {
    Router::new().route("/echo", on(MethodFilter::POST, echo))
}

fn post(body: HttpBody) -> Request {
    let request = Request::builder().method("POST").uri("/echo");
    request
        .header("content-type", "image/png")
        .body(body)
        .unwrap()
}

#[tokio::test]
async fn a_handler_answers_before_all_of_the_body_has_come() {
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(4);
    sender.send_data(Bytes::from("one")).await.unwrap();
    let answer = router().oneshot(post(HttpBody::new(body))).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/png");
    let mut body = answer.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "one");
    sender.send_data(Bytes::from("two")).await.unwrap();
    let second = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(second, "two");
    drop(sender);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn a_limit_is_told_at_once_where_the_length_says_so_and_ends_the_stream_where_it_does_not() {
    let router = || router().layer(DefaultBodyLimit::max(4));
    let refused = router()
        .oneshot(post(HttpBody::from("12345")))
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(4);
    for part in ["123", "456"] {
        sender.send_data(Bytes::from(part)).await.unwrap();
    }
    drop(sender);
    let answer = router().oneshot(post(HttpBody::new(body))).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.into_body().collect().await.is_err());
}
