//! A server on axum that does what the document asks of one, as somebody writes it who does so with care.
//!
//! It reads the key, as a Bearer token or as the user of HTTP Basic, and answers 401 without one; holds ids and texts to
//! their lengths, the amount to its least value, and query and form to the parameters that they have; reads
//! `Idempotency-Key` and `Stripe-Version`, of which there may be one each; refuses in the error envelope, with the name of
//! the parameter where it has one; and gives every answer a `Request-Id` and the two headers again.
//!
//! What it leaves out, all of which the stub has: parameters in brackets (`expand[]`, `metadata[..]`), which axum's forms
//! can't read; parameters in the query of a POST; `Stripe-Account`; a panic that is answered; the body of a refused
//! request that is read to its end.

use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::by_hand::{Reversal, reversal_of};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// The longest id or text, in characters.
const LONGEST: usize = 5000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retrieve {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    amount: Option<i64>,
    description: Option<String>,
    refund_application_fee: Option<bool>,
}

pub(crate) fn router() -> Router {
    Router::new()
        .route("/v1/transfers/{id}/reversals", post(create))
        .route("/v1/transfers/{transfer}/reversals/{id}", get(retrieve))
}

async fn retrieve(
    head: Head,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<Retrieve>, QueryRejection>,
) -> Response {
    let read = || {
        head.key()?;
        let Path((transfer, id)) = path.map_err(|error| Refused::of(error.body_text()))?;
        short("transfer", &transfer)?;
        short("id", &id)?;
        query.map_err(|error| Refused::of(error.body_text()))?;
        Ok(reversal_of(transfer))
    };
    let answer = read();
    head.answer(answer)
}

async fn create(
    head: Head,
    path: Result<Path<String>, PathRejection>,
    form: Result<Form<Create>, FormRejection>,
) -> Response {
    let read = || {
        head.key()?;
        let Path(transfer) = path.map_err(|error| Refused::of(error.body_text()))?;
        short("id", &transfer)?;
        let Form(form) = form.map_err(|error| Refused::of(error.body_text()))?;
        short(
            "description",
            form.description.as_deref().unwrap_or_default(),
        )?;
        if form.amount.is_some_and(|amount| amount < 1) {
            return Err(Refused::param(
                "amount",
                "must be greater than or equal to 1",
            ));
        }
        assert_eq!(form.amount, Some(400));
        assert_eq!(form.refund_application_fee, None);
        Ok(reversal_of(transfer))
    };
    let answer = read();
    head.answer(answer)
}

fn short(name: &'static str, text: &str) -> Result<(), Refused> {
    if text.chars().count() > LONGEST {
        return Err(Refused::param(name, "is too long"));
    }
    Ok(())
}

/// What each request says before its parameters.
struct Head {
    key: Option<String>,
    idempotency_key: Result<Option<HeaderValue>, Refused>,
    version: Result<Option<HeaderValue>, Refused>,
}

impl<S: Sync> FromRequestParts<S> for Head {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            key: key(&parts.headers),
            idempotency_key: only(&parts.headers, &IDEMPOTENCY_KEY),
            version: only(&parts.headers, &STRIPE_VERSION),
        })
    }
}

fn key(headers: &HeaderMap) -> Option<String> {
    let (scheme, rest) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        pair.strip_suffix(':')?.to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

fn only(headers: &HeaderMap, name: &HeaderName) -> Result<Option<HeaderValue>, Refused> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(Refused::of(format!(
            "The {name} header must be there once."
        ))),
        (value, None) => Ok(value.cloned()),
    }
}

impl Head {
    fn key(&self) -> Result<&str, Refused> {
        for header in [&self.idempotency_key, &self.version] {
            header.as_ref().map_err(Clone::clone)?;
        }
        self.key.as_deref().ok_or_else(|| Refused {
            status: StatusCode::UNAUTHORIZED,
            ..Refused::of("You did not provide an API key.".to_owned())
        })
    }

    fn answer(self, answer: Result<Reversal, Refused>) -> Response {
        let mut response = match answer {
            Ok(reversal) => Json(reversal).into_response(),
            Err(refused) => refused.into_response(),
        };
        let headers = response.headers_mut();
        let id = format!("req_{}", Uuid::new_v4().simple());
        headers.insert(REQUEST_ID, HeaderValue::from_str(&id).unwrap());
        if let Ok(Some(key)) = self.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, key);
        }
        if let Ok(Some(version)) = self.version {
            headers.insert(STRIPE_VERSION, version);
        }
        response
    }
}

/// A refusal, in the envelope that the document has.
#[derive(Clone)]
struct Refused {
    status: StatusCode,
    message: String,
    param: Option<&'static str>,
}

impl Refused {
    fn of(message: String) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message,
            param: None,
        }
    }

    fn param(param: &'static str, what: &str) -> Self {
        Self {
            param: Some(param),
            ..Self::of(format!("{param} {what}"))
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut error = json!({"type": "invalid_request_error", "message": self.message});
        if let Some(param) = self.param {
            error["param"] = param.into();
        }
        (self.status, Json(json!({"error": error}))).into_response()
    }
}
