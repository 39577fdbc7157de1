//! The names of operationIds, which are there for one release more.

use std::collections::BTreeMap;

use syn::{ImplItem, Item, parse_quote};

use super::way;
use crate::ir::Api;
use crate::naming;

/// Deprecates the client's methods that have the names of operationIds, and leaves out those whose name is a resource's.
pub(in crate::emit) fn deprecate(api: &Api, bindings: &mut [Item]) {
    let new: BTreeMap<&str, String> = api
        .operations
        .iter()
        .map(|operation| {
            let verb = naming::value_name(&operation.verb);
            let way = way(api, &operation.resource);
            (operation.rust_name.as_str(), format!("{way}().{verb}"))
        })
        .collect();
    let is_resource = |name: &str| api.resources.values().any(|resource| resource == name);
    for item in bindings {
        let Item::Impl(imp) = item else { continue };
        if imp.trait_.is_some() {
            continue;
        }
        imp.items.retain_mut(|item| {
            let ImplItem::Fn(function) = item else {
                return true;
            };
            let name = function.sig.ident.to_string();
            let Some(new) = new.get(name.as_str()) else {
                return true;
            };
            let note = format!("say `client.{new}(..)`");
            let docs = format!("The former name of `{new}`.");
            function.attrs.retain(|attr| !attr.path().is_ident("doc"));
            function.attrs.push(parse_quote!(#[doc = #docs]));
            function
                .attrs
                .push(parse_quote!(#[deprecated(note = #note)]));
            !is_resource(&name)
        });
    }
}
