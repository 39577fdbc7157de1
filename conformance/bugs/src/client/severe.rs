//! Answers that are refused although they are good.

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::super::{document, json};
use super::{Bend, ClientBug};
use reversals_judge::subject::Outcome;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "unknown-enum-value-refused",
        "refuses a value that was added to an enum later",
        Bend::Outcome(|outcome, _| {
            refuse(outcome, "one of the enum's values", |members| {
                let mut unknown = members.iter();
                let unknown =
                    unknown.find(|(name, value)| document::is_unknown_value(members, name, value));
                unknown.map(|(name, _)| name.clone())
            });
        }),
    ),
    ClientBug::new(
        "unknown-member-refused",
        "refuses a member that was added to an object later",
        Bend::Whole(|inner, call, answer| {
            let mut called = inner.call(call, answer);
            // The good client may not keep such a member, so the answer is looked at as it came.
            let mut came = Outcome::Success(serde_json::from_str(&answer.body).unwrap_or_default());
            refuse(&mut came, "a known member", |members| {
                document::unknown_member(members).cloned()
            });
            if matches!(
                (&called.outcome, &came),
                (Outcome::Success(_), Outcome::Refused { .. })
            ) {
                called.outcome = came;
            }
            called
        }),
    ),
    ClientBug::new(
        "absent-refused",
        "refuses an object that lacks an optional member",
        Bend::Outcome(|outcome, _| {
            refuse(outcome, "a member", |members| {
                document::lacking(members)
                    .first()
                    .map(|(name, _)| (*name).to_owned())
            });
        }),
    ),
    ClientBug::new(
        "negative-integer-refused",
        "takes whole numbers for unsigned, though the document doesn't",
        Bend::Outcome(|outcome, _| {
            refuse(outcome, "an unsigned integer", |members| {
                let mut members = members.iter();
                let negative =
                    members.find(|(_, value)| value.as_i64().is_some_and(i64::is_negative));
                negative.map(|(name, _)| name.clone())
            });
        }),
    ),
    ClientBug::new(
        "empty-list-refused",
        "refuses a page without items",
        Bend::Outcome(|outcome, _| {
            refuse(outcome, "an item", |members| {
                let mut members = members.iter();
                let empty = members.find(|(_, value)| value.as_array().is_some_and(Vec::is_empty));
                empty.map(|(name, _)| name.clone())
            });
        }),
    ),
    ClientBug::new(
        "order-of-members-matters",
        "gives up unless the members of an object come in the order of the alphabet",
        Bend::Outcome(|outcome, answer| {
            let names = serde_json::from_str::<Names>(&answer.body);
            if names.is_ok_and(|names| !names.0.is_sorted()) {
                refuse(outcome, "members in order", |_| Some(String::new()));
            }
        }),
    ),
];

/// Refuses a success for a member of one of its objects, which is named by name alone.
fn refuse(
    outcome: &mut Outcome,
    expected: &str,
    wrong: impl Fn(&Map<String, Value>) -> Option<String>,
) {
    let Outcome::Success(value) = outcome else {
        return;
    };
    let mut found = None;
    let mut copy = value.clone();
    json::each_object(&mut copy, |members| {
        if found.is_none() {
            found = wrong(members);
        }
    });
    if let Some(name) = found {
        *outcome = Outcome::Refused {
            pointer: format!("/{name}"),
            expected: expected.to_owned(),
            text: format!("at /{name}: expected {expected}"),
        };
    }
}

/// The names of an object's members as they came.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Names;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }

        deserializer.deserialize_map(Members)
    }
}
