//! What the model says, as constants of the runtime: for the emitters of both sides.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Operation, Packing, Scheme};

/// The alternatives of an operation's security; `scheme` is the path of the runtime's enum.
pub(crate) fn security(operation: &Operation, scheme: &TokenStream) -> TokenStream {
    let one = |of: &Scheme| match of {
        Scheme::Basic => quote!(#scheme::Basic),
        Scheme::Bearer => quote!(#scheme::Bearer),
        Scheme::Header(name) => quote!(#scheme::Header(#name)),
        Scheme::Query(name) => quote!(#scheme::Query(#name)),
        Scheme::Cookie(name) => quote!(#scheme::Cookie(#name)),
    };
    let alternatives = operation.security.iter().map(|all| {
        let all = all.iter().map(one);
        quote!(&[#(#all),*])
    });
    quote!(&[#(#alternatives),*])
}

/// How a value is made one text.
pub(crate) fn packing(packing: Packing) -> TokenStream {
    let name = format_ident!("{packing:?}");
    quote!(::reversals_runtime::shape::Packing::#name)
}
