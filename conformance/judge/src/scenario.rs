//! Scenarios: exchanges one after the other, with what must hold of each and between them.
//!
//! A scenario makes the objects that it is about, so nothing that a service refuses in it can be for a reason of the
//! service's own: the one step that may fail without a finding is one that sets things up.

use std::collections::BTreeMap;
use std::future::Future;

use reversals_cases::law::Term;
use reversals_cases::scenario::{Scenario, Step, text};
use serde_json::Value;

use crate::Finding;
use crate::law::{self, Asked, Breached, Court, Scene};
use reversals_cases::wire::{Request, Response};

/// Something that answers requests.
pub trait Service {
    /// Sends a request, and waits for its answer.
    ///
    /// Errors: in words, why there is none.
    fn ask(&self, request: &Request) -> impl Future<Output = Result<Response, String>>;

    /// Lets time pass on the service's side, so that what is under way there comes to its end.
    ///
    /// Errors: in words, why that can't be done.
    fn pass(&self) -> impl Future<Output = Result<(), String>>;
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// All of it holds.
    Passed,
    /// It does not.
    Failed(Box<Finding>),
    /// It can't be shown on this service, and why; what the caller could give in the place of what is missing.
    NotJudged(String),
}

/// What is known before the first step.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Ids by the names that steps have for them.
    pub ids: &'a BTreeMap<String, String>,
    /// Headers of every request, by lower-case name.
    pub headers: &'a BTreeMap<String, String>,
}

/// Plays a scenario. Breaches of laws that are notes are added to `notes`.
pub async fn play(
    scenario: &Scenario,
    court: Court<'_>,
    service: &impl Service,
    known: Known<'_>,
    notes: &mut Vec<Breached>,
) -> Outcome {
    let mut play = Play {
        court,
        service,
        known,
        captured: BTreeMap::new(),
        keys: BTreeMap::new(),
    };
    for (number, step) in scenario.steps.iter().enumerate() {
        let given = |name: &String| {
            known
                .ids
                .get(&format!("{}/{}.{name}", scenario.file, scenario.id))
        };
        let all: Option<Vec<_>> = step.captures.keys().map(given).collect();
        if let Some(ids) = all.filter(|ids| step.operation.is_none() && !ids.is_empty()) {
            let names = step.captures.keys().cloned();
            play.captured
                .extend(names.zip(ids.into_iter().map(|id| Value::from(id.as_str()))));
            continue;
        }
        match play.step(step, notes).await {
            Ok(()) => {}
            Err(Stop::Finding(mut finding)) => {
                finding.place = format!("step {}: {}", number + 1, finding.place);
                return Outcome::Failed(finding);
            }
            Err(Stop::CannotBeSetUp(why)) => {
                let mut reason = format!("step {}: {why}", number + 1);
                for name in step.captures.keys() {
                    let what = step
                        .note
                        .as_deref()
                        .unwrap_or("what the step makes")
                        .trim_end_matches('.');
                    reason.push_str(&format!(
                        "; give `--id {}/{}.{name}=ID`: {what}",
                        scenario.file, scenario.id
                    ));
                }
                return Outcome::NotJudged(reason);
            }
        }
    }
    Outcome::Passed
}

enum Stop {
    Finding(Box<Finding>),
    CannotBeSetUp(String),
}

struct Play<'a, S> {
    court: Court<'a>,
    service: &'a S,
    known: Known<'a>,
    captured: BTreeMap<String, Value>,
    keys: BTreeMap<String, String>,
}

impl<S: Service> Play<'_, S> {
    async fn step(&mut self, step: &Step, notes: &mut Vec<Breached>) -> Result<(), Stop> {
        if step.passes {
            self.service.pass().await.map_err(Stop::CannotBeSetUp)?;
        }
        let mut captured: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for _ in 0..step.times {
            let request = self.request(step).map_err(Stop::CannotBeSetUp)?;
            let response = match self.service.ask(&request).await {
                Ok(response) => response,
                Err(why) => {
                    return Err(Stop::Finding(
                        Finding::new("response", "an answer", why).with_request(&request),
                    ));
                }
            };
            for (name, value) in self.judge(step, &request, &response, notes)? {
                captured.entry(name).or_default().push(value);
            }
        }
        for (name, mut values) in captured {
            let value = if step.times == 1 {
                values.swap_remove(0)
            } else {
                Value::Array(values)
            };
            self.captured.insert(name, value);
        }
        Ok(())
    }

    /// What the step captures of an exchange.
    ///
    /// Errors: what does not hold of it.
    fn judge(
        &self,
        step: &Step,
        request: &Request,
        response: &Response,
        notes: &mut Vec<Breached>,
    ) -> Result<Vec<(String, Value)>, Stop> {
        let shown = |finding: Box<Finding>| {
            Stop::Finding(finding.with_request(request).with_response(response))
        };
        if response.status != step.status {
            let said = crate::said(response.status, &response.body);
            if step.operation.is_none() {
                return Err(Stop::CannotBeSetUp(format!(
                    "{} {} was answered with {said}",
                    request.method, request.path
                )));
            }
            return Err(shown(Finding::new("response status", step.status, said)));
        }
        let operations = &self.court.contract.api.operations;
        let operation = step.operation.as_ref();
        let operation =
            operation.and_then(|id| operations.iter().find(|operation| operation.id == *id));
        let asked = match operation {
            Some(operation) => {
                let verdict = self.court.judge(operation, request, response);
                for breached in verdict.breached {
                    match breached.breach {
                        law::Breach::Failure => return Err(Stop::Finding(breached.finding)),
                        law::Breach::Note => notes.push(breached),
                    }
                }
                Asked::new(operation, request)
            }
            None => Asked::default(),
        };
        let body = serde_json::from_str(&response.body)
            .map_err(|error| shown(Finding::new("response body", "JSON", error)))?;
        let scene = Scene {
            asked: &asked,
            request,
            response,
            body: &body,
            live: self.court.live,
            captured: Some(&self.captured),
        };
        for relation in &step.holds {
            if let Err(broken) = law::holds(&scene, relation) {
                return Err(shown(Finding::new(
                    broken.place,
                    broken.expected,
                    broken.found,
                )));
            }
        }
        let mut captured = Vec::new();
        for (name, term) in &step.captures {
            captured.push((name.clone(), capture(&scene, term).map_err(shown)?));
        }
        Ok(captured)
    }

    /// The request of a step, with ids in the place of names.
    ///
    /// Errors: a name that nothing is known of.
    fn request(&mut self, step: &Step) -> Result<Request, String> {
        let operations = &self.court.contract.api.operations;
        let method = match (&step.method, &step.operation) {
            (Some(method), _) => method.clone(),
            (None, Some(id)) => {
                let operation = operations.iter().find(|operation| operation.id == *id);
                let operation =
                    operation.ok_or_else(|| format!("the document has no operation `{id}`"))?;
                operation.method.to_uppercase()
            }
            (None, None) => String::new(),
        };
        let segments = step
            .path
            .split('/')
            .map(|segment| self.value(segment).map(|value| encoded(&value)));
        let path = segments.collect::<Result<Vec<_>, _>>()?.join("/");
        let mut pairs = Vec::new();
        for (name, texts) in &step.form {
            for text in texts.all() {
                pairs.push(format!("{name}={}", encoded(&self.value(text)?)));
            }
        }
        let mut headers: Vec<(String, String)> = self.known.headers.clone().into_iter().collect();
        let posted = method == "POST";
        if posted {
            headers.push((
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            ));
            if !step.headers.contains_key("idempotency-key") {
                headers.push(("idempotency-key".to_owned(), fresh()));
            }
        }
        for (name, value) in &step.headers {
            let value = match value.strip_prefix('$') {
                Some(key) if name == "idempotency-key" => {
                    let known = self.keys.entry(key.to_lowercase());
                    let value = known.or_insert_with(fresh).clone();
                    if key == key.to_uppercase() {
                        value.to_uppercase()
                    } else {
                        value
                    }
                }
                _ => self.value(value)?,
            };
            headers.push((name.clone(), value));
        }
        headers.sort();
        let form = (!pairs.is_empty()).then(|| pairs.join("&"));
        Ok(Request {
            method,
            path,
            query: form.clone().filter(|_| !posted),
            headers,
            body: form.filter(|_| posted),
        })
    }

    /// The text, or what the name in it stands for.
    fn value(&self, written: &str) -> Result<String, String> {
        let Some(place) = written.strip_prefix('$') else {
            return Ok(written.to_owned());
        };
        let (name, pointer) = place.split_at(place.find('.').unwrap_or(place.len()));
        let captured = self.captured.get(name);
        let captured = captured.and_then(|value| value.pointer(&pointer.replace('.', "/")));
        let known = captured
            .map(text)
            .or_else(|| self.known.ids.get(name).cloned());
        known.ok_or_else(|| format!("nobody gave `{name}`: give `--id {name}=ID`"))
    }
}

/// The value of a term, or the list of them where it is about each of a list.
fn capture(scene: &Scene<'_>, term: &Term) -> Result<Value, Box<Finding>> {
    let mut values = scene.values(term);
    if law::is_each(term) {
        return Ok(Value::Array(values));
    }
    if values.is_empty() {
        return Err(Finding::new(
            format!("{term:?}"),
            "a value for a later step",
            "nothing",
        ));
    }
    Ok(values.swap_remove(0))
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}
