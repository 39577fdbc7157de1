//! Brackets, escapes and bytes of forms.

use serde_json::{Map, Value};

use super::super::{form, json};
use super::refused::retried;
use super::{Bend, ServerBug};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "plus-not-read-as-space",
        "unescapes forms by the rules of paths, so that a plus stays a plus",
        Bend::Request(|request| {
            form::edit_pairs(request, |pair| {
                pair.name = pair.name.replace('+', "%2B");
                pair.value = pair.value.as_ref().map(|value| value.replace('+', "%2B"));
            });
        }),
    ),
    ServerBug::new(
        "values-unescaped-twice",
        "unescapes values that have been unescaped already",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_text(value, form::unescaped);
            }
        }),
    ),
    ServerBug::new(
        "escaped-plus-read-as-space",
        "unescapes a form before it makes spaces of pluses, so that no text has a plus",
        Bend::Request(|request| {
            form::edit_pairs(request, |pair| {
                for plus in ["%2B", "%2b"] {
                    pair.name = pair.name.replace(plus, "+");
                    pair.value = pair.value.as_ref().map(|value| value.replace(plus, "+"));
                }
            });
        }),
    ),
    ServerBug::new(
        "texts-end-at-nul",
        "reads a text as far as a NUL, as C does",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_text(value, |text| {
                    text.split('\0').next().unwrap_or_default().to_owned()
                });
            }
        }),
    ),
    ServerBug::new(
        "values-not-unescaped",
        "hands values to the handler as they travelled",
        Bend::Request(|request| {
            form::edit_pairs(request, |pair| {
                pair.value = pair.value.as_ref().map(|value| value.replace('%', "%25"));
            });
        }),
    ),
    ServerBug::new(
        "utf8-read-as-latin-1",
        "reads the bytes of a text as one character each",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                json::each_text(value, |text| text.bytes().map(char::from).collect());
            }
        }),
    ),
    ServerBug::new(
        "escaped-brackets-not-understood",
        "looks for brackets before it unescapes names",
        Bend::Request(|request| {
            form::edit_pairs(request, |pair| {
                for bracket in ["%5B", "%5b", "%5D", "%5d"] {
                    let escaped = bracket.replace('%', "%25");
                    pair.name = pair.name.replace(bracket, &escaped);
                }
            });
        }),
    ),
    ServerBug::new(
        "names-not-unescaped",
        "unescapes values but not names",
        Bend::Request(|request| {
            form::edit_pairs(request, |pair| {
                // Brackets are understood in both forms: that is another fault.
                let brackets = pair.name.replace("%5B", "[").replace("%5D", "]");
                pair.name = brackets.replace('%', "%25");
            });
        }),
    ),
    ServerBug::new(
        "key-cut-at-bracket",
        "reads an escaped bracket inside of a map's key as one of the structure, and loses what follows",
        Bend::Seen(|call, _| {
            json::each_map(call, |map| {
                rename(map, |key| {
                    key.split(['[', ']']).next().unwrap_or_default().to_owned()
                });
            });
        }),
    ),
    ServerBug::new(
        "key-split-at-dots",
        "reads a dot inside of a map's key as a step down",
        Bend::Seen(|call, _| {
            json::each_map(call, |map| {
                for (key, value) in std::mem::take(map) {
                    match key.split_once('.') {
                        Some((outer, inner)) => {
                            let inner = Map::from_iter([(inner.to_owned(), value)]);
                            map.insert(outer.to_owned(), Value::Object(inner));
                        }
                        None => drop(map.insert(key, value)),
                    }
                }
            });
        }),
    ),
    ServerBug::new(
        "keys-in-lower-case",
        "lowers the case of the keys of maps",
        Bend::Seen(|call, _| json::each_map(call, |map| rename(map, str::to_lowercase))),
    ),
    ServerBug::new(
        "keys-trimmed",
        "cuts spaces off the ends of the keys of maps",
        Bend::Seen(|call, _| json::each_map(call, |map| rename(map, |key| key.trim().to_owned()))),
    ),
    ServerBug::new(
        "map-keeps-one-entry",
        "keeps only the last entry of a map, as each one replaces the whole",
        Bend::Seen(|call, _| {
            json::each_map(call, |map| {
                let last = std::mem::take(map).into_iter().next_back();
                map.extend(last);
            });
        }),
    ),
    ServerBug::new(
        "names-in-any-case",
        "takes `Amount` for `amount`",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                let mut changed = false;
                form::edit_pairs(&mut retry.request, |pair| {
                    let lower = pair.name.to_ascii_lowercase();
                    if pair.is_of(&refused.param) && lower != pair.name {
                        pair.name = lower;
                        changed = true;
                    }
                });
                changed && refused.code == "parameter_unknown"
            })
        }),
    ),
];

fn rename(map: &mut Map<String, Value>, name: impl Fn(&str) -> String) {
    *map = std::mem::take(map)
        .into_iter()
        .map(|(key, value)| (name(&key), value))
        .collect();
}
