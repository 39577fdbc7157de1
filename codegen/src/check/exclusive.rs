//! Parameters of which a request may have one at most: that there are such, and that a request can do without each.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::reference::nearest;
use crate::schema::Schemas;
use crate::tree::{Node, Place};

/// The names in one place, and whether each must be given.
type Names<'a> = BTreeMap<&'a str, bool>;

pub(super) fn check(
    document: &Document,
    schemas: &Schemas,
    operation: &OperationRef<'_>,
    report: &mut Report,
) {
    let groups = operation.node.get("x-exclusive").map(Node::items);
    let groups = groups.unwrap_or_default();
    if groups.is_empty() {
        return;
    }
    let query = query(document, operation);
    let body = body(document, schemas, operation);
    let mut refuse = |place: &Place, what: String, help: String| {
        report.refuse(place, Rule::InvalidExclusive, what, help);
    };
    let mut seen: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for group in groups {
        // What is of another kind is refused with the keywords.
        let Some(listed) = group.get("parameters") else {
            continue;
        };
        let names: Vec<(&Node, &str)> = listed
            .items()
            .iter()
            .filter_map(|node| Some((node, node.as_str()?)))
            .collect();
        if listed.items().len() < 2 {
            let what = "fewer than two parameters exclude nothing".to_owned();
            refuse(&listed.place, what, "name two or more".to_owned());
        }
        let of_body =
            |(_, name): &(&Node, &str)| body.contains_key(name) && !query.contains_key(name);
        let place = if names.iter().any(of_body) {
            &body
        } else {
            &query
        };
        let mut once = BTreeSet::new();
        for &(node, name) in &names {
            let elsewhere = query.contains_key(name) || body.contains_key(name);
            match place.get(name) {
                None if elsewhere => refuse(
                    &node.place,
                    format!("`{name}` is in the query, others of its group are in the body"),
                    "name parameters of one place".to_owned(),
                ),
                None => {
                    let known = query.keys().chain(body.keys()).copied();
                    let help = nearest(name, known).map_or_else(
                        || "name parameters of the query, or members of the body".to_owned(),
                        |meant| format!("did you mean `{meant}`?"),
                    );
                    let what = format!("`{name}` is no parameter of the query or the body");
                    refuse(&node.place, what, help);
                }
                Some(true) => refuse(
                    &node.place,
                    format!("`{name}` is required, so that the others could never be given"),
                    format!("drop `{name}` from the group, or from what is required"),
                ),
                Some(false) => {}
            }
            if !once.insert(name) {
                let what = format!("`{name}` is named twice");
                refuse(&node.place, what, "name it once".to_owned());
            }
        }
        if once.len() > 1 && !seen.insert(once) {
            let what = "another group has the same parameters".to_owned();
            refuse(&listed.place, what, "drop one of the two".to_owned());
        }
    }
}

/// The parameters of the query; the operation's own replace the path's of the same name.
fn query<'a>(document: &'a Document, operation: &OperationRef<'a>) -> Names<'a> {
    let lists = [operation.path_item, operation.node].map(|node| node.get("parameters"));
    let parameters = lists.into_iter().flatten().flat_map(Node::items);
    parameters
        .map(|listed| document.resolve(listed))
        .filter(|parameter| parameter.text("in") == Some("query"))
        .filter_map(|parameter| Some((parameter.text("name")?, parameter.is_true("required"))))
        .collect()
}

/// The members of the body, where it is an object.
fn body<'a>(document: &Document, schemas: &'a Schemas, operation: &OperationRef<'_>) -> Names<'a> {
    let schema = operation.node.get("requestBody").and_then(|listed| {
        let content = document.resolve(listed).get("content")?;
        content.members().first()?.value.get("schema")
    });
    let whole = schema.and_then(|schema| schemas.at(schema));
    let whole = whole.map(|schema| schemas.leaves(schema));
    let Some([only]) = whole.as_deref() else {
        return Names::new();
    };
    let object = schemas[only.schema].kind.object().into_iter();
    let members = object.flat_map(|object| &object.members);
    members
        .map(|(name, member)| (name.as_str(), member.required))
        .collect()
}
