//! The client of a large API by resource: the methods of its operations and their builders, each module behind a feature.

use std::collections::BTreeMap;

use quote::{format_ident, quote};
use syn::{ImplItem, Item, Type};

use super::items;
use super::modules::Modules;
use crate::Error;
use crate::ir::Api;

/// What stays at the root, and what each module has.
type Divided = (Vec<Item>, BTreeMap<String, Vec<Item>>);

/// What stays at the root, and what each module has. A client that is not divided stays whole.
pub(super) fn divide(
    api: &Api,
    modules: &Modules<'_>,
    bindings: Vec<Item>,
) -> Result<Divided, Error> {
    if !modules.are_many() {
        return Ok((bindings, BTreeMap::new()));
    }
    let mut of_method = BTreeMap::new();
    let mut of_builder = BTreeMap::new();
    for operation in &api.operations {
        let module = modules.of_operation(operation);
        of_method.insert(operation.rust_name.clone(), module);
        of_builder.insert(crate::naming::type_name(&operation.rust_name), module);
    }
    let hole = |what: String| {
        Error::Hole(format!(
            "progenitor's client has changed: {what} is of no operation"
        ))
    };
    let mut methods: BTreeMap<&str, Vec<ImplItem>> = BTreeMap::new();
    let mut builders: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    let mut root = Vec::new();
    for item in bindings {
        match item {
            Item::Impl(imp) if imp.trait_.is_none() => {
                for part in imp.items {
                    let ImplItem::Fn(function) = &part else {
                        continue;
                    };
                    let name = function.sig.ident.to_string();
                    let module = of_method
                        .get(&name)
                        .ok_or_else(|| hole(format!("`{name}`")))?;
                    methods.entry(module).or_default().push(part);
                }
            }
            Item::Mod(module) if module.ident == "builder" => {
                for part in module.content.into_iter().flat_map(|(_, items)| items) {
                    let name = match &part {
                        Item::Struct(builder) => builder.ident.to_string(),
                        Item::Impl(imp) => self_name(&imp.self_ty),
                        _ => continue,
                    };
                    let module = of_builder
                        .get(&name)
                        .ok_or_else(|| hole(format!("`{name}`")))?;
                    builders.entry(module).or_default().push(part);
                }
            }
            other => root.push(other),
        }
    }
    let names: Vec<&str> = methods.keys().copied().collect();
    let idents: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    root.extend(items(quote! {
        #(#[cfg(feature = #names)] mod #idents;)*

        /// Types for composing operation parameters.
        pub mod builder {
            #(#[cfg(feature = #names)] pub use super::#idents::builder::*;)*
        }
    })?);
    let mut parts = BTreeMap::new();
    for (module, methods) in methods {
        let builders = builders.remove(module).unwrap_or_default();
        let items = items(quote! {
            use super::*;

            impl Client {
                #(#methods)*
            }

            pub mod builder {
                #[allow(unused_imports)]
                use super::{encode_path, types, Error, RequestBuilderExt, ResponseValue};
                #(#builders)*
            }
        })?;
        parts.insert(module.to_owned(), items);
    }
    Ok((root, parts))
}

fn self_name(ty: &Type) -> String {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}
