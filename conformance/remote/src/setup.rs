//! What a service is asked before the cases, so that there are objects for them to be about.
//!
//! `conformance/cases/setup.yaml` is of this format. Paths and forms use the names of ids as cases do, and ids that
//! the caller gives go before those of a step.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::UNIX_EPOCH;

use percent_encoding::utf8_percent_encode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::asker::{Asker, refreshed};
use super::ids::{ESCAPED, Ids};
use super::outcome::Reason;
use reversals_cases::format::FORMAT;
use reversals_cases::load_yaml;
use reversals_cases::wire::Request;
use reversals_judge::subject::KEY;

/// So far may the time of a service be from its `Date`, in seconds.
const NEAR: u64 = 60;

/// The ids that cases use, and the requests that make objects for them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The version of the format.
    #[schemars(extend("const" = FORMAT))]
    pub format: u32,
    /// What is set up.
    pub about: String,
    /// The ids by the name that cases use. A case that uses one which nobody gives is not judged.
    pub ids: BTreeMap<String, Id>,
    /// What is asked, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What makes time pass on the service's side, where it has that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passes: Option<Passes>,
}

/// An id that cases use.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Id {
    /// What it is the id of.
    pub what: String,
    /// Other names that cases have for it, such as the ids that documentation prints.
    #[serde(default, rename = "as", skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A request that makes time pass.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passes {
    /// What a reader should know.
    pub note: String,
    /// The path that is posted to.
    pub path: String,
    /// The form: its names as they are on the wire, its values as text.
    pub form: BTreeMap<String, String>,
    /// How the service tells its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Clock>,
}

/// What a service is asked for its time, on the path that makes time pass.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The form.
    pub form: BTreeMap<String, String>,
    /// Where the answer has the time in seconds: a JSON pointer.
    pub now: String,
}

/// One request before the cases.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The name, unique in the file.
    pub id: String,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The method in upper case.
    pub method: String,
    /// The path, with names of ids as whole segments.
    pub path: String,
    /// The form: its names as they are on the wire, its values as text, with names of ids as whole values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, String>,
    /// The operations that use up what the step makes, by operationId: each call of one gets an object of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used_up_by: Vec<String>,
    /// The ids that the answer gives: the name and the JSON pointer of each. A step all of whose ids are known is
    /// left out.
    pub gives: BTreeMap<String, String>,
}

impl Setup {
    /// Reads `setup.yaml` in a folder of cases.
    ///
    /// Errors: a file that can't be read or isn't of the format, a step that gives an id which is not listed.
    pub fn load(cases: &Path) -> Result<Self, reversals_cases::Error> {
        let path = cases.join("setup.yaml");
        let setup: Self = load_yaml(&path)?;
        for step in &setup.steps {
            if let Some(name) = step
                .gives
                .keys()
                .find(|name| !setup.ids.contains_key(*name))
            {
                return Err(reversals_cases::Error::Case {
                    file: reversals_cases::shown(&path),
                    line: 1,
                    what: format!(
                        "the step `{}` gives `{name}`, which is not among `ids`",
                        step.id
                    ),
                });
            }
        }
        Ok(setup)
    }

    /// Makes the ids known to `ids`, and asks for those that nobody gave. Notices a clock that is apart from the service's
    /// `Date`.
    pub(super) async fn run(&self, ids: &mut Ids, asker: &Asker<'_>) {
        if let Some(passes) = &self.passes
            && passes.are_apart(asker).await
        {
            asker.run.moved.store(true, Ordering::Relaxed);
        }
        for (name, id) in &self.ids {
            let what = id.what.trim_end_matches('.');
            ids.declare(
                name,
                &id.also,
                &format!("nobody gave the id of this: {what}"),
            );
        }
        for step in &self.steps {
            let wanted: Vec<_> = step.gives.keys().filter(|name| !ids.has(name)).collect();
            if wanted.is_empty() {
                continue;
            }
            let gained = step.ask(ids, asker, None).await;
            for name in wanted {
                match step.gained(&gained, name) {
                    Ok(id) => ids.give(name, id),
                    Err(why) => ids.explain(name, &why),
                }
            }
        }
    }
}

impl Setup {
    /// Whether calls of an operation use up what a step makes.
    pub(super) fn renews(&self, operation: &str) -> bool {
        self.steps.iter().any(|step| step.is_used_up_by(operation))
    }

    /// The ids with those of new objects in the place of what a call would find used up; none where it needs no such,
    /// or where the caller gave the ids.
    ///
    /// Errors: why the service makes no more.
    pub(super) async fn renewed(
        &self,
        ids: &Ids,
        operation: &str,
        request: &Request,
        asker: &Asker<'_>,
    ) -> Result<Option<Ids>, Reason> {
        let mut renewed = None;
        for step in self
            .steps
            .iter()
            .filter(|step| step.is_used_up_by(operation))
        {
            let ours = |name: &&String| !asker.run.options.ids.contains_key(*name);
            let wanted = step.gives.keys().filter(ours);
            let wanted: Vec<_> = wanted.filter(|name| ids.mentions(request, name)).collect();
            if wanted.is_empty() {
                continue;
            }
            let account = request.header("stripe-account");
            let gained = step.ask(ids, asker, account).await;
            for name in wanted {
                match step.gained(&gained, name) {
                    Ok(id) => renewed.get_or_insert_with(|| ids.clone()).give(name, id),
                    // What the step is about is of the caller's own account, and may not be there for another.
                    Err(_) if account.is_some() => {}
                    Err(why) => {
                        let id = name.clone();
                        return Err(Reason::NoId { id, why });
                    }
                }
            }
        }
        Ok(renewed)
    }
}

impl Step {
    fn is_used_up_by(&self, operation: &str) -> bool {
        self.used_up_by.iter().any(|id| id == operation)
    }

    /// The id of that name in the answer.
    fn gained(&self, answer: &Result<Value, String>, name: &str) -> Result<String, String> {
        match (answer, self.gives.get(name)) {
            (Ok(body), Some(pointer)) => {
                let id = body.pointer(pointer).and_then(Value::as_str);
                let id = id.filter(|id| !id.is_empty()).map(str::to_owned);
                id.ok_or(format!(
                    "the answer to the set-up step `{}` has no text at {pointer}",
                    self.id
                ))
            }
            (Ok(_), None) => Err(format!("the set-up step `{}` does not give it", self.id)),
            (Err(why), _) => Err(format!("the set-up step `{}` failed with {why}", self.id)),
        }
    }

    /// Asks for the objects, as the connected account that a case acts for where it does.
    async fn ask(
        &self,
        ids: &Ids,
        asker: &Asker<'_>,
        account: Option<&str>,
    ) -> Result<Value, String> {
        let mut request = self.request();
        let account = account.map(|id| ("stripe-account".to_owned(), id.to_owned()));
        request.headers.extend(account);
        let request = ids.put(&request).map_err(|reason| match reason {
            Reason::NoId { id, why } => format!("it needs `{id}`, and {why}"),
            other => other.to_string(),
        })?;
        let answer = asker.ask(&refreshed(&request)).await;
        let answer = answer.map_err(|error| error.to_string())?;
        let body = answer.body;
        if !(200..300).contains(&answer.status) {
            let said = reversals_judge::said(answer.status, &body);
            return Err(said);
        }
        serde_json::from_str(&body).map_err(|error| format!("the answer is no JSON: {error}"))
    }

    fn request(&self) -> Request {
        request(&self.method, &self.path, &self.form)
    }
}

impl Passes {
    pub(super) fn request(&self) -> Request {
        request("POST", &self.path, &self.form)
    }

    /// Whether the time that a service tells is another than that of its `Date`.
    async fn are_apart(&self, asker: &Asker<'_>) -> bool {
        let Some(clock) = &self.clock else {
            return false;
        };
        let asked = request("POST", &self.path, &clock.form);
        let Ok(answer) = asker.ask(&refreshed(&asked)).await else {
            return false;
        };
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let now = body.pointer(&clock.now).and_then(Value::as_u64);
        let date = answer.headers.get("date");
        let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
        let date = date.and_then(|date| date.duration_since(UNIX_EPOCH).ok());
        now.zip(date)
            .is_some_and(|(now, date)| now.abs_diff(date.as_secs()) > NEAR)
    }
}

/// A request that is beside the cases, with its values escaped.
pub(super) fn request(
    method: &str,
    path: &str,
    form: impl IntoIterator<Item = (impl Display, impl AsRef<str>)>,
) -> Request {
    let mut headers = vec![
        ("accept".to_owned(), "application/json".to_owned()),
        ("authorization".to_owned(), format!("Bearer {KEY}")),
    ];
    let pairs = form.into_iter().map(|(name, value)| {
        let value = utf8_percent_encode(value.as_ref(), ESCAPED);
        format!("{name}={value}")
    });
    let pairs: Vec<_> = pairs.collect();
    let posted = method == "POST";
    if posted {
        let media = "application/x-www-form-urlencoded";
        headers.push(("content-type".to_owned(), media.to_owned()));
        headers.push(("idempotency-key".to_owned(), "<uuid>".to_owned()));
    }
    let text = (!pairs.is_empty()).then(|| pairs.join("&"));
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: text.clone().filter(|_| !posted),
        headers,
        body: text.filter(|_| posted),
    }
}
