//! Scenarios: exchanges one after the other, with what must hold of each and between them.
//!
//! A scenario makes the objects that it is about, so nothing that a service refuses in it can be for a reason of the
//! service's own: the one step that may fail without a finding is one that is of no operation.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use percent_encoding::utf8_percent_encode;
use reversals_cases::law::Term;
use reversals_cases::scenario::{Scenario, Step, text};
use serde_json::Value;

use super::answer::{Answer, said};
use super::asker::{AskError, Asker, refreshed};
use super::ids::{ESCAPED, Ids};
use super::outcome::Reason;
use super::setup;
use super::verdict::Verdict;
use reversals_cases::wire::Request;
use reversals_judge::Finding;
use reversals_judge::law::{self, Asked, Scene};

/// Plays a scenario with ids by the names that steps have for them.
pub(super) async fn play(scenario: &Scenario, asker: &Asker<'_>, ids: &Ids) -> Verdict {
    let mut play = Play {
        asker,
        ids,
        captured: BTreeMap::new(),
        keys: BTreeMap::new(),
        turn: 0,
        notes: Vec::new(),
    };
    let mut verdict = Verdict::new(super::Outcome::Passed);
    for (number, step) in scenario.steps.iter().enumerate() {
        let makes = step.makes();
        let given = step.captures.keys().map(|name| {
            let mut own = given(asker, &scenario.name_of(name), step.times);
            own = own.or_else(|| given(asker, &format!("*.{name}"), step.times));
            let mut ids = own?.into_iter();
            Some(if step.times == 1 {
                ids.next()?
            } else {
                ids.collect()
            })
        });
        let given: Option<Vec<Value>> = if makes { given.collect() } else { None };
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            play.captured
                .extend(step.captures.keys().cloned().zip(given));
            continue;
        }
        verdict = match play.step(step).await {
            Ok(()) => continue,
            Err(Stop::Finding(mut finding)) => {
                finding.place = format!("step {}: {}", number + 1, finding.place);
                Verdict::failed(finding)
            }
            Err(Stop::NotJudged(Reason::NotSetUp { mut why, mut give })) => {
                let ids = step.captures.keys().filter(|_| makes);
                let ids: Vec<_> = ids.map(|name| format!("--id '*.{name}=ID,...'")).collect();
                if let Some(note) = step.note.as_ref().filter(|_| !ids.is_empty()) {
                    why.push_str(&format!(
                        ", which is to make this: {}",
                        note.trim_end_matches('.')
                    ));
                }
                give = give.or((!ids.is_empty()).then(|| ids.join(" ")));
                Verdict::not_judged(Reason::NotSetUp { why, give })
            }
            Err(Stop::NotJudged(reason)) => Verdict::not_judged(reason),
        };
        break;
    }
    verdict.notes = play.notes;
    verdict
}

/// The next ids, so many, that the caller gave by that name; none where it has no more as many.
fn given(asker: &Asker<'_>, name: &str, times: usize) -> Option<Vec<Value>> {
    let ids = asker.run.options.ids.get(name)?;
    let spent = &asker.run.spent;
    let mut spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
    let spent = spent.entry(name.to_owned()).or_default();
    let next: Vec<_> = ids
        .split(',')
        .skip(*spent)
        .take(times)
        .map(Value::from)
        .collect();
    if next.len() < times {
        return None;
    }
    *spent += times;
    Some(next)
}

enum Stop {
    Finding(Box<Finding>),
    NotJudged(Reason),
}

impl Stop {
    /// Why what a step is about can't be, and what the caller can give.
    fn not_set_up(why: String, give: Option<String>) -> Self {
        Self::NotJudged(Reason::NotSetUp { why, give })
    }
}

struct Play<'a> {
    asker: &'a Asker<'a>,
    ids: &'a Ids,
    captured: BTreeMap<String, Value>,
    keys: BTreeMap<String, String>,
    /// How often the step was done before.
    turn: usize,
    /// Breaches of laws that fail nothing.
    notes: Vec<Finding>,
}

impl Play<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Stop> {
        if step.passes {
            let give = Some("--wait SECONDS".to_owned());
            let passed = self.asker.pass().await;
            passed.map_err(|why| Stop::not_set_up(why, give))?;
        }
        let mut captured: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for turn in 0..step.times {
            self.turn = turn;
            let request = self.request(step)?;
            let answer = self
                .asker
                .ask_whole(&request)
                .await
                .map_err(|error| match error {
                    AskError::Unanswered(why) => {
                        let finding = Finding::new("response", "an answer", why);
                        Stop::Finding(finding.with_request(&request))
                    }
                    AskError::GaveUp => Stop::NotJudged(Reason::GaveUp),
                    other => Stop::not_set_up(other.to_string(), None),
                })?;
            for (name, value) in self.judge(step, &request, &answer)? {
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
        &mut self,
        step: &Step,
        request: &Request,
        answer: &Answer,
    ) -> Result<Vec<(String, Value)>, Stop> {
        let response = &answer.response;
        let shown = |finding: Box<Finding>| {
            Stop::Finding(finding.with_request(request).with_response(response))
        };
        if step.operation.is_none() {
            let made = self.asker.made(&request.method, &step.path, response);
            made.map_err(Stop::NotJudged)?;
        }
        let as_said = response.status == step.status || step.operation.is_none();
        if !as_said && !step.may_be.contains(&response.status) {
            let said = said(response);
            return Err(shown(Finding::new("response status", step.status, said)));
        }
        let court = self.asker.run.court();
        let reader = self.asker.run.reader;
        let operation = step.operation.as_ref().and_then(|id| reader.operation(id));
        if let Some(operation) = operation {
            // The client has the run's own key alone.
            let ours = !step.headers.contains_key("authorization");
            let call = reader.call(request).ok().filter(|_| ours);
            let read = reader.read(operation, call.as_ref(), answer);
            read.map_err(|fault| shown(fault.finding))?;
        }
        let verdict = court.judge(operation, request, response, answer.since);
        for breached in verdict.breached {
            match breached.breach {
                law::Breach::Failure => return Err(Stop::Finding(breached.finding)),
                law::Breach::Note => self.notes.push(*breached.finding),
            }
        }
        if !as_said {
            return Ok(Vec::new());
        }
        let asked = operation.map_or_else(Asked::default, |it| Asked::new(it, request));
        let body = serde_json::from_str(&response.body)
            .map_err(|error| shown(Finding::new("response body", "JSON", error)))?;
        let scene = Scene {
            asked: &asked,
            request,
            response,
            body: &body,
            live: court.live,
            captured: Some(&self.captured),
        };
        for relation in &step.holds {
            law::holds(&scene, relation).map_err(shown)?;
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
    fn request(&mut self, step: &Step) -> Result<Request, Stop> {
        let method = match (&step.method, &step.operation) {
            (Some(method), _) => method.clone(),
            (None, Some(id)) => {
                let operation = self.asker.run.reader.operation(id);
                let operation = operation.ok_or_else(|| {
                    Stop::not_set_up(format!("the document has no operation `{id}`"), None)
                })?;
                operation.method.to_uppercase()
            }
            (None, None) => String::new(),
        };
        let segments = step.path.split('/').map(|segment| {
            let value = self.value(segment)?;
            Ok(utf8_percent_encode(&value, ESCAPED).to_string())
        });
        let path = segments.collect::<Result<Vec<String>, Stop>>()?.join("/");
        let mut pairs = Vec::new();
        for (name, texts) in &step.form {
            for text in texts.all() {
                pairs.push((name.as_str(), self.value(text)?));
            }
        }
        let mut request = refreshed(&setup::request(&method, &path, pairs));
        for (name, value) in &step.headers {
            let value = match value.strip_prefix('$') {
                Some(key) if name == "idempotency-key" => {
                    let known = self.keys.entry(key.to_lowercase());
                    let value = known.or_insert_with(|| uuid::Uuid::new_v4().to_string());
                    if key == key.to_uppercase() {
                        value.to_uppercase()
                    } else {
                        value.clone()
                    }
                }
                _ => self.value(value)?,
            };
            request.headers.retain(|(other, _)| other != name);
            if !value.is_empty() {
                request.headers.push((name.clone(), value));
            }
        }
        request.headers.sort();
        Ok(request)
    }

    /// The text, or what the name in it stands for.
    fn value(&self, written: &str) -> Result<String, Stop> {
        let Some(place) = written.strip_prefix('$') else {
            return Ok(written.to_owned());
        };
        let (name, pointer) = place.split_at(place.find('.').unwrap_or(place.len()));
        let captured = self.captured.get(name);
        let captured = captured.and_then(|value| value.pointer(&pointer.replace('.', "/")));
        let captured = captured.and_then(|value| match value {
            Value::Array(items) => items.get(self.turn),
            value => Some(value),
        });
        let known = captured.map(text).or_else(|| self.ids.known(name));
        known.ok_or_else(|| {
            let give = Some(format!("--id {name}=ID"));
            Stop::not_set_up(format!("nobody gave `{name}`"), give)
        })
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
            law::told(term),
            "a value for a later step",
            "nothing",
        ));
    }
    Ok(values.swap_remove(0))
}
