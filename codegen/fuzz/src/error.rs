//! Bodies of refusals, as a client reads them.

use std::cell::LazyCell;
use std::fmt;

use reqwest::Response;
use reversals_models as models;
use reversals_runtime::ErrorEnvelope;
use reversals_runtime::client::{Error, decode_error};
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    /// Nothing waits here, as a body in memory is ready at once; but the body's type asks for a runtime.
    static RUNTIME: LazyCell<Runtime> =
        LazyCell::new(|| Builder::new_current_thread().build().expect("a runtime without drivers"));
}

/// The first two bytes are the status, the others are the body. A documented body is decoded; any other comes back as
/// it was, with its status and headers. What is told of it is one line.
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
        let code = documented.error.code.as_ref().map(ToString::to_string);
        assert_eq!(code, envelope.error.code);
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

fn decode<T: DeserializeOwned + fmt::Debug>(status: u16, body: &[u8]) -> Option<T> {
    let response = http::Response::builder()
        .status(status)
        .header("request-id", "req_1")
        .body(body.to_vec())
        .expect("a status of three digits");
    RUNTIME.with(|runtime| runtime.block_on(read(status, body, Response::from(response))))
}

async fn read<T: DeserializeOwned + fmt::Debug>(
    status: u16,
    body: &[u8],
    response: Response,
) -> Option<T> {
    let error: Error<T> = decode_error(response.into()).await;
    let told = error.to_string();
    assert!(!told.contains(char::is_control), "{told:?}");
    assert!(error.status().is_some_and(|kept| kept.as_u16() == status));
    assert_eq!(error.request_id(), Some("req_1"));
    match error {
        Error::Refused(refused) => Some(refused.body),
        Error::Undecodable(kept) => {
            assert_eq!(kept.headers.len(), 1);
            assert_eq!(kept.body, body);
            None
        }
        other => panic!("{other:?} in place of the answer itself"),
    }
}
