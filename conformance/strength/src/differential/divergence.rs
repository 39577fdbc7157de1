//! What a run found, and the case that it becomes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use serde_json::Value;

use super::hash;
use super::input::Input;
use super::law::Law;
use reversals_cases::format::{self, FORMAT, File, Group, Output, Part, Spelling};
use reversals_cases::wire::Request;
use reversals_cases::{Case, Judge};
use reversals_judge::Finding;
use reversals_judge::subject::{Authorization, Call};

/// Where a run writes its finds, below the repository.
pub const FOUND: &str = "target/conformance/found";

/// One input with which a pair breaks a law, made as small as it gets.
#[derive(Clone, Debug)]
pub struct Divergence {
    /// The operationId.
    pub operation: String,
    /// The law.
    pub law: Law,
    /// The seed of the run.
    pub seed: u64,
    /// The smallest input that was found.
    pub input: Input,
    /// Where, what the contract says, what is, and the messages that show it.
    pub finding: Box<Finding>,
    /// The case.
    pub(super) file: File,
}

impl Divergence {
    pub(super) fn new(
        law: Law,
        seed: u64,
        input: Input,
        case: &Case,
        finding: Box<Finding>,
    ) -> Self {
        let operation = case.call.operation.clone();
        let file = file(case);
        Self {
            operation,
            law,
            seed,
            input,
            finding,
            file,
        }
    }

    /// A complete case file, in JSON, which is YAML. What it expects follows from the model and the input, not from
    /// what either side did.
    ///
    /// Errors: none that a file of cases can cause.
    pub fn as_case(&self) -> serde_json::Result<String> {
        let text = serde_json::to_string_pretty(&self.file)?;
        // Some characters that JSON has are none of YAML's, and some that both have are not to be seen.
        let escaped = text.chars().map(|char| match char {
            ' '..='~' | '\n' => char.to_string(),
            other => format!("\\U{:08X}", u32::from(other)),
        });
        Ok(escaped.chain(["\n".to_owned()]).collect())
    }

    /// Writes the case file into a folder, which is made where it is missing, and gives the file. In the folder of the
    /// operation's cases it is part of the suite.
    ///
    /// Errors: what the system says of folder and file.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        let file = folder.join(self.file_name());
        std::fs::create_dir_all(folder)?;
        std::fs::write(&file, self.as_case()?)?;
        Ok(file)
    }

    /// The id of the case in its file: `found_<short hash>`.
    pub fn id(&self) -> &str {
        let group = self.file.cases.first();
        group.map_or("", |group| &group.id)
    }

    /// The name of the file that a run writes: `<operation>-<short hash>.yaml`.
    pub fn file_name(&self) -> String {
        let hash = self.id().trim_start_matches("found_");
        format!("{}-{hash}.yaml", self.operation)
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            law,
            seed,
            finding,
            ..
        } = self;
        write!(f, "{operation} {law} (seed {seed}): {finding}")
    }
}

/// A case as a file of its own.
fn file(case: &Case) -> File {
    let mut group = group(case);
    let text = serde_json::to_string(&group).unwrap_or_default();
    group.id = format!("found_{:08x}", short_hash(&text));
    File {
        format: FORMAT,
        about: "What runs with random inputs found.".to_owned(),
        operation: Some(case.call.operation.clone()),
        carried_by: Vec::new(),
        base: Part::default(),
        cases: vec![group],
    }
}

/// Names files, and the same find has the same name on every machine.
fn short_hash(text: &str) -> u32 {
    let hash = hash::of(text);
    u32::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or(0)
}

fn group(case: &Case) -> Group {
    let mut group = Group {
        id: String::new(),
        origin: case.origin.clone(),
        sides: None,
        note: None,
        input: case.has_input.then(|| input(&case.call)),
        request: case.has_request.then(|| request(case)),
        response: None,
        output: None,
        refused: None,
        refuses: None,
        unrepresentable: None,
        values: None,
        undocumented: None,
        schema: case.schema.clone(),
        rows: BTreeMap::new(),
    };
    if let Judge::Exchange {
        response,
        body,
        output,
        folding,
        sides,
    } = &case.judge
    {
        group.sides = (sides.len() == 1).then(|| sides.clone());
        group.response = Some(self::response(response, Some(body)));
        group.output = folding.as_ref().map(|folding| {
            let mut remove = Vec::new();
            removed(body, output, "", &mut remove);
            Output {
                folding: folding.clone(),
                set: BTreeMap::new(),
                remove,
            }
        });
    }
    group
}

fn input(call: &Call) -> format::Input {
    let arguments = call.arguments.clone();
    let caller = &call.caller;
    let authorization = match caller.authorization {
        Authorization::Bearer => None,
        Authorization::Basic => Some(format::Authorization::Basic),
        Authorization::None => Some(format::Authorization::None),
    };
    let caller = format::Caller {
        authorization,
        idempotency_key: caller.idempotency_key.clone(),
        account: caller.account.clone(),
        version: caller.version.clone(),
    };
    format::Input {
        path: arguments.path,
        query: arguments.query,
        headers: arguments.headers,
        body: arguments.body,
        caller: (caller != format::Caller::default()).then_some(caller),
    }
}

fn request(case: &Case) -> format::Request {
    let request = &case.request;
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), Some(value.clone())));
    format::Request {
        method: Some(request.method.clone()),
        path: Some(request.path.clone()),
        query: request.query.clone(),
        headers: headers.collect(),
        body: request.body.clone(),
        same_as: case
            .same_as
            .iter()
            .map(|other| spelling(request, other))
            .collect(),
        absent: case.absent.clone(),
    }
}

/// What differs.
fn spelling(request: &Request, other: &Request) -> Spelling {
    let changed = other
        .headers
        .iter()
        .filter(|head| !request.headers.contains(head));
    Spelling {
        path: (other.path != request.path).then(|| other.path.clone()),
        query: other.query.clone().filter(|_| other.query != request.query),
        headers: changed
            .map(|(name, value)| (name.clone(), Some(value.clone())))
            .collect(),
        body: other.body.clone().filter(|_| other.body != request.body),
    }
}

fn response(response: &reversals_cases::wire::Response, body: Option<&Value>) -> format::Response {
    let plain = body
        .filter(|body| body.to_string() == response.body)
        .cloned();
    format::Response {
        status: Some(response.status),
        text: plain.is_none().then(|| response.body.clone()),
        body: plain,
        ..format::Response::default()
    }
}

/// The pointers of the members of a body that its output lacks.
fn removed(body: &Value, output: &Value, at: &str, out: &mut Vec<String>) {
    match (body, output) {
        (Value::Object(body), Value::Object(output)) => {
            for (key, value) in body {
                let at = format!("{at}/{}", super::kept::token(key));
                match output.get(key) {
                    Some(kept) => removed(value, kept, &at, out),
                    None => out.push(at),
                }
            }
        }
        (Value::Array(body), Value::Array(output)) => {
            for (index, (body, output)) in body.iter().zip(output).enumerate() {
                removed(body, output, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}
