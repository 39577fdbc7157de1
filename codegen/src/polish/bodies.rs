//! A body of which nothing is required need not be given: it is empty until it is, and can be set member by member.

use quote::{ToTokens as _, quote};
use syn::{Expr, Fields, GenericArgument, ImplItem, Item, PathArguments, Stmt, Type, parse_quote};

use super::calls::{gone, method};
use crate::Error;

/// Where a builder's `body` is a type that `is_made_of_nothing`, begins it empty and adds `body_map`.
pub(super) fn polish(
    items: &mut [Item],
    is_made_of_nothing: &dyn Fn(&str) -> bool,
) -> Result<(), Error> {
    let mut empty = std::collections::BTreeMap::new();
    for item in &*items {
        if let Item::Struct(builder) = item
            && let Fields::Named(fields) = &builder.fields
            && let Some(body) = fields
                .named
                .iter()
                .find(|field| field.ident.as_ref().is_some_and(|name| name == "body"))
            && let Some((ty, name)) = content(&body.ty)
            && is_made_of_nothing(&name)
        {
            let (name, generics) = (&builder.ident, &builder.generics);
            empty.insert(quote!(#name #generics).to_string(), ty.clone());
        }
    }
    for item in items {
        let Item::Impl(imp) = item else { continue };
        let Some(ty) = empty.get(&imp.self_ty.to_token_stream().to_string()) else {
            continue;
        };
        let new = method(imp, "new").ok_or_else(|| gone("`new`"))?;
        let Some(Stmt::Expr(Expr::Struct(value), None)) = new.block.stmts.last_mut() else {
            return Err(gone("the new builder"));
        };
        let body = value
            .fields
            .iter_mut()
            .find(|field| matches!(&field.member, syn::Member::Named(name) if name == "body"));
        body.ok_or_else(|| gone("`body`"))?.expr =
            parse_quote!(Ok(::std::default::Default::default()));
        let setter = imp
            .items
            .iter()
            .position(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "body"))
            .ok_or_else(|| gone("`body`"))?;
        imp.items.insert(
            setter + 1,
            parse_quote! {
                pub fn body_map<F>(mut self, f: F) -> Self
                where
                    F: std::ops::FnOnce(#ty) -> #ty,
                {
                    self.body = self.body.map(f);
                    self
                }
            },
        );
    }
    Ok(())
}

/// `types::Name` and `Name` of `Result<types::Name, String>`.
fn content(ty: &Type) -> Option<(&Type, String)> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let GenericArgument::Type(inner) = arguments.args.first()? else {
        return None;
    };
    let Type::Path(path) = inner else { return None };
    let mut segments = path.path.segments.iter();
    let (module, name) = (segments.next()?, segments.next()?);
    (module.ident == "types" && segments.next().is_none()).then(|| (inner, name.ident.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_body_of_which_nothing_is_required_begins_empty() {
        let file: syn::File = parse_quote! {
            pub struct Make<'a> { client: &'a super::Client, body: Result<types::Thing, String> }
            impl<'a> Make<'a> {
                pub fn new(client: &'a super::Client) -> Self {
                    Self { client: client, body: Err("body was not initialized".to_string()) }
                }
                pub fn body<V>(mut self, value: V) -> Self { self }
            }
        };
        for (nothing, wanted) in [("Thing", true), ("Other", false)] {
            let mut items = file.items.clone();
            polish(&mut items, &|name| name == nothing).unwrap();
            let text = quote!(#(#items)*).to_string();
            let begins = quote!(body: Ok(::std::default::Default::default())).to_string();
            assert_eq!(text.contains(&begins), wanted, "{text}");
            assert_eq!(text.contains("body_map"), wanted, "{text}");
        }
    }
}
