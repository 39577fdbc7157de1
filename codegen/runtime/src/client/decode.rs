//! Bodies of responses.

use reqwest::{Response, ResponseBuilderExt};
use serde::de::DeserializeOwned;

use super::{Error, ResponseValue};

/// The longest body that is read, in bytes (32 MiB): far above any page of a list, far below what memory holds.
const MAX_RESPONSE: usize = 32 << 20;

/// How much is kept of a body that is longer than that, in bytes.
const KEPT: usize = 1 << 10;

/// Reads a documented success.
///
/// Errors: [`Error::ResponseBodyError`] when the body breaks off; [`Error::InvalidResponsePayload`] when it is not
/// what the document says, with all bytes and a text such as `at /data/0/amount: invalid type: ...`, or when it is
/// longer than 32 MiB, with its first KiB. In each case the request may have had its effect.
pub async fn decode_success<T: DeserializeOwned, E>(
    response: Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let status = response.status();
    let headers = response.headers().clone();
    let (bytes, whole) = collect(response).await.map_err(Error::ResponseBodyError)?;
    let read = if whole {
        crate::path::from_slice(&bytes)
    } else {
        let text = format!("the body is longer than {MAX_RESPONSE} bytes");
        Err(serde::de::Error::custom(text))
    };
    match read {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(bytes.into(), error)),
    }
}

/// Reads a documented refusal.
///
/// Errors: [`Error::ResponseBodyError`] when the body breaks off; [`Error::UnexpectedResponse`] when it is not the
/// documented JSON, such as a proxy's HTML page, with status, headers, URL and all bytes as they came, or the first
/// KiB of a body that is longer than 32 MiB.
pub async fn decode_error<T: DeserializeOwned, E>(
    response: Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let status = response.status();
    let version = response.version();
    let url = response.url().clone();
    let headers = response.headers().clone();
    let (bytes, whole) = collect(response).await.map_err(Error::ResponseBodyError)?;
    if whole && let Ok(value) = crate::path::from_slice(&bytes) {
        return Ok(ResponseValue::new(value, status, headers));
    }
    let rebuilt = http::Response::builder()
        .status(status)
        .version(version)
        .url(url)
        .body(bytes)
        .map_err(|error| Error::Custom(error.to_string()))?;
    let mut rebuilt = Response::from(rebuilt);
    *rebuilt.headers_mut() = headers;
    Err(Error::UnexpectedResponse(rebuilt))
}

/// The body, and whether it is the whole of it.
async fn collect(mut response: Response) -> reqwest::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_RESPONSE {
            bytes.truncate(KEPT);
            bytes.shrink_to_fit();
            return Ok((bytes, false));
        }
    }
    Ok((bytes, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorEnvelope, List};

    fn response(status: u16, body: &'static str) -> Response {
        let url = "http://localhost/v1/x".parse().expect("a constant URL");
        let builder = http::Response::builder()
            .status(status)
            .header("request-id", "req_1")
            .url(url);
        Response::from(builder.body(body).unwrap())
    }

    #[tokio::test]
    async fn a_success_keeps_status_and_headers() {
        let body = r#"{"data":[1],"has_more":false,"object":"list","url":"/v1/x"}"#;
        let read: Result<_, Error<()>> = decode_success(response(200, body)).await;
        let value: ResponseValue<List<i64>> = read.unwrap();
        assert_eq!(value.status(), 200);
        assert_eq!(value.headers()["request-id"], "req_1");
        assert_eq!(value.into_inner(), List::new("/v1/x", vec![1], false));
    }

    #[tokio::test]
    async fn a_success_of_another_shape_says_where() {
        type Item = std::collections::BTreeMap<String, i64>;
        let body = r#"{"data":[{"amount":"x"}],"has_more":false,"object":"list","url":"/v1/x"}"#;
        let read: Result<ResponseValue<List<Item>>, Error<()>> =
            decode_success(response(200, body)).await;
        let Err(Error::InvalidResponsePayload(bytes, error)) = read else {
            panic!("a text was read as a number")
        };
        assert_eq!(bytes, body);
        let error = error.to_string();
        assert!(
            error.starts_with("at /data/0/amount: invalid type: string \"x\", expected i64"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_refusal_is_read_with_its_status() {
        let body = r#"{"error":{"type":"invalid_request_error"}}"#;
        let read: Result<_, Error<()>> = decode_error(response(400, body)).await;
        let value: ResponseValue<ErrorEnvelope> = read.unwrap();
        assert_eq!(value.status(), 400);
        assert_eq!(value.error.type_, "invalid_request_error");
    }

    #[tokio::test]
    async fn a_refusal_that_is_no_json_loses_nothing() {
        for body in ["<html>Bad Gateway</html>", "", r#"{"error":"down"}"#] {
            let read: Result<ResponseValue<ErrorEnvelope>, Error<()>> =
                decode_error(response(502, body)).await;
            let Err(error @ Error::UnexpectedResponse(_)) = read else {
                panic!("{body} was read as an envelope")
            };
            assert!(error.is_retryable());
            let Error::UnexpectedResponse(kept) = error else {
                unreachable!()
            };
            assert_eq!(kept.status(), 502);
            assert_eq!(kept.headers()["request-id"], "req_1");
            assert_eq!(kept.url().as_str(), "http://localhost/v1/x");
            assert_eq!(kept.bytes().await.unwrap(), body);
        }
    }

    #[tokio::test]
    async fn a_body_without_end_is_not_kept_in_memory() {
        let endless = || {
            let url = "http://localhost/v1/x".parse().expect("a constant URL");
            let body = reqwest::Body::from(vec![b' '; super::MAX_RESPONSE + 1]);
            let builder = http::Response::builder().status(500).url(url);
            Response::from(builder.body(body).unwrap())
        };
        let read: Result<ResponseValue<ErrorEnvelope>, Error<()>> = decode_success(endless()).await;
        let Err(Error::InvalidResponsePayload(kept, error)) = read else {
            panic!("an endless body was read")
        };
        assert_eq!(kept.len(), 1024);
        assert_eq!(error.to_string(), "the body is longer than 33554432 bytes");
        let read: Result<ResponseValue<ErrorEnvelope>, Error<()>> = decode_error(endless()).await;
        let Err(Error::UnexpectedResponse(kept)) = read else {
            panic!("an endless body was read")
        };
        assert_eq!(kept.status(), 500);
        assert_eq!(kept.bytes().await.unwrap().len(), 1024);
    }

    #[tokio::test]
    async fn the_longest_body_is_whole() {
        let body = reqwest::Body::from(vec![b' '; super::MAX_RESPONSE]);
        let response = http::Response::builder().body(body).unwrap();
        let (kept, whole) = super::collect(response.into()).await.unwrap();
        assert_eq!((kept.len(), whole), (32 << 20, true));
    }

    #[tokio::test]
    async fn a_fraction_is_read_to_its_last_digit() {
        for text in [
            "1.8011670033376514",
            "2.638344616030823",
            "122.416294033786585",
        ] {
            let read: Result<ResponseValue<f64>, Error<()>> =
                decode_success(response(200, text)).await;
            assert_eq!(
                read.unwrap().to_bits(),
                text.parse::<f64>().unwrap().to_bits(),
                "{text}"
            );
        }
    }
}
