//! An example of each command.

use reversals_runtime::shape::Shape;

use crate::flags::{Flag, Kind};
use crate::{Api, Operation};

/// A command line of the operation with all that must be given, and a little of what can be: a number or a word of a list,
/// and an entry of a map. What nobody can guess stands there by its name in capitals.
pub(crate) fn example(api: &Api, operation: &Operation, flags: &[Flag]) -> String {
    let mut words = [api.name, operation.resource, operation.verb]
        .map(quoted)
        .to_vec();
    let path = operation.path_params.fields.iter();
    words.extend(path.map(|field| quoted(&field.name.to_uppercase())));
    let optional = |is_it: &dyn Fn(&Flag) -> bool| {
        let of = |flag: &&Flag| !flag.field.required && flag.long.is_some() && is_it(flag);
        flags.iter().find(of)
    };
    let plain = optional(&|flag| match &flag.kind {
        Kind::One(word, _) => *word != "TEXT",
        _ => false,
    });
    let entry = optional(&|flag| flag.kind == Kind::Entry);
    let required = flags.iter().filter(|flag| flag.field.required);
    for flag in required.chain(plain).chain(entry) {
        let (name, value) = (flag.field.name, value(flag));
        match (&flag.long, &flag.kind) {
            (Some(long), Kind::Members(members)) => {
                let all = members.iter();
                let needed = all.clone().filter(|(_, required, _)| *required);
                let needed: Vec<_> = needed.collect();
                let shown = if needed.is_empty() {
                    all.take(1).collect()
                } else {
                    needed
                };
                for (name, _, kind) in shown {
                    let value = match kind {
                        Kind::One(_, values) if !values.is_empty() => values[0].to_owned(),
                        Kind::One("INTEGER" | "NUMBER", _) => "10".to_owned(),
                        _ => name.to_uppercase(),
                    };
                    words.extend([format!("--{long}"), quoted(&format!("{name}={value}"))]);
                }
            }
            (Some(long), _) => words.extend([format!("--{long}"), quoted(&value)]),
            (None, Kind::Brackets(names)) => {
                let member = names.first().map(|member| format!("[{member}]"));
                let member = member.unwrap_or_else(|| "[...]".to_owned());
                words.extend(["-d".to_owned(), quoted(&format!("{name}{member}={value}"))]);
            }
            (None, _) => words.extend(["-d".to_owned(), quoted(&format!("{name}={value}"))]),
        }
    }
    if operation.pages {
        words.push("--all".to_owned());
    }
    words.join(" ")
}

/// A value that the flag takes.
fn value(flag: &Flag) -> String {
    match &flag.kind {
        Kind::Entry => "order_id=6735".to_owned(),
        Kind::One(_, values) | Kind::Each(_, values) if !values.is_empty() => values[0].to_owned(),
        Kind::One("INTEGER" | "NUMBER", _) | Kind::Each("INTEGER" | "NUMBER", _) => {
            number(flag.field.shape).to_string()
        }
        Kind::One(..) | Kind::Each(..) => flag.field.name.to_uppercase(),
        Kind::Members(_) | Kind::Brackets(_) => "VALUE".to_owned(),
    }
}

/// A number within the bounds of a shape.
fn number(shape: &Shape) -> i64 {
    match shape {
        Shape::Held(inner, _)
        | Shape::OrEmpty(inner)
        | Shape::OrNull(inner)
        | Shape::Packed { of: inner, .. }
        | Shape::Array { items: inner, .. } => number(inner),
        Shape::Integer { min, max } => {
            let least = min.unwrap_or(i64::MIN);
            10.max(least).min(max.unwrap_or(i64::MAX))
        }
        _ => 10,
    }
}

/// A word of the shell; a sign of equality is none that it would obey.
fn quoted(text: &str) -> String {
    if text.split('=').all(|part| {
        part.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    }) {
        return text.to_owned();
    }
    // Only a NUL can't be, and no name has one.
    shlex::try_quote(text).map_or_else(|_| String::new(), Into::into)
}
