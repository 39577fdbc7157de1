//! A body that is left out is not sent, and is another thing than one with nothing in it.

use std::sync::Arc;

use serde_json::json;
use zoo_client::{Arguments, Client, File};
use zoo_models as models;
use zoo_server::{Api, ByteStream, Context, Failure, Reply};

use crate::wire::{Wire, wired};

/// Tells what it got.
struct Service;

type Told = Result<Reply<models::Told>, Failure>;

fn told(text: impl std::fmt::Debug) -> Told {
    Ok(models::Told { text: format!("{text:?}") }.into())
}

impl Api for Service {
    async fn take_nap(&self, _: Context, _: models::TakeNapPath, body: Option<models::TakeNapBody>) -> Told {
        told(body.map(|body| (body.minutes, body.place)))
    }

    async fn plan_nap(&self, _: Context, _: models::PlanNapPath, query: models::PlanNapQuery, body: Option<models::PlanNapBody>) -> Told {
        told((query.soft, body.map(|body| body.minutes)))
    }

    async fn change_nap(&self, _: Context, _: models::ChangeNapPath, body: Option<models::ChangeNapBody>) -> Told {
        told(body.map(|body| body.minutes))
    }

    async fn tell_dream(&self, _: Context, _: models::TellDreamPath, body: Option<models::TellDreamParts>) -> Told {
        told(body.map(|body| (body.drawing.name, body.fields.mood)))
    }

    async fn draw_dream(&self, _: Context, _: models::DrawDreamPath, body: ByteStream) -> Told {
        told(body.bytes(100).await.unwrap().len())
    }

    async fn change_dream(&self, _: Context, _: models::ChangeDreamPath, body: Option<models::ChangeDreamBody>) -> Told {
        told(body.map(|body| body.mood))
    }
}

pub async fn drive() {
    let (client, wire) = wired(zoo_server::router(Arc::new(Service)));
    left_out(&client, &wire).await;
    given(&client).await;
    refused(&wire).await;
    by_name(&client).await;
}

/// Nothing is sent, and no media type of it.
async fn left_out(client: &Client, wire: &Wire) {
    macro_rules! sends_nothing {
        ($($call:expr => $text:literal),* $(,)?) => {$(
            assert_eq!($call.send().await.unwrap().text, $text, stringify!($call));
            let told = wire.last();
            assert_eq!((told.sent_text(), told.sent_header("content-type")), ("", ""), stringify!($call));
        )*};
    }
    sends_nothing! {
        client.take_nap().nap("a") => "None",
        client.plan_nap().nap("a").soft(true) => "(Some(true), None)",
        client.change_nap().nap("a") => "None",
        client.tell_dream().nap("a") => "None",
        client.draw_dream().nap("a") => "0",
        client.change_dream().nap("a") => "None",
    }
}

/// What is given arrives, and may be set member by member where nothing is required.
async fn given(client: &Client) {
    let body = models::TakeNapBody::new(5).place("x".to_owned());
    assert_eq!(client.take_nap().nap("a").body(body).send().await.unwrap().text, r#"Some((5, Some("x")))"#);
    let body = models::PlanNapBody::new(5);
    assert_eq!(client.plan_nap().nap("a").body(body).send().await.unwrap().text, "(None, Some(5))");
    let body = models::ChangeNapBody::new(5);
    assert_eq!(client.change_nap().nap("a").body(body).send().await.unwrap().text, "Some(5)");
    let body = models::TellDreamParts::new(models::TellDreamBody::new(), File::new("d.png", "PNG"));
    assert_eq!(client.tell_dream().nap("a").body(body).send().await.unwrap().text, r#"Some(("d.png", None))"#);
    let body = ByteStream::from("PNG").with_content_type("image/png");
    assert_eq!(client.draw_dream().nap("a").body(body).send().await.unwrap().text, "3");
    assert_eq!(client.change_dream().nap("a").body_map(|body| body).send().await.unwrap().text, "Some(None)");
    let mood = client.change_dream().nap("a").body_map(|body| body.mood("m".to_owned()));
    assert_eq!(mood.send().await.unwrap().text, r#"Some(Some("m"))"#);
}

/// Whoever gives something gives all that is required.
async fn refused(wire: &Wire) {
    let form = "application/x-www-form-urlencoded";
    let mood = "--b\r\nContent-Disposition: form-data; name=mood\r\n\r\nm\r\n--b--";
    for (method, path, media, body, wanted) in [
        ("POST", "/naps/a", form, "place=x", "Missing required param: minutes."),
        ("POST", "/naps/a?place=x", form, "", "Missing required param: minutes."),
        ("PUT", "/naps/a?soft=true", form, "place=x", "Missing required param: minutes."),
        ("PATCH", "/naps/a", "application/json", "{}", "Missing required param: minutes."),
        ("POST", "/naps/a/dream", "multipart/form-data; boundary=b", mood, "Missing required file: drawing."),
    ] {
        let (status, text) = wire.ask(method, path, media, body.to_owned()).await;
        assert_eq!(status, 400, "{method} {path} {body}");
        let told: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["error"]["message"], wanted, "{method} {path} {body}");
    }
}

/// The same by operationId.
async fn by_name(client: &Client) {
    for (operation, body, wanted) in [
        ("TakeNap", None, "None"),
        ("TakeNap", Some(json!({ "minutes": 5 })), "Some((5, None))"),
        ("ChangeNap", None, "None"),
        ("ChangeDream", Some(json!({})), "Some(None)"),
    ] {
        let path = serde_json::Map::from_iter([("nap".to_owned(), json!("a"))]);
        let arguments = Arguments { path, body, ..Arguments::default() };
        let answer = client.call(operation, arguments).await.unwrap();
        assert_eq!(answer.into_inner(), json!({ "text": wanted }), "{operation}");
    }
}
