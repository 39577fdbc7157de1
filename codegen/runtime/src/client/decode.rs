//! Bodies of responses.

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;

use super::doubt::Doubt;
use super::excerpt::excerpt;
use super::shown::Hidden;
use super::undecodable::reason;
use super::{Arrived, Error, Fault, Mismatch, Refused, ResponseValue, Session, Undecodable};
use crate::{ApiError, ErrorEnvelope};

/// The longest body that is read, in bytes (32 MiB): far above any page of a list, far below what memory holds.
pub(super) const MAX_RESPONSE: usize = 32 << 20;

/// How much is kept of a body that is longer than that, in bytes.
const KEPT: usize = 1 << 10;

/// Reads a documented success.
///
/// Errors: [`Error::Transport`] or [`Error::Timeout`] when the body breaks off; [`Error::Undecodable`] when it is not
/// what the document says, or is longer than 32 MiB. In each case the request may have had its effect.
pub async fn decode_success<T: DeserializeOwned, E>(
    response: Arrived,
) -> Result<ResponseValue<T>, Error<E>> {
    let answer = Answer::read(response).await?;
    match answer.decode() {
        Ok(value) => Ok(ResponseValue::new(value, answer.status, answer.headers)),
        Err(mismatch) => Err(answer.undecodable(mismatch)),
    }
}

/// Reads a documented refusal: [`Error::Refused`], or [`Error::Undecodable`] where it is not the documented JSON, such
/// as a page of a proxy, or [`Error::Transport`] or [`Error::Timeout`] where it breaks off.
pub async fn decode_error<E: DeserializeOwned>(response: Arrived) -> Error<E> {
    let answer = match Answer::read(response).await {
        Ok(answer) => answer,
        Err(fault) => return fault.into(),
    };
    match answer.decode() {
        Ok(body) => Error::Refused(Box::new(answer.refused(body))),
        Err(mismatch) => answer.undecodable(mismatch),
    }
}

/// Reads an answer of a status that the document does not describe: [`Error::Undecodable`], or [`Error::Transport`] or
/// [`Error::Timeout`] where it breaks off.
pub async fn undocumented<E>(response: Arrived) -> Error<E> {
    match Answer::read(response).await {
        Ok(answer) => answer.undecodable(Mismatch::Status),
        Err(fault) => fault.into(),
    }
}

/// An answer that arrived.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    session: Option<Session>,
    doubt: Doubt,
    pub(super) body: Vec<u8>,
    /// Whether that is all of the body.
    is_whole: bool,
}

impl Answer {
    pub(super) async fn read(arrived: Arrived) -> Result<Self, Fault> {
        let Arrived {
            mut response,
            body,
            session,
            doubt,
        } = arrived;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let collected = match body {
            Some(body) => Ok((body, true)),
            None => collect(response).await,
        };
        match collected {
            Ok((body, is_whole)) => Ok(Self {
                status,
                headers,
                session,
                doubt,
                body,
                is_whole,
            }),
            Err(error) => Err(Fault::from(error).in_body(status, headers).doubted(doubt)),
        }
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        if let Some(mismatch) = self.cut() {
            return Err(mismatch);
        }
        crate::path::placed_slice(&self.body).map_err(|(place, error)| {
            if error.is_eof() {
                return Mismatch::CutShort;
            }
            // What serde_json says of text that is no JSON shows none of it.
            let said = error.to_string();
            let reason = if error.is_syntax() {
                said
            } else {
                reason(&said)
            };
            // The names of members are the payload's.
            let place = self.hidden().hide(&place);
            Mismatch::Body { place, reason }
        })
    }

    /// What it may not tell back. Most answers are not asked.
    fn hidden(&self) -> Hidden {
        let hidden = self.session.as_ref().map(Session::hidden);
        hidden.unwrap_or_default()
    }

    /// What is wrong where there is more of it than is read.
    pub(super) fn cut(&self) -> Option<Mismatch> {
        let reason = || format!("the body is longer than {MAX_RESPONSE} bytes");
        (!self.is_whole).then(|| Mismatch::Body {
            place: String::new(),
            reason: reason(),
        })
    }

    pub(super) fn undecodable<E>(self, mismatch: Mismatch) -> Error<E> {
        let place = match &mismatch {
            Mismatch::Body { place, .. } => place,
            _ => "",
        };
        let excerpt = excerpt(&self.body, &self.headers, place, &self.hidden());
        Error::Undecodable(Box::new(Undecodable {
            status: self.status,
            headers: self.headers,
            mismatch,
            body: self.body,
            excerpt,
            doubt: self.doubt,
        }))
    }

    pub(super) fn refused<E>(self, body: E) -> Refused<E> {
        // A document whose errors are others has none of these.
        let told: Option<ApiError> = crate::path::from_slice::<ErrorEnvelope>(&self.body)
            .ok()
            .map(|envelope| envelope.error);
        let hidden = self.hidden();
        let hide = |text: String| hidden.hide(&text);
        let (type_, code, param, message) = told.map_or((None, None, None, None), |error| {
            (Some(error.type_), error.code, error.param, error.message)
        });
        Refused {
            type_: type_.map(hide),
            code: code.map(hide),
            param: param.map(hide),
            message: message.map(hide),
            status: self.status,
            headers: self.headers,
            body,
            doubt: self.doubt,
        }
    }
}

/// The body, and whether it is the whole of it.
async fn collect(mut response: Response) -> reqwest::Result<(Vec<u8>, bool)> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.is_empty() {
            bytes = Vec::from(chunk);
        } else {
            bytes.extend_from_slice(&chunk);
        }
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

    fn response(status: u16, body: &'static str) -> Arrived {
        let builder = http::Response::builder()
            .status(status)
            .header("request-id", "req_1");
        Response::from(builder.body(body).unwrap()).into()
    }

    fn kept<E: std::fmt::Debug>(error: Error<E>) -> Undecodable {
        match error {
            Error::Undecodable(answer) => *answer,
            other => panic!("{other:?}"),
        }
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
        let answer = kept(read.unwrap_err());
        assert_eq!(answer.body, body.as_bytes());
        let Mismatch::Body { place, reason } = answer.mismatch else {
            panic!("the status is documented")
        };
        assert_eq!(place, "/data/0/amount");
        assert_eq!(
            reason,
            "invalid type: string, expected i64 at line 1 column 22"
        );
    }

    #[tokio::test]
    async fn a_body_without_end_is_not_kept_in_memory() {
        let endless = || {
            let body = reqwest::Body::from(vec![b' '; super::MAX_RESPONSE + 1]);
            let builder = http::Response::builder().status(500);
            Arrived::from(Response::from(builder.body(body).unwrap()))
        };
        let read: Result<ResponseValue<ErrorEnvelope>, Error<()>> = decode_success(endless()).await;
        let refused: Error<ErrorEnvelope> = decode_error(endless()).await;
        let unknown: Error = undocumented(endless()).await;
        let kept = [kept(read.unwrap_err()), kept(refused), kept(unknown)].map(|answer| {
            assert_eq!((answer.status.as_u16(), answer.body.len()), (500, 1024));
            answer.mismatch
        });
        let reason = "the body is longer than 33554432 bytes".to_owned();
        let place = String::new();
        let long = Mismatch::Body { place, reason };
        assert_eq!(kept, [long.clone(), long, Mismatch::Status]);
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
