//! Whether a relation holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use regex::Regex;
use reversals_cases::law::{Relation, Term};
use serde_json::Value;

use super::term::{Scene, is_each, told};
use crate::{Finding, Verdict};

/// So much of a text is quoted, in characters.
const QUOTED: usize = 100;

/// How a place in the answer begins.
pub(super) const BODY: &str = "response body ";

/// Whether a relation holds of an exchange.
///
/// Errors: the first value that breaks it.
pub fn holds(scene: &Scene<'_>, relation: &Relation) -> Verdict {
    match relation {
        Relation::Equal(term, other) => {
            let wanted = one(scene, other)?;
            each(scene, term, &shown(&wanted), |value| {
                text(value) == text(&wanted)
            })
        }
        Relation::Differ(term, other) => {
            let Ok(other) = one(scene, other) else {
                return Ok(());
            };
            let expected = format!("another value than {}", shown(&other));
            all(scene, term, &expected, |value| text(value) != text(&other))
        }
        Relation::OneOf(term, list) => {
            let expected = format!("one of {}", Value::from(list.clone()));
            each(scene, term, &expected, |value| {
                list.iter().any(|it| text(it) == text(value))
            })
        }
        Relation::Names(term, other) => {
            let wanted = one(scene, other)?;
            let expected = format!("the id {} or an object with it", shown(&wanted));
            each(scene, term, &expected, |value| {
                let id = value.get("id").unwrap_or(value);
                text(id) == text(&wanted)
            })
        }
        Relation::Quotes(term, others) => {
            let others: Vec<_> = others.iter().flat_map(|it| scene.values(it)).collect();
            let expected = format!("a text with one of {}", shown(&Value::from(others.clone())));
            each(scene, term, &expected, |value| {
                // A message may cut what is long.
                let quoted = |other| text(other).chars().take(QUOTED).collect::<String>();
                others
                    .iter()
                    .any(|other| text(value).contains(&quoted(other)))
            })
        }
        Relation::There(term) => each(scene, term, "a value", |value| !value.is_null()),
        Relation::Missing(term) => all(scene, term, "nothing", Value::is_null),
        Relation::Said(term) => each(scene, term, "a text", |value| match value {
            Value::String(text) => !text.trim().is_empty(),
            value => value.is_array() || value.is_object(),
        }),
        Relation::AtMost(term, bound) => number_is(scene, term, "at most", bound, |a, b| a <= b),
        Relation::AtLeast(term, bound) => number_is(scene, term, "at least", bound, |a, b| a >= b),
        Relation::Near(term, time, seconds) => {
            let near = |a: i128, b: i128| a.abs_diff(b) <= u128::from(*seconds);
            number_is(scene, term, &format!("within {seconds} s of"), time, near)
        }
        Relation::Matches(term, pattern) => {
            let compiled = compiled(pattern);
            each(scene, term, &format!("a match of {pattern}"), |value| {
                let mut pattern = compiled.iter();
                pattern.any(|pattern| pattern.is_match(&text(value)))
            })
        }
        Relation::Descending(term) => in_order(&scene.values(term), &told(term)),
        Relation::Distinct(term) => {
            let mut seen = BTreeSet::new();
            all(scene, term, "no value twice", |value| {
                seen.insert(text(value))
            })
        }
        Relation::SameItems(term, list) => same_items(scene, term, &one(scene, list)?),
        Relation::Merged(term, name) => entries(scene, term, name, false),
        Relation::Copied(term, name) => entries(scene, term, name, true),
    }
}

/// Each value is a number that is so to another.
fn number_is(
    scene: &Scene<'_>,
    term: &Term,
    how: &str,
    other: &Term,
    is: impl Fn(i128, i128) -> bool,
) -> Verdict {
    let other = one(scene, other)?;
    each(scene, term, &format!("{how} {}", shown(&other)), |value| {
        let numbers = number(value).zip(number(&other));
        numbers.is_some_and(|(a, b)| is(a, b))
    })
}

/// The values are the items of a list, in any order.
fn same_items(scene: &Scene<'_>, term: &Term, list: &Value) -> Verdict {
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    let wanted = sorted(list.as_array().into_iter().flatten().map(text).collect());
    let found = sorted(scene.values(term).iter().map(text).collect());
    if wanted == found {
        return Ok(());
    }
    let (wanted, found) = (format!("{wanted:?}"), format!("{found:?}"));
    Err(Finding::new(told(term), wanted, found))
}

/// A map in the answer against the parameter that asked for it.
fn entries(scene: &Scene<'_>, term: &Term, name: &str, alone: bool) -> Verdict {
    let values = scene.values(term);
    let broken = |key: &str, expected: String, found: String| {
        Finding::new(format!("{}/{key}", told(term)), expected, found)
    };
    let empty = serde_json::Map::new();
    // What has no map has no entries.
    let map = values.first().and_then(Value::as_object).unwrap_or(&empty);
    // Asked twice, the last counts, and all are cleared by an empty text for the whole.
    let cleared = scene.asked.texts(name).any(str::is_empty);
    let asked: std::collections::BTreeMap<_, _> = scene.asked.entries(name).collect();
    for (key, value) in &asked {
        let wanted = (!value.is_empty()).then(|| Value::from(*value));
        let found = map.get(*key);
        if found != wanted.as_ref() {
            let told = |value: Option<&Value>| value.map_or("nothing".to_owned(), shown);
            return Err(broken(key, told(wanted.as_ref()), told(found)));
        }
    }
    let stranger = map
        .iter()
        .find(|(key, _)| !asked.contains_key(key.as_str()));
    match stranger.filter(|_| alone || cleared) {
        Some((key, value)) => Err(broken(key, "nothing".to_owned(), shown(value))),
        None => Ok(()),
    }
}

/// A pattern, which is compiled once: laws are asked of each exchange.
fn compiled(pattern: &str) -> Option<Regex> {
    static KNOWN: Mutex<BTreeMap<String, Option<Regex>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.entry(pattern.to_owned());
    known.or_insert_with(|| Regex::new(pattern).ok()).clone()
}

fn in_order(values: &[Value], place: &str) -> Verdict {
    let broken = values.windows(2).find(|pair| {
        number(&pair[0])
            .zip(number(&pair[1]))
            .is_none_or(|(a, b)| a < b)
    });
    match broken {
        None => Ok(()),
        Some(pair) => {
            let expected = format!("at most {} after it", shown(&pair[0]));
            Err(Finding::new(place, expected, shown(&pair[1])))
        }
    }
}

/// The one value of a term that others are held to.
fn one(scene: &Scene<'_>, term: &Term) -> Result<Value, Box<Finding>> {
    let value = scene.values(term).into_iter().next();
    value.ok_or_else(|| Finding::new(told(term), "a value", "nothing"))
}

/// Each value, and at least one unless the term is about each of a list.
fn each(scene: &Scene<'_>, term: &Term, expected: &str, is: impl FnMut(&Value) -> bool) -> Verdict {
    if !is_each(term) && scene.values(term).is_empty() {
        return Err(Finding::new(told(term), expected, "nothing"));
    }
    all(scene, term, expected, is)
}

fn all(
    scene: &Scene<'_>,
    term: &Term,
    expected: &str,
    mut is: impl FnMut(&Value) -> bool,
) -> Verdict {
    match scene.values(term).iter().find(|value| !is(value)) {
        None => Ok(()),
        Some(value) => Err(Finding::new(told(term), expected, shown(value))),
    }
}

/// A value as it is compared: a scalar by its text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// A whole number, of JSON or of text.
fn number(value: &Value) -> Option<i128> {
    text(value).parse().ok()
}
