//! The parameters and keys that progenitor has no words for: styles beside `form` and `simple`, cookies, parts of
//! segments, API keys.
//!
//! They went through it as query parameters under their Rust names (`lowered::known_as`).

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprMethodCall, ImplItem, Item, Local, Pat, parse_quote};

use crate::ir::{Api, Operation, Packing, Param, Scheme};
use crate::{constants, lowered, naming};

/// Puts their own calls in the place of those that they went through progenitor as.
pub fn polish(client: &mut [Item], api: &Api) {
    let odd: BTreeMap<String, Odd> = api
        .operations
        .iter()
        .filter_map(|operation| {
            Some((
                naming::type_name(&operation.rust_name),
                Odd::of(operation, api)?,
            ))
        })
        .collect();
    for item in client {
        if let Item::Mod(module) = item
            && module.ident == "builder"
            && let Some((_, items)) = &mut module.content
        {
            builders(items, &odd);
        }
    }
}

fn builders(items: &mut [Item], odd: &BTreeMap<String, Odd>) {
    for item in items {
        if let Item::Impl(imp) = item
            && let syn::Type::Path(path) = &*imp.self_ty
            && let Some(odd) = path
                .path
                .segments
                .last()
                .and_then(|last| odd.get(&last.ident.to_string()))
        {
            for item in &mut imp.items {
                if let ImplItem::Fn(function) = item
                    && function.sig.ident == "send"
                {
                    Send(odd).visit_block_mut(&mut function.block);
                }
            }
        }
    }
}

/// What an operation has that progenitor would say in another way.
struct Odd {
    /// The expression that makes the address.
    url: Option<Expr>,
    /// The calls that add a parameter, by Rust name: the method, and its arguments before the value.
    calls: BTreeMap<String, (&'static str, TokenStream)>,
    /// The alternatives of its security, where an API key is among them.
    security: Option<TokenStream>,
}

impl Odd {
    fn of(operation: &Operation, api: &Api) -> Option<Self> {
        let mut calls = BTreeMap::new();
        for (place, params, method) in [
            ("query", &operation.query, "packed_param"),
            ("header", &operation.headers, "header_param"),
            ("cookie", &operation.cookies, "cookie_param"),
        ] {
            for param in params {
                let plain = match place {
                    "query" => param.packing().is_none(),
                    "header" => lowered::is_plain_param(param, api),
                    _ => false,
                };
                if !plain {
                    let (name, packing) = (&param.name, packing(param));
                    calls.insert(param.rust_name.clone(), (method, quote!(#name, #packing)));
                }
            }
        }
        let plain = |param: &Param| lowered::is_plain_param(param, api);
        let url = (!operation.path_params.iter().all(plain)).then(|| url(operation, api));
        let keyed = |scheme: &Scheme| !matches!(scheme, Scheme::Basic | Scheme::Bearer);
        let security =
            operation.security.iter().flatten().any(keyed).then(|| {
                constants::security(operation, &quote!(::reversals_runtime::client::Scheme))
            });
        (url.is_some() || !calls.is_empty() || security.is_some()).then_some(Self {
            url,
            calls,
            security,
        })
    }
}

/// What a scalar is, any packing leaves as it is.
fn packing(param: &Param) -> TokenStream {
    constants::packing(param.packing().unwrap_or(Packing::Commas))
}

fn url(operation: &Operation, api: &Api) -> Expr {
    let mut template = operation.path.clone();
    let mut values = Vec::new();
    for param in &operation.path_params {
        template = template.replacen(&format!("{{{}}}", param.name), "{}", 1);
        let name = format_ident!("{}", param.rust_name);
        values.push(if lowered::is_plain_param(param, api) {
            quote!(encode_path(&#name.to_string())?)
        } else {
            let (wire, guard, packing) = (&param.name, &param.guard, packing(param));
            quote!(::reversals_runtime::client::path_param(#wire, #packing, #guard, &#name)?)
        });
    }
    let template = format!("{{}}{template}");
    parse_quote!(format!(#template, client.baseurl, #(#values),*))
}

struct Send<'a>(&'a Odd);

impl VisitMut for Send<'_> {
    fn visit_local_mut(&mut self, local: &mut Local) {
        if let Pat::Ident(name) = &local.pat
            && (name.ident == "url" || name.ident == "_url")
            && let (Some(url), Some(init)) = (&self.0.url, &mut local.init)
            && matches!(&*init.expr, Expr::Macro(made) if made.mac.path.is_ident("format"))
        {
            *init.expr = url.clone();
            return;
        }
        syn::visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        syn::visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "query_param" {
            if let Some(name) = parameter(call)
                && let Some((method, arguments)) = self.0.calls.get(&name)
            {
                let value = format_ident!("{name}");
                call.method = format_ident!("{method}");
                call.args = parse_quote!(#arguments, &#value);
            }
        } else if call.method == "build"
            && call.args.is_empty()
            && let Some(security) = &self.0.security
        {
            let request = &call.receiver;
            call.receiver = parse_quote!(#request.keyed(&client.inner, #security)?);
        }
    }
}

/// The name in `.query_param(&QueryParam::new("name", &name))`.
fn parameter(call: &ExprMethodCall) -> Option<String> {
    let Expr::Reference(reference) = call.args.first()? else {
        return None;
    };
    let Expr::Call(new) = &*reference.expr else {
        return None;
    };
    match new.args.first()? {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Str(name) => Some(name.value()),
            _ => None,
        },
        _ => None,
    }
}
