//! What the files of the cases are to say: as they are, with groups at the end and carriers at the end of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use reversals_cases::Side;
use reversals_cases::format::{Carrier, Part, Response};
use reversals_codegen::ir::Operation;
use serde::Serialize;
use serde_json::Value;

use crate::candidate::Candidate;
use crate::{Error, Written, beginning};

/// Longer runs of one character are said shortly.
const LONG: usize = 64;

/// What is to be added, by folder and file.
#[derive(Default)]
pub(crate) struct Added {
    files: BTreeMap<(String, String), Additions>,
}

#[derive(Default)]
struct Additions {
    operation: String,
    /// What the cases of the file begin with.
    base: Part,
    groups: Vec<Rows>,
    carriers: Vec<Carrier>,
}

/// A group: what its rows have in common, and the rows.
struct Rows {
    id: String,
    like: Candidate,
    parts: Vec<(String, Part)>,
}

impl Rows {
    fn takes(&self, other: &Candidate) -> bool {
        let like = &self.like;
        like.group == other.group
            && like.rule == other.rule
            && like.sides == other.sides
            && like.unrepresentable == other.unrepresentable
            && like.undocumented == other.undocumented
            && like.part.schema == other.part.schema
    }
}

impl Added {
    /// Adds a case, and gives its id, which no other case has.
    pub(crate) fn row(
        &mut self,
        folder: &str,
        operation: &Operation,
        base: &Part,
        way: Candidate,
        ids: &mut BTreeSet<String>,
    ) -> String {
        let key = (folder.to_owned(), way.stem.to_owned());
        let additions = self.files.entry(key).or_default();
        additions.operation.clone_from(&operation.id);
        additions.base = base.clone();
        let groups = &mut additions.groups;
        let like = groups.iter().position(|group| group.takes(&way));
        let mut group = match like {
            Some(position) => groups.remove(position),
            None => Rows {
                id: free(&identifier(&way.group), |id| {
                    let id = format!("{folder}/{id}");
                    let below = format!("{id}/");
                    ids.iter().any(|it| *it == id || it.starts_with(&below))
                }),
                like: way.clone(),
                parts: Vec::new(),
            },
        };
        let row = free(&identifier(&way.row), |row| {
            group.parts.iter().any(|(other, _)| other == row)
        });
        let id = format!("{folder}/{}/{row}", group.id);
        ids.insert(id.clone());
        let mut part = beginning::without(way.part, base);
        part.schema = None;
        group.parts.push((row, part));
        groups.insert(like.unwrap_or(groups.len()), group);
        id
    }

    pub(crate) fn carrier(&mut self, folder: &str, stem: &str, carrier: Carrier) {
        let key = (folder.to_owned(), stem.to_owned());
        self.files.entry(key).or_default().carriers.push(carrier);
    }

    pub(crate) fn rows(&self) -> usize {
        let groups = self.files.values().flat_map(|it| &it.groups);
        groups.map(|group| group.parts.len()).sum()
    }

    pub(crate) fn carriers(&self) -> usize {
        self.files.values().map(|it| it.carriers.len()).sum()
    }

    /// The files with what is added.
    pub(crate) fn files(&self, root: &Path) -> Result<Vec<Written>, Error> {
        let mut all = Vec::new();
        for ((folder, stem), additions) in &self.files {
            let path = root.join(folder).join(format!("{stem}.yaml"));
            let before = match std::fs::read_to_string(&path) {
                Ok(text) => Some(text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(source) => return Err(Error::Io { path, source }),
            };
            let after = additions.over(before.as_deref());
            all.push(Written {
                path,
                before,
                after,
            });
        }
        Ok(all)
    }
}

impl Additions {
    fn over(&self, before: Option<&str>) -> String {
        let mut text = match before {
            Some(before) => self.with_carriers(before),
            None => self.head(),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for group in &self.groups {
            group.write(&mut text);
        }
        text
    }

    fn head(&self) -> String {
        let mut head = "# Derived of the document, and read by nobody yet.\nformat: 1\n".to_owned();
        let _ = writeln!(
            head,
            "about: What the document implies.\noperation: {}",
            self.operation
        );
        if self.base.request.is_some() {
            let _ = writeln!(head, "base: {}", said(&self.base));
        }
        head + "cases:\n"
    }

    fn with_carriers(&self, before: &str) -> String {
        let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
        let head = lines
            .iter()
            .position(|line| line.starts_with("carried_by:"));
        if let Some(head) = head {
            let behind = lines.iter().skip(head + 1);
            let count = behind.take_while(|line| line.starts_with(' ')).count();
            let carriers = self
                .carriers
                .iter()
                .map(|carrier| match carrier.at.as_str() {
                    "" => format!("  - {{case: {}}}", carrier.case),
                    at => format!("  - {{case: {}, at: {at}}}", carrier.case),
                });
            lines.splice(head + 1 + count..head + 1 + count, carriers);
        }
        let mut text = lines.join("\n");
        text.push('\n');
        text
    }
}

impl Rows {
    fn write(&self, out: &mut String) {
        let like = &self.like;
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line(format!("  - id: {}", self.id));
        line(format!(
            "    origin: {{kind: derived, rule: {}}}",
            json(&Value::from(like.rule.as_str()))
        ));
        if let Some(sides) = &like.sides {
            let sides: Vec<_> = sides.iter().map(Side::to_string).collect();
            line(format!("    sides: [{}]", sides.join(", ")));
        }
        if let Some(why) = like.unrepresentable {
            line(format!("    unrepresentable: {}", json(&Value::from(why))));
        }
        if let Some(why) = like.undocumented {
            line(format!("    undocumented: {}", json(&Value::from(why))));
        }
        if let Some(schema) = &like.part.schema {
            line(format!("    schema: {}", said(schema)));
        }
        let common = self.common();
        if let Some(response) = &common {
            line(format!("    response: {}", said(response)));
        }
        line("    rows:".to_owned());
        for (name, part) in &self.parts {
            let mut part = part.clone();
            if let (Some(common), Some(response)) = (&common, &mut part.response) {
                response.status = None;
                if common.body.is_some() {
                    response.body = None;
                }
                if common.payload.is_some() {
                    response.payload = None;
                }
                if *response == Response::default() {
                    part.response = None;
                }
            }
            line(format!("      {name}: {}", said(&part)));
        }
    }

    /// The beginning of a response that all rows have.
    fn common(&self) -> Option<Response> {
        let mut all = self.parts.iter().map(|(_, part)| {
            let response = part.response.as_ref()?;
            response.text.is_none().then(|| Response {
                status: response.status,
                payload: response.payload.clone(),
                body: response.body.clone(),
                ..Response::default()
            })
        });
        let first = all.next()??;
        all.all(|other| other.as_ref() == Some(&first))
            .then_some(first)
    }
}

/// A part as JSON, which YAML reads.
fn said(part: &impl Serialize) -> String {
    // Every part is plain data under names that are text.
    json(&serde_json::to_value(part).unwrap_or_default())
}

fn json(value: &Value) -> String {
    shortened(value).to_string()
}

/// The value with long runs of one character said shortly.
fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(short(text)),
        Value::Array(items) => items.iter().map(shortened).collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (short(name), shortened(value)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

fn short(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        let mut count = 1;
        while rest.next_if_eq(&next).is_some() {
            count += 1;
        }
        if count > LONG {
            let _ = write!(out, "${{{next}*{count}}}");
        } else {
            out.extend(std::iter::repeat_n(next, count));
        }
    }
    out
}

/// A name of letters, digits and underscores.
fn identifier(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let out = out.trim_matches('_');
    match out.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => out.to_owned(),
        _ => format!("of_{out}"),
    }
}

/// The name, or the first with a number that nothing has yet.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut all = std::iter::once(name.to_owned())
        .chain((2_usize..).map(|number| format!("{name}_{number}")));
    all.find(|it| !taken(it)).unwrap_or_default()
}
