//! A client and a server, written as generated code is, talking to each other without a socket.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::post;
use reversals_runtime::client::{
    About, Base, CallOptions, Error, InProcess, QueryParam, RequestBuilderExt, ResponseValue,
    Session, connect, decode_error, decode_success, encode_path,
};
use reversals_runtime::server::{
    Body, Context, Failure, Field, NoParams, Operation, QueryStyle, Reply, Scheme, Shape, dispatch,
    unrecognized,
};
use reversals_runtime::{ApiError, Clearable, ErrorEnvelope, Expandable, List, Nullable};
use serde::{Deserialize, Serialize};

type Metadata = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Thing {
    id: String,
    amount: i64,
    metadata: Metadata,
    owner: Expandable<Box<Thing>>,
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    closed_at: Nullable<i64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct UpdateThing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    expand: Vec<String>,
    #[serde(default, skip_serializing_if = "Clearable::is_keep")]
    metadata: Clearable<Metadata>,
}

#[derive(Debug, Deserialize)]
struct ThingPath {
    thing: String,
}

#[derive(Debug, Default, Deserialize)]
struct ListQuery {
    limit: Option<i64>,
    #[serde(default)]
    status: Vec<String>,
    #[serde(default)]
    expand: Vec<String>,
}

static TEXT: Shape = Shape::String {
    min: None,
    max: Some(5000),
    values: &[],
};
static TEXTS: Shape = Shape::Array {
    items: &TEXT,
    min: None,
    max: None,
};
static METADATA: Shape = Shape::OrEmpty(&Shape::Map { values: &TEXT });
static WHOLE: Shape = Shape::Integer {
    min: None,
    max: None,
};
static LIMIT: Shape = Shape::Integer {
    min: Some(1),
    max: Some(100),
};

const fn field(name: &'static str, required: bool, shape: &'static Shape) -> Field {
    Field {
        name,
        required,
        nullable: false,
        shape,
    }
}

static UPDATE: Operation = Operation {
    id: "PostThingsThing",
    method: "POST",
    path: "/v1/things/{thing}",
    path_params: &[field("thing", true, &TEXT)],
    query: &[],
    query_styles: &[],
    headers: &[],
    cookies: &[],
    body: Body::Form {
        required: false,
        fields: &[
            field("amount", false, &WHOLE),
            field("expand", false, &TEXTS),
            field("metadata", false, &METADATA),
        ],
        rest: None,
        rules: &[],
    },
    exclusive: &[],
    security: &[&[Scheme::Basic], &[Scheme::Bearer]],
    success: 200,
};

static LIST: Operation = Operation {
    id: "GetThings",
    method: "GET",
    path: "/v1/things",
    path_params: &[],
    query: &[
        field("limit", false, &LIMIT),
        field("status", false, &TEXTS),
        field("expand", false, &TEXTS),
    ],
    query_styles: &[QueryStyle::Form, QueryStyle::Form, QueryStyle::DeepObject],
    headers: &[],
    cookies: &[],
    body: Body::None,
    exclusive: &[],
    security: &[&[Scheme::Basic], &[Scheme::Bearer]],
    success: 200,
};

/// Answers with what it was told.
async fn update(
    context: Context,
    path: ThingPath,
    _: NoParams,
    body: UpdateThing,
) -> Result<Reply<Thing>, Failure> {
    if !context
        .credentials
        .is_some_and(|key| key.matches("sk_test_123"))
    {
        return Err(Failure::new(
            StatusCode::UNAUTHORIZED,
            ApiError::invalid_request("Invalid API Key provided."),
        ));
    }
    let metadata = match body.metadata {
        Clearable::Keep => Metadata::from([("kept".to_owned(), "yes".to_owned())]),
        Clearable::Clear => Metadata::new(),
        Clearable::Set(metadata) => metadata,
    };
    let owner = Thing {
        id: "th_0".to_owned(),
        amount: 0,
        metadata: Metadata::new(),
        owner: Expandable::reference("th_0"),
        closed_at: Nullable::Null,
    };
    let expanded = body.expand.iter().any(|path| path == "owner");
    Ok(Reply::from(Thing {
        id: path.thing,
        amount: body.amount.unwrap_or_default(),
        metadata,
        owner: if expanded {
            Expandable::whole(Box::new(owner))
        } else {
            Expandable::reference("th_0")
        },
        closed_at: Nullable::Absent,
    }))
}

async fn list(
    _: Context,
    _: NoParams,
    query: ListQuery,
    _: NoParams,
) -> Result<Reply<List<String>>, Failure> {
    let mut data = query.status;
    data.extend(query.expand);
    data.push(format!("{:?}", query.limit));
    Ok(Reply::from(List::new("/v1/things", data, false)))
}

fn router() -> Router {
    Router::new()
        .route(
            UPDATE.path,
            post(|request: Request| dispatch(&UPDATE, request, update)),
        )
        .route(
            LIST.path,
            axum::routing::get(|request: Request| dispatch(&LIST, request, list)),
        )
        .fallback(unrecognized)
        .method_not_allowed_fallback(unrecognized)
}

const ABOUT: About<'_> = About {
    version: None,
    user_agent: "pair/1.0",
};

struct Api {
    baseurl: Base,
    client: reqwest::Client,
    inner: Session,
}

type Outcome<T> = Result<ResponseValue<T>, Error<ErrorEnvelope>>;

impl Api {
    fn new(session: Session) -> Self {
        let inner = session.with_transport(Arc::new(InProcess::new(router())));
        let (baseurl, client) =
            connect::<()>("http://localhost/", &inner, "pair/1.0").expect("a good address");
        Self {
            baseurl,
            client,
            inner,
        }
    }

    async fn update(&self, thing: &str, body: &UpdateThing) -> Outcome<Thing> {
        let url = format!("{}/v1/things/{}", self.baseurl, encode_path(thing)?);
        let request = self.client.post(url).form_urlencoded(&body)?.build()?;
        let options = CallOptions::keyed("things", "update");
        let response = self
            .inner
            .send(&self.client, request, options, ABOUT)
            .await?;
        match response.status().as_u16() {
            200u16 => decode_success(response).await,
            _ => Err(decode_error(response).await),
        }
    }

    async fn list(
        &self,
        limit: Option<i64>,
        status: &[&str],
        expand: Option<&Vec<String>>,
    ) -> Outcome<List<String>> {
        let url = format!("{}/v1/things", self.baseurl);
        let request = self
            .client
            .get(url)
            .query_param(&QueryParam::new("limit", &limit))?
            .query_param(&QueryParam::new("status", &status))?
            .query_param(&QueryParam::new("expand[]", &expand))?
            .build()?;
        let options = CallOptions::new("things", "list");
        let response = self
            .inner
            .send(&self.client, request, options, ABOUT)
            .await?;
        match response.status().as_u16() {
            200u16 => decode_success(response).await,
            _ => Err(decode_error(response).await),
        }
    }
}

fn client() -> Api {
    Api::new(
        Session::bearer("sk_test_123")
            .with_version("2023-08-16")
            .with_idempotency_key("k-1"),
    )
}

#[tokio::test]
async fn awkward_values_arrive_as_they_were_sent() {
    let metadata = Metadata::from([
        ("k[0]".to_owned(), "a&b=c+d%e é🦀\0\n".to_owned()),
        ("0".to_owned(), String::new()),
        (" ".to_owned(), "[]".to_owned()),
    ]);
    let body = UpdateThing {
        amount: Some(i64::MIN),
        expand: vec!["owner".to_owned()],
        metadata: Clearable::set(metadata.clone()),
    };
    let thing = client().update("a/b ?#%é", &body).await.unwrap();
    assert_eq!(thing.headers()["idempotency-key"], "k-1");
    assert_eq!(thing.headers()["stripe-version"], "2023-08-16");
    assert_eq!((thing.id.as_str(), thing.amount), ("a/b ?#%é", i64::MIN));
    assert_eq!(thing.metadata, metadata);
    let owner = thing.owner.object().unwrap();
    assert_eq!(
        (owner.id.as_str(), owner.closed_at),
        ("th_0", Nullable::Null)
    );
    assert_eq!(thing.closed_at, Nullable::Absent);
}

#[tokio::test]
async fn keep_and_clear_are_told_apart_over_the_wire() {
    let keep = client()
        .update("th_1", &UpdateThing::default())
        .await
        .unwrap();
    assert_eq!(keep.metadata["kept"], "yes");
    let clear = UpdateThing {
        metadata: Clearable::Clear,
        ..UpdateThing::default()
    };
    assert!(
        client()
            .update("th_1", &clear)
            .await
            .unwrap()
            .metadata
            .is_empty()
    );
    // An empty map must not clear: it says nothing.
    let empty = UpdateThing {
        metadata: Clearable::Set(Metadata::new()),
        ..UpdateThing::default()
    };
    assert_eq!(
        client().update("th_1", &empty).await.unwrap().metadata["kept"],
        "yes"
    );
}

#[tokio::test]
async fn queries_arrive_in_both_styles() {
    let expand = vec!["data.owner".to_owned()];
    let page = client()
        .list(Some(3), &["a", "b c"], Some(&expand))
        .await
        .unwrap();
    assert_eq!(page.data, ["a", "b c", "data.owner", "Some(3)"]);
    let page = client().list(None, &[], None).await.unwrap();
    assert_eq!(page.data, ["None"]);
}

#[tokio::test]
async fn a_refusal_arrives_as_the_documented_error() {
    let Err(Error::Refused(refusal)) = client().list(Some(101), &[], None).await else {
        panic!("a limit of 101 was taken")
    };
    assert_eq!(refusal.status, 400);
    assert_eq!(refusal.param.as_deref(), Some("limit"));
    let message = "This value must be less than or equal to 100 (it currently is '101').";
    assert_eq!(refusal.body.error.message.as_deref(), Some(message));
}

#[tokio::test]
async fn keys_are_missing_wrong_or_good() {
    let status = async |session: Session| match Api::new(session)
        .update("th_1", &UpdateThing::default())
        .await
    {
        Ok(thing) => thing.status().as_u16(),
        Err(error) => error.status().map_or(0, |status| status.as_u16()),
    };
    assert_eq!(status(Session::anonymous()).await, 401);
    assert_eq!(status(Session::bearer("another_key")).await, 401);
    assert_eq!(status(Session::bearer("sk_test_123")).await, 200);
    assert_eq!(status(Session::basic("sk_test_123")).await, 200);
}

#[tokio::test]
async fn an_empty_id_never_leaves_the_client() {
    for id in ["", ".", ".."] {
        let refused = client().update(id, &UpdateThing::default()).await;
        assert!(matches!(refused, Err(Error::InvalidRequest(_))));
    }
}
