//! The models crate: every type, for clients and servers alike.

use std::collections::BTreeSet;

use quote::{ToTokens as _, quote};
use syn::Item;

use super::{Options, Outputs, answers, crate_root, manifest, rust_file};
use crate::Error;
use crate::ir::Api;

pub(super) fn emit(
    api: &Api,
    items: Vec<Item>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    every_type_is_there(api, &items)?;
    no_union_is_flattened(&items)?;
    let docs = format!(
        "Types of {}, version {}.\n\nAmounts are in the currency's minor unit and times in seconds since the Unix epoch. \
         A member that can be null or absent is a [`Nullable`](::reversals_runtime::Nullable), which keeps the two apart. \
         The feature `schemars` derives `schemars::JsonSchema` (1.x) for every type.",
        api.title, api.version
    );
    let answers = answers::are_any(api).then(|| {
        quote! {
            #[rustfmt::skip]
            mod answers;
            pub use answers::*;
        }
    });
    let root = quote! {
        #answers
        #[rustfmt::skip]
        mod types;
        #[cfg(test)]
        #[rustfmt::skip]
        mod tests;
        pub use types::*;
    };
    let head = quote!(#![doc = "The types, and the modules of their builders and errors."]);
    let text = String::from_utf8(rust_file(api, "polish/types.rs", head, items)?)
        .map_err(|error| Error::Hole(error.to_string()))?;
    if let Some(at) = text.find(&format!("reversals_runtime::{}", crate::lowered::MARKER)) {
        let near: String = text[at..].chars().take(60).collect();
        return Err(Error::Hole(format!(
            "a stand-in type was left in the output: {near}"
        )));
    }
    outputs.insert("models/src/types.rs".to_owned(), text.into_bytes());
    let root = crate_root(api, "emit/models.rs", &docs, root)?;
    outputs.insert("models/src/lib.rs".to_owned(), root);
    outputs.insert(
        "models/Cargo.toml".to_owned(),
        manifest::models(api, options),
    );
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

/// typify makes a struct of a union that it can't tell apart; such a type fails at run time.
fn no_union_is_flattened(items: &[Item]) -> Result<(), Error> {
    for item in items {
        let Item::Struct(item) = item else { continue };
        for field in &item.fields {
            let name = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let number = name.strip_prefix("subtype_").unwrap_or_default();
            let flattened = field.attrs.iter().any(|attr| {
                attr.path().is_ident("serde")
                    && attr.meta.to_token_stream().to_string().contains("flatten")
            });
            if flattened && number.parse::<u32>().is_ok() {
                return Err(Error::Hole(format!(
                    "typify flattened the union `{}` into a struct",
                    item.ident
                )));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn a_flattened_union_is_found_and_a_field_of_that_name_is_none() {
        let union: Item = parse_quote! {
            struct A { #[serde(flatten, default)] subtype_0: Option<String> }
        };
        let error = no_union_is_flattened(&[union]).unwrap_err().to_string();
        assert_eq!(error, "typify flattened the union `A` into a struct");
        let field: Item = parse_quote!(
            struct A {
                subtype_0: Option<String>,
                subtype_code: i64,
            }
        );
        assert!(no_union_is_flattened(&[field]).is_ok());
    }
}
