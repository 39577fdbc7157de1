//! The parameters and keys that progenitor has no words for: styles beside `form` and `simple`, cookies, parts of
//! segments, API keys. Neither has it words for a Rust name that isn't made of the wire name as it makes them.
//!
//! They went through it as query parameters under their Rust names (`lowered::known_as`); those of paths under these
//! names in the path.

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
    let mut paths = Paths::of(api);
    for item in client {
        paths.visit_item_mut(item);
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
    /// The calls that add a parameter, by Rust name, each of some receiver.
    calls: BTreeMap<String, ExprMethodCall>,
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
                    "query" => lowered::is_plain_query(param),
                    "header" => lowered::is_plain_header(param, api),
                    _ => false,
                };
                if plain {
                    continue;
                }
                let value = format_ident!("{}", param.rust_name);
                let call = if place == "query" && param.packing().is_none() {
                    let name = lowered::written_name(param);
                    quote!(query_param(&::reversals_runtime::client::QueryParam::new(#name, &#value)))
                } else {
                    let (name, packing) = (&param.name, packing(param));
                    let method = format_ident!("{method}");
                    quote!(#method(#name, #packing, &#value))
                };
                calls.insert(param.rust_name.clone(), parse_quote!(receiver.#call));
            }
        }
        let url = (!lowered::is_plain_path(operation, api)).then(|| url(operation, api));
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

/// The paths in docs, by the words around those that progenitor knew.
struct Paths(BTreeMap<String, String>);

impl Paths {
    fn of(api: &Api) -> Self {
        let named = api.operations.iter().filter_map(|operation| {
            let known = lowered::path(operation);
            let sends = |path: &str| {
                format!(
                    "Sends a `{}` request to `{path}`",
                    operation.method.to_uppercase()
                )
            };
            (known != operation.path).then(|| (sends(&known), sends(&operation.path)))
        });
        Self(named.collect())
    }
}

impl VisitMut for Paths {
    fn visit_attribute_mut(&mut self, attr: &mut syn::Attribute) {
        if let syn::Meta::NameValue(meta) = &mut attr.meta
            && let Expr::Lit(literal) = &mut meta.value
            && let syn::Lit::Str(text) = &literal.lit
        {
            let docs = text.value();
            let found = docs
                .lines()
                .map(str::trim)
                .find_map(|line| Some((line, self.0.get(line)?)));
            if let Some((line, own)) = found {
                literal.lit =
                    syn::Lit::Str(syn::LitStr::new(&docs.replacen(line, own, 1), text.span()));
            }
        }
    }
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
                && let Some(own) = self.0.calls.get(&name)
            {
                call.method = own.method.clone();
                call.args = own.args.clone();
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
