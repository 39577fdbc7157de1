//! The models crate: every type, for clients and servers alike.

use std::collections::BTreeSet;

use quote::quote;
use syn::Item;

use super::{Options, Outputs, manifest, rust_file};
use crate::Error;
use crate::ir::Api;

pub(super) fn emit(api: &Api, items: Vec<Item>, options: &Options, outputs: &mut Outputs) -> Result<(), Error> {
    every_type_is_there(api, &items)?;
    let docs = format!(
        "Types of {}, version {}.\n\nAmounts are in the currency's minor unit and times in seconds since the Unix epoch. \
         A member that can be null or absent is a [`Nullable`](::reversals_runtime::Nullable), which keeps the two apart. \
         The feature `schemars` derives `schemars::JsonSchema` (1.x) for every type.",
        api.title, api.version
    );
    let head = quote! {
        #![doc = #docs]
        #![forbid(unsafe_code)]
        #![allow(
            clippy::all,
            clippy::pedantic,
            clippy::unwrap_used,
            rustdoc::bare_urls,
            rustdoc::broken_intra_doc_links,
            rustdoc::invalid_html_tags,
        )]
    };
    let mut text = String::from_utf8(rust_file(api, "polish/types.rs", head, items)?)
        .map_err(|error| Error::Hole(error.to_string()))?;
    // typify's names for a union that it could not express; such a type fails at run time.
    if let Some(at) = text.find("subtype_") {
        let near: String = text[at..].chars().take(40).collect();
        return Err(Error::Hole(format!("typify flattened a union into a struct: {near}")));
    }
    if let Some(at) = text.find(&format!("reversals_runtime::{}", crate::lowered::MARKER)) {
        let near: String = text[at..].chars().take(60).collect();
        return Err(Error::Hole(format!("a stand-in type was left in the output: {near}")));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    outputs.insert("models/src/lib.rs".to_owned(), text.into_bytes());
    outputs.insert("models/Cargo.toml".to_owned(), manifest::models(api, options));
    Ok(())
}

/// The server is emitted from the model alone, so its type names must be the ones that typify made.
fn every_type_is_there(api: &Api, items: &[Item]) -> Result<(), Error> {
    let made: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    match api.types.keys().find(|name| !made.contains(*name)) {
        None => Ok(()),
        Some(name) => Err(Error::Hole(format!("typify made no type called `{name}`"))),
    }
}
