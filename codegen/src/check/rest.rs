//! Members without a name of their own, where text is all that arrives.

use std::collections::BTreeSet;

use crate::diagnostic::{Report, Rule};
use crate::schema::{Kind, Rest, SchemaId, Schemas};

/// Refuses, in a form or query, free names beside known ones whose values are more than text: a server decodes by
/// the shapes of named members, and what has no name stays the text that it came as. `whole` says that the schema
/// is that of the form, where there is no name at all before the free one.
pub(super) fn check(schemas: &Schemas, schema: SchemaId, whole: bool, report: &mut Report) {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(schema, whole)];
    while let Some((id, whole)) = waiting.pop() {
        let id = schemas.resolve(id);
        if !seen.insert((id, whole)) {
            continue;
        }
        match &schemas[id].kind {
            Kind::List(items) => waiting.extend(items.map(|items| (items, false))),
            Kind::Union(union) => {
                waiting.extend(union.branches.iter().map(|branch| (*branch, whole)));
            }
            Kind::Object(object) => {
                let members = object.members.values();
                waiting.extend(members.map(|member| (member.schema, false)));
                let Rest::Of(rest) = object.rest else {
                    continue;
                };
                waiting.push((rest, false));
                let text = schemas.kinds(rest);
                let text = text
                    .iter()
                    .all(|kind| matches!(kind, Kind::Text | Kind::Any | Kind::Broken));
                if !text && (whole || !object.members.is_empty()) {
                    report.refuse(
                        &schemas[rest].place,
                        Rule::UnsupportedSchema,
                        "a form or query has parameters of any name whose values are no text",
                        "give them the type string, or put them into an object of their own",
                    );
                }
            }
            _ => {}
        }
    }
}
