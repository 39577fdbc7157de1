//! Operations, and the structs that hold their parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::called::Called;
use super::{Lowering, Side, docs, exclusive};
use crate::bundle::OperationRef;
use crate::check::{is_ignored, own_address, parameter_schema, style};
use crate::diagnostic::Rule;
use crate::ir::{Field, Operation, Param, Presence, Scheme, Style, Type, TypeDef, TypeShape};
use crate::naming::{self, Case, Wish};
use crate::resources::{Call, Resources};
use crate::template;
use crate::tree::{Node, Place};

/// What a generated builder calls its own methods, and what its `send` calls by a bare name.
const BUILDER_NAMES: &[&str] = &["new", "send", "client", "encode_path", "header_map"];

impl<'a> Lowering<'a> {
    /// The operations, each with what it is called, and the path templates that are reserved.
    pub(super) fn operations(
        &mut self,
        resources: &Resources,
        called: Vec<Called>,
    ) -> (Vec<Operation>, Vec<String>) {
        let document = self.document;
        let operations = document.operations();
        let find = |call: &Call| {
            let same =
                |other: &&OperationRef<'_>| other.path == call.path && other.method == call.method;
            operations.iter().find(same)
        };
        for (later, first) in &resources.collisions {
            let (Some(later), Some(first)) = (find(later), find(first)) else {
                continue;
            };
            self.report.refuse(
                &later.node.get("x-verb").unwrap_or(later.node).place,
                Rule::CollidingNames,
                format!(
                    "{} `{}` has the `x-verb` that {} `{}` has, and their resource is one",
                    later.method, later.path, first.method, first.path
                ),
                "give one of the two another `x-verb`, or an `x-resource` of its own",
            );
        }
        let mut paths: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let own: BTreeSet<&str> = operations.iter().map(|operation| operation.path).collect();
        let whole = resources.calls.iter().map(|call| call.path.as_str());
        let reserved = template::reserved(&whole.collect(), &own);
        // A service has what is left out here, too.
        for path in own.iter().chain(&reserved) {
            let templates = paths.entry(template::route(path)).or_default();
            templates.push(path);
        }
        let made = operations
            .iter()
            .zip(called)
            .map(|(operation, called)| {
                let call = resources.call(operation.path, operation.method);
                let guards = template::guards(operation.path, &paths);
                self.operation(operation, call, called, &guards)
            })
            .collect();
        let reserved = reserved.into_iter().map(str::to_owned).collect();
        (made, reserved)
    }

    fn operation(
        &mut self,
        operation: &OperationRef<'a>,
        call: Option<&Call>,
        called: Called,
        guards: &BTreeMap<&str, String>,
    ) -> Operation {
        let node = operation.node;
        let Called {
            rust_name,
            type_name,
            ..
        } = called;
        let params = self.params(operation, &type_name);
        let body = self.body(operation, &type_name);
        let mut path_params = Vec::new();
        let mut query = Vec::new();
        let mut headers = Vec::new();
        let mut cookies = Vec::new();
        for (place, mut param) in params {
            match place {
                "path" => {
                    param.guard = guards.get(param.name.as_str()).cloned().unwrap_or_default();
                    path_params.push(param);
                }
                "query" => query.push(param),
                "cookie" => cookies.push(param),
                _ => headers.push(param),
            }
        }
        let position = |param: &Param| operation.path.find(&format!("{{{}}}", param.name));
        path_params.sort_by_key(position);
        query.sort_by(|a, b| a.name.cmp(&b.name));
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        cookies.sort_by(|a, b| a.name.cmp(&b.name));
        self.params_struct(&type_name, "Path", &path_params, node);
        self.params_struct(&type_name, "Query", &query, node);
        self.params_struct(&type_name, "Headers", &headers, node);
        self.params_struct(&type_name, "Cookies", &cookies, node);

        let exclusive = exclusive::groups(node, &query);
        let (successes, errors) = self.answers(operation, &type_name);
        let texts: Vec<&str> = ["summary", "description"]
            .iter()
            .filter_map(|key| node.text(key))
            .map(str::trim)
            .collect();
        Operation {
            id: operation.id.to_owned(),
            rust_name,
            type_name,
            resource: call.map(|call| call.resource.clone()).unwrap_or_default(),
            verb: call.map(|call| call.verb.clone()).unwrap_or_default(),
            method: operation.method.to_owned(),
            path: operation.path.to_owned(),
            docs: texts.join("\n\n"),
            source: node.place.cite(),
            deprecated: node.is_true("deprecated"),
            path_params,
            query,
            headers,
            cookies,
            body,
            exclusive,
            successes,
            errors,
            server: own_address(operation),
            security: self.security(node),
        }
    }

    /// The parameters with their locations; the operation's own replace the path's of the same name.
    fn params(&mut self, operation: &OperationRef<'a>, type_name: &str) -> Vec<(&'a str, Param)> {
        let document = self.document;
        let mut nodes: Vec<&'a Node> = Vec::new();
        for list in [
            operation.node.get("parameters"),
            operation.path_item.get("parameters"),
        ] {
            for node in list.into_iter().flat_map(Node::items) {
                let node = document.resolve(node);
                let same = |other: &&Node| {
                    other.text("name") == node.text("name") && other.text("in") == node.text("in")
                };
                if !nodes.iter().any(same) {
                    nodes.push(node);
                }
            }
        }
        let ignored = |node: &Node| {
            let (name, place) = (node.text("name"), node.text("in"));
            is_ignored(place.unwrap_or_default(), name.unwrap_or_default())
        };
        nodes.retain(|node| !ignored(node));
        nodes.sort_by_key(|node| (node.text("in"), node.text("name")));
        let names = self.argument_names(operation, &nodes);
        nodes
            .into_iter()
            .zip(names)
            .filter_map(|(node, rust_name)| {
                let (name, place) = (node.text("name")?, node.text("in")?);
                let schema = parameter_schema(node)?;
                // Where a name was told from another, so is its type.
                let told = given(node).is_none() && rust_name != naming::plain(Case::Value, name);
                let stem = if told { &rust_name } else { name };
                let hint = format!("{type_name}{}", naming::type_name(stem));
                let mut ty = self.base(schema, Side::Request, &hint);
                let docs = docs::of_parameter(self.schemas, node, schema, &ty);
                let mut style = style(self.schemas, node).unwrap_or(Style::Plain);
                let mut name = name;
                if let (Some(stem), "query", Type::List { .. }) =
                    (name.strip_suffix("[]"), place, &ty)
                {
                    // The brackets are those of a list that is written with them.
                    (name, style) = (stem, Style::Brackets);
                }
                if place == "query" && node.is_true("allowEmptyValue") {
                    ty = Type::OrEmpty(Box::new(ty));
                }
                let required = place == "path" || node.is_true("required");
                Some((
                    place,
                    Param {
                        name: name.to_owned(),
                        rust_name,
                        required,
                        style,
                        guard: String::new(),
                        ty,
                        docs,
                        source: node.place.cite(),
                        deprecated: node.is_true("deprecated"),
                    },
                ))
            })
            .collect()
    }

    /// What a client's builder and a server's structs call the parameters.
    fn argument_names(&mut self, operation: &OperationRef<'a>, nodes: &[&'a Node]) -> Vec<String> {
        let wishes: Vec<(Wish<'_>, &Place)> = nodes
            .iter()
            .map(|node| {
                let wish = Wish {
                    wire: node.text("name").unwrap_or_default(),
                    given: given(node),
                    place: node.text("in").unwrap_or_default(),
                };
                (wish, &node.place)
            })
            .collect();
        let mut reserved = [BUILDER_NAMES, naming::CALL_METHODS].concat();
        if operation.node.get("requestBody").is_some() {
            reserved.extend(["body", "body_map"]);
        }
        let what = format!("the parameter of `{}`", operation.id);
        self.names
            .members(Case::Value, &what, &wishes, &reserved, "param")
    }

    pub(super) fn empty_struct(&mut self, name: &str, node: &Node) -> String {
        let rust = self.names.settle(&node.place, &node.place, name, false);
        self.define(
            &rust,
            node,
            TypeShape::Struct {
                fields: Vec::new(),
                closed: true,
                rest: None,
                rules: Vec::new(),
                without: Vec::new(),
            },
        );
        rust
    }

    /// A struct of an operation's path or query parameters, for servers: fields can't be swapped as arguments can.
    fn params_struct(&mut self, type_name: &str, suffix: &str, params: &[Param], node: &Node) {
        if params.is_empty() {
            return;
        }
        // No other type has it: an operation's are reserved.
        let rust = naming::of_operation(type_name, suffix);
        let fields = params
            .iter()
            .map(|param| Field {
                name: param.name.clone(),
                rust_name: param.rust_name.clone(),
                presence: if param.required {
                    Presence::Required
                } else {
                    Presence::Optional
                },
                ty: param.ty.clone(),
                docs: param.docs.clone(),
                source: param.source.clone(),
                deprecated: param.deprecated,
            })
            .collect();
        let docs = format!("The {} parameters of `{type_name}`.", suffix.to_lowercase());
        let shape = TypeShape::Struct {
            fields,
            closed: true,
            rest: None,
            rules: Vec::new(),
            without: Vec::new(),
        };
        self.types.insert(
            rust,
            TypeDef {
                docs,
                source: node.place.cite(),
                shape,
            },
        );
    }

    fn security(&self, node: &Node) -> Vec<Vec<Scheme>> {
        let required = node
            .get("security")
            .or_else(|| self.document.root.get("security"));
        let alternatives = required.into_iter().flat_map(Node::items);
        let mut alternatives: Vec<Vec<Scheme>> = alternatives
            .map(|alternative| {
                let members = alternative.members().iter();
                let mut all: Vec<Scheme> = members
                    .filter_map(|member| self.scheme(&member.key))
                    .collect();
                all.sort_unstable();
                all.dedup();
                all
            })
            .collect();
        // An empty alternative means that no proof is needed: it comes last, as the one that is always there. Without
        // keys to be read beside it, it is all that there is to say.
        alternatives.sort_unstable_by_key(|all| (all.is_empty(), all.clone()));
        alternatives.dedup();
        let keyed = |scheme: &Scheme| !matches!(scheme, Scheme::Basic | Scheme::Bearer);
        let open = alternatives.last().is_some_and(Vec::is_empty);
        if open && !alternatives.iter().flatten().any(keyed) {
            alternatives.clear();
        }
        alternatives
    }

    fn scheme(&self, name: &str) -> Option<Scheme> {
        let scheme = self.document.component("securitySchemes", name)?;
        let scheme = self.document.resolve(scheme);
        match scheme.text("type")? {
            "http" if scheme.text("scheme")?.eq_ignore_ascii_case("basic") => Some(Scheme::Basic),
            // On the wire each of the three is a bearer token.
            "http" | "oauth2" | "openIdConnect" => Some(Scheme::Bearer),
            _ => {
                let name = scheme.text("name")?.to_owned();
                Some(match scheme.text("in")? {
                    "query" => Scheme::Query(name),
                    "cookie" => Scheme::Cookie(name),
                    _ => Scheme::Header(name),
                })
            }
        }
    }
}

/// What the author of a parameter calls it.
fn given(parameter: &Node) -> Option<&str> {
    let name = parameter.text("x-rust-name")?;
    naming::is_value(name).then_some(name)
}
