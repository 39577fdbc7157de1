//! What is changed in progenitor's output before it becomes crates.
//!
//! Nothing here names an operation or a type of the document: the passes know progenitor's idioms only.

mod answers;
mod bodies;
mod calls;
mod params;
mod tokens;

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::visit_mut::VisitMut;
use syn::{Item, ItemMod};

pub use answers::{Special, fill};
pub use bodies::Bodies;
pub use calls::Named;
pub use params::polish as parameters;

use crate::Error;

/// The client of progenitor's output, made to link the runtime crate and the models.
pub fn polish(
    tokens: TokenStream,
    bodies: &Bodies<'_>,
    named: Named<'_>,
) -> Result<Vec<Item>, Error> {
    let file: syn::File = syn::parse2(tokens::rewrite(tokens))
        .map_err(|error| hole("progenitor's output is no Rust file", &error))?;
    let mut client = Vec::new();
    for mut item in file.items {
        match &mut item {
            // The types are ours; what is left are errors that no type of ours has.
            Item::Mod(ItemMod { ident, .. }) if ident == "types" => continue,
            Item::Impl(imp) if calls::is_replaced(imp) => continue,
            _ => {}
        }
        VersionHeader.visit_item_mut(&mut item);
        Examples.visit_item_mut(&mut item);
        client.push(item);
    }
    calls::polish(&mut client, bodies, named)?;
    Ok(client)
}

/// progenitor's examples lack the setting in which they would compile.
struct Examples;

impl VisitMut for Examples {
    fn visit_attribute_mut(&mut self, attr: &mut syn::Attribute) {
        if let syn::Meta::NameValue(meta) = &mut attr.meta
            && meta.path.is_ident("doc")
            && let syn::Expr::Lit(literal) = &mut meta.value
            && let syn::Lit::Str(text) = &literal.lit
        {
            let docs = text.value().replace("```ignore", "```text");
            literal.lit = syn::Lit::Str(syn::LitStr::new(docs.trim_end(), text.span()));
        }
    }
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

    /// Bodies that must all be given.
    pub(super) const NONE: Bodies<'_> = Bodies {
        is_made_of_nothing: &|_| false,
        can_lack: &|_| false,
    };

    /// One operation for all builders.
    pub(super) const NAMED: Named<'_> = &|_| ("things", "make");

    #[test]
    fn only_the_client_is_left() {
        let client = polish(
            quote! { pub mod types { struct A; } struct Client; },
            &NONE,
            NAMED,
        )
        .unwrap();
        assert_eq!(quote!(#(#client)*).to_string(), "struct Client ;");
    }

    #[test]
    fn the_generators_own_header_is_left_out_and_a_parameter_of_that_name_kept() {
        let client = polish(
            quote! {
                fn send() {
                    let mut header_map = HeaderMap::new();
                    header_map.append(
                        ::reqwest::header::HeaderName::from_static("api-version"),
                        ::reqwest::header::HeaderValue::from_static(Self::api_version()),
                    );
                    header_map.append("api-version", api_version);
                }
            },
            &NONE,
            NAMED,
        )
        .unwrap();
        let want = quote! {
            fn send() {
                let mut header_map = HeaderMap::new();
                header_map.append("api-version", api_version);
            }
        };
        assert_eq!(client[0].to_token_stream().to_string(), want.to_string());
    }
}
