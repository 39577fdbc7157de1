//! What a run is made of: cases, document, tests.

use std::path::{Path, PathBuf};

use reversals_codegen::ir::Api;
use reversals_codegen::load;
use serde_json::Value;

use super::Args;
use super::exit::Failure;
use super::near;
use reversals_cases::Suite;
use reversals_judge::{self as judge, Contract, Test, World};
use reversals_pair::{GeneratedClient, GeneratedServer};
use reversals_remote::Known;

/// The cases and the tests that they give.
pub(super) struct Loaded {
    pub(super) cases: PathBuf,
    pub(super) suite: Suite,
    pub(super) contract: Contract,
    /// Every test.
    pub(super) tests: Vec<Test>,
}

/// The workspace that this program was built in.
pub(super) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Reads cases and document.
pub(super) fn load(args: &Args) -> Result<Loaded, Failure> {
    let cases = args.cases.clone().unwrap_or_else(reversals_cases::folder);
    let suite = reversals_cases::load(&cases).map_err(|error| Failure::Input(error.to_string()))?;
    let spec = args.spec.clone().unwrap_or_else(|| root().join("spec"));
    let (document, api) = model(&spec)?;
    if args.spec.is_none() {
        current(&document)?;
    }
    let api = match &args.derive_spec {
        Some(spec) => model(spec)?.1,
        None => api,
    };
    let contract = Contract::new(document, api);
    let tests = judge::derive(&suite, &contract.api);
    Ok(Loaded {
        cases,
        suite,
        contract,
        tests,
    })
}

/// The document of a folder of fragments, and its model.
fn model(spec: &Path) -> Result<(Value, Api), Failure> {
    let refused = |error: reversals_codegen::Error| Failure::Input(error.to_string());
    // Messages name files as they are found from here.
    let here = std::env::current_dir().unwrap_or_default();
    let spec = spec.strip_prefix(here).unwrap_or(spec);
    let input = load::spec_dir(spec, "spec").map_err(|report| refused(report.into()))?;
    let model = reversals_codegen::model(&input, &mut |_| ()).map_err(refused)?;
    Ok((model.checked.document().root.to_json(), model.api))
}

/// Whether the generated crates say that they are made of this document; what they would be is not made anew here.
fn current(document: &Value) -> Result<(), Failure> {
    let path = root().join("generated/openapi.json");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::Stale(format!("generated/openapi.json: {error}")))?;
    let made: Value = serde_json::from_str(&text).unwrap_or_default();
    let [made, document] = [made, document.clone()].map(|mut whole| {
        if let Value::Object(members) = &mut whole {
            members.remove("x-generated");
        }
        whole
    });
    if made == document {
        Ok(())
    } else {
        let what = "generated/ is not made of spec/ as it is; run `cargo xtask generate`";
        Err(Failure::Stale(what.to_owned()))
    }
}

/// The generated pair.
pub(super) struct Pair {
    client: GeneratedClient,
    server: GeneratedServer,
}

impl Pair {
    pub(super) fn with<'a>(&'a self, contract: &'a Contract) -> World<'a> {
        World {
            client: &self.client,
            server: &self.server,
            contract,
        }
    }
}

/// Makes the generated pair.
pub(super) fn pair() -> Result<Pair, Failure> {
    let no_client = |error| Failure::Internal(format!("no client: {error}"));
    Ok(Pair {
        client: GeneratedClient::new().map_err(no_client)?,
        server: GeneratedServer::new(),
    })
}

/// The failures that the caller knows.
pub(super) fn known(args: &Args) -> Result<Option<Known>, Failure> {
    let known = args.known.as_deref().map(Known::load).transpose();
    known.map_err(|refused| Failure::Input(refused.to_string()))
}

/// Those whose names have one of the texts in them; all where there are no texts. `what` is one of them.
pub(super) fn filtered<T: Clone>(
    all: &[T],
    texts: &[String],
    what: &str,
    name: impl Fn(&T) -> String,
) -> Result<Vec<T>, Failure> {
    if texts.is_empty() {
        return Ok(all.to_vec());
    }
    let names: Vec<String> = all.iter().map(name).collect();
    for text in texts {
        if !names.iter().any(|name| name.contains(text)) {
            // The kinds of a case's tests are not told apart by likeness.
            let cases = names.iter().filter_map(|name| name.split("::").next());
            let near = near::question(&near::near(text, cases));
            return Err(Failure::Usage(format!(
                "no {what} has `{text}` in its name{near}"
            )));
        }
    }
    let chosen = all.iter().zip(&names);
    let chosen = chosen.filter(|(_, name)| texts.iter().any(|text| name.contains(text)));
    Ok(chosen.map(|(one, _)| one.clone()).collect())
}
