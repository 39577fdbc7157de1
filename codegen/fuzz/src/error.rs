//! Bodies of refusals, as a client reads them.

use std::cell::LazyCell;

use reqwest::{Response, ResponseBuilderExt as _};
use reversals_models as models;
use reversals_runtime::ErrorEnvelope;
use reversals_runtime::client::{Error, ResponseValue, decode_error};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

const URL: &str = "http://localhost/v1/x";

thread_local! {
    /// Nothing waits here, as a body in memory is ready at once; but the body's type asks for a runtime.
    static RUNTIME: LazyCell<Runtime> =
        LazyCell::new(|| Builder::new_current_thread().build().expect("a runtime without drivers"));
}

/// The first two bytes are the status, the others are the body. A documented body is decoded; any other comes back as
/// it was, with its status, headers and URL.
pub fn check(bytes: &[u8]) {
    let Some((status, body)) = bytes.split_at_checked(2) else {
        return;
    };
    let status = 100 + u16::from_le_bytes([status[0], status[1]]) % 900;

    let envelope = ErrorEnvelope::from_bytes(body);
    let read = decode::<ErrorEnvelope>(status, body);
    match (&envelope, read) {
        (Ok(envelope), Some(read)) => {
            assert_eq!(*envelope, read);
            written_again(envelope);
        }
        (Err(error), None) => assert!(!error.to_string().is_empty()),
        // Only the client's reader takes what is longer; its transport has bounded the body before.
        (Err(_), Some(_)) => assert!(body.len() > ErrorEnvelope::MAX_BYTES),
        (Ok(_), None) => panic!("the client refuses an envelope"),
    }
    // What the generated client asks for.
    let documented = decode::<models::Error>(status, body);
    if let (Some(documented), Ok(envelope)) = (documented, envelope) {
        assert_eq!(documented.error.message, envelope.error.message);
        assert_eq!(documented.error.code, envelope.error.code);
        assert_eq!(documented.error.param, envelope.error.param);
    }
}

/// Whatever was read can be passed on: nothing is lost on the way through.
fn written_again(envelope: &ErrorEnvelope) {
    let text = serde_json::to_vec(envelope).expect("an envelope is JSON");
    let again = ErrorEnvelope::from_bytes(&text)
        .unwrap_or_else(|error| panic!("{}: {error}", String::from_utf8_lossy(&text)));
    assert_eq!(again, *envelope);
}

fn decode<T: DeserializeOwned>(status: u16, body: &[u8]) -> Option<T> {
    let response = http::Response::builder()
        .status(status)
        .header("request-id", "req_1")
        .url(URL.parse().expect("a constant URL"))
        .body(body.to_vec())
        .expect("a status of three digits");
    RUNTIME.with(|runtime| runtime.block_on(read(status, body, Response::from(response))))
}

async fn read<T: DeserializeOwned>(status: u16, body: &[u8], response: Response) -> Option<T> {
    let read: Result<ResponseValue<T>, Error<()>> = decode_error(response).await;
    match read {
        Ok(value) => {
            assert_eq!(value.status().as_u16(), status);
            assert_eq!(value.headers()["request-id"], "req_1");
            Some(value.into_inner())
        }
        Err(Error::UnexpectedResponse(kept)) => {
            assert_eq!(kept.status().as_u16(), status);
            assert_eq!(kept.headers().len(), 1);
            assert_eq!(kept.headers()["request-id"], "req_1");
            assert_eq!(kept.url().as_str(), URL);
            let bytes = kept.bytes().await.expect("a body in memory");
            assert_eq!(bytes, body);
            None
        }
        Err(other) => panic!("{other:?} in place of the response itself"),
    }
}
