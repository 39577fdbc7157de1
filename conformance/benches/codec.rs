//! What the wire costs: forms in and out, responses in and out, beside serde structs as one writes them by hand.
//!
//! `hand_written` has the same members as the generated type, with plain strings where the service may expand an
//! object; it is what a caller writes who knows that nothing will be expanded. `generated` is the generated type by
//! the same decoder. `generated_located` is what a refused payload costs on top: only then is it read again with its
//! place kept, for the text of the error.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reversals_cases::{Case, Judge};
use reversals_models as models;
use reversals_runtime::server::{Body, Field};
use reversals_runtime::shape::Shape;
use reversals_runtime::{Clearable, List, form, shape};
use reversals_server::operations;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The members of a transfer reversal, as a caller writes them.
#[derive(Debug, Deserialize, Serialize)]
struct Reversal {
    id: String,
    object: ReversalObject,
    amount: i64,
    balance_transaction: Option<String>,
    created: i64,
    currency: String,
    destination_payment_refund: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
    source_refund: Option<String>,
    transfer: String,
}

#[derive(Debug, Deserialize, Serialize)]
enum ReversalObject {
    #[serde(rename = "transfer_reversal")]
    TransferReversal,
}

#[derive(Debug, Deserialize, Serialize)]
struct Page {
    object: PageObject,
    url: String,
    has_more: bool,
    data: Vec<Reversal>,
}

#[derive(Debug, Deserialize, Serialize)]
enum PageObject {
    #[serde(rename = "list")]
    List,
}

/// The documented exchange of an operation.
fn documented(folder: &str) -> Case {
    let suite = reversals_cases::load(&reversals_cases::folder())
        .expect("the cases are part of this crate");
    let id = format!("{folder}/documented");
    let mut cases = suite.cases.into_iter();
    let case = cases.find(|case| case.id == id);
    std::sync::Arc::unwrap_or_clone(case.expect("a documented case"))
}

fn payload(folder: &str) -> Value {
    match documented(folder).judge {
        Judge::Exchange { body, .. } => body,
        _ => panic!("a documented case is an exchange"),
    }
}

/// The documented create body, and one with as many metadata keys as the service takes.
fn bodies() -> [(&'static str, models::PostTransfersIdReversalsBody); 2] {
    let arguments = documented("transfer_reversals/create").call.arguments;
    let body = arguments.body.expect("a documented body");
    let documented: models::PostTransfersIdReversalsBody =
        serde_json::from_value(body).expect("a documented body");
    let mut wide = documented.clone();
    let keys: BTreeMap<_, _> = (0..50)
        .map(|key| (format!("order_{key}"), format!("value of {key}")))
        .collect();
    wide.metadata = Clearable::Set(keys);
    [("documented_create", documented), ("metadata_50", wide)]
}

/// The documented reversal, and a full page of it under different IDs.
fn payloads() -> [(&'static str, String); 2] {
    let one = payload("transfer_reversals/retrieve");
    let mut page = payload("transfer_reversals/list");
    let items = (0..100).map(|index| {
        let mut item = one.clone();
        item["id"] = json!(format!("trr_{index:024}"));
        item
    });
    page["data"] = items.collect();
    [
        ("reversal", one.to_string()),
        ("page_100", page.to_string()),
    ]
}

/// The form that the operation takes, as the server knows it.
fn fields() -> (&'static [Field], Option<&'static Shape>) {
    match operations::POST_TRANSFERS_ID_REVERSALS.body {
        Body::Form { fields, rest, .. } => (fields, rest),
        _ => panic!("the operation takes a form"),
    }
}

/// Text to typed body, in the steps of the server.
fn typed<T: DeserializeOwned>(text: &[u8], fields: &[Field], rest: Option<&'static Shape>) -> T {
    let tree = form::parse(text).expect("a form");
    let value = shape::decode_form(&tree, fields, rest).expect("the operation's form");
    serde_path_to_error::deserialize(value).expect("the operation's body")
}

/// JSON to value, in the steps of the client.
fn located<T: DeserializeOwned>(text: &[u8]) -> T {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).expect("a documented payload");
    json.end().expect("one document");
    value
}

fn plain<T: DeserializeOwned>(text: &[u8]) -> T {
    serde_json::from_slice(text).expect("a documented payload")
}

fn length(text: &str) -> Throughput {
    Throughput::Bytes(u64::try_from(text.len()).unwrap_or(u64::MAX))
}

fn form_encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("form_encode");
    for (name, body) in bodies() {
        group.throughput(length(&form::to_string(&body).expect("a form")));
        group.bench_function(name, |bencher| {
            bencher.iter(|| form::to_string(black_box(&body)));
        });
    }
    group.finish();
}

fn form_decode(criterion: &mut Criterion) {
    let (fields, rest) = fields();
    let mut group = criterion.benchmark_group("form_decode");
    for (name, body) in bodies() {
        let text = form::to_string(&body).expect("a form");
        let again: models::PostTransfersIdReversalsBody = typed(text.as_bytes(), fields, rest);
        assert_eq!(again, body, "what is measured must be right");
        group.throughput(length(&text));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                typed::<models::PostTransfersIdReversalsBody>(
                    black_box(text.as_bytes()),
                    fields,
                    rest,
                )
            });
        });
    }
    group.finish();
}

/// Decodes and encodes one payload as the hand-written `H` and as the generated `G`.
fn response<H, G>(criterion: &mut Criterion, name: &str, text: &str)
where
    H: DeserializeOwned + Serialize,
    G: DeserializeOwned + Serialize,
{
    let bytes = text.as_bytes();
    let (by_hand, generated): (H, G) = (plain(bytes), plain(bytes));
    let documented: Value = plain(bytes);
    assert_eq!(json!(by_hand), documented, "what is measured must be right");
    assert_eq!(
        json!(generated),
        documented,
        "what is measured must be right"
    );

    let mut group = criterion.benchmark_group("response_decode");
    group.throughput(length(text));
    group.bench_function(BenchmarkId::new("hand_written", name), |bencher| {
        bencher.iter(|| plain::<H>(black_box(bytes)));
    });
    group.bench_function(BenchmarkId::new("generated", name), |bencher| {
        bencher.iter(|| plain::<G>(black_box(bytes)));
    });
    group.bench_function(BenchmarkId::new("hand_written_located", name), |bencher| {
        bencher.iter(|| located::<H>(black_box(bytes)));
    });
    group.bench_function(BenchmarkId::new("generated_located", name), |bencher| {
        bencher.iter(|| located::<G>(black_box(bytes)));
    });
    group.finish();

    let mut group = criterion.benchmark_group("response_encode");
    group.throughput(length(text));
    group.bench_function(BenchmarkId::new("hand_written", name), |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&by_hand)));
    });
    group.bench_function(BenchmarkId::new("generated", name), |bencher| {
        bencher.iter(|| serde_json::to_vec(black_box(&generated)));
    });
    group.finish();
}

fn responses(criterion: &mut Criterion) {
    let [(one, reversal), (many, page)] = payloads();
    response::<Reversal, models::TransferReversal>(criterion, one, &reversal);
    response::<Page, List<models::TransferReversal>>(criterion, many, &page);
}

criterion_group!(benches, form_encode, form_decode, responses);
criterion_main!(benches);
