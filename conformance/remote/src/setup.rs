//! What a service is asked before the cases, so that there are objects for them to be about.

use std::fmt::Display;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::UNIX_EPOCH;

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::asker::{Asker, refreshed};
use super::ids::{ESCAPED, Ids};
use super::outcome::Reason;
use reversals_cases::Case;
use reversals_cases::setup::{Passes, Restored, Setup, Step};
use reversals_cases::wire::Request;
use reversals_judge::subject::KEY;

/// So far may the time of a service be from its `Date`, in seconds.
const NEAR: u64 = 60;

/// Makes the ids of a set-up known to `ids`, and asks for those that nobody gave. Notices a clock that is apart from the
/// service's `Date`.
pub(super) async fn run(setup: &Setup, ids: &mut Ids, asker: &Asker<'_>) {
    if let Some(passes) = &setup.passes
        && are_apart(passes, asker).await
    {
        asker.run.moved.store(true, Ordering::Relaxed);
    }
    for (name, id) in &setup.ids {
        let what = id.what.trim_end_matches('.');
        let why = format!("nobody gave the id of this: {what}");
        ids.declare(name, &id.also, &why);
    }
    for step in &setup.steps {
        let wanted: Vec<_> = step.gives.keys().filter(|name| !ids.has(name)).collect();
        if wanted.is_empty() {
            continue;
        }
        let gained = ask(step, ids, asker, None).await;
        for name in wanted {
            match id_in(&gained, step, name) {
                Ok(id) => ids.give(name, &id),
                Err(why) => ids.explain(name, &why),
            }
        }
    }
}

/// Takes away what a set-up made and there is only room for a few of.
pub(super) async fn clear(setup: &Setup, ids: &Ids, asker: &Asker<'_>) {
    for step in &setup.steps {
        let Some(Restored { path, form }) = &step.taken_away_by else {
            continue;
        };
        let taking = request("POST", path, form);
        if let (true, Ok(taking)) = (ids.made_all(&taking), ids.put(&taking)) {
            // It is the end of the run, and nothing is judged by it.
            let _ = asker.ask(&refreshed(&taking)).await;
        }
    }
}

/// Takes the next of the ids that the caller gave for what a request of an operation uses up; whether there is one.
pub(super) fn next(setup: &Setup, ids: &Ids, asker: &Asker<'_>, case: &Case) -> bool {
    let steps = setup.steps.iter();
    let steps = steps.filter(|step| step.is_used_up_by(&case.call.operation));
    let names = steps.flat_map(|step| step.gives.keys());
    let spent = &asker.run.spent;
    let mut spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
    let mut next = false;
    for name in names.filter(|name| ids.mentions(&case.request, name)) {
        let given = asker.run.options.ids.get(name);
        let spent = spent.entry(name.clone()).or_default();
        if given.is_some_and(|given| *spent + 1 < given.split(',').count()) {
            *spent += 1;
            next = true;
        }
    }
    next
}

/// The ids with those of new objects in the place of what a call would find used up; none where it needs no such. What
/// the caller gave is replaced by the next of it, or made as it was.
///
/// Errors: why the service makes no more.
pub(super) async fn renewed(
    setup: &Setup,
    ids: &Ids,
    operation: &str,
    request: &Request,
    asker: &Asker<'_>,
) -> Result<Option<Ids>, Reason> {
    let mut renewed = None;
    let steps = setup.steps.iter();
    for step in steps.filter(|step| step.is_used_up_by(operation)) {
        let names = step.gives.keys();
        let names = names.filter(|name| ids.mentions(request, name));
        let (given, wanted): (Vec<_>, Vec<_>) =
            names.partition(|name| asker.run.options.ids.contains_key(*name));
        for name in given {
            if let Some(Restored { path, form }) = &step.restored_by {
                let restoring = ids.put(&self::request("POST", path, form))?;
                // Where it is refused, what comes after it tells.
                let _ = asker.ask(&refreshed(&restoring)).await;
            }
            let spent = &asker.run.spent;
            let spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
            let spent = spent.get(name).copied().unwrap_or_default();
            if let Some(id) = asker.run.options.ids[name].split(',').nth(spent) {
                let ids = renewed.get_or_insert_with(|| ids.clone());
                ids.instead(name, id);
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let account = request.header("stripe-account");
        let gained = ask(step, ids, asker, account).await;
        if let Err(faltered @ Reason::Faltered(_)) = gained {
            return Err(faltered);
        }
        for name in wanted {
            match id_in(&gained, step, name) {
                Ok(id) => renewed.get_or_insert_with(|| ids.clone()).give(name, &id),
                // What the step is about is of the caller's own account, and may not be there for another.
                Err(_) if account.is_some() => {}
                Err(why) => {
                    let id = name.clone();
                    return Err(Reason::NoId { id, why });
                }
            }
        }
        if let (Some(Restored { path, form }), Some(renewed)) = (&step.taken_away_by, &renewed) {
            let mut taking = self::request("POST", path, form);
            taking.headers.extend(acting_for(account));
            asker.leave(renewed.put(&taking)?);
        }
    }
    Ok(renewed)
}

/// The id of that name in the answer to a step.
fn id_in(answer: &Result<Value, Reason>, step: &Step, name: &str) -> Result<String, String> {
    let id = &step.id;
    match (answer, step.gives.get(name)) {
        (Ok(body), Some(pointer)) => {
            let found = body.pointer(pointer).and_then(Value::as_str);
            let found = found.filter(|id| !id.is_empty()).map(str::to_owned);
            found.ok_or(format!(
                "the answer to the set-up step `{id}` has no text at {pointer}"
            ))
        }
        (Ok(_), None) => Err(format!("the set-up step `{id}` does not give it")),
        (Err(why), _) => Err(format!("the set-up step `{id}` failed: {why}")),
    }
}

/// Asks for the objects of a step, as the connected account that a case acts for where it does.
async fn ask(
    step: &Step,
    ids: &Ids,
    asker: &Asker<'_>,
    account: Option<&str>,
) -> Result<Value, Reason> {
    let failed = |why| Reason::NotSetUp { why, give: None };
    let new = || uuid::Uuid::new_v4().to_string();
    let form = step.form.iter().map(|(name, value)| match value.as_str() {
        "<uuid>" => (name, new()),
        value => (name, value.to_owned()),
    });
    let mut request = request(&step.method, &step.path, form);
    request.headers.extend(acting_for(account));
    let request = ids.put(&request)?;
    let answer = asker.ask(&refreshed(&request)).await;
    let answer = answer.map_err(|error| failed(error.to_string()))?;
    asker.made(&step.method, &step.path, &answer)?;
    let read = serde_json::from_str(&answer.body);
    read.map_err(|error| failed(format!("the answer is no JSON: {error}")))
}

fn acting_for(account: Option<&str>) -> Option<(String, String)> {
    account.map(|id| ("stripe-account".to_owned(), id.to_owned()))
}

/// Whether the time that a service tells is another than that of its `Date`.
async fn are_apart(passes: &Passes, asker: &Asker<'_>) -> bool {
    let Some(clock) = &passes.clock else {
        return false;
    };
    let asked = request("POST", &passes.path, &clock.form);
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
