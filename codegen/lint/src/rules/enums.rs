//! Whether enums of requests are closed, and those of answers open.

use std::collections::BTreeSet;

use reversals_codegen::bundle::Document;
use reversals_codegen::schema::{Kind, Rest, SchemaId, Schemas};
use reversals_codegen::tree::{Kind as Json, Node};

use crate::Lint;
use crate::rule::Rule;
use crate::walk::{Item, members};

/// The values that an answer is known to have, though it may have others.
const OPEN: &str = "x-extensible-enum";

pub(crate) fn check(lint: &mut Lint<'_>, items: &[Item<'_>]) {
    let mut requests = Reach::of(lint.schemas, "readOnly");
    let mut answers = Reach::of(lint.schemas, "writeOnly");
    start(lint.document, &mut requests, &mut answers);
    let (requests, answers) = (requests.all(), answers.all());
    let tags = tags(lint.schemas);
    for item in items {
        if !item.is_schema() {
            continue;
        }
        let Some(id) = lint.schemas.at(item.node) else {
            continue;
        };
        let (asked, told) = (requests.contains(&id), answers.contains(&id));
        if let Some(open) = item.node.member(OPEN).filter(|_| asked && !told) {
            let what = format!("`{OPEN}` lets a request have any text");
            let help = "write `enum`, so that what is not listed is refused";
            lint.find(Rule::RequestEnumClosed, &open.place, &item.at, what, help);
        }
        let list = item.node.member("enum").filter(|_| told);
        let Some(list) = list.filter(|list| is_several_texts(&list.value)) else {
            continue;
        };
        if !tags.contains(&id) {
            let what = "the answer's `enum` says that there will never be another value";
            let help = "list the known values under `x-extensible-enum` instead";
            lint.find(Rule::AnswerEnumOpen, &list.place, &item.at, what, help);
        }
    }
}

/// Whether a list is of several texts, null aside: what `x-extensible-enum` can say as well.
fn is_several_texts(list: &Node) -> bool {
    let values = list.items().iter();
    let mut values = values.filter(|value| !matches!(value.kind, Json::Null));
    let count = values.clone().count();
    count > 1 && values.all(|value| value.as_str().is_some())
}

/// The members that tell the branches of unions apart by their values.
fn tags(schemas: &Schemas) -> BTreeSet<SchemaId> {
    let mut tags = BTreeSet::new();
    for (id, schema) in schemas.iter() {
        let discriminator = schema
            .kind
            .union()
            .and_then(|union| union.discriminator.as_ref());
        let Some(discriminator) = discriminator else {
            continue;
        };
        for leaf in schemas.leaves(id) {
            let object = schemas[leaf.schema].kind.object();
            let member = object.and_then(|object| object.members.get(&discriminator.property));
            if let Some(member) = member {
                tags.extend([member.schema, schemas.resolve(member.schema)]);
            }
            // Of a merged object the member as each part has it.
            for part in &schemas[leaf.schema].parts {
                let object = schemas.resolved(*part).kind.object();
                let member = object.and_then(|object| object.members.get(&discriminator.property));
                tags.extend(member.map(|member| schemas.resolve(member.schema)));
            }
        }
    }
    tags
}

/// Notes what operations send and what they answer with.
fn start(document: &Document, requests: &mut Reach<'_>, answers: &mut Reach<'_>) {
    for operation in document.operations() {
        for holder in [operation.path_item, operation.node] {
            for parameter in holder
                .get("parameters")
                .map(Node::items)
                .unwrap_or_default()
            {
                requests.carried(document.resolve(parameter));
            }
        }
        if let Some(body) = operation.node.get("requestBody") {
            requests.carried(document.resolve(body));
        }
        for answer in members(operation.node, "responses") {
            let answer = document.resolve(&answer.value);
            answers.carried(answer);
            for header in members(answer, "headers") {
                answers.carried(document.resolve(&header.value));
            }
        }
    }
}

/// The schemas that messages of one direction carry.
struct Reach<'a> {
    schemas: &'a Schemas,
    /// What marks members that the other direction alone has.
    without: &'static str,
    waiting: Vec<SchemaId>,
}

impl<'a> Reach<'a> {
    fn of(schemas: &'a Schemas, without: &'static str) -> Self {
        Self {
            schemas,
            without,
            waiting: Vec::new(),
        }
    }

    /// Adds what has a schema, or media types that have one.
    fn carried(&mut self, node: &Node) {
        let media = members(node, "content").iter();
        let schemas = media.filter_map(|media| media.value.get("schema"));
        for schema in schemas.chain(node.get("schema")) {
            self.waiting.extend(self.schemas.at(schema));
        }
    }

    /// All that is reached.
    fn all(mut self) -> BTreeSet<SchemaId> {
        let mut seen = BTreeSet::new();
        while let Some(id) = self.waiting.pop() {
            let schema = &self.schemas[id];
            if schema.is_true(self.without) || !seen.insert(id) {
                continue;
            }
            self.waiting.extend(&schema.parts);
            self.waiting.extend(&schema.expansions);
            match &schema.kind {
                Kind::Reference(to) => self.waiting.push(*to),
                Kind::List(items) => self.waiting.extend(items),
                Kind::Union(union) => self.waiting.extend(&union.branches),
                Kind::Object(object) => {
                    self.waiting
                        .extend(object.members.values().map(|member| member.schema));
                    if let Rest::Of(rest) = object.rest {
                        self.waiting.push(rest);
                    }
                }
                _ => {}
            }
        }
        seen
    }
}
