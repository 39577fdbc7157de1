//! The claim that each answer shows one state of the sandbox, for every kind of database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use reversals_sandbox::{Config, Settle};
use serde_json::Value;

use super::{Client, Running};

/// After how many seconds credit reversals are posted here.
const SETTLE: u32 = 2;

/// What is asked for, with the IDs to fill in.
const PLACES: [&str; 10] = [
    "/v1/transfers/{transfer}",
    "/v1/transfers/{transfer}/reversals?limit=10",
    "/v1/transfers/{transfer}/reversals/{reversal}",
    "/v1/balance?",
    "/v1/balance_transactions/{out}",
    "/v1/balance_transactions/{back}",
    "/v1/treasury/credit_reversals?financial_account=fa_1",
    "/v1/treasury/credit_reversals?financial_account=fa_1&status=posted",
    "/v1/treasury/credit_reversals/{sent}",
    "/v1/treasury/received_credits/{credit}",
];

const CREDIT_REVERSALS: &str = "/v1/treasury/credit_reversals";

/// The IDs of what is written to just now.
type Stage = Arc<Mutex<BTreeMap<&'static str, String>>>;

/// Every GET and every expansion of each, and the POSTs that show what others change, while two clients write: no answer
/// shows one thing of before and another of after.
pub(crate) async fn each_answer_is_of_one_moment(config: Config) {
    let running = Running::start(Config {
        settle: Settle::After(SETTLE),
        ..config
    })
    .await;
    let client = running.client();
    let (stage, done) = (Stage::default(), Arc::new(AtomicBool::new(false)));
    reverse(&client, &stage, &[]).await;
    send_back(&client, &stage).await;
    let mut names = BTreeMap::new();
    for place in PLACES {
        names.insert(place, expansions(&client, &at(&stage, place)).await);
    }
    let own = names["/v1/transfers/{transfer}/reversals/{reversal}"].clone();
    assert!(own.len() > 40, "not every expansion was found: {own:?}");
    let writers = [
        tokio::spawn({
            let (client, stage, done) = (client.clone(), stage.clone(), done.clone());
            async move {
                while !done.load(Ordering::Relaxed) {
                    reverse(&client, &stage, &own).await;
                }
            }
        }),
        tokio::spawn({
            let (client, stage, done) = (client.clone(), stage.clone(), done.clone());
            async move {
                while !done.load(Ordering::Relaxed) {
                    send_back(&client, &stage).await;
                }
            }
        }),
    ];
    for (place, names) in &names {
        let mut all = vec![String::new(); 20];
        all.extend(names.iter().map(|name| format!("&expand[]={name}")));
        // Together: the same object from several sides.
        all.extend(
            names
                .chunks(8)
                .map(|names| format!("&expand[]={}", names.join("&expand[]="))),
        );
        for expand in all {
            let path = at(&stage, place);
            let joint = if path.contains('?') { "" } else { "?" };
            let path = format!("{path}{joint}{expand}");
            judge(&path, &client.get(&path).await.good().body);
            if place.ends_with("{reversal}") {
                let path = at(&stage, place);
                let form = format!("metadata[read]={}{expand}", expand.len());
                judge(&path, &client.post(&path, &form).await.good().body);
            }
        }
    }
    done.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    running.audit().await;
    running.end().await;
}

/// A new transfer that is reversed until nothing is left, of as many reversals as it shows.
async fn reverse(client: &Client, stage: &Stage, expand: &[String]) {
    let form = "amount=10&currency=usd&destination=acct_destination";
    let made = client.post("/v1/transfers", form).await.good().body;
    let id = |made: &Value, name: &str| made[name].as_str().unwrap().to_owned();
    let path = format!("/v1/transfers/{}/reversals", id(&made, "id"));
    let first = client.post(&path, "amount=1").await.good().body;
    stage.lock().unwrap().extend([
        ("transfer", id(&made, "id")),
        ("out", id(&made, "balance_transaction")),
        ("reversal", id(&first, "id")),
        ("back", id(&first, "balance_transaction")),
    ]);
    let mut expand = expand.iter().cycle();
    for round in 0..9 {
        let expand = expand
            .next()
            .map_or_else(String::new, |name| format!("&expand[]={name}"));
        let form = format!("amount=1{expand}");
        judge(&form, &client.post(&path, &form).await.good().body);
        let path = format!("{path}/{}", id(&first, "id"));
        let form = format!("metadata[round]={round}{expand}");
        judge(&form, &client.post(&path, &form).await.good().body);
    }
}

/// A new credit that is sent back, and the time until that is posted.
async fn send_back(client: &Client, stage: &Stage) {
    let credit = client.credit(5).await;
    stage.lock().unwrap().insert("credit", credit.clone());
    let form = format!("received_credit={credit}&expand[]=transaction");
    let sent = client.post(CREDIT_REVERSALS, &form).await.good();
    judge(&form, &sent.body);
    stage.lock().unwrap().insert("sent", sent.id());
    for _ in 0..SETTLE {
        client.post("/_sandbox/advance", "seconds=1").await.good();
    }
}

fn at(stage: &Stage, place: &str) -> String {
    let stage = stage.lock().unwrap();
    stage.iter().fold(place.to_owned(), |path, (name, id)| {
        path.replace(&format!("{{{name}}}"), id)
    })
}

/// All that can be expanded there, found by asking for each member of what is shown.
async fn expansions(client: &Client, path: &str) -> Vec<String> {
    let joint = if path.contains('?') { "&" } else { "?" };
    let (mut found, mut next) = (Vec::new(), 0);
    let mut answer = client.get(path).await.good().body;
    let mut name = String::new();
    loop {
        for member in members(&answer, &name) {
            let name = [name.as_str(), &member]
                .join(".")
                .trim_start_matches('.')
                .to_owned();
            if name == "data" {
                // A name of a list begins with it, and leads nowhere alone.
                found.push(name);
            } else if client
                .get(&format!("{path}{joint}expand[]={name}"))
                .await
                .status
                == 200
            {
                found.push(name);
            }
        }
        let Some(known) = found.get(next) else {
            break;
        };
        name.clone_from(known);
        next += 1;
        if name != "data" {
            answer = client
                .get(&format!("{path}{joint}expand[]={name}"))
                .await
                .good()
                .body;
        }
    }
    found.retain(|name| name != "data");
    found
}

/// The members of the objects that a name leads to.
fn members(answer: &Value, name: &str) -> BTreeSet<String> {
    let mut here = vec![answer];
    for part in name.split('.').filter(|part| !part.is_empty()) {
        here = here
            .into_iter()
            .flat_map(|value| elements(&value[part]))
            .collect();
    }
    let objects = here.into_iter().filter_map(Value::as_object);
    objects.flat_map(|object| object.keys().cloned()).collect()
}

fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(all) => all.iter().collect(),
        other => vec![other],
    }
}

/// Panics where an answer contradicts itself.
fn judge(asked: &str, answer: &Value) {
    let mut objects = Vec::new();
    gather(answer, &mut objects);
    for object in &objects {
        let fault = match object["object"].as_str().unwrap_or_default() {
            "transfer" => transfer(object),
            "transfer_reversal" => reversal(object),
            "balance_transaction" => entry(object),
            "treasury.credit_reversal" => sent(object),
            "treasury.received_credit" => credit(object),
            "balance" => balance(object),
            "list" => list(object),
            _ => None,
        };
        assert_eq!(fault, None, "{asked}: {object}\nin {answer}");
    }
    let mut known: BTreeMap<&str, &Value> = BTreeMap::new();
    for object in &objects {
        let Some(id) = object["id"].as_str() else {
            continue;
        };
        let first = known.entry(id).or_insert(object);
        for (name, value) in object.as_object().unwrap() {
            let plain = name == "metadata" || !(value.is_object() || first[name].is_object());
            assert!(
                !plain || *value == first[name],
                "{asked}: {name} of {id} twice, in {answer}"
            );
        }
    }
}

fn gather<'v>(value: &'v Value, all: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            all.push(value);
            members.values().for_each(|value| gather(value, all));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, all)),
        _ => {}
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// The ID of an object, or of what stands for it.
fn id(value: &Value) -> &str {
    value
        .as_str()
        .or_else(|| value["id"].as_str())
        .unwrap_or_default()
}

type Fault = Option<&'static str>;

fn unless(right: bool, fault: &'static str) -> Fault {
    (!right).then_some(fault)
}

fn transfer(it: &Value) -> Fault {
    let shown = it["reversals"]["data"].as_array().unwrap();
    let sum: i64 = shown
        .iter()
        .map(|reversal| number(&reversal["amount"]))
        .sum();
    let reversed = number(&it["amount_reversed"]);
    let whole = it["reversals"]["has_more"] == false;
    unless(
        whole && sum == reversed,
        "amount_reversed is not the sum of the reversals",
    )
    .or(unless(
        it["reversed"] == (it["amount"] == reversed),
        "reversed does not say what amount_reversed says",
    ))
}

fn reversal(it: &Value) -> Fault {
    let (transfer, entry) = (&it["transfer"], &it["balance_transaction"]);
    let among = transfer["reversals"]["data"].as_array();
    let among = among.is_none_or(|all| all.iter().any(|other| other["id"] == it["id"]));
    unless(among, "its transfer does not know it").or(unless(
        entry.is_string() || entry["amount"] == it["amount"] && id(&entry["source"]) == id(it),
        "its balance transaction is of something else",
    ))
}

fn entry(it: &Value) -> Fault {
    let source = &it["source"]["balance_transaction"];
    let net = number(&it["amount"]) - number(&it["fee"]);
    unless(number(&it["net"]) == net, "net is not amount without fee").or(unless(
        source.is_null() || id(source) == id(it),
        "its source has another balance transaction",
    ))
}

fn sent(it: &Value) -> Fault {
    let posted = it["status"] == "posted";
    let at = &it["status_transitions"]["posted_at"];
    let transaction = &it["transaction"];
    let held = if posted { 0 } else { number(&it["amount"]) };
    unless(
        at.is_null() != posted,
        "posted_at does not say what status says",
    )
    .or(unless(
        transaction.is_string()
            || (transaction["status"] == "posted") == posted
                && transaction["status_transitions"]["posted_at"] == *at
                && transaction["balance_impact"]["outbound_pending"] == held,
        "its transaction is of another time",
    ))
}

fn credit(it: &Value) -> Fault {
    let linked = it["linked_flows"]["credit_reversal"].is_string();
    let reason = &it["reversal_details"]["restricted_reason"];
    unless(
        linked == (reason == "already_reversed"),
        "restricted_reason does not say what linked_flows says",
    )
}

fn balance(it: &Value) -> Fault {
    let currencies = |pot: &str| -> Vec<Value> {
        let all = it[pot].as_array().unwrap().iter();
        all.map(|amount| amount["currency"].clone()).collect()
    };
    unless(
        currencies("available") == currencies("pending"),
        "pending has other currencies than available",
    )
}

/// Of credit reversals, no older one is behind a newer one, and a list of those that are posted has no other.
fn list(it: &Value) -> Fault {
    let sent = it["data"].as_array().unwrap().iter();
    let sent: Vec<_> = sent
        .filter(|one| one["object"] == "treasury.credit_reversal")
        .collect();
    let posted_at = |one: &&Value| one["status_transitions"]["posted_at"].as_i64();
    let latest = sent.iter().filter_map(posted_at).max();
    let due = |one: &&&Value| Some(number(&one["created"]) + i64::from(SETTLE)) <= latest;
    unless(
        sent.iter().filter(due).all(|one| one["status"] == "posted"),
        "one is posted, and one that was due before it is not",
    )
}
