//! Type expressions as Rust types of the models crate.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::Type;

/// The Rust type, where `models` is in scope.
pub(super) fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::String(_) => quote!(String),
        Type::Integer(_) => quote!(i64),
        Type::Number(_) => quote!(f64),
        Type::Boolean | Type::Only(_) => quote!(bool),
        Type::Any => quote!(::serde_json::Value),
        Type::OpenObject => quote!(::serde_json::Map<String, ::serde_json::Value>),
        Type::Named(name) => {
            let name = format_ident!("{name}");
            quote!(models::#name)
        }
        Type::List { items, .. } => wrap(&quote!(Vec), items),
        Type::Map { values, .. } => {
            let values = rust_type(values);
            quote!(::std::collections::BTreeMap<String, #values>)
        }
        Type::OpenEnum(name) => wrap(
            &quote!(::reversals_runtime::OpenEnum),
            &Type::Named(name.clone()),
        ),
        Type::Expandable(inner) => wrap(&quote!(::reversals_runtime::Expandable), inner),
        Type::OrEmpty(inner) => wrap(&quote!(::reversals_runtime::OrEmpty), inner),
        Type::Page(inner) => wrap(&quote!(::reversals_runtime::List), inner),
        Type::OrNull(inner) => wrap(&quote!(Option), inner),
    }
}

fn wrap(outer: &TokenStream, inner: &Type) -> TokenStream {
    let inner = rust_type(inner);
    quote!(#outer<#inner>)
}
