//! Names that were told apart, made room or were given: each is sent and read under the name of the document.

use std::sync::Arc;

use serde_json::{Value, json};
use zoo_client::{Arguments, Client, File};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, wired};

/// Tells back what it was given under the Rust names that it has there.
struct Service;

fn seen(what: Value) -> Result<Reply<models::Seen>, Failure> {
    Ok(models::Seen { seen: what.to_string() }.into())
}

impl Api for Service {
    async fn get_paw_names(
        &self,
        _: Context,
        path: models::GetPawNamesPath,
        query: models::GetPawNamesQuery,
        headers: models::GetPawNamesHeaders,
        cookies: models::GetPawNamesCookies,
    ) -> Result<Reply<models::Seen>, Failure> {
        let path = json!([path.id, path.id_capital, path.send_first, path.send_param]);
        seen(json!([path, query.id_query, headers.id_header, cookies.id_cookie]))
    }

    async fn get_paw_names_swapped(&self, _: Context, path: models::GetPawNamesSwappedPath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!([path.newer, path.old]))
    }

    async fn query_names(&self, _: Context, query: models::QueryNamesQuery) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(query))
    }

    async fn head_names(
        &self,
        _: Context,
        headers: models::HeadNamesHeaders,
        cookies: models::HeadNamesCookies,
    ) -> Result<Reply<models::Seen>, Failure> {
        seen(json!([headers, cookies]))
    }

    async fn get_named_body(&self, _: Context, path: models::GetNamedBodyPath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(path.body))
    }

    async fn post_named_body(
        &self,
        _: Context,
        path: models::PostNamedBodyPath,
        body: models::PostNamedBodyBody,
    ) -> Result<Reply<models::Paws>, Failure> {
        Ok(models::Paws {
            dot: models::PawDotPrint { a: Some(path.body_param) },
            line: models::PawPrint { b: Some(json!(body).to_string()) },
            given: models::Talon { c: body.name },
        }
        .into())
    }

    async fn put_named_parts(
        &self,
        _: Context,
        path: models::PutNamedPartsPath,
        body: models::PutNamedPartsParts,
    ) -> Result<Reply<models::Seen>, Failure> {
        let mut told = vec![path.body_param];
        for file in [Some(body.fields_file), body.scan, body.scan_capital, body.rear].into_iter().flatten() {
            told.push(file.content.text(1 << 10).await.unwrap());
        }
        seen(json!(told))
    }
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    paths(&client, &wire).await;
    queries(&client, &wire).await;
    heads(&client, &wire).await;
    bodies(&client, &wire).await;
    files(&client, &wire).await;
    by_name(&client, &wire).await;
}

/// What the service says that it was given.
fn told(seen: &models::Seen) -> Value {
    serde_json::from_str(&seen.seen).unwrap()
}

async fn paths(client: &Client, wire: &Wire) {
    let call = client.get_paw_names().id("a b").id_capital("B").send_first(3).send_param("s");
    let answer = call.id_query("q").id_header("h").id_cookie("c").send().await.unwrap();
    let sent = wire.last();
    assert_eq!(sent.sent, "GET /names/a%20b/B/v3.s?id=q");
    assert_eq!((sent.sent_header("id"), sent.sent_header("cookie")), ("h", "id=c"));
    assert_eq!(told(&answer), json!([["a b", "B", 3, "s"], "q", "h", "c"]));

    // Each has the name that the other has on the wire.
    let answer = client.get_paw_names_swapped().newer("1").old("2").send().await.unwrap();
    assert_eq!(wire.last().sent, "GET /names/1/swapped/2");
    assert_eq!(told(&answer), json!(["1", "2"]));
}

async fn queries(client: &Client, wire: &Wire) {
    let size = |height: i64| serde_json::from_value::<models::Size>(json!({ "height": height })).unwrap();
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let call = client.query_names();
    for (call, wanted, seen) in [
        (call.clone(), "send=s", json!({})),
        (call.clone().info("i"), "info=i&send=s", json!({ "info": "i" })),
        (call.clone().url("u"), "send=s&url=u", json!({ "url": "u" })),
        (call.clone().request("r"), "request=r&send=s", json!({ "request": "r" })),
        (
            call.clone().start_after_camel("a").start_after("b"),
            "send=s&start_after=b&startAfter=a",
            json!({ "startAfter": "a", "start_after": "b" }),
        ),
        (call.clone().x1st("o"), "send=s&1st=o", json!({ "1st": "o" })),
        (call.clone().dollar("d"), "%24=d&send=s", json!({ "$": "d" })),
        (call.clone().client_param(size(1)), "client[height]=1&send=s", json!({ "client": { "height": 1 } })),
        (call.clone().new_param(list(&["n", "m"])), "new[]=n&new[]=m&send=s", json!({ "new": ["n", "m"] })),
        (call.clone().sorts(list(&["k", "l"])), "send=s&kinds=k&kinds=l", json!({ "kinds": ["k", "l"] })),
        (call.clone().pipes(list(&["a", "b"])), "commas=a,b&send=s", json!({ "commas": ["a", "b"] })),
        (call.clone().spaces(list(&["a", "b"])), "send=s&pipes=a%7Cb", json!({ "pipes": ["a", "b"] })),
        (call.clone().commas(list(&["a", "b"])), "spaces=a%20b&send=s", json!({ "spaces": ["a", "b"] })),
        (call.clone().sides(size(2)), "send=s&height=2", json!({ "members": { "height": 2 } })),
        (call.clone().text(size(3)), "send=s&json=%7B%22height%22%3A3%7D", json!({ "json": { "height": 3 } })),
        (call.clone().most(4), "limit=4&send=s", json!({ "limit": 4 })),
    ] {
        let answer = call.send_param("s").send().await.unwrap();
        assert_eq!(wire.last().sent, format!("GET /names/query?{wanted}"));
        let mut seen = seen;
        seen["send"] = json!("s");
        assert_eq!(told(&answer), seen, "{wanted}");
    }
    // What is missing is told by the name that the caller sees.
    let error = client.query_names().send().await.unwrap_err().to_string();
    assert!(error.contains("send_param"), "{error}");
}

async fn heads(client: &Client, wire: &Wire) {
    let call = client.head_names().header_map_param(7).x_paw("under").x_dash_paw("dash").send_param("a;b").dates(vec![1, 2]);
    let call = call.sort(models::HeadNamesXKind::Dog).ids(vec!["a".to_owned(), "b".to_owned()]);
    let answer = call.send().await.unwrap();
    let sent = wire.last();
    for (name, value) in [
        ("header-map", "7"),
        ("x-paw", "dash"),
        ("x_paw", "under"),
        ("x-kind", "dog"),
        ("x-ids", "a,b"),
        ("cookie", "days=1,2; send=a%3Bb"),
    ] {
        assert_eq!(sent.sent_header(name), value, "{name}");
    }
    assert_eq!(sent.sent, "GET /names/heads");
    let headers = json!({ "Header-Map": 7, "X-Paw": "dash", "X_Paw": "under", "X-Kind": "dog", "X-Ids": ["a", "b"] });
    assert_eq!(told(&answer), json!([headers, { "send": "a;b", "days": [1, 2] }]));
}

async fn bodies(client: &Client, wire: &Wire) {
    let answer = client.get_named_body().body("b").send().await.unwrap();
    assert_eq!((wire.last().sent.as_str(), told(&answer)), ("GET /names/bodies/b", json!("b")));
    for (value, sent) in [
        (models::PostNamedBodyBodySort::Cat, "cat"),
        (models::PostNamedBodyBodySort::CatCapital, "Cat"),
        (models::PostNamedBodyBodySort::CatSpace, "cat%20"),
        (models::PostNamedBodyBodySort::Hound, "dog"),
    ] {
        let body = models::PostNamedBodyBody::new().posted_at_camel("c").posted_at("s").name("g").name_member("n").sort(value);
        let paws = client.post_named_body().body_param("p").body(body).send().await.unwrap();
        let told = wire.last();
        assert_eq!(told.sent, "POST /names/bodies/p");
        assert_eq!(told.sent_text(), format!("called=g&name=n&postedAt=c&posted_at=s&sort={sent}"));
        assert_eq!((paws.dot.a.as_deref(), paws.given.c.as_deref()), (Some("p"), Some("g")));
        let answer: Value = serde_json::from_str(told.text()).unwrap();
        let body: Value = serde_json::from_str(answer["line"]["b"].as_str().unwrap()).unwrap();
        let sort = sent.replace("%20", " ");
        assert_eq!(body, json!({ "called": "g", "name": "n", "postedAt": "c", "posted_at": "s", "sort": sort }));
    }
}

async fn files(client: &Client, wire: &Wire) {
    let fields = serde_json::from_value(json!({})).unwrap();
    let body = models::PutNamedPartsParts::new(fields, File::new("f", "1"));
    let body = body.scan(File::new("s", "2")).scan_capital(File::new("c", "3")).rear(File::new("r", "4"));
    let answer = client.put_named_parts().body_param("p").body(body).send().await.unwrap();
    let sent = wire.last();
    assert_eq!(sent.sent, "PUT /names/bodies/p");
    for (name, file) in [("fields", "f"), ("scan", "s"), ("Scan", "c"), ("back", "r")] {
        let head = format!("form-data; name=\"{name}\"; filename=\"{file}\"");
        assert!(sent.sent_text().contains(&head), "{head}: {}", sent.sent_text());
    }
    assert_eq!(told(&answer), json!(["p", "1", "2", "3", "4"]));
}

/// By operationId all is said in the names of the document.
async fn by_name(client: &Client, wire: &Wire) {
    for (operation, arguments, wanted) in [
        (
            "GetPaw",
            json!({ "path": { "id": "a", "Id": "b", "major": 1, "send": "c" }, "query": { "id": "q" } }),
            "GET /names/a/b/v1.c?id=q",
        ),
        ("get_paw", json!({ "path": { "old": "1", "newer": "2" } }), "GET /names/1/swapped/2"),
        ("QueryNames", json!({ "query": { "send": "s", "kinds": ["k"], "1st": "o" } }), "GET /names/query?send=s&kinds=k&1st=o"),
        ("PostNamedBody", json!({ "path": { "body": "p" }, "body": { "called": "g" } }), "POST /names/bodies/p"),
    ] {
        let arguments: Arguments = serde_json::from_value(arguments).unwrap();
        client.call(operation, arguments).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(wire.last().sent, wanted);
    }
}
