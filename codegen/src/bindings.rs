//! The one call of progenitor: lowered document in, tokens of types and client out.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use proc_macro2::TokenStream;
use progenitor::{CrateVers, GenerationSettings, Generator, HooksMode, InterfaceStyle};
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
        let mut alone = api.clone();
        alone.operations = vec![operation.clone()];
        if let Err(reason) = attempt(&lowered::document(&alone)) {
            // Types are shared by all operations: where none is needed to fail, the types are at fault.
            alone.operations.clear();
            if attempt(&lowered::document(&alone)).is_ok() {
                return Err(Error::Generator {
                    operation: operation.id.clone(),
                    reason,
                });
            }
        }
    }
    Err(Error::Generator {
        operation: culprit(api).unwrap_or_else(|| "the types together".to_owned()),
        reason: whole,
    })
}

/// The first type without which the generator does not fail.
fn culprit(api: &Api) -> Option<String> {
    api.types.keys().find_map(|name| {
        let mut alone = api.clone();
        alone.operations.clear();
        alone
            .types
            .retain(|other, _| other == name || api.holds(name, other));
        attempt(&lowered::document(&alone))
            .is_err()
            .then(|| format!("type {name}"))
    })
}

fn attempt(document: &Value) -> Result<TokenStream, String> {
    let spec = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
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
        .with_hooks(HooksMode::Expected)
        .with_derive("PartialEq")
        // A map in a request is written in the order of its keys: same input, same bytes.
        .with_map_type("::std::collections::BTreeMap")
        .with_crate("reversals-runtime", CrateVers::Any, None);
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

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        let outcome: Result<(), String> = quietly(|| panic!("no {}", 1));
        assert_eq!(outcome.unwrap_err(), "no 1");
    }
}
