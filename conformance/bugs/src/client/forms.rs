//! Lists, maps and escapes of forms.

use serde_json::Value;

use super::super::form::{self, Pair};
use super::{Bend, ClientBug};
use reversals_cases::wire::Request;

pub(super) const BUGS: &[ClientBug] = &[
    ClientBug::new(
        "list-as-json",
        "sends a list as JSON in one value",
        Bend::Sent(|request, _| {
            lists(request, |name, items| {
                let texts: Vec<String> = items.iter().map(Pair::text).collect();
                vec![Pair::new(name, &Value::from(texts).to_string())]
            });
        }),
    ),
    ClientBug::new(
        "list-first-item-only",
        "sends the first item of a list alone",
        Bend::Sent(|request, _| lists(request, |_, items| items[..1].to_vec())),
    ),
    ClientBug::new(
        "list-reversed",
        "sends the items of a list from behind",
        Bend::Sent(|request, _| lists(request, |_, items| items.iter().rev().cloned().collect())),
    ),
    ClientBug::new(
        "map-without-name",
        "sends the entries of a map as parameters of their own",
        Bend::Sent(|request, _| {
            maps(request, |_, entries| {
                let bare = entries.iter().map(|pair| {
                    Pair::new(
                        form::escaped(&pair.bracket().unwrap_or_default()),
                        &pair.text(),
                    )
                });
                bare.collect()
            });
        }),
    ),
    ClientBug::new(
        "map-keys-not-escaped",
        "escapes values but not the keys of maps",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| pair.name = form::unescaped(&pair.name));
        }),
    ),
    ClientBug::new(
        "brackets-escaped-twice",
        "escapes names that it has escaped already",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| {
                pair.name = pair
                    .name
                    .replace('%', "%25")
                    .replace('[', "%255B")
                    .replace(']', "%255D");
            });
        }),
    ),
    ClientBug::new(
        "values-escaped-twice",
        "escapes values that it has escaped already",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| {
                pair.value = pair.value.as_ref().map(|value| value.replace('%', "%25"));
            });
        }),
    ),
    ClientBug::new(
        "values-not-escaped",
        "sends values as they are, ampersands and percent signs too",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| pair.value = Some(pair.text()));
        }),
    ),
    ClientBug::new(
        "plus-not-escaped",
        "leaves a plus as it is, which is a space to its reader",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| {
                pair.value = pair.value.as_ref().map(|value| value.replace("%2B", "+"));
            });
        }),
    ),
    ClientBug::new(
        "latin-1-on-the-wire",
        "escapes one byte for a character instead of UTF-8",
        Bend::Sent(|request, _| {
            form::edit_pairs(request, |pair| {
                let text = pair.text();
                if text.is_ascii() {
                    return;
                }
                let bytes = text.chars().map(|char| match u8::try_from(char) {
                    Ok(byte) if !byte.is_ascii() => format!("%{byte:02X}"),
                    Ok(byte) => form::escaped(&char::from(byte).to_string()),
                    Err(_) => "%3F".to_owned(),
                });
                pair.value = Some(bytes.collect());
            });
        }),
    ),
];

/// Changes the pairs of each list, which are those of a name that ends in empty brackets or an index.
fn lists(request: &mut Request, change: fn(&str, &[Pair]) -> Vec<Pair>) {
    groups(
        request,
        |bracket| bracket.bytes().all(|byte| byte.is_ascii_digit()),
        change,
    );
}

/// Changes the pairs of each map, which are those of a name that ends in a key.
fn maps(request: &mut Request, change: fn(&str, &[Pair]) -> Vec<Pair>) {
    groups(
        request,
        |bracket| !bracket.bytes().all(|byte| byte.is_ascii_digit()),
        change,
    );
}

/// Changes the pairs of each structure whose first pair has such a text in its brackets, in its place.
fn groups(
    request: &mut Request,
    of_kind: fn(&str) -> bool,
    change: fn(&str, &[Pair]) -> Vec<Pair>,
) {
    form::edit(request, |pairs| {
        let mut changed: Vec<Pair> = Vec::new();
        let mut rest = std::mem::take(pairs);
        while !rest.is_empty() {
            let first = rest.remove(0);
            if !first.bracket().is_some_and(|bracket| of_kind(&bracket)) {
                changed.push(first);
                continue;
            }
            let stem = first.stem();
            let others =
                rest.extract_if(.., |pair| pair.bracket().is_some() && pair.stem() == stem);
            let group: Vec<Pair> = std::iter::once(first).chain(others).collect();
            changed.extend(change(&form::escaped(&stem), &group));
        }
        *pairs = changed;
    });
}
