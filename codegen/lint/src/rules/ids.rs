//! Whether operationIds are there, unique and in one style.

use reversals_codegen::bundle::OperationRef;
use reversals_codegen::diagnostic::{self, Report};

use crate::Lint;
use crate::rule::Rule;

/// A style of names: what it is called, and whether a part of a name is in it.
type Style = (&'static str, fn(&str) -> bool);

/// The styles, the more common first.
const STYLES: [Style; 5] = [
    ("GetThing", |part| is_of(part, char::is_uppercase, "")),
    ("getThing", |part| is_of(part, char::is_lowercase, "")),
    ("get_thing", |part| {
        is_lower(part) && is_of(part, char::is_lowercase, "_")
    }),
    ("get-thing", |part| {
        is_lower(part) && is_of(part, char::is_lowercase, "-")
    }),
    ("Get_Thing", |part| is_of(part, char::is_uppercase, "_")),
];

/// Whether a name begins as told, and is of letters, digits and these signs.
fn is_of(name: &str, first: fn(char) -> bool, signs: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || signs.contains(letter);
    name.starts_with(first) && name.chars().all(plain)
}

fn is_lower(name: &str) -> bool {
    !name.contains(char::is_uppercase)
}

/// The parts of a name, of which each is to be in the style.
fn parts(id: &str) -> impl Iterator<Item = &str> {
    id.split(['.', '/', ':'])
}

pub(crate) fn check(lint: &mut Lint<'_>, report: &Report) {
    let operations = lint.document.operations();
    let at = |operation: &OperationRef<'_>| {
        format!("{} {}", operation.method.to_uppercase(), operation.path)
    };
    // Bundling gives each of these an id of its own, and notes where.
    let notes = report.diagnostics();
    let mut given = Vec::new();
    for operation in &operations {
        let of = operation.path_item.member(operation.method);
        let Some(id) = operation.node.member("operationId") else {
            continue;
        };
        if of.is_some_and(|of| of.place == id.place) {
            let what = format!("`{}` has no operationId", at(operation));
            let help = "give it one, so that its name does not change with its path";
            lint.find(
                Rule::OperationIdUnique,
                &id.place,
                &at(operation),
                what,
                help,
            );
            continue;
        }
        let shared = notes.iter().find(|note| {
            note.rule == diagnostic::Rule::DuplicateOperationId && note.place == id.value.place
        });
        if let Some(note) = shared {
            let place = (&note.place, at(operation));
            let what = note.what.clone();
            lint.find(Rule::OperationIdUnique, place.0, &place.1, what, &note.help);
            continue;
        }
        given.push((operation, id));
    }
    let fits = |style: &Style, id: &str| parts(id).all(style.1);
    let count = |style: &Style| {
        let ids = given
            .iter()
            .filter(|(operation, _)| fits(style, operation.id));
        ids.count()
    };
    // Of two that are as common the first.
    let counted = STYLES.iter().map(|style| (count(style), style)).rev();
    let Some((most, style)) = counted.max_by_key(|(count, _)| *count) else {
        return;
    };
    for (operation, id) in given {
        if !fits(style, operation.id) {
            let what = format!(
                "the operationId `{}` is not in the style `{}` of {most} others",
                operation.id, style.0
            );
            let help = "name it as the others are";
            lint.find(
                Rule::OperationIdStyle,
                &id.value.place,
                &at(operation),
                what,
                help,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_in_the_styles_that_it_can_be_in_part_by_part() {
        for (id, wanted) in [
            ("GetThing", &["GetThing", "Get_Thing"][..]),
            ("getThing", &["getThing"]),
            ("list", &["getThing", "get_thing", "get-thing"]),
            ("get_thing", &["get_thing"]),
            ("get-thing", &["get-thing"]),
            ("things/get-one", &["get-thing"]),
            ("Things.getOne", &[]),
            ("get thing", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = STYLES
                .iter()
                .filter(|style| parts(id).all(style.1))
                .map(|style| style.0)
                .collect();
            assert_eq!(found, wanted, "{id}");
        }
    }
}
