//! Calls of `progenitor_client` to calls of the runtime's drop-in.
//!
//! This works on tokens because the path templates are inside `format!`, where syn sees none.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::lowered::TYPES;

/// Rewrites every call:
/// - `progenitor_client` is the runtime's `client` module, and the crate of the document's types `types`;
/// - `encode_path(x)` can refuse a value that would address something else, so it gets a `?`;
/// - `.query(..)` is `.query_param(..)?`, which leaves brackets raw and says what it can't encode;
/// - `.options(..)` and `.trace(..)`, which reqwest lacks, name their method;
/// - `ResponseValue::from_response` is `decode_success`;
/// - `Error::ErrorResponse(ResponseValue::from_response(response).await?)` is `decode_error(response).await`, and
///   `Error::UnexpectedResponse(response)` is `undocumented(response).await`.
pub(super) fn rewrite(tokens: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    let mut at = 0;
    while at < trees.len() {
        let rest = &trees[at..];
        match rest {
            [TokenTree::Ident(name), TokenTree::Group(arguments), ..]
                if name == "encode_path" && arguments.delimiter() == Delimiter::Parenthesis =>
            {
                let arguments = rewrite(arguments.stream());
                out.extend(quote!(#name(#arguments)?));
                at += 2;
            }
            [
                TokenTree::Punct(dot),
                TokenTree::Ident(name),
                TokenTree::Group(arguments),
                ..,
            ] if dot.as_char() == '.' && name == "query" && mentions(arguments, "QueryParam") => {
                let arguments = rewrite(arguments.stream());
                out.extend(quote!(.query_param(#arguments)?));
                at += 3;
            }
            [
                TokenTree::Punct(dot),
                TokenTree::Ident(name),
                TokenTree::Group(arguments),
                ..,
            ] if dot.as_char() == '.' && (name == "options" || name == "trace") => {
                let method = format_ident!("{}", name.to_string().to_uppercase());
                let arguments = rewrite(arguments.stream());
                out.extend(quote!(.request(::reqwest::Method::#method, #arguments)));
                at += 3;
            }
            [
                TokenTree::Ident(name),
                TokenTree::Punct(_),
                TokenTree::Punct(_),
                TokenTree::Ident(function),
                ..,
            ] if name == "ResponseValue" && function == "from_response" => {
                out.extend(quote!(::reversals_runtime::client::decode_success));
                at += 4;
            }
            [
                TokenTree::Ident(error),
                TokenTree::Punct(_),
                TokenTree::Punct(_),
                TokenTree::Ident(name),
                TokenTree::Group(argument),
                ..,
            ] if error == "Error" && failure(name, argument).is_some() => {
                out.extend(failure(name, argument));
                at += 5;
            }
            // `::document_types::` is said shorter.
            [
                TokenTree::Punct(colon),
                TokenTree::Punct(_),
                TokenTree::Ident(name),
                ..,
            ] if name == TYPES && colon.as_char() == ':' && is_joint(colon) => {
                out.extend(quote!(types));
                at += 3;
            }
            // Alone it is a name of the document's.
            [TokenTree::Ident(name), TokenTree::Punct(colon), ..]
                if name == "progenitor_client" && colon.as_char() == ':' && is_joint(colon) =>
            {
                out.extend(quote!(::reversals_runtime::client));
                at += 1;
            }
            [TokenTree::Group(group), ..] => {
                out.extend([regroup(group)]);
                at += 1;
            }
            [TokenTree::Literal(literal), ..] if literal.to_string().contains(TYPES) => {
                let spelt = format!(":: {TYPES} :: ");
                let literal = literal.to_string().replace(&spelt, "");
                out.extend(literal.parse::<TokenStream>().unwrap_or_default());
                at += 1;
            }
            _ => {
                out.extend([trees[at].clone()]);
                at += 1;
            }
        }
    }
    out
}

/// Whether a colon is the first of `::`, and not the one before a type.
fn is_joint(colon: &Punct) -> bool {
    colon.spacing() == Spacing::Joint
}

fn regroup(group: &Group) -> TokenTree {
    let mut new = Group::new(group.delimiter(), rewrite(group.stream()));
    new.set_span(group.span());
    TokenTree::Group(new)
}

/// What reads an answer that is no success.
fn failure(name: &Ident, argument: &Group) -> Option<TokenStream> {
    let trees: Vec<TokenTree> = argument.stream().into_iter().collect();
    match trees.as_slice() {
        [
            TokenTree::Ident(value),
            TokenTree::Punct(_),
            TokenTree::Punct(_),
            TokenTree::Ident(function),
            TokenTree::Group(response),
            ..,
        ] if name == "ErrorResponse" && value == "ResponseValue" && function == "from_response" => {
            Some(quote!(::reversals_runtime::client::decode_error #response .await))
        }
        [TokenTree::Ident(_)] if name == "UnexpectedResponse" => {
            Some(quote!(::reversals_runtime::client::undocumented #argument .await))
        }
        _ => None,
    }
}

fn mentions(group: &Group, word: &str) -> bool {
    group
        .stream()
        .into_iter()
        .any(|tree| matches!(tree, TokenTree::Ident(ident) if ident == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(tokens: TokenStream) -> String {
        rewrite(tokens).to_string()
    }

    #[test]
    fn a_path_argument_can_be_refused() {
        let out = rewritten(quote!(format!(
            "{}/v1/{}",
            client.baseurl,
            encode_path(&id.to_string()),
        )));
        assert_eq!(
            out,
            quote!(format!(
                "{}/v1/{}",
                client.baseurl,
                encode_path(&id.to_string())?,
            ))
            .to_string()
        );
    }

    #[test]
    fn a_query_parameter_goes_through_the_bracket_codec() {
        let out = rewritten(quote!(
            client
                .get(url)
                .query(&progenitor_client::QueryParam::new("a", &a))
                .build()
        ));
        let want = quote!(
            client
                .get(url)
                .query_param(&::reversals_runtime::client::QueryParam::new("a", &a))?
                .build()
        );
        assert_eq!(out, want.to_string());
    }

    #[test]
    fn methods_that_the_http_client_has_no_function_for_are_named() {
        let out = rewritten(quote!(client.options(url); client.trace(_url)));
        let want = quote! {
            client.request(::reqwest::Method::OPTIONS, url);
            client.request(::reqwest::Method::TRACE, _url)
        };
        assert_eq!(out, want.to_string());
    }

    #[test]
    fn success_and_failure_are_decoded_apart() {
        let out = rewritten(quote! {
            200u16 => ResponseValue::from_response(response).await,
            400u16 => Err(Error::ErrorResponse(ResponseValue::from_response(_response).await?)),
            _ => Err(Error::UnexpectedResponse(response))
        });
        let want = quote! {
            200u16 => ::reversals_runtime::client::decode_success(response).await,
            400u16 => Err(::reversals_runtime::client::decode_error(_response).await),
            _ => Err(::reversals_runtime::client::undocumented(response).await)
        };
        assert_eq!(out, want.to_string());
    }

    #[test]
    fn other_calls_of_the_same_name_are_left_alone() {
        let tokens = quote!(map.query("x"); use encode_path; let progenitor_client: String = progenitor_client; Error::ErrorResponse(x); Error::UnexpectedResponse(1));
        assert_eq!(rewritten(tokens.clone()), tokens.to_string());
    }
}
