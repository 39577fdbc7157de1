//! Messages of an operation: the least there can be, and with something else in one place.

use reversals_cases::call::{Authorization, Call, Caller};
use reversals_changes::compare::template;
use reversals_changes::route::{Route, Step};
use reversals_codegen::Model;
use reversals_codegen::bundle::OperationRef;
use reversals_codegen::ir::{self, Param};
use reversals_codegen::schema::SchemaId;
use reversals_codegen::tree::Node;
use reversals_runtime::Arguments;
use serde_json::{Map, Value};

use crate::sample::{Sampler, Side};

/// One operation of one version.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    model: &'a Model,
    version: usize,
    node: OperationRef<'a>,
    pub(crate) ir: &'a ir::Operation,
}

/// The ways in which a caller may prove who it is.
const PROOFS: [Authorization; 3] = [
    Authorization::Bearer,
    Authorization::Basic,
    Authorization::None,
];

/// Of more parameters not every two are tried.
const MOST_IN_PAIRS: usize = 16;

impl<'a> Operation<'a> {
    /// That of a method and path.
    pub(crate) fn of(model: &'a Model, version: usize, key: &str) -> Option<Self> {
        let mut nodes = model.checked.document().operations().into_iter();
        let node = nodes.find(|node| {
            format!("{} {}", node.method.to_uppercase(), template(node.path)) == key
        })?;
        let mut all = model.api.operations.iter();
        let ir = all.find(|it| it.method == node.method && it.path == node.path)?;
        Some(Self {
            model,
            version,
            node,
            ir,
        })
    }

    fn sampler(&self, side: Side) -> Sampler<'a> {
        Sampler {
            schemas: self.model.checked.schemas(),
            side,
            version: self.version,
        }
    }

    fn resolved(&self, node: &'a Node) -> &'a Node {
        self.model.checked.document().resolve(node)
    }

    /// The schema of what has `content`, in its first media type.
    fn content(&self, node: &'a Node) -> Option<SchemaId> {
        let media = node.get("content")?.members().first()?;
        self.model.checked.schemas().at(media.value.get("schema")?)
    }

    /// The parameters of a place, with their schemas, as a difference names them.
    fn parameters(&self) -> Vec<(&'static str, String, &'a Param, SchemaId)> {
        let ir = self.ir;
        let places = [
            ("path", &ir.path_params),
            ("query", &ir.query),
            ("header", &ir.headers),
            ("cookie", &ir.cookies),
        ];
        let listed = [self.node.node, self.node.path_item];
        let mut found = Vec::new();
        for (place, params) in places {
            for (position, param) in params.iter().enumerate() {
                let named = match place {
                    "path" => (position + 1).to_string(),
                    "header" => param.name.to_ascii_lowercase(),
                    _ => param.name.clone(),
                };
                let nodes = listed.iter().filter_map(|node| node.get("parameters"));
                let mut nodes = nodes.flat_map(Node::items).map(|it| self.resolved(it));
                let node = nodes.find(|node| {
                    let name = node.text("name").unwrap_or_default();
                    node.text("in") == Some(place)
                        && (name == param.name || name.strip_suffix("[]") == Some(&param.name))
                });
                let schema = node.and_then(|node| match node.get("schema") {
                    Some(schema) => self.model.checked.schemas().at(schema),
                    None => self.content(node),
                });
                if let Some(schema) = schema {
                    found.push((place, named, param, schema));
                }
            }
        }
        found
    }

    fn body(&self) -> Option<(bool, SchemaId)> {
        self.ir.body.as_ref()?;
        let body = self.resolved(self.node.node.get("requestBody")?);
        Some((body.is_true("required"), self.content(body)?))
    }

    /// What is said of a status: by itself, by its range, or by what is said of all others.
    fn described(&self, status: &str) -> Option<&'a Node> {
        let responses = self.node.node.get("responses")?;
        let range = format!("{}XX", status.get(..1).unwrap_or_default());
        let mut names = [status, &range, "default"].into_iter();
        names
            .find_map(|name| responses.get(name))
            .map(|node| self.resolved(node))
    }

    fn answer(&self, status: &str) -> Option<SchemaId> {
        self.content(self.described(status)?)
    }

    /// A call with as little in it as there can be.
    pub(crate) fn least(&self) -> Option<Call> {
        let sampler = self.sampler(Side::Request);
        let mut arguments = Arguments::default();
        for (place, _, param, schema) in self.parameters() {
            if param.required {
                put(&mut arguments, place, &param.name, sampler.least(schema)?);
            }
        }
        if let Some((true, schema)) = self.body() {
            arguments.body = Some(sampler.least(schema)?);
        }
        Some(self.call(arguments))
    }

    fn call(&self, arguments: Arguments) -> Call {
        Call {
            operation: self.ir.id.clone(),
            arguments,
            caller: Caller::default(),
        }
    }

    /// Calls with something at the end of a way, as either version has it there.
    pub(crate) fn calls(&self, route: &Route, other: Option<&Self>) -> Vec<Call> {
        let Some(least) = self.least() else {
            return Vec::new();
        };
        let sampler = self.sampler(Side::Request);
        let mut calls = vec![least.clone()];
        match route.steps.split_first() {
            Some((Step::Parameter(place, name), rest)) => {
                let own = self.parameters();
                let Some((_, _, param, schema)) =
                    own.iter().find(|it| it.0 == *place && it.1 == *name)
                else {
                    return calls;
                };
                let others = other.map(Self::parameters).unwrap_or_default();
                let theirs = others.iter().find(|it| it.0 == *place && it.1 == *name);
                let theirs = theirs.and_then(|it| other.map(|other| (other, it.3)));
                let mut absent = least.clone();
                take(&mut absent.arguments, place, &param.name);
                calls.push(absent);
                for value in Self::ends(*schema, theirs, rest, sampler) {
                    let mut call = least.clone();
                    put(&mut call.arguments, place, &param.name, value);
                    calls.push(call);
                }
            }
            Some((Step::Body, rest)) => {
                let mut absent = least.clone();
                absent.arguments.body = None;
                calls.push(absent);
                let theirs = other.and_then(|other| Some((other, other.body()?.1)));
                // Of which nothing is said may be anything.
                let values = match (self.body(), theirs) {
                    (Some((_, schema)), _) => Self::ends(schema, theirs, rest, sampler),
                    (None, Some((other, schema))) => other.sampler(Side::Request).around(schema),
                    (None, None) => Vec::new(),
                };
                for value in values {
                    let mut call = least.clone();
                    call.arguments.body = Some(value);
                    calls.push(call);
                }
            }
            _ => calls.extend(self.whole(&least)),
        }
        let all = calls.into_iter().flat_map(|call| {
            PROOFS.map(|authorization| Call {
                caller: Caller {
                    authorization,
                    ..call.caller.clone()
                },
                ..call.clone()
            })
        });
        all.collect()
    }

    /// Values that have at the end of a way what either version has around it.
    fn ends(
        own: SchemaId,
        theirs: Option<(&Self, SchemaId)>,
        steps: &[Step],
        sampler: Sampler<'_>,
    ) -> Vec<Value> {
        let theirs = theirs.map(|(other, schema)| (other.sampler(sampler.side), schema));
        let mut ends = Vec::new();
        if let Some(at) = sampler.at(own, steps) {
            ends.extend(sampler.around(at));
        }
        let at =
            |steps| theirs.and_then(|(theirs, schema)| Some((theirs, theirs.at(schema, steps)?)));
        if let Some((theirs, at)) = at(steps) {
            ends.extend(theirs.around(at));
        }
        let mut all = sampler.along(own, steps, &ends);
        // What tells branches apart is said of the union.
        for (number, _) in steps
            .iter()
            .enumerate()
            .filter(|(_, it)| matches!(it, Step::Branch(..)))
        {
            let steps = &steps[..number];
            let Some(union) = sampler.at(own, steps) else {
                continue;
            };
            let mut tags = sampler.tags(union);
            tags.extend(
                at(steps)
                    .into_iter()
                    .flat_map(|(theirs, at)| theirs.tags(at)),
            );
            all.extend(sampler.along(own, steps, &sampler.with_tags(union, &tags)));
        }
        all
    }

    /// Calls with each parameter more, with each two, since there may be one of some at most, and with all.
    fn whole(&self, least: &Call) -> Vec<Call> {
        let sampler = self.sampler(Side::Request);
        let parameters = self.parameters();
        let mut calls = Vec::new();
        let values: Vec<_> = parameters
            .iter()
            .filter_map(|(place, _, param, schema)| Some((place, param, sampler.least(*schema)?)))
            .collect();
        let with = |those: &[usize]| {
            let mut call = least.clone();
            for (place, param, value) in those.iter().filter_map(|at| values.get(*at)) {
                put(&mut call.arguments, place, &param.name, value.clone());
            }
            call
        };
        let few = values.len().min(MOST_IN_PAIRS);
        calls.extend((0..values.len()).map(|one| with(&[one])));
        calls.extend(
            (0..few)
                .flat_map(|one| (0..one).map(move |two| [one, two]))
                .map(|two| with(&two)),
        );
        calls.push(with(&(0..values.len()).collect::<Vec<_>>()));
        if let Some((_, schema)) = self.body() {
            let mut bodies: Vec<Option<Value>> = vec![None];
            bodies.extend(sampler.around(schema).into_iter().map(Some));
            calls.extend(bodies.into_iter().map(|body| {
                let mut call = least.clone();
                call.arguments.body = body;
                call
            }));
        }
        calls
    }

    /// Answers with something at the end of a way: the status, and the body.
    pub(crate) fn answers(&self, route: &Route, other: Option<&Self>) -> Vec<(u16, Value)> {
        let sampler = self.sampler(Side::Answer);
        if let Some((Step::Status(status), rest)) = route.steps.split_first() {
            let Some(schema) = self.answer(status) else {
                return vec![(number(status), Value::Null)];
            };
            let theirs = other.and_then(|other| Some((other, other.answer(status)?)));
            let values = Self::ends(schema, theirs, rest, sampler).into_iter();
            return values.map(|value| (number(status), value)).collect();
        }
        let statuses = self.node.node.get("responses");
        let statuses = statuses.map(Node::members).unwrap_or_default().iter();
        let answers = statuses.filter_map(|status| {
            let schema = self.answer(&status.key);
            let value = schema.map_or(Some(Value::Null), |schema| sampler.least(schema));
            Some((number(&status.key), value?))
        });
        answers.collect()
    }
}

/// A status of a range, or one that nobody describes.
fn number(status: &str) -> u16 {
    match status.strip_suffix("XX") {
        Some(class) => class.parse::<u16>().map_or(418, |class| class * 100 + 18),
        None => status.parse().unwrap_or(418),
    }
}

fn map<'a>(arguments: &'a mut Arguments, place: &str) -> &'a mut Map<String, Value> {
    match place {
        "path" => &mut arguments.path,
        "query" => &mut arguments.query,
        "header" => &mut arguments.headers,
        _ => &mut arguments.cookies,
    }
}

fn put(arguments: &mut Arguments, place: &str, name: &str, value: Value) {
    map(arguments, place).insert(name.to_owned(), value);
}

fn take(arguments: &mut Arguments, place: &str, name: &str) {
    map(arguments, place).remove(name);
}
