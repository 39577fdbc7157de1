//! What never reaches the handler.

use super::super::NoParams;
use super::*;

/// Sends a request that must be refused; gives back the headers.
pub(super) async fn refused(request: Request, status: u16, error: Value) -> HeaderMap {
    let (found, headers, answer, calls) = Server::new().send(request).await;
    assert_eq!(answer, json!({ "error": error }));
    assert_eq!(found.as_u16(), status);
    assert_eq!(calls, 0, "the handler was called");
    assert_eq!(headers["content-type"], "application/json");
    assert!(headers["request-id"].to_str().unwrap().starts_with("req_"));
    headers
}

/// A 400 of class `invalid_request_error`.
pub(super) async fn invalid(
    request: Request,
    param: Option<&str>,
    code: Option<&str>,
    message: &str,
) {
    let mut error = json!({"type": "invalid_request_error", "message": message});
    for (name, value) in [("param", param), ("code", code)] {
        if let Some(value) = value {
            error[name] = json!(value);
        }
    }
    refused(request, 400, error).await;
}

#[tokio::test]
async fn bad_parameters_are_refused_in_the_services_words() {
    let missing = "Missing required param: owner.";
    invalid(
        create(""),
        Some("owner"),
        Some("parameter_missing"),
        missing,
    )
    .await;
    let no_type = without(create(""), "content-type");
    invalid(no_type, Some("owner"), Some("parameter_missing"), missing).await;
    invalid(
        create("owner=x&amount=10.0"),
        Some("amount"),
        Some("parameter_invalid_integer"),
        "Invalid integer: 10.0",
    )
    .await;
    invalid(
        create("owner=x&foo=1"),
        Some("foo"),
        Some("parameter_unknown"),
        "Received unknown parameter: foo",
    )
    .await;
    invalid(
        create("owner=x&expand=a"),
        Some("expand"),
        None,
        "Invalid array",
    )
    .await;
}

#[tokio::test]
async fn a_parameter_in_the_wrong_place_is_not_ignored() {
    let target = "/v1/things/th_1/parts/p_1?amuont=400";
    let unknown = "Received unknown parameter: amuont";
    invalid(
        request("POST", target, "owner=x"),
        Some("amuont"),
        Some("parameter_unknown"),
        unknown,
    )
    .await;
    let unknown = "Received unknown parameter: amount";
    let code = Some("parameter_unknown");
    invalid(
        request("GET", "/v1/things?amount=4", ""),
        Some("amount"),
        code,
        unknown,
    )
    .await;
    invalid(
        request("POST", "/v1/bags?amount=4", ""),
        Some("amount"),
        code,
        unknown,
    )
    .await;
    invalid(
        request("PUT", "/v2/things?amount=4", ""),
        Some("amount"),
        code,
        unknown,
    )
    .await;
}

#[tokio::test]
async fn query_and_body_that_disagree_are_refused() {
    let target = "/v1/things/th_1/parts/p_1?amount=1";
    invalid(
        request("POST", target, "owner=x&amount=2"),
        Some("amount"),
        None,
        "You passed 'amount' more than once, with different values.",
    )
    .await;
}

#[tokio::test]
async fn text_that_is_no_form_is_refused_by_name() {
    invalid(
        create("owner=%zz"),
        Some("owner"),
        None,
        "Invalid percent escape in `owner`",
    )
    .await;
    invalid(
        create("owner[=x"),
        Some("owner["),
        None,
        "Invalid brackets in `owner[`",
    )
    .await;
    invalid(
        create("a=1&a[b]=2"),
        Some("a[b]"),
        None,
        "`a[b]` is both a value and a structure",
    )
    .await;
    invalid(
        request("GET", "/v1/things?=1", ""),
        None,
        None,
        "A parameter has no name",
    )
    .await;
}

#[tokio::test]
async fn a_body_is_refused_under_another_media_type() {
    let message = "The request body must have the Content-Type application/x-www-form-urlencoded.";
    invalid(
        without(create("owner=x"), "content-type"),
        None,
        None,
        message,
    )
    .await;
    invalid(
        with(create("{}"), "content-type", "application/json"),
        None,
        None,
        message,
    )
    .await;
    let message = "The request body must have the Content-Type application/json.";
    invalid(request("PUT", "/v2/things", "{}"), None, None, message).await;
}

#[tokio::test]
async fn a_body_where_none_belongs_is_refused() {
    let message = "This operation takes no request body.";
    invalid(request("GET", "/v1/things", "limit=3"), None, None, message).await;
}

#[tokio::test]
async fn bad_json_is_refused_by_place() {
    let put = |body: &str| {
        with(
            request("PUT", "/v2/things", body.to_owned()),
            "content-type",
            "application/json",
        )
    };
    invalid(
        put(""),
        None,
        None,
        "This operation needs a JSON request body.",
    )
    .await;
    invalid(
        put("{}"),
        Some("amount"),
        Some("parameter_missing"),
        "Missing required param: amount.",
    )
    .await;
    let message = "Invalid integer: 10.5";
    invalid(
        put(r#"{"amount":10.5}"#),
        Some("amount"),
        Some("parameter_invalid_integer"),
        message,
    )
    .await;
    let message = "Invalid JSON: at /amount: expected value at line 1 column 11";
    invalid(put(r#"{"amount":}"#), None, None, message).await;
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused() {
    let request = request("POST", "/v1/things/%ff/parts/p_1", "owner=x");
    invalid(request, None, None, "The path is not valid UTF-8.").await;
    let long = "x".repeat(5001);
    let request = super::request("POST", &format!("/v1/things/{long}/parts/p_1"), "owner=x");
    let message = format!(
        "Invalid string: {}...; must be at most 5000 characters",
        "x".repeat(200)
    );
    invalid(request, Some("thing"), None, &message).await;
}

#[tokio::test]
async fn an_unknown_url_or_method_is_a_404() {
    for (method, path) in [
        ("GET", "/v1/things/"),
        ("GET", "/v3"),
        ("POST", "/v1/things//parts/p_1"),
        ("DELETE", "/v1/things"),
    ] {
        let message = format!(
            "Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code."
        );
        let error = json!({"type": "invalid_request_error", "message": message});
        let headers = refused(
            with(request(method, path, ""), "stripe-version", "v"),
            404,
            error,
        )
        .await;
        assert_eq!(headers["stripe-version"], "v");
    }
}

#[tokio::test]
async fn a_type_that_asks_for_more_than_the_shape_is_a_400_with_the_place() {
    type Form = std::collections::BTreeMap<String, Vec<u8>>;

    let handler = |request: Request| {
        dispatch(
            &CREATE,
            request,
            |_, _: Value, _: Value, _: Form| async move { Ok(Reply::from(json!({}))) },
        )
    };
    let router = Router::new().route(CREATE.path, axum::routing::post(handler));
    let (status, _, answer) = parts(router.oneshot(create("owner=x")).await.unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = "Invalid parameters: at /owner: invalid type: string \"x\", expected a sequence";
    assert_eq!(
        answer,
        json!({"error": {"type": "invalid_request_error", "message": message}})
    );
}

#[tokio::test]
async fn headers_of_the_operation_are_there_once_and_as_described() {
    static LEVELLED: Operation = Operation {
        headers: &[field("Api-Level", true, &WHOLE)],
        ..PUT
    };
    let send = async |levels: &[&str]| {
        let handler = |request: Request| {
            dispatch::<NoParams, NoParams, Value, _, _, _>(
                &LEVELLED,
                request,
                async |_, _, _, body| Ok(Reply::from(body)),
            )
        };
        let mut request =
            axum::http::Request::put("/v2/things").header("content-type", "application/json");
        for level in levels {
            request = request.header("api-level", *level);
        }
        let request = request
            .body(axum::body::Body::from(r#"{"amount":1}"#))
            .unwrap();
        let router = axum::Router::new().route("/v2/things", axum::routing::put(handler));
        let response = tower::ServiceExt::oneshot(router, request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = http_body_util::BodyExt::collect(response.into_body())
            .await
            .unwrap()
            .to_bytes();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        (
            status,
            body["error"]["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    assert_eq!(send(&["7"]).await, (201, String::new()));
    for (levels, message) in [
        (&[][..], "Missing required param: Api-Level."),
        (&["high"], "Invalid integer: high"),
        (&["1", "2"], "The Api-Level header must be there once."),
    ] {
        assert_eq!(send(levels).await, (400, message.to_owned()));
    }
}

#[tokio::test]
async fn a_whole_form_is_held_to_how_many_members_it_has() {
    let counted = |body: &str| request("POST", "/v1/counted", body.to_owned());
    let fewer = "Invalid object: must have at least 2 members";
    let more = "Invalid object: must have at most 3 members";
    // However many entries a member has, it is one.
    for body in ["amount=1", "tags[]=a&tags[]=b", "x[a]=1&x[b]=2"] {
        invalid(counted(body), None, None, fewer).await;
    }
    invalid(counted("a=1&b=2&c=3&d=4"), None, None, more).await;
    // The query is of the same bag.
    let spread = request("POST", "/v1/counted?a=1&b=2", "c=3&d=4");
    invalid(spread, None, None, more).await;
    for body in ["", "amount=1&a=1", "a=1&b=2&c=3"] {
        let (status, _, answer, calls) = Server::new().send(counted(body)).await;
        assert_eq!((status, calls), (StatusCode::OK, 1), "{body}: {answer}");
    }
}
