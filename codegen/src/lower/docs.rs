//! Documentation text: what the document says, then the facts that its schemas state.

use crate::ir::{Integer, Number, Size, Text, TextFormat, Type, TypeShape};
use crate::schema::{SchemaId, Schemas};
use crate::tree::Node;

const EXPANDS: &str = "An id unless expanded.";
const UNSETS: &str = "An empty string unsets it.";

/// The description of a node, without its surrounding white space.
pub(super) fn description(node: &Node) -> String {
    node.text("description")
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The description, followed by the bounds of the type and the values that an empty string stands for.
pub(super) fn with_facts(node: &Node, resolved: &Node, ty: &Type) -> String {
    let mut text = description(node);
    if text.is_empty() {
        text = description(resolved);
    }
    facts(text, resolved.text("format"), ty)
}

/// The same of a schema where it stands.
pub(super) fn of_schema(schemas: &Schemas, id: SchemaId, ty: &Type) -> String {
    let text = schemas.text(id, "description").unwrap_or_default().trim();
    let format = schemas.resolved(id).text("format");
    facts(text.to_owned(), format, ty)
}

/// The description of a named type, with how many members it may have.
pub(super) fn of_type(text: &str, shape: &TypeShape) -> String {
    let counted = match shape {
        TypeShape::Struct { size, .. } => count(size, "member"),
        TypeShape::Enum { .. } | TypeShape::Union { .. } => None,
    };
    joined(text.trim().to_owned(), counted)
}

fn facts(text: String, format: Option<&str>, ty: &Type) -> String {
    let mut facts = Vec::new();
    collect(ty, &mut facts);
    // Where the author said it already, saying it again is noise.
    let said = text.to_lowercase();
    facts.retain(|fact| match fact.as_str() {
        EXPANDS => !said.contains("expanded"),
        UNSETS => !said.contains("empty string"),
        _ => true,
    });
    if format == Some("unix-time") && !said.contains("epoch") {
        facts.push("Seconds since the Unix epoch.".to_owned());
    }
    joined(text, facts)
}

fn joined(mut text: String, facts: impl IntoIterator<Item = String>) -> String {
    for fact in facts {
        if !text.is_empty() {
            text.push_str(if text.contains('\n') { "\n\n" } else { " " });
        }
        text.push_str(&fact);
    }
    text
}

fn collect(ty: &Type, facts: &mut Vec<String>) {
    match ty {
        Type::String(text) => of_text(text, facts),
        Type::Integer(Integer { min, max, step }) => {
            // All that the Rust type holds is no bound.
            let least = min.filter(|min| *min > i64::MIN);
            let most = max.filter(|max| *max < i64::MAX);
            let least = least.map(|least| ("At least", least.to_string()));
            facts.extend(range(least, most.map(|most| ("at most", most.to_string()))));
            facts.extend(step.as_deref().map(multiple));
        }
        Type::Number(Number {
            min,
            max,
            step,
            values,
        }) => {
            let least = min.as_ref().map(|least| {
                let words = if least.exclusive {
                    "More than"
                } else {
                    "At least"
                };
                (words, least.value.clone())
            });
            let most = max.as_ref().map(|most| {
                let words = if most.exclusive {
                    "less than"
                } else {
                    "at most"
                };
                (words, most.value.clone())
            });
            facts.extend(range(least, most));
            facts.extend(step.as_deref().map(multiple));
            if !values.is_empty() {
                facts.push(format!("One of {}.", values.join(", ")));
            }
        }
        Type::List {
            items,
            size,
            unique,
        } => {
            facts.extend(count(size, "element"));
            facts.extend(unique.then(|| "No element twice.".to_owned()));
            of_each("element", items, facts);
        }
        Type::Map { values, size } => {
            facts.extend(count(size, "member"));
            of_each("value", values, facts);
        }
        Type::Expandable(_) => facts.push(EXPANDS.to_owned()),
        Type::OrEmpty(inner) => {
            collect(inner, facts);
            facts.push(UNSETS.to_owned());
        }
        Type::OrNull(inner) => collect(inner, facts),
        _ => {}
    }
}

fn of_text(text: &Text, facts: &mut Vec<String>) {
    facts.extend(count(&text.length, "character"));
    if let Some(format) = text.format {
        let said = match format {
            TextFormat::Byte => "Base64 with padding.",
            TextFormat::Date => "A day, such as `2024-02-29`.",
            TextFormat::DateTime => "A time with its offset, such as `2024-02-29T08:30:00Z`.",
            TextFormat::Decimal => "A decimal number, such as `-12.50`.",
            TextFormat::Int64 => "A whole number of 64 bits.",
            TextFormat::Uuid => "A UUID, such as `123e4567-e89b-12d3-a456-426614174000`.",
        };
        facts.push(said.to_owned());
    }
    if let Some(pattern) = &text.pattern {
        facts.extend(code(&pattern.written).map(|code| format!("Matches {code}.")));
    }
}

/// What holds for every scalar in a list or map, which has no comment of its own.
fn of_each(what: &str, ty: &Type, facts: &mut Vec<String>) {
    let mut own = Vec::new();
    if let Type::String(_) | Type::Integer(_) | Type::Number(_) | Type::OrNull(_) = ty {
        collect(ty, &mut own);
    }
    facts.extend(own.into_iter().map(|fact| {
        let (first, rest) = fact.split_at(1);
        format!("Each {what}: {}{rest}", first.to_lowercase())
    }));
}

fn multiple(step: &str) -> String {
    format!("A multiple of {step}.")
}

fn count(size: &Size, what: &str) -> Option<String> {
    let many = |count: u64| if count == 1 { "" } else { "s" };
    Some(match (size.min, size.max) {
        (None | Some(0), None) => return None,
        (Some(min), None) => format!("At least {min} {what}{}.", many(min)),
        (None | Some(0), Some(max)) => format!("At most {max} {what}{}.", many(max)),
        (Some(min), Some(max)) if min == max => format!("Exactly {max} {what}{}.", many(max)),
        (Some(min), Some(max)) => format!("{min} to {max} {what}s."),
    })
}

/// The bounds of a number, each with the words before it.
fn range(least: Option<(&str, String)>, most: Option<(&str, String)>) -> Option<String> {
    Some(match (least, most) {
        (None, None) => return None,
        (Some((words, least)), None) => format!("{words} {least}."),
        (None, Some((words, most))) => {
            let (first, rest) = words.split_at(1);
            format!("{}{rest} {most}.", first.to_uppercase())
        }
        (Some(("At least", least)), Some(("at most", most))) => format!("{least} to {most}."),
        (Some((words, least)), Some((other, most))) => format!("{words} {least}, {other} {most}."),
    })
}

/// A text as code that reads as it is written; none where Markdown has no way to say it.
fn code(text: &str) -> Option<String> {
    if text.is_empty() || text.contains(['\n', '\r']) {
        return None;
    }
    let runs = text.split(|sign| sign != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    // Where a space is at both ends, one of each is taken for the fence's.
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    Some(format!("{fence}{space}{text}{space}{fence}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Limit;

    fn said(ty: &Type) -> String {
        facts(String::new(), None, ty)
    }

    fn between(min: Option<(&str, bool)>, max: Option<(&str, bool)>) -> String {
        let limit = |(value, exclusive): (&str, bool)| Limit {
            value: value.to_owned(),
            exclusive,
        };
        said(&Type::Number(Number {
            min: min.map(limit),
            max: max.map(limit),
            ..Number::default()
        }))
    }

    #[test]
    fn a_bound_that_is_outside_is_told_from_one_that_is_within() {
        assert_eq!(between(Some(("0", false)), Some(("1", false))), "0 to 1.");
        assert_eq!(
            between(Some(("0", true)), Some(("1", true))),
            "More than 0, less than 1."
        );
        assert_eq!(
            between(Some(("0", false)), Some(("1", true))),
            "At least 0, less than 1."
        );
        assert_eq!(between(Some(("0", true)), None), "More than 0.");
        assert_eq!(between(None, Some(("1", true))), "Less than 1.");
        assert_eq!(between(None, None), "");
    }

    #[test]
    fn what_any_integer_of_64_bits_is_is_no_bound() {
        let integer = |min, max, step: Option<&str>| {
            let step = step.map(str::to_owned);
            said(&Type::Integer(Integer { min, max, step }))
        };
        assert_eq!(integer(Some(i64::MIN), Some(i64::MAX), None), "");
        assert_eq!(integer(Some(i64::MIN), Some(3), None), "At most 3.");
        assert_eq!(
            integer(Some(1), Some(i64::MAX), Some("5")),
            "At least 1. A multiple of 5."
        );
    }

    #[test]
    fn counts_formats_and_patterns_are_told_of_a_value_and_of_each_within_it() {
        let text = Type::String(Text {
            length: Size {
                min: Some(1),
                max: Some(1),
            },
            pattern: Some(crate::ir::Pattern {
                written: "^[`a]$".to_owned(),
                regex: String::new(),
            }),
            format: Some(TextFormat::Byte),
        });
        let own = "Exactly 1 character. Base64 with padding. Matches ``^[`a]$``.";
        assert_eq!(said(&text), own);
        let list = Type::List {
            items: Box::new(text),
            size: Size {
                min: None,
                max: Some(2),
            },
            unique: true,
        };
        let each = "Each element: exactly 1 character. Each element: base64 with padding. \
            Each element: matches ``^[`a]$``.";
        assert_eq!(
            said(&list),
            format!("At most 2 elements. No element twice. {each}")
        );
        let map = Type::Map {
            values: Box::new(Type::Any),
            size: Size {
                min: Some(2),
                max: None,
            },
        };
        assert_eq!(said(&map), "At least 2 members.");
    }

    #[test]
    fn code_reads_as_it_is_written() {
        assert_eq!(code("a"), Some("`a`".to_owned()));
        assert_eq!(code("`a``"), Some("``` `a`` ```".to_owned()));
        assert_eq!(code(" a"), Some("`  a `".to_owned()));
        assert_eq!(code("a\nb"), None);
    }
}
