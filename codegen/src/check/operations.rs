//! Paths and operations: their names, and what they are made of.

use std::collections::{BTreeMap, BTreeSet};

use super::{bodies, exclusive, onward, parameters, responses, servers};
use crate::bundle::{Document, OperationRef, is_made};
use crate::diagnostic::{Report, Rule};
use crate::openapi::component_shape;
use crate::schema::Schemas;
use crate::tree::{Member, Node, Place};

pub(super) fn check(document: &Document, schemas: &Schemas, report: &mut Report) {
    component_names(document, report);
    let templates = paths(document, report);
    let operations = document.operations();
    ids(&operations, report);
    for operation in &operations {
        let names = templates.get(operation.path);
        servers::of_operation(operation, report);
        parameters::check(document, schemas, operation, names, report);
        bodies::check(document, schemas, operation, report);
        exclusive::check(document, schemas, operation, report);
        responses::check(document, operation, report);
        onward::check(document, operation, report);
    }
}

/// Where the method of an operation is written.
pub(super) fn place<'a>(operation: &OperationRef<'a>) -> &'a Place {
    let member = operation.path_item.member(operation.method);
    member.map_or(&operation.node.place, |member| &member.place)
}

/// What messages call an operation.
pub(super) fn called(operation: &OperationRef<'_>) -> String {
    format!("{} `{}`", operation.method, operation.path)
}

fn component_names(document: &Document, report: &mut Report) {
    let components = document
        .root
        .get("components")
        .map(Node::members)
        .unwrap_or_default();
    for kind in components
        .iter()
        .filter(|kind| component_shape(&kind.key).is_some())
    {
        for member in kind.value.members() {
            let allowed =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            if member.key.is_empty() || !member.key.bytes().all(allowed) {
                report.refuse(
                    &member.place,
                    Rule::InvalidValue,
                    format!(
                        "the component name `{}` has a character that OpenAPI does not allow",
                        member.key
                    ),
                    "use only letters and digits of ASCII, `.`, `-` and `_`",
                );
            }
        }
    }
}

/// The names in each path template.
fn paths<'a>(document: &'a Document, report: &mut Report) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut templates = BTreeMap::new();
    let mut seen: BTreeMap<String, &Member> = BTreeMap::new();
    for member in document
        .root
        .get("paths")
        .map(Node::sorted)
        .unwrap_or_default()
    {
        let path = member.key.as_str();
        if path.starts_with("x-") {
            continue;
        }
        let (shape, names) = match template(path) {
            Ok(read) => read,
            Err((rule, what, help)) => {
                report.refuse(
                    &member.place,
                    rule,
                    format!("the path `{path}` {what}"),
                    help,
                );
                continue;
            }
        };
        if let Some(first) = seen.get(&shape) {
            report.refuse(
                &member.place,
                Rule::DuplicatePath,
                format!("`{path}` matches the same requests as `{}`", first.key),
                "merge the two path items, or tell the paths apart by a fixed part",
            );
        } else {
            seen.insert(shape, member);
        }
        templates.insert(path, names);
    }
    templates
}

type Fault = (Rule, &'static str, &'static str);

/// A template with its names taken out, and the names.
fn template(path: &str) -> Result<(String, BTreeSet<&str>), Fault> {
    if !path.starts_with('/') {
        return Err((
            Rule::InvalidValue,
            "does not begin with `/`",
            "begin it with `/`",
        ));
    }
    if path.contains(['?', '#']) {
        return Err((
            Rule::InvalidValue,
            "has a query or a fragment",
            "declare query parameters instead",
        ));
    }
    let unbalanced = (
        Rule::InvalidValue,
        "has braces that don't pair up",
        "write each name as `{name}`",
    );
    let mut shape = String::new();
    let mut names = BTreeSet::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(unbalanced)?;
        if before.contains('}') || name.contains('{') || name.is_empty() || name.contains('/') {
            return Err(unbalanced);
        }
        if !names.insert(name) {
            return Err((
                Rule::InvalidValue,
                "has one name twice",
                "give each part a name of its own",
            ));
        }
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    if rest.contains('}') {
        return Err(unbalanced);
    }
    shape.push_str(rest);
    segments(&shape)?;
    Ok((shape, names))
}

/// Refuses what a client's URL or a server's router would take for something else. In `shape` each name is gone.
fn segments(shape: &str) -> Result<(), Fault> {
    for segment in shape.split('/') {
        if segment.contains("}{") {
            return Err((
                Rule::UnsupportedParameter,
                "has two names with nothing between them, so that nobody can say where the first ends",
                "put a text such as `.` between them, or let one name stand for both",
            ));
        }
        if matches!(segment, "." | "..") {
            return Err((
                Rule::InvalidValue,
                "has a segment of dots, which clients resolve before they send",
                "write the path that it resolves to",
            ));
        }
    }
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"/{}%-._~!$&'()*+,;=:@".contains(&byte);
    if shape.bytes().all(allowed) {
        Ok(())
    } else {
        Err((
            Rule::InvalidValue,
            "has a character that no URL can hold",
            "escape it, such as `%20` for a space",
        ))
    }
}

fn ids(operations: &[OperationRef<'_>], report: &mut Report) {
    for operation in operations {
        let member = operation.path_item.member(operation.method);
        if member.is_some_and(is_made) {
            report.note(
                place(operation),
                Rule::MissingOperationId,
                format!(
                    "{} has no operationId, and is called `{}`",
                    called(operation),
                    operation.id
                ),
                "add an `operationId`, so that its name does not change with its path",
            );
        }
    }
}
