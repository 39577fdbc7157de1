//! Every text and every number of every operation, one at a time, with what stores could take differently.

use std::fmt::Write as _;

use reversals_runtime::server::{Field, Operation};
use reversals_runtime::shape::Shape;
use reversals_sandbox::Config;
use serde_json::Value;

use super::{Answer, Client, Running};
use places::{At, body, places};

mod places;

/// Where in a request a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Body,
}

/// What came of one value in one place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    /// The operation, the place, and the value in Rust's notation.
    pub(crate) what: String,
    pub(crate) place: Place,
    /// The bracketed name of what is asked for by the value.
    pub(crate) param: String,
    pub(crate) has_nul: bool,
    pub(crate) status: u16,
    pub(crate) again: Option<String>,
    pub(crate) body: String,
}

impl Probe {
    pub(crate) fn error(&self) -> Value {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["error"].clone()
    }
}

/// Asks all of it of a sandbox that makes the same IDs in each run.
pub(crate) async fn walk(config: Config) -> Vec<Probe> {
    let running = Running::start(Config {
        seed: Some(1),
        ..config
    })
    .await;
    let client = running.client();
    let there = There::make(&client).await;
    let mut probes = Vec::new();
    let operations = [
        reversals_server::operations::ALL,
        reversals_sandbox_server::operations::ALL,
    ];
    for operation in operations.concat() {
        let request = Request::of(operation, &there);
        for at in places(operation) {
            for value in at.values() {
                let (what, answer) = request.with(&at, &value).send(&client, &at, &value).await;
                probes.push(Probe {
                    what,
                    place: at.place,
                    param: at.shown.clone(),
                    has_nul: value.contains('\0'),
                    status: answer.status,
                    again: answer.header("stripe-should-retry").map(str::to_owned),
                    body: answer.text,
                });
            }
        }
    }
    running.audit().await;
    running.end().await;
    probes
}

/// What there is to ask for.
struct There {
    transfer: String,
    reversal: String,
    transaction: String,
    credit: String,
    fresh_credit: String,
    credit_reversal: String,
}

impl There {
    async fn make(client: &Client) -> Self {
        let transfer = client.transfer(1_000_000).await;
        let path = format!("/v1/transfers/{transfer}/reversals");
        let reversal = client.post(&path, "amount=1").await.good().body;
        let credit = client.credit(5).await;
        let form = format!("received_credit={credit}");
        let path = "/v1/treasury/credit_reversals";
        let secret = "name=a_secret&payload=a_text&scope[type]=account";
        client.post("/v1/apps/secrets", secret).await.good();
        Self {
            transfer,
            reversal: reversal["id"].as_str().unwrap().to_owned(),
            transaction: reversal["balance_transaction"].as_str().unwrap().to_owned(),
            credit_reversal: client.post(path, &form).await.good().id(),
            credit,
            fresh_credit: client.credit(5).await,
        }
    }

    /// The ID that stands after a segment of a path.
    fn after(&self, segment: &str) -> &str {
        match segment {
            "transfers" => &self.transfer,
            "reversals" => &self.reversal,
            "balance_transactions" => &self.transaction,
            "received_credits" => &self.credit,
            "credit_reversals" => &self.credit_reversal,
            _ => panic!("say what is to stand after `{segment}` in a path"),
        }
    }

    /// The value of a parameter that must be there.
    fn required(&self, name: &str) -> &str {
        match name {
            "amount" => "1",
            "currency" => "usd",
            "destination" => "acct_destination",
            "financial_account" => "fa_1",
            "network" => "ach",
            "received_credit" => &self.fresh_credit,
            "initiating_payment_method_details[type]" => "us_bank_account",
            "name" => "a_secret",
            "payload" => "a_text",
            "scope[type]" => "account",
            _ => panic!("say what a good `{name}` is"),
        }
    }
}

/// A request that is fine.
#[derive(Clone)]
struct Request<'t> {
    operation: &'static Operation,
    there: &'t There,
    path: String,
    query: Vec<(String, String)>,
    body: Vec<(String, String)>,
}

impl<'t> Request<'t> {
    fn of(operation: &'static Operation, there: &'t There) -> Self {
        let required = |fields: &[Field]| -> Vec<(String, String)> {
            let fields = fields.iter().filter(|field| field.required);
            let pairs = fields.flat_map(|field| match field.shape {
                Shape::Object { fields, .. } => {
                    let members = fields.iter().filter(|member| member.required);
                    let name = |member: &Field| format!("{}[{}]", field.name, member.name);
                    members.map(name).collect()
                }
                _ => vec![field.name.to_owned()],
            });
            pairs
                .map(|name| (name.clone(), there.required(&name).to_owned()))
                .collect()
        };
        let mut body = required(body(operation));
        if operation.id == "PostTransfers" {
            // The document does not ask for it, the service does.
            body.push(("amount".to_owned(), "1".to_owned()));
        }
        if operation.id == "PostTransfersIdReversals" {
            body.push(("amount".to_owned(), "1".to_owned()));
        }
        Self {
            operation,
            there,
            path: operation.path.to_owned(),
            query: required(operation.query),
            body,
        }
    }

    /// The request with a value in its place.
    fn with(&self, at: &At, value: &str) -> Self {
        let mut request = self.clone();
        if at.place == Place::Path {
            request.path = request
                .path
                .replace(&format!("{{{}}}", at.name), &escaped(value));
            return request;
        }
        let pairs = match at.place {
            Place::Query => &mut request.query,
            _ => &mut request.body,
        };
        pairs.retain(|(name, _)| *name != at.name);
        // An object's other members that must be there.
        if let Some((object, _)) = at.name.rsplit_once('[')
            && object.starts_with("initiating_payment_method_details")
        {
            let name = "initiating_payment_method_details[type]".to_owned();
            if at.name != name {
                pairs.push((name.clone(), self.there.required(&name).to_owned()));
            }
        }
        pairs.push(if at.name.contains('\0') {
            (at.name.replace('\0', value), "v".to_owned())
        } else {
            (at.name.clone(), value.to_owned())
        });
        request
    }

    async fn send(&self, client: &Client, at: &At, value: &str) -> (String, Answer) {
        let mut path = String::new();
        let mut before = "";
        for segment in self.path.split('/').skip(1) {
            let segment = if segment.starts_with('{') {
                self.there.after(before)
            } else {
                segment
            };
            write!(path, "/{segment}").unwrap();
            before = segment;
        }
        if !self.query.is_empty() {
            write!(path, "?{}", form(&self.query)).unwrap();
        }
        let value: String = value.chars().take(20).collect();
        let what = format!(
            "{} {:?} {} {value:?}",
            self.operation.id,
            at.place,
            at.name.escape_debug()
        );
        let answer = match self.operation.method {
            "GET" => client.get(&path).await,
            _ => client.post(&path, &form(&self.body)).await,
        };
        (what, answer)
    }
}

fn form(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        // Brackets are what keeps names apart.
        let name = name.split_inclusive(['[', ']']).map(|part| {
            let bare = part.trim_end_matches(['[', ']']);
            escaped(bare) + &part[bare.len()..]
        });
        format!("{}={}", name.collect::<String>(), escaped(value))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            all.push(char::from(byte));
        } else {
            write!(all, "%{byte:02X}").unwrap();
        }
        all
    })
}
