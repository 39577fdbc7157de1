//! Parameters in every place and style, and keys: what goes over the wire, what the service sees of it, and what is
//! refused before it does.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use zoo_client::{Arguments, Client, Error, Session};
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, wired, wired_as};

/// Tells back, as JSON text, what it was given.
struct Service;

fn seen(what: Value) -> Result<Reply<models::Seen>, Failure> {
    Ok(models::Seen { seen: what.to_string() }.into())
}

fn keys(context: &Context) -> Value {
    let Some(first) = &context.credentials else { return json!([]) };
    let all = std::iter::once(first).chain(first.others());
    all.map(|one| json!([format!("{:?}", one.scheme()), one.expose_key()])).collect()
}

impl Api for Service {
    async fn search_animals(&self, _: Context, query: models::SearchAnimalsQuery) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(query))
    }
    async fn head_animals(
        &self,
        _: Context,
        headers: models::HeadAnimalsHeaders,
        cookies: models::HeadAnimalsCookies,
    ) -> Result<Reply<models::Seen>, Failure> {
        seen(json!([headers, cookies]))
    }
    async fn get_file(&self, _: Context, path: models::GetFilePath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(["file", path]))
    }
    async fn get_file_as_json(&self, _: Context, path: models::GetFileAsJsonPath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(["json", path]))
    }
    async fn lock_file(&self, _: Context, path: models::LockFilePath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(["lock", path]))
    }
    async fn get_version(&self, _: Context, path: models::GetVersionPath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(path))
    }
    async fn get_lists(&self, _: Context, path: models::GetListsPath) -> Result<Reply<models::Seen>, Failure> {
        seen(json!(path))
    }
    async fn get_keys(&self, context: Context, query: models::GetKeysQuery) -> Result<Reply<models::Seen>, Failure> {
        seen(json!([keys(&context), query]))
    }
    async fn post_keys(&self, context: Context, body: models::PostKeysBody) -> Result<Reply<models::Seen>, Failure> {
        seen(json!([keys(&context), body]))
    }
    async fn put_keys(&self, context: Context) -> Result<Reply<models::Seen>, Failure> {
        seen(keys(&context))
    }
}

pub async fn drive() {
    queries().await;
    heads().await;
    segments().await;
    lists_in_paths().await;
    keys_of_sessions().await;
    keys_are_not_shown().await;
}

fn pair() -> (Client, Arc<Wire>) {
    wired(zoo_server::router(Arc::new(Service)))
}

/// Sends by operationId, and tells the target and what the service saw; or the status and what it said.
async fn call(client: &Client, wire: &Wire, operation: &str, arguments: Value) -> (String, Value) {
    let arguments: Arguments = serde_json::from_value(arguments).unwrap();
    let answer = client.call(operation, arguments).await;
    let answer = answer.unwrap_or_else(|error| panic!("{operation}: {error}")).into_inner();
    (wire.last().sent, serde_json::from_str(answer["seen"].as_str().unwrap()).unwrap())
}

/// Sends a target as it is, and tells the status and the parameter that is refused, or what was seen.
async fn raw(method: &str, target: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    use tower::ServiceExt as _;
    let mut request = http::Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let (head, body) = zoo_server::router(Arc::new(Service)).oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let told = match body.get("seen") {
        Some(seen) => serde_json::from_str(seen.as_str().unwrap()).unwrap(),
        None => body["error"]["param"].clone(),
    };
    (head.status.as_u16(), told)
}

async fn queries() {
    let (client, wire) = pair();
    for (query, wanted) in [
        (json!({ "legs": [4, 0] }), "legs=4,0"),
        (json!({ "names": ["a,b", "c d", "", "e&f=g+h%"] }), "names=a%2Cb,c%20d,,e%26f%3Dg%2Bh%25"),
        (json!({ "names": [""] }), "names="),
        (json!({ "words": ["a", "b,c"] }), "words=a%20b%2Cc"),
        (json!({ "pipes": ["a", "b c"] }), "pipes=a%7Cb%20c"),
        (json!({ "kinds": ["cat", "dog"] }), "kinds=cat&kinds=dog"),
        (json!({ "size": { "height": 2, "unit": "m&m" } }), "height=2&unit=m%26m"),
        (json!({ "box": { "height": 2, "unit": "a,b" } }), "box=height,2,unit,a%2Cb"),
        (json!({ "tags": { "a[b]": "c", "d,e": "" } }), "tags=a%5Bb%5D,c,d%2Ce,"),
        (json!({ "spread": { "a": 1, "b": -2 } }), "spread=a%7C1%7Cb%7C-2"),
        (
            json!({ "filter": { "all": [{ "field": "é&" }], "depth": 3 } }),
            "filter=%7B%22all%22%3A%5B%7B%22field%22%3A%22%C3%A9%26%22%7D%5D%2C%22depth%22%3A3%7D",
        ),
        (json!({ "url": "http://a/?b=c" }), "url=http%3A%2F%2Fa%2F%3Fb%3Dc"),
        (json!({ "limit": "" }), "limit="),
        (json!({ "limit": 3, "legs": [1] }), "legs=1&limit=3"),
    ] {
        let (sent, told) = call(&client, &wire, "SearchAnimals", json!({ "query": query })).await;
        assert_eq!(sent, format!("GET /params/query?{wanted}"));
        assert_eq!(told, query, "{sent}");
    }
    // What is empty sends nothing.
    client.search_animals().names(vec![]).tags(BTreeMap::new()).send().await.unwrap();
    assert_eq!(wire.last().sent, "GET /params/query");
    // A delimiter that could not be told from the one between two parts is refused, and nothing is sent.
    let count = wire.count();
    for (refused, name) in [
        (client.search_animals().words(vec!["a b".to_owned()]), "words"),
        (client.search_animals().pipes(vec!["a|b".to_owned()]), "pipes"),
    ] {
        let error = refused.send().await.unwrap_err();
        assert!(matches!(&error, Error::InvalidRequest(text) if text.contains(name)), "{error}");
    }
    assert_eq!(wire.count(), count);

    for (query, told) in [
        ("pipes=a|b", json!({ "pipes": ["a", "b"] })),
        ("words=a+b", json!({ "words": ["a", "b"] })),
        ("names=a%2Cb&url=x", json!({ "names": ["a,b"], "url": "x" })),
        ("height=1", json!({ "size": { "height": 1 } })),
    ] {
        let (status, seen) = raw("GET", &format!("/params/query?{query}"), &[]).await;
        assert_eq!((status, seen), (200, told), "{query}");
    }
    for (query, param) in [
        ("legs=1,x", "legs[1]"),
        ("legs=-1", "legs[0]"),
        ("legs=1,2,3,4", "legs"),
        ("legs=", "legs[0]"),
        ("legs[]=1", "legs[]"),
        ("legs%5B0%5D=1", "legs[0]"),
        ("box=height", "box"),
        ("box=height,0", "box[height]"),
        ("box=width,1", "box[width]"),
        ("size=1", "size"),
        ("size[height]=1", "size[height]"),
        ("height=0", "height"),
        ("height=1&height=2", "height"),
        ("filter={}", "filter[all]"),
        ("filter=%7B", "filter"),
        ("filter={\"all\":[],\"depth\":4}", "filter[depth]"),
        ("filter={\"all\":[],\"all\":[]}", "all"),
        ("limit=x", "limit"),
    ] {
        let query = query.replace('{', "%7B").replace('}', "%7D").replace('"', "%22");
        let (status, seen) = raw("GET", &format!("/params/query?{query}"), &[]).await;
        assert_eq!(status, 400, "{query}");
        let shown = seen.as_str().unwrap_or_default().split('[').next().unwrap_or_default().to_owned();
        assert_eq!(shown, param.split('[').next().unwrap(), "{query}: {seen}");
    }
}

async fn heads() {
    let (client, wire) = pair();
    let headers = json!({
        "X-Name": "a, b", "X-Count": 9, "X-Ratio": 0.5, "X-Wild": true, "X-Kind": "dog", "X-Ids": ["a", "b c"],
        "X-Size": { "height": 2, "unit": "m" }, "X-Pairs": { "height": 3, "unit": "k" },
        "X-Filter": { "all": [{ "field": "é𝄞" }] },
    });
    let cookies = json!({ "visit": "a; b=c,é", "days": [1, 2], "filter": { "all": [], "depth": 1 } });
    let arguments = json!({ "headers": headers, "cookies": cookies });
    let (_, told) = call(&client, &wire, "HeadAnimals", arguments).await;
    assert_eq!(told, json!([headers, cookies]));
    let sent = wire.last();
    for (name, value) in [
        ("x-name", "a, b"),
        ("x-count", "9"),
        ("x-ratio", "0.5"),
        ("x-wild", "true"),
        ("x-kind", "dog"),
        ("x-ids", "a,b c"),
        ("x-size", "height,2,unit,m"),
        ("x-pairs", "height=3,unit=k"),
        ("x-filter", r#"{"all":[{"field":"\u00e9\ud834\udd1e"}]}"#),
        ("accept", "application/json"),
        ("cookie", "days=1,2; filter=%7B%22all%22%3A%5B%5D%2C%22depth%22%3A1%7D; visit=a%3B%20b%3Dc%2C%C3%A9"),
    ] {
        assert_eq!(sent.sent_header(name), value, "{name}");
    }
    let count = wire.count();
    for item in ["a,b", "", " a", "a "] {
        let call = client.head_animals().x_count(1).visit("v").x_ids(vec![item.to_owned()]);
        let error = call.send().await.unwrap_err();
        assert!(matches!(&error, Error::InvalidRequest(text) if text.contains("X-Ids")), "{item:?}: {error}");
    }
    assert_eq!(wire.count(), count);

    let good = [("x-count", "1"), ("cookie", "other=1; visit=v")];
    let with = |more: &[(&'static str, &'static str)]| [good.as_slice(), more].concat();
    let minimum = json!([{ "X-Count": 1 }, { "visit": "v" }]);
    assert_eq!(raw("GET", "/params/heads", &good).await, (200, minimum));
    // A list in two lines is one list, with spaces around its items that are none of them.
    let lines = with(&[("x-ids", "a , b"), ("x-ids", "c,")]);
    let (status, seen) = raw("GET", "/params/heads", &lines).await;
    assert_eq!((status, &seen[0]["X-Ids"]), (200, &json!(["a", "b", "c"])));
    for (headers, param) in [
        (vec![], "X-Count"),
        (vec![("x-count", "1")], "visit"),
        (vec![("x-count", "10"), ("cookie", "visit=v")], "X-Count"),
        (with(&[("x-wild", "1")]), "X-Wild"),
        (with(&[("x-kind", "cow")]), "X-Kind"),
        (with(&[("x-size", "height,0")]), "X-Size[height]"),
        (with(&[("x-size", "height")]), "X-Size"),
        (with(&[("x-pairs", "height,3")]), "X-Pairs"),
        (with(&[("x-filter", "{}")]), "X-Filter[all]"),
        (with(&[("cookie", "days=1,x")]), "days[1]"),
    ] {
        let (status, seen) = raw("GET", "/params/heads", &headers).await;
        assert_eq!((status, seen), (400, json!(param)), "{headers:?}");
    }
    let twice = raw("GET", "/params/heads", &with(&[("cookie", "visit=w")])).await;
    assert_eq!(twice, (400, Value::Null), "nobody knows which is meant");
}

async fn segments() {
    let (client, wire) = pair();
    for (operation, name, target, word) in [
        ("GetFile", "a", "GET /params/files/a", "file"),
        ("GetFile", "a.json", "GET /params/files/a%2Ejson", "file"),
        ("GetFile", "a:lock", "GET /params/files/a%3Alock", "file"),
        ("GetFileAsJson", "a.json", "GET /params/files/a.json.json", "json"),
        ("GetFileAsJson", "a/b:lock", "GET /params/files/a%2Fb%3Alock.json", "json"),
        ("LockFile", "a.json", "POST /params/files/a.json:lock", "lock"),
        ("LockFile", ":", "POST /params/files/%3A:lock", "lock"),
    ] {
        let (sent, told) = call(&client, &wire, operation, json!({ "path": { "name": name } })).await;
        assert_eq!((sent.as_str(), told), (target, json!([word, { "name": name }])));
    }
    // The path is that of a lock, which nobody gets; an empty name is none of a template, but the other takes it whole.
    assert_eq!(raw("GET", "/params/files/a:lock", &[]).await.0, 404);
    assert_eq!(raw("GET", "/params/files/", &[]).await.0, 404);
    assert_eq!(raw("GET", "/params/files/.json", &[]).await, (200, json!(["file", { "name": ".json" }])));
    for name in ["", ".", ".."] {
        assert!(matches!(client.get_file().name(name).send().await, Err(Error::InvalidRequest(_))), "{name:?}");
    }

    let version = json!({ "major": 2, "minor": "1.0-v", "wild": false, "ratio": 0.25, "kind": "cat" });
    let (sent, told) = call(&client, &wire, "GetVersion", json!({ "path": version })).await;
    assert_eq!(sent, "GET /params/versions/v2.1%2E0-%76/false/0.25/cat");
    assert_eq!(told, version);
    for (path, status) in [
        ("v2.1/false/1/cat", 200),
        ("v2.1.0/false/1/cat", 400),
        ("v0.1/false/1/cat", 400),
        ("vx.1/false/1/cat", 400),
        ("v2.1/no/1/cat", 400),
        ("v2.1/false/x/cat", 400),
        ("v2.1/false/1/cow", 400),
        ("2.1/false/1/cat", 404),
        ("v2/false/1/cat", 404),
    ] {
        assert_eq!(raw("GET", &format!("/params/versions/{path}"), &[]).await.0, status, "{path}");
    }
}

async fn lists_in_paths() {
    let (client, wire) = pair();
    let path = json!({
        "ids": ["a,b", "c+d/e"], "size": { "height": 1, "unit": "m=" }, "pairs": { "k=": "v,", "l": "w" },
        "filter": { "all": [{ "field": "/" }] },
    });
    let (sent, told) = call(&client, &wire, "GetLists", json!({ "path": path })).await;
    let filter = "%7B%22all%22%3A%5B%7B%22field%22%3A%22%2F%22%7D%5D%7D";
    assert_eq!(sent, format!("GET /params/lists/a%2Cb,c%2Bd%2Fe/height,1,unit,m%3D/k%3D=v%2C,l=w/{filter}"));
    assert_eq!(told, path);
    let (_, seen) = raw("GET", &format!("/params/lists/a+b,%20/height,1/k=v/{filter}"), &[]).await;
    assert_eq!(seen["ids"], json!(["a+b", " "]), "a plus is none of a form's");
    for path in ["a,b,c/height,1/k=v", "a/height,0/k=v", "a/height/k=v", "a/height,1/k", "a/height,1/=v"] {
        assert_eq!(raw("GET", &format!("/params/lists/{path}/{filter}"), &[]).await.0, 400, "{path}");
    }
    assert_eq!(raw("GET", "/params/lists/a/height,1/k=v/%7B", &[]).await.0, 400);
}

async fn keys_of_sessions() {
    let router = || zoo_server::router(Arc::new(Service));
    let ask = async |session: Session| {
        let (client, wire) = wired_as(router(), "http://zoo", session);
        let outcome = client.get_keys().limit(3).send().await;
        let told = outcome.map(|answer| serde_json::from_str::<Value>(&answer.into_inner().seen).unwrap());
        (told, wire.last())
    };
    let (told, sent) = ask(Session::anonymous().with_header_key("x-key", "k_1")).await;
    assert_eq!(told.unwrap(), json!([[["Header(\"X-Key\")", "k_1"]], { "limit": 3 }]));
    assert_eq!((sent.sent.as_str(), sent.sent_header("x-key")), ("GET /params/keys?limit=3", "k_1"));
    let two = Session::anonymous().with_query_key("api_key", "k&2").with_cookie_key("session", "s;3");
    let (told, sent) = ask(two.clone()).await;
    assert_eq!(told.unwrap(), json!([[["Query(\"api_key\")", "k&2"], ["Cookie(\"session\")", "s;3"]], { "limit": 3 }]));
    assert_eq!(sent.sent, "GET /params/keys?limit=3&api_key=k%262");
    assert_eq!(sent.sent_header("cookie"), "session=s%3B3");
    let (told, _) = ask(Session::bearer("token")).await;
    assert_eq!(told.unwrap(), json!([[["Bearer", "token"]], { "limit": 3 }]));

    // The half of an alternative is none; a key of another name is not sent at all.
    for session in [
        Session::anonymous(),
        Session::anonymous().with_query_key("api_key", "k"),
        Session::anonymous().with_cookie_key("session", "s"),
        Session::anonymous().with_header_key("X-Other", "k"),
        Session::basic("k"),
    ] {
        let (told, sent) = ask(session).await;
        let status = told.unwrap_err().status().unwrap().as_u16();
        assert_eq!((status, sent.sent.as_str()), (401, "GET /params/keys?limit=3"));
        assert_eq!((sent.sent_header("x-other"), sent.sent_header("cookie")), ("", ""));
        let told: Value = serde_json::from_str(sent.text()).unwrap();
        let message = "You did not provide what this operation asks for. Send a Bearer token in the Authorization header, \
                       or the API key in the header X-Key, or the API key in the query parameter api_key and the API \
                       key in the cookie session.";
        assert_eq!(told["error"]["message"], message);
        assert_eq!(sent.header("www-authenticate"), "Bearer realm=\"API\"");
    }

    // Both at once.
    let (client, _) = wired_as(router(), "http://zoo", Session::bearer("t").with_header_key("X-Key", "k"));
    let told = client.post_keys().body_map(|body| body.a("1".to_owned())).send().await.unwrap().into_inner();
    assert_eq!(told.seen, json!([[["Bearer", "t"], ["Header(\"X-Key\")", "k"]], { "a": "1" }]).to_string());
    for session in [Session::bearer("t"), Session::anonymous().with_header_key("X-Key", "k")] {
        let (client, _) = wired_as(router(), "http://zoo", session);
        assert_eq!(client.post_keys().send().await.unwrap_err().status().unwrap().as_u16(), 401);
    }

    // One that is asked for where it may be left out; the query is none of the operation's, and no unknown parameter.
    let (client, wire) = wired_as(router(), "http://zoo", two);
    let told = client.put_keys().send().await.unwrap().into_inner();
    assert_eq!((told.seen.as_str(), wire.last().sent.as_str()), (r#"[["Query(\"api_key\")","k&2"]]"#, "PUT /params/keys?api_key=k%262"));
    assert_eq!(raw("PUT", "/params/keys", &[]).await, (200, json!([])));
    for target in ["/params/keys?api_key=", "/params/keys?api_key=a&api_key=b"] {
        assert_eq!(raw("PUT", target, &[]).await, (200, json!([])), "{target}");
    }
    // Where an operation does not ask for it, it is a parameter like any other.
    let key = ("x-key", "k");
    assert_eq!(raw("POST", "/params/files/a:lock?api_key=b", &[key]).await.0, 400);
}

async fn keys_are_not_shown() {
    let session = Session::anonymous()
        .with_header_key("X-Key", "secret1")
        .with_query_key("api_key", "secret/2")
        .with_cookie_key("session", "secret3");
    assert!(!format!("{session:?}").contains("secret"), "{session:?}");
    // A port that nothing listens on: the error has the address of the request, and does not tell it.
    let client = Client::connect("http://127.0.0.1:1", session).unwrap();
    assert!(!format!("{client:?}").contains("secret"));
    let error = client.put_keys().send().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("secret"), "{shown}");
    for key in ["", "a\nb", "a  b", "é"] {
        let client = Client::connect("http://127.0.0.1:1", Session::anonymous().with_query_key("api_key", key)).unwrap();
        assert!(matches!(client.put_keys().send().await, Err(Error::InvalidRequest(_))), "{key:?}");
    }
}
