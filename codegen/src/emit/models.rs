//! The models crate: every type, for clients and servers alike.

use std::collections::BTreeSet;

use quote::quote;
use syn::Item;

use super::rust_type::rust_type;
use super::{Options, Outputs, answers, crate_root, manifest, rust_file, unions};
use crate::Error;
use crate::ir::{Api, Type, TypeShape};

pub(super) fn emit(
    api: &Api,
    items: Vec<Item>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    every_type_is_there(api, &items)?;
    let items = with_unions(api, items)?;
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

/// The items with unions of our own in place of what stands in for them.
fn with_unions(api: &Api, items: Vec<Item>) -> Result<Vec<Item>, Error> {
    let mut all = Vec::new();
    let union = |name: &syn::Ident| {
        let def = api.types.get(&name.to_string());
        def.filter(|def| matches!(def.shape, TypeShape::Union { .. }))
    };
    for item in items {
        let name = match &item {
            Item::Enum(made) => Some(&made.ident),
            Item::Impl(made) => match &*made.self_ty {
                syn::Type::Path(path) => path.path.get_ident(),
                _ => None,
            },
            _ => None,
        };
        let Some((name, def)) = name.and_then(|name| Some((name.to_string(), union(name)?))) else {
            all.push(item);
            continue;
        };
        if let (Item::Enum(_), TypeShape::Union { branches, open }) = (&item, &def.shape) {
            let docs = format!("{}\n\nSource: `{}`", def.docs, def.source);
            let rust_type = |ty: &Type| rust_type(ty).to_string().replace("models :: ", "");
            let text = unions::text(&name, docs.trim(), branches, *open, rust_type);
            let file = syn::parse_file(&text)
                .map_err(|error| Error::Hole(format!("the union `{name}`: {error}")))?;
            all.extend(file.items);
        }
    }
    Ok(all)
}
