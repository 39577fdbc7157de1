//! Bodies that need not be given. One of which nothing is required is empty until it is given, and can be set member by
//! member; one that can be left out is not sent until it is given.

use quote::{ToTokens as _, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, Fields, GenericArgument, ImplItem, Item, ItemImpl, PathArguments, Stmt, Type, parse_quote,
};

use super::calls::{gone, method};
use crate::Error;

/// What is known of bodies.
pub struct Bodies<'a> {
    /// Of which types a value can be had without saying anything.
    pub is_made_of_nothing: &'a dyn Fn(&str) -> bool,
    /// Which builders have a body that can be left out.
    pub can_lack: &'a dyn Fn(&str) -> bool,
}

/// How a builder's body begins.
struct Begins {
    ty: Type,
    is_made_of_nothing: bool,
    can_lack: bool,
}

/// Lets the bodies of builders begin as they can.
pub(super) fn polish(items: &mut [Item], bodies: &Bodies<'_>) -> Result<(), Error> {
    let mut begins = std::collections::BTreeMap::new();
    for item in &mut *items {
        let Item::Struct(builder) = item else {
            continue;
        };
        let Fields::Named(fields) = &mut builder.fields else {
            continue;
        };
        let mut fields = fields.named.iter_mut();
        let body = fields.find(|field| field.ident.as_ref().is_some_and(|name| name == "body"));
        let Some((body, ty)) = body.and_then(|body| {
            let ty = content(&body.ty)?.clone();
            Some((body, ty))
        }) else {
            continue;
        };
        let body_begins = Begins {
            is_made_of_nothing: name(&ty).is_some_and(|name| (bodies.is_made_of_nothing)(&name)),
            can_lack: (bodies.can_lack)(&builder.ident.to_string()),
            ty,
        };
        if body_begins.can_lack {
            let ty = &body_begins.ty;
            body.ty = parse_quote!(Result<Option<#ty>, String>);
        }
        let (name, generics) = (&builder.ident, &builder.generics);
        begins.insert(quote!(#name #generics).to_string(), body_begins);
    }
    for item in items {
        let Item::Impl(imp) = item else { continue };
        if let Some(begins) = begins.get(&imp.self_ty.to_token_stream().to_string()) {
            begin(imp, begins)?;
        }
    }
    Ok(())
}

fn begin(imp: &mut ItemImpl, begins: &Begins) -> Result<(), Error> {
    let Begins {
        ty,
        is_made_of_nothing,
        can_lack,
    } = begins;
    if !is_made_of_nothing && !can_lack {
        return Ok(());
    }
    let new = method(imp, "new").ok_or_else(|| gone("`new`"))?;
    let Some(Stmt::Expr(Expr::Struct(value), None)) = new.block.stmts.last_mut() else {
        return Err(gone("the new builder"));
    };
    let body = value
        .fields
        .iter_mut()
        .find(|field| matches!(&field.member, syn::Member::Named(name) if name == "body"));
    body.ok_or_else(|| gone("`body`"))?.expr = if *can_lack {
        parse_quote!(Ok(None))
    } else {
        parse_quote!(Ok(::std::default::Default::default()))
    };
    if *can_lack {
        let setter = method(imp, "body").ok_or_else(|| gone("`body`"))?;
        Given.visit_block_mut(&mut setter.block);
        let send = method(imp, "send").ok_or_else(|| gone("`send`"))?;
        Sent.visit_block_mut(&mut send.block);
    }
    if *is_made_of_nothing {
        let setter = imp
            .items
            .iter()
            .position(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "body"))
            .ok_or_else(|| gone("`body`"))?;
        let map = if *can_lack {
            quote!(|body| Some(f(body.unwrap_or_default())))
        } else {
            quote!(f)
        };
        imp.items.insert(
            setter + 1,
            parse_quote! {
                pub fn body_map<F>(mut self, f: F) -> Self
                where
                    F: std::ops::FnOnce(#ty) -> #ty,
                {
                    self.body = self.body.map(#map);
                    self
                }
            },
        );
    }
    Ok(())
}

/// `value.try_into()` of a body that is there.
struct Given;

impl VisitMut for Given {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if matches!(expr, Expr::MethodCall(call) if call.method == "try_into") {
            *expr = parse_quote!(#expr.map(Some));
        }
    }
}

/// The body of a request, where it is there: `request.json(&body)` or `request.form_urlencoded(&body)?`.
struct Sent;

impl VisitMut for Sent {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let call = match &*expr {
            Expr::Try(tried) => &*tried.expr,
            other => other,
        };
        let Expr::MethodCall(call) = call else {
            return visit_mut::visit_expr_mut(self, expr);
        };
        if call.method != "json" && call.method != "form_urlencoded" {
            return visit_mut::visit_expr_mut(self, expr);
        }
        let request = &call.receiver;
        let mut with = expr.clone();
        let inner = match &mut with {
            Expr::Try(tried) => &mut *tried.expr,
            other => other,
        };
        if let Expr::MethodCall(call) = inner {
            call.receiver = parse_quote!(request);
        }
        *expr = parse_quote!({
            let request = #request;
            match body {
                Some(body) => #with,
                None => request,
            }
        });
    }
}

/// `T` of `Result<T, String>`.
fn content(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// `Name` of `types::Name`.
fn name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let mut segments = path.path.segments.iter();
    let (module, name) = (segments.next()?, segments.next()?);
    (module.ident == "types" && segments.next().is_none()).then(|| name.ident.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the builder of a form is polished.
    fn polished(is_made_of_nothing: bool, can_lack: bool) -> String {
        let file: syn::File = parse_quote! {
            pub struct Make<'a> { client: &'a super::Client, body: Result<types::Thing, String> }
            impl<'a> Make<'a> {
                pub fn new(client: &'a super::Client) -> Self {
                    Self { client: client, body: Err("body was not initialized".to_string()) }
                }
                pub fn body<V>(mut self, value: V) -> Self {
                    self.body = value.try_into().map_err(|_| "no".to_string());
                    self
                }
                pub async fn send(self) {
                    let Self { client, body } = self;
                    let body = body?;
                    let request = client.client.post(url).form_urlencoded(&body)?.headers(headers).build()?;
                }
            }
        };
        let mut items = file.items;
        let bodies = Bodies {
            is_made_of_nothing: &|name| name == "Thing" && is_made_of_nothing,
            can_lack: &|name| name == "Make" && can_lack,
        };
        polish(&mut items, &bodies).unwrap();
        quote!(#(#items)*).to_string()
    }

    #[track_caller]
    fn has(text: &str, tokens: &proc_macro2::TokenStream, wanted: bool) {
        assert_eq!(
            text.contains(&tokens.to_string()),
            wanted,
            "{tokens} in {text}"
        );
    }

    #[test]
    fn only_a_body_of_which_nothing_is_required_begins_empty() {
        for nothing in [true, false] {
            let text = polished(nothing, false);
            has(
                &text,
                &quote!(body: Ok(::std::default::Default::default())),
                nothing,
            );
            has(&text, &quote!(self.body.map(f)), nothing);
            has(
                &text,
                &quote!(.post(url).form_urlencoded(&body)?.headers),
                true,
            );
        }
    }

    #[test]
    fn a_body_that_can_be_left_out_is_sent_where_it_is_given() {
        for nothing in [true, false] {
            let text = polished(nothing, true);
            has(
                &text,
                &quote!(body: Result<Option<types::Thing>, String>),
                true,
            );
            has(&text, &quote!(body: Ok(None)), true);
            has(&text, &quote!(value.try_into().map(Some).map_err), true);
            let sent = quote!(
                {
                    let request = client.client.post(url);
                    match body {
                        Some(body) => request.form_urlencoded(&body)?,
                        None => request,
                    }
                }
                .headers(headers)
            );
            has(&text, &sent, true);
            has(&text, &quote!(Some(f(body.unwrap_or_default()))), nothing);
        }
    }
}
