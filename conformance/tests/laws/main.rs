//! Laws of the whole way: what a caller gives is what the service gets, and what a service answers is what the caller
//! reads, whatever it is made of.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod calls;
mod parts;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use reversals_client::{Client, Session};
use reversals_conformance::drive;
use reversals_conformance::recorder::Recorder;
use reversals_conformance::scripted::{Scripted, Seen};
use reversals_runtime::client::Transport;
use serde_json::Value;
use tower::ServiceExt as _;

/// The generated server in place of the network.
struct InProcess(axum::Router);

impl Transport for InProcess {
    fn send(
        &self,
        request: reqwest::Request,
    ) -> Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send + '_>> {
        Box::pin(async move {
            let request = http::Request::<reqwest::Body>::try_from(request)?.map(Body::new);
            let response = self.0.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            Ok(http::Response::from_parts(parts, bytes).into())
        })
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_service_gets_what_the_caller_gave((operation, input) in calls::call()) {
        let service = Arc::new(Scripted::new(Value::Null));
        let transport = InProcess(service.router());
        let session = Session::basic("sk_test_123").with_transport(Arc::new(transport));
        let client = Client::connect("http://localhost", session).unwrap();
        // The script answers nothing that fits, which is no matter here.
        let answer = block_on(drive::call(&client, operation, &input)).map_err(|error| error.to_string());
        let seen = Seen { operation: operation.to_owned(), input };
        prop_assert_eq!(service.seen(), vec![seen], "{:?}", answer);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_caller_reads_what_the_service_answered((operation, input, answer) in answers::answer()) {
        let service = Arc::new(Scripted::new(answer.clone()));
        let transport = InProcess(service.router());
        for transport in [Arc::new(transport) as Arc<dyn Transport>, Arc::new(Recorder::new(200, answer.to_string()))] {
            let session = Session::bearer("sk_test_123").with_transport(transport);
            let client = Client::connect("http://localhost", session).unwrap();
            let read = block_on(drive::call(&client, operation, &input));
            prop_assert_eq!(read.map_err(|error| error.to_string()), Ok(answer.clone()));
        }
    }
}
