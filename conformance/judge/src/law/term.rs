//! The values that terms stand for.

use std::collections::BTreeMap;

use reversals_cases::law::Term;
use serde_json::Value;

use super::Asked;
use reversals_cases::wire::{Request, Response};

/// One exchange, and what was captured before it.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What was asked, as the operation reads it.
    pub asked: &'a Asked,
    /// The request.
    pub request: &'a Request,
    /// The response.
    pub response: &'a Response,
    /// The body of the response, read.
    pub body: &'a Value,
    /// Whether the key is of live mode.
    pub live: bool,
    /// What steps before have captured, in a scenario.
    pub captured: Option<&'a BTreeMap<String, Value>>,
}

impl Scene<'_> {
    /// The values of a term, in their order; none where there is nothing.
    pub fn values(&self, term: &Term) -> Vec<Value> {
        let text = |text: Option<&str>| text.map(Value::from).into_iter().collect();
        match term {
            Term::Answer(pointer) => at(self.body, pointer).into_iter().cloned().collect(),
            Term::Count(pointer) => {
                let lists = at(self.body, pointer);
                let lists = lists.into_iter().filter_map(Value::as_array);
                lists.map(|list| Value::from(list.len())).collect()
            }
            Term::Asked(name) => self.asked.texts(name).map(Value::from).collect(),
            Term::Path(name) => text(self.asked.path(name)),
            Term::Header(name) => text(self.request.header(name)),
            Term::Answered(name) => {
                let header = self.response.headers.get(name).map(String::as_str);
                match header.filter(|_| name == "date") {
                    Some(date) => seconds(date).map(Value::from).into_iter().collect(),
                    None => text(header),
                }
            }
            Term::Captured(place) => {
                let (name, pointer) = place.split_at(place.find('/').unwrap_or(place.len()));
                let captured = self.captured.and_then(|captured| captured.get(name));
                let captured = captured.and_then(|value| value.pointer(pointer));
                captured.cloned().into_iter().collect()
            }
            Term::Sum(terms) => {
                let mut values = terms.iter().flat_map(|term| self.values(term));
                let sum = values.try_fold(0_i64, |sum, value| sum.checked_add(value.as_i64()?));
                sum.map(Value::from).into_iter().collect()
            }
            Term::Value(value) => vec![value.clone()],
            Term::Status => vec![Value::from(self.response.status)],
            Term::Address => vec![Value::from(self.request.path.as_str())],
            Term::Live => vec![Value::from(self.live)],
        }
    }
}

/// A date of HTTP in seconds since 1970.
fn seconds(date: &str) -> Option<u64> {
    let since = httpdate::parse_http_date(date)
        .ok()?
        .duration_since(std::time::UNIX_EPOCH);
    Some(since.ok()?.as_secs())
}

/// Whether a term is about each item of a list, of which there may be none.
pub fn is_each(term: &Term) -> bool {
    matches!(term, Term::Answer(pointer) if pointer.split('/').any(|step| step == "*"))
}

/// The values at a pointer in which `*` is each item.
pub(super) fn at<'a>(value: &'a Value, pointer: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next = found.into_iter().flat_map(|value| match value {
            Value::Array(items) if step == "*" => items.iter().collect(),
            Value::Array(items) => step
                .parse()
                .ok()
                .and_then(|index: usize| items.get(index))
                .into_iter()
                .collect(),
            value => value.get(&step).into_iter().collect::<Vec<_>>(),
        });
        found = next.collect();
    }
    found
}

/// How a term is told.
pub fn told(term: &Term) -> String {
    match term {
        Term::Answer(pointer) => format!("response body {pointer}"),
        Term::Count(pointer) => format!("number of items of response body {pointer}"),
        Term::Asked(name) => format!("the parameter `{name}`"),
        Term::Path(name) => format!("the path's `{name}`"),
        Term::Header(name) => format!("request header {name}"),
        Term::Answered(name) => format!("response header {name}"),
        Term::Captured(name) => format!("`{name}` of a step before"),
        Term::Sum(terms) => {
            let terms: Vec<_> = terms.iter().map(told).collect();
            format!("the sum of {}", terms.join(" and "))
        }
        Term::Value(value) => value.to_string(),
        Term::Status => "response status".to_owned(),
        Term::Address => "the request's path".to_owned(),
        Term::Live => "the key's mode".to_owned(),
    }
}
