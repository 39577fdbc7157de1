//! What an answer must agree with itself in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::states::SETTLE;

/// Panics where an answer contradicts itself.
pub(crate) fn judge(asked: &str, answer: &Value) {
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
