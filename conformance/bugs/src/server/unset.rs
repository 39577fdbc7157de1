//! The empty text, which unsets.

use serde_json::{Map, Value};

use super::super::{document, form, json};
use super::refused::retried;
use super::{Bend, ServerBug};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "empty-text-dropped",
        "drops pairs with an empty value, so that nothing can be unset",
        Bend::Request(|request| {
            form::edit(request, |pairs| {
                pairs.retain(|pair| !pair.text().is_empty());
            });
        }),
    ),
    ServerBug::new(
        "empty-text-read-as-null",
        "makes null of an empty text",
        Bend::Seen(|call, _| {
            for (_, value) in json::parameters(call) {
                if value == "" {
                    *value = Value::Null;
                }
            }
        }),
    ),
    ServerBug::new(
        "clear-of-map-read-as-empty-map",
        "makes an empty map of `metadata=`, so that nothing is cleared",
        Bend::Seen(|call, _| {
            for (name, value) in json::parameters(call) {
                if value == "" && is_clearable(name) {
                    *value = Value::Object(Map::new());
                }
            }
        }),
    ),
    ServerBug::new(
        "clear-of-map-dropped",
        "ignores `metadata=`, as it is no map",
        Bend::Request(|request| {
            form::edit(request, |pairs| {
                pairs.retain(|pair| !(pair.text().is_empty() && is_clearable(&pair.plain_name())));
            });
        }),
    ),
    ServerBug::new(
        "clear-of-one-key-dropped",
        "drops the entries of a map that have an empty value",
        Bend::Seen(|call, _| json::each_map(call, |map| map.retain(|_, value| value != ""))),
    ),
    ServerBug::new(
        "clear-of-one-key-read-as-null",
        "makes null of an empty value in a map",
        Bend::Seen(|call, _| {
            json::each_map(call, |map| {
                for value in map.values_mut().filter(|value| *value == "") {
                    *value = Value::Null;
                }
            });
        }),
    ),
    ServerBug::new(
        "empty-scalar-read-as-absent",
        "ignores `amount=` instead of refusing it, so that everything is taken back",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                let before = retry.request.clone();
                form::edit(&mut retry.request, |pairs| {
                    pairs.retain(|pair| {
                        !(pair.plain_name() == refused.param && pair.text().is_empty())
                    });
                });
                retry.request != before
            })
        }),
    ),
    ServerBug::new(
        "empty-integer-read-as-zero",
        "makes zero of an empty whole number",
        Bend::Whole(|inner, request, script| {
            // Zero may be refused in turn, and then in other words.
            let mut request = request.clone();
            form::edit_pairs(&mut request, |pair| {
                let whole = document::parameter(&pair.plain_name())
                    .is_some_and(|parameter| parameter.schema["type"] == "integer");
                if whole && pair.text().is_empty() {
                    pair.set("0");
                }
            });
            inner.serve(&request, script)
        }),
    ),
    ServerBug::new(
        "empty-required-text-accepted",
        "checks that a required parameter is there, not that it says something",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                retry.show(&refused.param, "");
                retry.reword(&refused.param, |text| {
                    text.is_empty().then(|| "x".to_owned())
                })
            })
        }),
    ),
];

fn is_clearable(name: &str) -> bool {
    document::parameter(name).is_some_and(|parameter| parameter.is_clearable_map())
}
