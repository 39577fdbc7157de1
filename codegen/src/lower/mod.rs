//! Checked document to model.
//!
//! What can still be refused here is what only names show: two that authors give and that are one.

pub(crate) mod answers;
mod bodies;
pub(crate) mod called;
mod docs;
mod exclusive;
mod names;
mod objects;
mod operations;
mod reach;
mod scalars;
mod schemas;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::Document;
use crate::check::{Checked, default_server};
use crate::diagnostic::Report;
use crate::ir::{Api, TypeDef};
use crate::resources::Resources;
use crate::schema::{SchemaId, Schemas};

use names::Names;
pub(crate) use reach::Reach;
#[cfg(feature = "bindings")]
pub(crate) use unions::OTHER;

/// Which way a schema's values travel. Requests are read strictly and written by our client;
/// responses come from a service that may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// From client to server.
    Request,
    /// From server to client.
    Response,
}

/// The state of a lowering: what is defined so far and what was refused.
struct Lowering<'a> {
    document: &'a Document,
    schemas: &'a Schemas,
    reach: Reach,
    names: Names,
    types: BTreeMap<String, TypeDef>,
    nesting: Nesting,
    /// The properties that are files of a body of parts, and no members of the struct of all others.
    files: BTreeSet<SchemaId>,
    /// How many named types are being defined, each inside the one before.
    definitions: usize,
    /// Whether types nest deeper than is taken or are more, so that there is no model.
    is_too_deep: bool,
    report: Report,
}

/// Where a lowering is below the last named type.
#[derive(Default)]
struct Nesting {
    /// Components being inlined, so that one that contains itself is found.
    components: Vec<String>,
    /// The name of the component that is being looked at, before any type in it has a name of its own.
    own: Option<String>,
    /// How deep schemas nest.
    depth: usize,
}

/// The model of a checked document and what was noted of it, or the names that collide. `resources` are those of the
/// document that it is a part of, or its own.
pub fn api(
    checked: &Checked,
    resources: &Resources,
    fragments: Vec<String>,
) -> Result<(Api, Report), Report> {
    let document = checked.document();
    let reach = Reach::of(checked);
    let listed = document.operations();
    let called = called::operations(&listed);
    let types: Vec<String> = called
        .iter()
        .map(|called| called.type_name.clone())
        .collect();
    let mut names = Names::of(checked.schemas(), &reach, &types);
    for (operation, called) in listed.iter().zip(&called) {
        if called.is_told {
            names.operation(operation, &called.rust_name);
        }
    }
    let mut lowering = Lowering {
        document,
        schemas: checked.schemas(),
        reach,
        names,
        types: BTreeMap::new(),
        nesting: Nesting::default(),
        files: BTreeSet::new(),
        definitions: 0,
        is_too_deep: false,
        report: Report::default(),
    };
    let (operations, reserved) = lowering.operations(resources, called);
    let used = operations.iter().filter_map(|operation| {
        let name = resources.names.get(&operation.resource)?;
        Some((operation.resource.clone(), name.clone()))
    });
    let used = used.collect();
    let info = document.root.get("info");
    let text = |key: &str| {
        info.and_then(|info| info.text(key))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let api = Api {
        title: text("title"),
        version: text("version"),
        description: text("description"),
        server: default_server(document),
        fragments,
        operations,
        reserved,
        resources: used,
        types: lowering.types,
    };
    let mut report = lowering.report;
    report.extend(lowering.names.into_report());
    if !report.is_empty() {
        return Err(report);
    }
    Ok((api, report.notes()))
}
