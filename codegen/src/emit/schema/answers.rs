//! What the answers of an operation hold, by name.

use std::collections::BTreeMap;

use super::convert::Side;
use super::gather::{Gathering, Kind};
use crate::bundle::{Document, OperationRef};
use crate::check::media::{self, chosen};
use crate::check::responses::bodiless;
use crate::ir::Codes;
use crate::lower::answers::{described, same};
use crate::naming;
use crate::tree::Node;

/// The names of the schemas of an operation's answers.
pub(super) struct Answers {
    /// The first of what it answers on success that has a schema.
    pub(super) response: Option<String>,
    /// The first of what it answers otherwise that has one.
    pub(super) error: Option<String>,
    /// Every answer, where those two are not all.
    pub(super) all: Option<BTreeMap<String, Option<String>>>,
}

/// The answers of a side by code, each with a name where it has a schema.
type Named = Vec<(String, Option<String>)>;

impl Gathering<'_> {
    /// The names begin as those of the operation's types, `own`.
    pub(super) fn answers(&mut self, operation: &OperationRef<'_>, own: &str) -> Answers {
        let described = described(self.document, operation);
        let successes = self.side(operation, own, "Response", &described.successes);
        let errors = self.side(operation, own, "Error", &described.errors);
        let first = |all: &Named| all.iter().find_map(|(_, name)| name.clone());
        let error = first(&errors);
        // Where nothing is said of success, `default` is that too.
        let response = if described.successes.is_empty() {
            let default = errors.iter().find(|(code, _)| code == "default");
            default.and_then(|(_, name)| name.clone())
        } else {
            first(&successes)
        };
        let differs = |all: &Named, first: &Option<String>| {
            all.iter().any(|(_, name)| name.is_some() && name != first)
        };
        let several = differs(&successes, &response) || differs(&errors, &error);
        let all = several.then(|| successes.into_iter().chain(errors).collect());
        Answers {
            response,
            error,
            all,
        }
    }

    /// The names of what the answers of a side hold. Equal schemas have one name; of those that are no component the first
    /// is called by the side alone, and each other has its code behind that, as the types in Rust.
    fn side(
        &mut self,
        operation: &OperationRef<'_>,
        own: &str,
        suffix: &str,
        described: &[(Codes, &str, &Node)],
    ) -> Named {
        let mut made: Vec<(&Node, String)> = Vec::new();
        let mut named = Named::new();
        for &(_, code, response) in described {
            let media = response
                .get("content")
                .filter(|_| !bodiless(operation, code))
                .and_then(|content| chosen(content, false))
                .filter(|media| media::kind(&media.key, false) == media::Kind::Json);
            let schema = media.and_then(|media| media.value.get("schema"));
            let name = schema.map(|schema| {
                let known = made
                    .iter()
                    .find(|(other, _)| same(self.document, other, schema));
                if let Some((_, name)) = known {
                    return name.clone();
                }
                let behind = if made.is_empty() { "" } else { code };
                let name = if let Some((_, component)) = Document::ref_name(schema) {
                    self.component(component, Side::Response)
                } else {
                    let name = naming::type_name(&format!("{suffix}_{behind}"));
                    let name = self.free(format!("{own}{name}"));
                    self.answer(operation.id, &name, suffix, behind, schema);
                    name
                };
                made.push((schema, name.clone()));
                name
            });
            named.push((code.to_owned(), name));
        }
        named
    }

    /// An answer that is no component.
    fn answer(&mut self, id: &str, name: &str, suffix: &str, code: &str, schema: &Node) {
        let made = self.schema(schema, Side::Response);
        let when = match (suffix, code) {
            ("Response", "") => "on success".to_owned(),
            (_, "") => "otherwise".to_owned(),
            _ => format!("with the status `{code}`"),
        };
        let purpose = format!("What `{id}` answers {when}.");
        let of = (schema, Some(Side::Response));
        self.define(name, Kind::Response, purpose, of, made);
    }
}
