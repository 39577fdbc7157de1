//! Laws between an exchange and those before it: an object is what it was, a key is of one request, and what was made is
//! there.
//!
//! What is under way at the same time may be answered in any order. So what can change binds only requests that went out
//! after it was known.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reversals_cases::law::{Breach, Lasting};
use reversals_cases::wire::Request;
use serde_json::Value;

use super::relation::{BODY, shown, text};
use super::structure::Shown;
use super::{Asked, Scene, Verdict};
use crate::Finding;

/// The names of the laws here, with what each says.
pub(super) const LAWS: [(&str, &str); 5] = [
    (
        SAME,
        "what cannot change of an object is the same in every answer, and what has come to an end stays so",
    ),
    (
        ONE,
        "an id is of one object, and of none before that is created",
    ),
    (
        KEY,
        "an idempotency key is of one request, whose answer is the same each time; one that does not say so is noted",
    ),
    (THERE, "what was created is there"),
    (
        LISTED,
        "a list without a page behind it has all that was created in it",
    ),
];
const SAME: &str = "an-object-stays-itself";
const ONE: &str = "an-id-is-of-one-object";
const KEY: &str = "a-key-is-of-one-request";
const THERE: &str = "what-was-created-is-there";
const LISTED: &str = "a-list-has-what-was-created";

/// So long a service knows a key at least.
const KEPT: Duration = Duration::from_hours(24);

/// So many objects or keys are remembered; then all of them are forgotten.
const MOST: usize = 50_000;

/// What a service has shown so far, to each caller.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Known>);

/// Whose it is, as a number, so that no key is kept; and its name.
type Name = (u64, String);

#[derive(Debug, Default)]
struct Known {
    moment: u64,
    objects: BTreeMap<Name, Object>,
    /// The ids of what was created, with the moments, by the path.
    created: BTreeMap<Name, Vec<(String, u64)>>,
    keys: BTreeMap<Name, Use>,
}

#[derive(Debug)]
struct Object {
    called: Value,
    since: u64,
    /// Members by pointer, with the moments.
    members: BTreeMap<String, (Value, u64)>,
}

/// What an idempotency key was used for.
#[derive(Debug)]
struct Use {
    request: String,
    at: Instant,
    answer: Option<Value>,
}

/// What is known of an exchange beside its messages.
pub(super) struct Moment<'a> {
    pub(super) lasting: &'a [Lasting],
    pub(super) creates: bool,
    pub(super) success: bool,
    pub(super) since: u64,
}

impl Memory {
    /// The moment that it is.
    pub fn now(&self) -> u64 {
        self.known().moment
    }

    /// Whether the key of a request was used for another one before.
    pub fn reused(&self, request: &Request, asked: &Asked) -> bool {
        let name = key(request);
        name.is_some_and(|name| !self.known().used(name, request, asked).1)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn judge(
        &self,
        moment: &Moment<'_>,
        scene: &Scene<'_>,
        shown: &[Shown<'_>],
        verdict: &mut Verdict,
    ) {
        let mut known = self.known();
        known.moment += 1;
        let owner = owner(scene.request);
        let replayed = moment.success && known.keyed(scene, verdict);
        let since = if replayed { 0 } else { moment.since };
        let new = shown.iter().find(|it| it.pointer.is_empty());
        let new = new.filter(|_| moment.creates && !replayed);
        let (mut one, mut same) = (None, None);
        let mut seen = false;
        for shown in shown {
            let is_new = new.is_some_and(|new| std::ptr::eq(new, shown));
            let (before, broken) = known.object(owner, shown, is_new, since);
            seen |= before;
            one = one.or(broken);
            let mut lasting = moment.lasting.iter();
            if let Some(lasting) = lasting.find(|it| shown.value["object"] == *it.object) {
                same = same.or(known.lasts(owner, shown, lasting, since));
            }
        }
        if seen {
            verdict.add(ONE, Breach::Failure, one);
            verdict.add(SAME, Breach::Failure, same);
        }
        known.there(owner, moment, scene, verdict);
        if let Some(id) = new.and_then(|new| new.value["id"].as_str()) {
            let made = (id.to_owned(), known.moment);
            let path = (owner, scene.request.path.clone());
            known.created.entry(path).or_default().push(made);
        }
        if known.objects.len() > MOST {
            known.objects.clear();
            known.created.clear();
        }
        if known.keys.len() > MOST {
            known.keys.clear();
        }
    }
}

impl Known {
    /// The use of a key, this one if it is the first, and whether it was for this request.
    fn used(&mut self, name: Name, request: &Request, asked: &Asked) -> (&mut Use, bool) {
        let request = of(request, asked);
        let new = || Use {
            request: request.clone(),
            at: Instant::now(),
            answer: None,
        };
        let used = self.keys.entry(name).or_insert_with(new);
        if used.at.elapsed() > KEPT {
            *used = new();
        }
        let same = used.request == request;
        (used, same)
    }

    /// Whether a success has been answered before, to the same idempotency key.
    fn keyed(&mut self, scene: &Scene<'_>, verdict: &mut Verdict) -> bool {
        let said = scene.response.headers.get("idempotent-replayed");
        let said = said.is_some_and(|said| said == "true");
        let Some(name) = key(scene.request) else {
            return said;
        };
        let (used, same) = self.used(name, scene.request, scene.asked);
        let broken = match &used.answer {
            None => {
                // What was refused may have been forgotten, whatever it asked.
                used.request = of(scene.request, scene.asked);
                used.answer = Some(scene.body.clone());
                return said;
            }
            Some(_) if !same => {
                let expected = "a refusal, since the key was used for another request";
                let status = scene.response.status;
                Some(Finding::new("response status", expected, status))
            }
            Some(before) if before != scene.body => {
                Some(Finding::new(BODY, shown(before), shown(scene.body)))
            }
            Some(_) if !said => {
                let place = "response header idempotent-replayed";
                // A scenario, which knows that the key was used, asks for it.
                let missing = Finding::new(place, "true", "none");
                verdict.add(KEY, Breach::Note, Some(missing));
                return true;
            }
            Some(_) => None,
        };
        verdict.add(KEY, Breach::Failure, broken);
        true
    }

    /// Remembers an object. Whether it was known, and what is wrong with it.
    fn object(
        &mut self,
        owner: u64,
        shown: &Shown<'_>,
        new: bool,
        since: u64,
    ) -> (bool, Option<Box<Finding>>) {
        let (id, called) = (text(&shown.value["id"]), &shown.value["object"]);
        let moment = self.moment;
        let name = (owner, id);
        let Some(known) = self.objects.get(&name) else {
            let object = Object {
                called: called.clone(),
                since: moment,
                members: BTreeMap::new(),
            };
            self.objects.insert(name, object);
            return (false, None);
        };
        let place = |member: &str| format!("{BODY}{}/{member}", shown.pointer);
        if known.called != *called {
            let broken = Finding::new(place("object"), &known.called, called);
            return (true, Some(broken));
        }
        let again = (new && known.since <= since).then(|| {
            let expected = "an id that no object had before";
            Finding::new(place("id"), expected, &shown.value["id"])
        });
        (true, again)
    }

    /// Remembers what stays of an object. What has not stayed.
    fn lasts(
        &mut self,
        owner: u64,
        shown: &Shown<'_>,
        lasting: &Lasting,
        since: u64,
    ) -> Option<Box<Finding>> {
        let moment = self.moment;
        let name = (owner, text(&shown.value["id"]));
        let members = &mut self.objects.get_mut(&name)?.members;
        let constant = lasting.constant.iter().map(|it| (it, Stays::Constant));
        let last = lasting.last.iter().map(|(it, of)| (it, Stays::Last(of)));
        let rising = lasting.rising.iter().map(|it| (it, Stays::Rising));
        let mut broken = None;
        for (pointer, stays) in constant.chain(last).chain(rising) {
            let Some(value) = shown.value.pointer(pointer) else {
                continue;
            };
            let value = value.get("id").unwrap_or(value);
            let before = members.get(pointer);
            let (keeps, breaks) = match (before, &stays) {
                (None, Stays::Constant) => (!value.is_null(), false),
                (None, Stays::Last(of)) => (of.contains(value), false),
                (None, Stays::Rising) => (true, false),
                (Some((before, at)), Stays::Constant) => {
                    let later = !value.is_null() || *at <= since;
                    (false, before != value && later)
                }
                (Some((before, at)), Stays::Last(_)) => (false, before != value && *at <= since),
                (Some((before, at)), Stays::Rising) => {
                    let (before, value) = (before.as_i64(), value.as_i64());
                    (value > before, value < before && *at <= since)
                }
            };
            if breaks && broken.is_none() {
                let place = format!("{BODY}{}{pointer}", shown.pointer);
                let was = before.map(|(before, _)| format!("{before}, as it was"));
                broken = was.map(|was| Finding::new(place, was, value));
            }
            if keeps {
                members.insert(pointer.clone(), (value.clone(), moment));
            }
        }
        broken
    }

    /// Whether what was created at a path is there, and in its list.
    fn there(&self, owner: u64, moment: &Moment<'_>, scene: &Scene<'_>, verdict: &mut Verdict) {
        let path = scene.request.path.as_str();
        let since = moment.since;
        let created = |path: &str| {
            let created = self.created.get(&(owner, path.to_owned()));
            let created = created.into_iter().flatten();
            created
                .filter(move |(_, at)| *at <= since)
                .map(|(id, _)| id)
        };
        let missing = scene.response.status == 404;
        let gone = || Finding::new("response status", "what was created is there", 404);
        let (of, last) = path.rsplit_once('/').unwrap_or(("", path));
        let asked = scene.asked.sorted();
        let whole: Vec<_> = match scene.request.method.as_str() {
            "GET" => created(path)
                .filter(|id| self.is_asked_for(owner, id, moment.lasting, &asked))
                .collect(),
            _ => Vec::new(),
        };
        if (missing || moment.success) && (!whole.is_empty() || created(of).any(|id| id == last)) {
            verdict.add(THERE, Breach::Failure, missing.then(gone));
        }
        if !moment.success || whole.is_empty() || scene.body["has_more"] != false {
            return;
        }
        let items = scene.body["data"].as_array().into_iter().flatten();
        let items: Vec<_> = items.filter_map(|item| item["id"].as_str()).collect();
        let lost = whole.iter().find(|id| !items.contains(&id.as_str()));
        let broken = lost.map(|id| {
            let expected = format!("{id} among the items, or `has_more`");
            let found = format!("{} others", items.len());
            Finding::new(format!("{BODY}/data"), expected, found)
        });
        verdict.add(LISTED, Breach::Failure, broken);
    }

    /// Whether what is asked of a list leaves out no such object: it is by what never changes of it.
    fn is_asked_for(
        &self,
        owner: u64,
        id: &str,
        lasting: &[Lasting],
        asked: &[(String, &str)],
    ) -> bool {
        let known = self.objects.get(&(owner, id.to_owned()));
        let Some(known) = known else { return false };
        let mut lasting = lasting.iter();
        let lasting = lasting.find(|it| known.called == *it.object);
        asked.iter().all(|(name, value)| {
            let pointer = format!("/{name}");
            let constant = lasting.is_some_and(|it| it.constant.contains(&pointer));
            let known = known.members.get(&pointer).filter(|_| constant);
            name == "limit"
                || name == "expand[]"
                || known.is_some_and(|(known, _)| text(known) == *value)
        })
    }
}

/// How a member stays what it is.
enum Stays<'a> {
    Constant,
    Last(&'a [Value]),
    Rising,
}

/// Whose objects a request sees.
fn owner(request: &Request) -> u64 {
    let mut hasher = DefaultHasher::new();
    let account = request
        .header("stripe-context")
        .or(request.header("stripe-account"));
    (request.header("authorization"), account).hash(&mut hasher);
    hasher.finish()
}

/// What a request asks, spelled in one way.
fn of(request: &Request, asked: &Asked) -> String {
    format!("{} {:?}", request.path, asked.sorted())
}

/// The idempotency key of a request, where it has one that does something.
fn key(request: &Request) -> Option<Name> {
    let key = request.header("idempotency-key")?;
    (request.method == "POST").then(|| (owner(request), key.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is said of the last of these views of one object, each with whether it was asked for before the one before it
    /// was known.
    fn seen(views: &[(Value, bool)]) -> Option<String> {
        let lasting = Lasting {
            object: "thing".to_owned(),
            source: String::new(),
            constant: vec!["/parent".to_owned()],
            last: [("/status".to_owned(), vec![json!("done")])].into(),
            rising: vec!["/sum".to_owned()],
        };
        let mut known = Known::default();
        let mut said = None;
        for (view, early) in views {
            known.moment += 1;
            let mut value = view.clone();
            (value["id"], value["object"]) = (json!("a"), json!("thing"));
            let pointer = String::new();
            let shown = Shown {
                pointer,
                value: &value,
            };
            let since = if *early { 0 } else { known.moment - 1 };
            known.object(1, &shown, false, since);
            let broken = known.lasts(1, &shown, &lasting, since);
            said = broken.map(|broken| broken.place.clone());
        }
        said
    }

    #[test]
    fn what_is_set_stays_whether_it_is_an_object_or_its_id() {
        let parent = |value: Value| (json!({ "parent": value }), false);
        let expanded = parent(json!({ "id": "p", "object": "parent" }));
        assert_eq!(seen(&[parent(Value::Null), parent(json!("p"))]), None);
        assert_eq!(seen(&[parent(json!("p")), expanded.clone()]), None);
        let place = Some("response body /parent".to_owned());
        assert_eq!(seen(&[expanded, parent(json!("q"))]), place);
        assert_eq!(seen(&[parent(json!("p")), parent(Value::Null)]), place);
        let early = (json!({ "parent": null }), true);
        assert_eq!(seen(&[parent(json!("p")), early]), None);
    }

    #[test]
    fn what_is_done_is_not_undone_but_may_be_told_late() {
        let is = |status: &str, early| (json!({ "status": status }), early);
        let place = Some("response body /status".to_owned());
        assert_eq!(seen(&[is("begun", false), is("done", false)]), None);
        assert_eq!(seen(&[is("done", false), is("begun", false)]), place);
        assert_eq!(seen(&[is("done", false), is("begun", true)]), None);
    }

    #[test]
    fn what_adds_up_never_falls() {
        let is = |sum: i64, early| (json!({ "sum": sum }), early);
        let place = Some("response body /sum".to_owned());
        assert_eq!(seen(&[is(1, false), is(3, false), is(3, false)]), None);
        assert_eq!(seen(&[is(1, false), is(3, false), is(2, false)]), place);
        assert_eq!(seen(&[is(1, false), is(3, false), is(2, true)]), None);
    }
}
