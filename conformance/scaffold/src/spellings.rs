//! Requests in which a parameter is spelt as no client of the model spells it.

use reversals_cases::wire::Request;
use reversals_codegen::ir::{Type, TypeShape};
use serde_json::Value;

use crate::calls::append;
use crate::candidate::Candidate;
use crate::operation::{About, PARAMETERS, Tried};
use crate::values::{TOO_SMALL, put};

/// How deep names are looked for.
const DEEPEST: usize = 4;

impl Tried<'_> {
    /// The bracketed names below one.
    fn names(&self, ty: &Type, name: &str, depth: usize) -> Vec<String> {
        let mut all = vec![name.to_owned()];
        if depth > DEEPEST {
            return all;
        }
        match ty {
            Type::OrEmpty(inner) | Type::OrNull(inner) | Type::Expandable(inner) => {
                return self.names(inner, name, depth);
            }
            Type::List { items, .. } => {
                all.push(format!("{name}[]"));
                all.extend(self.names(items, &format!("{name}[0]"), depth + 1));
            }
            Type::Map { values, .. } => {
                all.extend(self.names(values, &format!("{name}[k]"), depth + 1));
            }
            Type::Named(of) => match self.values.api.types.get(of).map(|def| &def.shape) {
                Some(TypeShape::Struct { fields, .. }) => {
                    all.push(format!("{name}[foo]"));
                    for field in fields {
                        all.extend(self.names(
                            &field.ty,
                            &format!("{name}[{}]", field.name),
                            depth + 1,
                        ));
                    }
                }
                Some(TypeShape::Union { branches, .. }) => {
                    for branch in branches {
                        all.extend(self.names(&branch.ty, name, depth + 1));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        all
    }

    /// Requests in which names have texts that no client of the model writes there.
    pub(crate) fn spelt(&self, param: &str, ty: &Type, in_body: bool) -> Vec<Candidate> {
        let about = About {
            stem: PARAMETERS,
            group: &format!("{param}_is_refused"),
            rule: &format!("whether `{param}` may be left out"),
            row: "absent",
        };
        let mut all = self.changed(&about, |it| {
            without(if in_body { &mut it.body } else { &mut it.query }, param);
        });
        let Some(given) = self.given(param, ty, in_body) else {
            return all;
        };
        for name in &self.names(ty, param, 0) {
            let pairs = [
                ("empty", format!("{name}=")),
                ("word", format!("{name}=ten")),
                ("decimal", format!("{name}=10.5")),
                ("too_great", format!("{name}=9223372036854775808")),
                ("too_small", format!("{name}={TOO_SMALL}")),
                ("list", format!("{name}[]=a")),
                ("list_of_lists", format!("{name}[][]=a")),
                ("map", format!("{name}[a]=b")),
                ("map_of_maps", format!("{name}[a][b]=c")),
                ("two_values", format!("{name}=1&{name}=2")),
                ("two_words", format!("{name}=a_1&{name}=b_2")),
                ("yes_and_no", format!("{name}=true&{name}=false")),
            ];
            let mut spelt = |word: &str, owner: &str, pair: &str| {
                let group = format!("{param}_is_refused");
                let row = format!("{}_{word}", plain(name));
                let about = About {
                    stem: PARAMETERS,
                    group: &group,
                    rule: &format!("how `{param}` may be written"),
                    row: &row,
                };
                all.extend(self.changed_from(&about, &given, |it| {
                    let form = if in_body { &mut it.body } else { &mut it.query };
                    without(form, owner);
                    append(form, pair);
                }));
            };
            for (word, pair) in &pairs {
                spelt(word, owner(name), pair);
            }
            // Without the other members of what it is in.
            spelt("alone", param, &format!("{name}=a_1"));
        }
        all
    }

    /// The least request that has the parameter, with the other members of the object that a name is in.
    fn given(&self, param: &str, ty: &Type, in_body: bool) -> Option<Request> {
        let mut call = self.least();
        let value = Some(self.values.least(ty));
        match (&mut call.arguments.body, in_body) {
            (Some(Value::Object(members)), true) => put(members, param, value),
            (_, true) => {}
            (_, false) => put(&mut call.arguments.query, param, value),
        }
        self.requested(&call)
    }
}

/// A name as part of another.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for part in name.split(['[', ']']).filter(|it| !it.is_empty()) {
        if !out.is_empty() {
            out.push('_');
        }
        out.push_str(part);
    }
    if name.ends_with("[]") {
        out + "_item"
    } else {
        out
    }
}

/// The name of which a request has one value: its own, or that of the list that it is in.
fn owner(name: &str) -> &str {
    let ends = ["[]", "[0]"].map(|item| name.find(item).unwrap_or(name.len()));
    &name[..ends[0].min(ends[1])]
}

/// Takes a name's pairs out of a form, and those of the names below it.
fn without(form: &mut Option<String>, name: &str) {
    if let Some(text) = form {
        let other = |pair: &&str| {
            let below = pair.strip_prefix(name);
            !below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['=', '[']))
        };
        let left: Vec<_> = text.split('&').filter(other).collect();
        *text = left.join("&");
    }
}
