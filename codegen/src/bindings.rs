//! The one call of progenitor: lowered document in, tokens of the client out.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, InterfaceStyle};
use quote::quote;
use serde_json::Value;

use crate::Error;
use crate::ir::Api;
use crate::lowered;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// progenitor's output for the API.
///
/// The check stage refuses what progenitor can't take, so a failure here is a hole in it. The
/// generator is then run on one operation at a time, so that the message can name the culprit.
pub fn generate(api: &Api) -> Result<TokenStream, Error> {
    let whole = match attempt(&lowered::document(api)) {
        Ok(tokens) => return Ok(tokens),
        Err(reason) => reason,
    };
    for operation in &api.operations {
        let alone = Api {
            operations: vec![operation.clone()],
            ..api.clone()
        };
        if let Err(reason) = attempt(&lowered::document(&alone)) {
            return Err(Error::Generator {
                culprit: format!("operation {}", operation.id),
                reason,
            });
        }
    }
    Err(Error::Generator {
        culprit: "the document as a whole".to_owned(),
        reason: whole,
    })
}

fn attempt(document: &Value) -> Result<TokenStream, String> {
    let spec: openapiv3::OpenAPI =
        serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    quietly(|| {
        Generator::new(&settings())
            .generate_tokens(&spec)
            .map_err(|error| error.to_string())
    })
}

fn settings() -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote!(::reversals_runtime::client::Session))
        // A map in a request is written in the order of its keys: same input, same bytes.
        .with_map_type("::std::collections::BTreeMap")
        .with_crate("reversals-runtime", CrateVers::Any, None)
        .with_crate("std", CrateVers::Any, None)
        .with_crate(lowered::TYPES.replace('_', "-"), CrateVers::Any, None);
    settings
}

/// Runs `work`; a panic becomes its message and is not printed.
fn quietly<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                default(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    outcome.unwrap_or_else(|payload| {
        let text = payload
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
        Err(text.unwrap_or_else(|| "it panicked without a message".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Operation;

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        let outcome: Result<(), String> = quietly(|| panic!("no {}", 1));
        assert_eq!(outcome.unwrap_err(), "no 1");
    }

    fn operation(id: &str, path: &str) -> Operation {
        Operation {
            id: id.to_owned(),
            rust_name: crate::naming::value_name(id),
            type_name: crate::naming::type_name(id),
            resource: "thing".to_owned(),
            deprecated: false,
            verb: "retrieve".to_owned(),
            method: "get".to_owned(),
            path: path.to_owned(),
            docs: String::new(),
            source: "api.yaml#".to_owned(),
            path_params: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: None,
            exclusive: Vec::new(),
            successes: vec![crate::ir::Answer {
                codes: crate::ir::Codes::Status(200),
                content: crate::ir::Content::Json {
                    ty: crate::ir::Type::Any,
                    media: "application/json".to_owned(),
                },
                docs: String::new(),
            }],
            errors: Vec::new(),
            server: None,
            security: Vec::new(),
        }
    }

    fn api(operations: Vec<Operation>) -> Api {
        Api {
            title: String::new(),
            version: String::new(),
            description: String::new(),
            server: None,
            fragments: Vec::new(),
            operations,
            reserved: Vec::new(),
            resources: std::collections::BTreeMap::new(),
            types: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_failure_of_the_generator_names_the_operation() {
        // The check stage refuses a template with an undeclared name; without it progenitor panics.
        let good = operation("GetGood", "/v1/good");
        let bad = operation("GetBad", "/v1/{nope}");
        assert!(generate(&api(vec![good.clone()])).is_ok());
        let error = generate(&api(vec![good, bad])).unwrap_err().to_string();
        assert!(
            error.starts_with("progenitor failed on operation GetBad: "),
            "{error}"
        );
        assert!(error.contains("nope"), "{error}");
    }
}
