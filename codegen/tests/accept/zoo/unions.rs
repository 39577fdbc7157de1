//! One of several types: what is sent and read as which, what is kept and what is refused.

use std::sync::{Arc, Mutex};

use reversals_runtime::{Expandable, Nullable};
use serde_json::{Value, json};
use zoo_client::Client;
use zoo_models as models;
use zoo_server::{Api, Context, Failure, Reply};

use crate::wire::{Wire, wired};

/// Keeps what came, as a variant and as JSON, and answers what it is told to.
#[derive(Default)]
struct Service {
    seen: Mutex<Vec<(String, Value)>>,
    wardens: Mutex<Value>,
}

impl Service {
    fn saw(&self, value: &(impl std::fmt::Debug + serde::Serialize)) {
        let variant = format!("{value:?}").split('(').next().unwrap_or_default().to_owned();
        self.seen.lock().unwrap().push((variant, json!(value)));
    }

    fn take(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

struct Shown(Arc<Service>);

impl Api for Shown {
    async fn list_wardens(&self, _: Context, query: models::ListWardensQuery) -> Result<Reply<Vec<models::Warden>>, Failure> {
        query.hired.iter().for_each(|value| self.0.saw(value));
        query.shift.iter().for_each(|value| self.0.saw(value));
        query.badge.iter().for_each(|value| self.0.saw(value));
        let wardens = self.0.wardens.lock().unwrap().clone();
        Ok(serde_json::from_value::<Vec<models::Warden>>(wardens).unwrap().into())
    }

    async fn create_visit(&self, _: Context, body: models::CreateVisitBody) -> Result<Reply<models::Visit>, Failure> {
        self.0.saw(&body.means);
        body.plan.value().iter().for_each(|value| self.0.saw(value));
        body.starts.value().iter().for_each(|value| self.0.saw(value));
        body.tip.iter().for_each(|value| self.0.saw(value));
        let visit = json!({ "means": format!("{:?}", body.means), "sent": body });
        Ok(serde_json::from_value::<models::Visit>(visit).unwrap().into())
    }

    async fn create_visit_photo(&self, _: Context, body: models::CreateVisitPhotoParts) -> Result<Reply<models::Visit>, Failure> {
        let fields = &body.fields;
        self.0.saw(&fields.of);
        fields.until.value().iter().for_each(|value| self.0.saw(value));
        let visit = json!({ "means": "photo", "sent": fields });
        Ok(serde_json::from_value::<models::Visit>(visit).unwrap().into())
    }

    async fn report_sighting(&self, _: Context, body: models::SightingParams) -> Result<Reply<models::Sighting>, Failure> {
        self.0.saw(&body);
        Ok(serde_json::from_value::<models::Sighting>(json!(body)).unwrap().into())
    }
}

pub async fn drive() {
    let service = Arc::new(Service::default());
    let (client, wire) = wired(zoo_server::router(Arc::new(Shown(Arc::clone(&service)))));
    in_queries(&client, &wire, &service).await;
    in_forms(&client, &wire, &service).await;
    in_parts(&client, &wire, &service).await;
    refused(&wire).await;
    in_json(&client, &wire, &service).await;
    in_answers(&client, &service).await;
}

async fn in_queries(client: &Client, wire: &Wire, service: &Service) {
    *service.wardens.lock().unwrap() = json!([]);
    let range: models::ListWardensHiredRangeOfDays = serde_json::from_value(json!({ "gte": 1 })).unwrap();
    let shift = models::ListWardensShift::Known(models::ListWardensShiftKnown::Night);
    client.list_wardens().hired(models::ListWardensHired::from(range)).shift(shift).badge(models::ListWardensBadge::Integer(7)).send().await.unwrap();
    assert_eq!(wire.last().sent, "GET /wardens?badge=7&hired[gte]=1&shift=night");
    let seen = [("RangeOfDays", json!({ "gte": 1 })), ("Known", json!("night")), ("Integer", json!(7))];
    assert_eq!(service.take(), seen.map(|(name, value)| (name.to_owned(), value)));
    let shift = models::ListWardensShift::String("dusk".to_owned());
    client.list_wardens().hired(models::ListWardensHired::from(5)).shift(shift).badge(models::ListWardensBadge::String("007".to_owned())).send().await.unwrap();
    assert_eq!(wire.last().sent, "GET /wardens?badge=007&hired=5&shift=dusk");
    let seen = [("Integer", json!(5)), ("String", json!("dusk")), ("String", json!("007"))];
    assert_eq!(service.take(), seen.map(|(name, value)| (name.to_owned(), value)));
}

async fn in_forms(client: &Client, wire: &Wire, service: &Service) {
    use models::{CreateVisitBody as Body, CreateVisitBodyMeans as Means, CreateVisitBodyPlan as Plan, CreateVisitBodyStarts as Starts, CreateVisitBodyTip as Tip};
    let read = |value: Value| serde_json::from_value::<Means>(value).unwrap();
    let card = read(json!({ "number": "4", "month": 2 }));
    assert!(matches!(&card, Means::Card(card) if card.month == Some(2)));
    let plan: Plan = serde_json::from_value(json!({ "every": "week", "at": "9" })).unwrap();
    let starts = Starts::Now(models::CreateVisitBodyStartsNow::Now);
    let body = Body::new(card).plan(plan).starts(starts).tip(Tip::List(vec![1, 2]));
    client.create_visit().body(body).send().await.unwrap();
    assert_eq!(wire.last().sent_text(), "means[number]=4&means[month]=2&plan[every]=week&plan[at]=9&starts=now&tip[]=1&tip[]=2".split('&').map(str::to_owned).collect::<Vec<_>>().sorted());
    let seen = [("Card", json!({ "number": "4", "month": 2 })), ("Week", json!({ "every": "week", "at": "9" })), ("Now", json!("now")), ("List", json!([1, 2]))];
    assert_eq!(service.take(), seen.map(|(name, value)| (name.to_owned(), value)));
    for (text, means, tip) in [
        ("means[token]=t&tip=2.5", ("Token", json!({ "token": "t" })), ("Number", json!(2.5))),
        ("means=12345&tip=true", ("String", json!("12345")), ("Boolean", json!(true))),
        ("tip[0]=1&means[number]=4", ("Card", json!({ "number": "4" })), ("List", json!([1]))),
    ] {
        let (status, body) = wire.ask("POST", "/visits", "application/x-www-form-urlencoded", text.to_owned()).await;
        assert_eq!(status, 200, "{text}: {body}");
        assert_eq!(service.take(), [means, tip].map(|(name, value)| (name.to_owned(), value)), "{text}");
    }
}

/// The parts of a union are those of its branch, and an empty part unsets.
async fn in_parts(client: &Client, wire: &Wire, service: &Service) {
    use models::{CreateVisitPhotoBody as Body, CreateVisitPhotoBodyOf as Of, CreateVisitPhotoBodyUntil as Until, CreateVisitPhotoParts as Parts};
    let photo = || reversals_runtime::File::new("a.png", "png");
    let token: Of = serde_json::from_value(json!({ "token": "t" })).unwrap();
    let cases = [
        (Body::new(token).until(Until::Integer(7)), [("of[token]", "t"), ("until", "7")], [("Token", json!({ "token": "t" })), ("Integer", json!(7))].to_vec()),
        (Body::new(Of::String("12".to_owned())).until(reversals_runtime::Clearable::Clear), [("of", "12"), ("until", "")], [("String", json!("12"))].to_vec()),
        (Body::new(Of::String("true".to_owned())).kept(reversals_runtime::Clearable::Clear), [("of", "true"), ("kept", "")], [("String", json!("true"))].to_vec()),
    ];
    for (body, parts, seen) in cases {
        client.create_visit_photo().body(Parts::new(body, photo())).send().await.unwrap();
        for (name, text) in parts {
            let part = format!("name=\"{name}\"\r\n\r\n{text}\r\n");
            assert!(wire.last().sent_text().contains(&part), "{part} in {}", wire.last().sent_text());
        }
        assert_eq!(service.take(), seen.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>());
    }
}

/// What fits no branch is refused in the words for the one that it could be.
async fn refused(wire: &Wire) {
    for (text, message) in [
        ("means[month]=2", "Missing required param: means[number]."),
        ("means=123456", "Invalid string: 123456; must be at most 5 characters"),
        ("means=x&plan[every]=day&plan[at]=noon", "Invalid integer: noon"),
        ("means=x&plan[every]=day&plan[at]=24", "This value must be less than or equal to 23 (it currently is '24')."),
        ("means=x&plan[every]=year", "Invalid plan[every]: must be one of day"),
        ("means=x&starts=later", "Invalid starts: must be one of now"),
        ("means=x&tip=much", "Invalid boolean: much"),
    ] {
        let (status, body) = wire.ask("POST", "/visits", "application/x-www-form-urlencoded", text.to_owned()).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, body["error"]["message"].as_str()), (400, Some(message)), "{text}");
    }
    for (body, message, param) in [
        (json!({ "seen": "whale" }), "Invalid seen: must be one of bird, lion, or tiger", json!("seen")),
        (json!({}), "Missing required param: seen.", json!("seen")),
        (json!({ "seen": "bird", "wings": "two" }), "Invalid integer: \"two\"", json!("wings")),
        (json!(["bird", 2]), "Invalid object", Value::Null),
    ] {
        let (status, answer) = wire.ask("POST", "/v2/sightings", "application/json", body.to_string()).await;
        let error = &serde_json::from_str::<Value>(&answer).unwrap()["error"];
        assert_eq!((status, error["message"].as_str()), (400, Some(message)), "{body}");
        assert_eq!(error["param"], param, "{body}");
    }
}

/// Unions inside unions are one, and a discriminator is a tag.
async fn in_json(client: &Client, wire: &Wire, service: &Service) {
    for (variant, value) in [
        ("Bird", json!({ "seen": "bird", "wings": 2 })),
        ("Beast", json!({ "seen": "tiger", "legs": 4 })),
        ("Beast", json!({ "legs": 4, "seen": "lion" })),
        ("Noise", json!({ "heard": "roar" })),
    ] {
        let body: models::SightingParams = serde_json::from_value(value.clone()).unwrap();
        let told = client.report_sighting().body(body).send().await.unwrap().into_inner();
        assert_eq!(service.take(), [(variant.to_owned(), value.clone())]);
        assert_eq!(json!(told), value);
    }
    assert_eq!(wire.last().sent_text(), r#"{"heard":"roar"}"#);
    // A branch whose bound is broken is not the one, and no other knows the member.
    let bird = |eggs: i64| json!({ "seen": "bird", "nest": { "eggs": eggs } });
    for (eggs, taken) in [(3, (200, vec![("Bird".to_owned(), bird(3))])), (4, (400, Vec::new()))] {
        let (status, _) = wire.ask("POST", "/v2/sightings", "application/json", bird(eggs).to_string()).await;
        assert_eq!((status, service.take()), taken);
    }
}

/// Nothing of an answer is lost, whatever came since, and in whatever order.
async fn in_answers(client: &Client, service: &Service) {
    let warden = |members: Value| {
        let mut warden = json!({ "object": "warden", "id": "w" });
        warden.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        warden
    };
    let wardens = json!([
        warden(json!({ "cage": "cage_1", "level": null })),
        warden(json!({ "cage": { "object": "cage", "id": "c", "bars": 9 }, "level": "low" })),
        warden(json!({ "cage": { "id": "c", "object": "cage", "deleted": true }, "level": "middle" })),
        warden(json!({ "cage": { "object": "aviary", "id": "a", "nets": [1] }, "level": 3 })),
        warden(json!({ "cage": { "object": "cage", "id": "c" }, "level": [3] })),
        warden(json!({ "gear": { "size": 7 }, "extra": "none" })),
        warden(json!({ "gear": { "size": 7, "pairs": 2 }, "extra": { "a": 1 } })),
        warden(json!({ "gear": { "size": 7, "pairs": 2, "colour": "red" }, "extra": { "a": "x" } })),
        warden(json!({ "gear": { "soles": 2 }, "extra": [null, 1.5] })),
        warden(json!({ "rests": [{ "of": { "minutes": 5, "kind": "nap" } }, { "of": { "kind": "holiday", "days": 9 } }, { "of": { "kind": "sabbatical" } }, 7] })),
    ]);
    *service.wardens.lock().unwrap() = wardens.clone();
    let got = client.list_wardens().send().await.unwrap().into_inner();
    assert_eq!(json!(got), wardens);
    use models::{Rest, WardenCage as Cage, WardenExtra as Extra, WardenGear as Gear, WardenLevel as Level};
    let object = |at: usize| match &got[at].cage {
        Some(Expandable::Object(cage)) => &**cage,
        other => panic!("{other:?}"),
    };
    assert!(matches!(&got[0].cage, Some(Expandable::Id(id)) if id == "cage_1"));
    assert!(matches!(object(1), Cage::Cage(cage) if cage.bars == 9));
    assert!(matches!(object(2), Cage::DeletedCage(_)));
    assert!(matches!((object(3), object(4)), (Cage::Other(_), Cage::Other(_))));
    let levels: Vec<_> = got[..5].iter().map(|warden| &warden.level).collect();
    use Nullable::Value as V;
    assert!(matches!(levels[..], [Nullable::Null, V(Level::Known(_)), V(Level::Known(_)), V(Level::Integer(3)), V(Level::Other(_))]), "{levels:?}");
    let gear: Vec<_> = got[5..9].iter().map(|warden| warden.gear.as_ref().unwrap()).collect();
    assert!(matches!(gear[..], [Gear::Boots(_), Gear::Gloves(_), Gear::Other(_), Gear::Other(_)]), "{gear:?}");
    let extra: Vec<_> = got[5..9].iter().map(|warden| &warden.extra).collect();
    assert!(matches!(extra[..], [V(Extra::None(_)), V(Extra::Map(_)), V(Extra::Any(_)), V(Extra::Any(_))]) || format!("{extra:?}").contains("Any"), "{extra:?}");
    let rests = got[9].rests.as_ref().unwrap();
    assert!(matches!(rests[..], [Rest::Nap(_), Rest::Leave(_), Rest::Other(_), Rest::Other(_)]), "{rests:?}");
}

/// Parts of a form, sorted.
trait Sorted {
    fn sorted(self) -> String;
}

impl Sorted for Vec<String> {
    fn sorted(mut self) -> String {
        self.sort();
        self.join("&")
    }
}
