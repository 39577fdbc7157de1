//! What is changed in progenitor's output before it becomes crates.
//!
//! Nothing here names an operation or a type of the document: the passes know progenitor's idioms only.

mod answers;
mod calls;
mod tokens;
mod types;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::visit_mut::VisitMut;
use syn::{Item, ItemMod};

pub use answers::{Special, fill};

use crate::Error;

/// progenitor's output in two parts.
pub struct Bindings {
    /// What becomes the models crate.
    pub models: Vec<Item>,
    /// What becomes the client crate.
    pub client: Vec<Item>,
}

/// Splits the output into types and client, and makes both link the runtime crate.
pub fn polish(tokens: TokenStream) -> Result<Bindings, Error> {
    let file: syn::File = syn::parse2(tokens::rewrite(tokens))
        .map_err(|error| hole("progenitor's output is no Rust file", &error))?;
    let mut models = None;
    let mut client = Vec::new();
    for mut item in file.items {
        match &mut item {
            Item::Mod(ItemMod { ident, content, .. }) if ident == "types" => {
                models = content.take().map(|(_, items)| items);
            }
            Item::Impl(imp) if calls::is_replaced(imp) => {}
            _ => client.push(item),
        }
    }
    let mut models = models
        .ok_or_else(|| Error::Hole("progenitor's output has no module of types".to_owned()))?;
    types::replace_stand_ins(&mut models);
    types::replace_stand_ins(&mut client);
    types::describe(&mut models);
    types::describe(&mut client);
    for item in &mut client {
        VersionHeader.visit_item_mut(item);
    }
    calls::polish(&mut client)?;
    Ok(Bindings { models, client })
}

/// progenitor sends the document's version as `api-version` with every request, which no document asks for
/// and which one may use for a parameter of its own.
struct VersionHeader;

impl VisitMut for VersionHeader {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|stmt| {
            let is_call = matches!(stmt, syn::Stmt::Expr(syn::Expr::MethodCall(call), _) if call.method == "append");
            !(is_call && stmt.to_token_stream().to_string().contains(VERSION_HEADER))
        });
        syn::visit_mut::visit_block_mut(self, block);
    }
}

/// How the tokens of that statement begin.
const VERSION_HEADER: &str =
    "header_map . append (:: reqwest :: header :: HeaderName :: from_static (\"api-version\")";

fn hole(what: &str, error: &syn::Error) -> Error {
    Error::Hole(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn output_without_types_is_an_error_and_no_panic() {
        let error = polish(quote!(
            struct Client;
        ))
        .err()
        .map(|error| error.to_string());
        assert_eq!(
            error.as_deref(),
            Some("progenitor's output has no module of types")
        );
    }

    #[test]
    fn the_generators_own_header_is_left_out_and_a_parameter_of_that_name_kept() {
        let bindings = polish(quote! {
            mod types {}
            fn send() {
                let mut header_map = HeaderMap::new();
                header_map.append(
                    ::reqwest::header::HeaderName::from_static("api-version"),
                    ::reqwest::header::HeaderValue::from_static(Self::api_version()),
                );
                header_map.append("api-version", api_version);
            }
        })
        .unwrap();
        let want = quote! {
            fn send() {
                let mut header_map = HeaderMap::new();
                header_map.append("api-version", api_version);
            }
        };
        assert_eq!(
            bindings.client[0].to_token_stream().to_string(),
            want.to_string()
        );
    }
}
