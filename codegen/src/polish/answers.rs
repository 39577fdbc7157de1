//! Operations that progenitor has no words for: it was told of each by a type that is none, and here that is replaced, with
//! how the answer is read and the body written.

use std::collections::BTreeMap;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Stmt, Type, parse_quote, parse2};

use super::hole;
use crate::Error;
use crate::lowered::{ANSWER, BODY};

/// What stands in the place of what progenitor was told.
pub struct Special {
    /// What the call gives on success.
    pub success: TokenStream,
    /// What the call fails with, where the document describes that.
    pub error: TokenStream,
    /// The outcome of the call, of the answer in `answer`.
    pub read: TokenStream,
    /// The media types to ask for; none where nothing is to be said.
    pub accept: Option<String>,
    /// The type of the body, where progenitor was told of none.
    pub body: Option<TokenStream>,
    /// The request with its body, of `request` and `body`, where that is not as progenitor has it.
    pub send: Option<TokenStream>,
    /// The server that has the operation alone.
    pub server: Option<String>,
}

/// Replaces the stand-ins of operations in the client.
pub fn fill(client: &mut [Item], specials: &BTreeMap<String, Special>) -> Result<(), Error> {
    if specials.is_empty() {
        return Ok(());
    }
    for item in client {
        let Item::Mod(module) = item else { continue };
        let Some((_, items)) = &mut module.content else {
            continue;
        };
        for item in items {
            if let Item::Impl(imp) = item {
                calls(imp, specials)?;
            }
            let mut types = StandIns {
                specials,
                broken: None,
            };
            types.visit_item_mut(item);
            if let Some(error) = types.broken {
                return Err(hole("the type of a body is no type", &error));
            }
        }
    }
    Ok(())
}

/// The `send` of a special operation.
fn calls(imp: &mut ItemImpl, specials: &BTreeMap<String, Special>) -> Result<(), Error> {
    let send = imp.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == "send" => Some(function),
        _ => None,
    });
    let Some(send) = send else { return Ok(()) };
    let mut found = Found(None);
    found.visit_return_type(&send.sig.output);
    let Some(special) = found.0.and_then(|name| specials.get(&name)) else {
        return Ok(());
    };
    let (success, error) = (&special.success, &special.error);
    send.sig.output = parse2(quote!(-> Result<ResponseValue<#success>, Error<#error>>))
        .map_err(|error| hole("the outcome of a call is no type", &error))?;
    Chain(special).visit_block_mut(&mut send.block);
    answer(send, special)
}

/// The match of statuses that a `send` ends with.
fn answer(send: &mut ImplItemFn, special: &Special) -> Result<(), Error> {
    let gone =
        || Error::Hole("progenitor's builders have changed: their end is not found".to_owned());
    let Some(Stmt::Expr(Expr::Match(statuses), None)) = send.block.stmts.last() else {
        return Err(gone());
    };
    // `response.status().as_u16()`
    let Expr::MethodCall(number) = &*statuses.expr else {
        return Err(gone());
    };
    let Expr::MethodCall(status) = &*number.receiver else {
        return Err(gone());
    };
    let (response, read) = (&status.receiver, &special.read);
    let end: Expr = parse2(quote!({ let answer = #response; #read }))
        .map_err(|error| hole("the reading of an answer is no Rust", &error))?;
    send.block.stmts.pop();
    send.block.stmts.push(Stmt::Expr(end, None));
    Ok(())
}

/// The name of the operation in a stand-in.
fn named(ty: &Type, prefix: &str) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?.ident.to_string();
    last.strip_prefix(prefix).map(str::to_owned)
}

struct Found(Option<String>);

impl<'ast> Visit<'ast> for Found {
    fn visit_type(&mut self, ty: &'ast Type) {
        self.0 = self.0.take().or_else(|| named(ty, ANSWER));
        syn::visit::visit_type(self, ty);
    }
}

/// The types that are left: those of bodies.
struct StandIns<'a> {
    specials: &'a BTreeMap<String, Special>,
    broken: Option<syn::Error>,
}

impl VisitMut for StandIns<'_> {
    /// What progenitor says where a body has not that type.
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if text.value().contains(BODY) {
            *text = parse_quote!("the body is nothing that the operation takes");
        }
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        let special = named(ty, BODY).and_then(|name| self.specials.get(&name));
        match special.and_then(|special| special.body.clone()).map(parse2) {
            Some(Ok(better)) => *ty = better,
            Some(Err(error)) => self.broken = Some(error),
            None => visit_mut::visit_type_mut(self, ty),
        }
    }
}

/// How the request is made: where it goes, what it asks for and what it has.
struct Chain<'a>(&'a Special);

impl VisitMut for Chain<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::MethodCall(call) = expr else { return };
        if call.method == "json"
            && let Some(send) = &self.0.send
        {
            let request = &call.receiver;
            if let Ok(better) = parse2(quote!({ let request = #request; #send })) {
                *expr = better;
            }
        } else if call.method == "header"
            && self.0.accept.is_none()
            && call.args.first().is_some_and(is_accept)
        {
            *expr = (*call.receiver).clone();
        } else if call.method == "header"
            && let Some(accept) = &self.0.accept
            && call.args.first().is_some_and(is_accept)
            && let Some(value) = call.args.last_mut()
        {
            Text(accept).visit_expr_mut(value);
        }
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        if let Some(server) = &self.0.server {
            call.tokens = moved(call.tokens.clone(), server);
        }
    }
}

fn is_accept(name: &Expr) -> bool {
    name.to_token_stream().to_string().ends_with("ACCEPT")
}

/// A text in the place of the one that is there.
struct Text<'a>(&'a str);

impl VisitMut for Text<'_> {
    fn visit_lit_mut(&mut self, lit: &mut Lit) {
        let text = self.0;
        *lit = parse_quote!(#text);
    }
}

/// `client.baseurl` to the address of the operation.
fn moved(tokens: TokenStream, server: &str) -> TokenStream {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = TokenStream::new();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        match (tree, trees.get(at + 1), trees.get(at + 2)) {
            (
                TokenTree::Ident(client),
                Some(TokenTree::Punct(dot)),
                Some(TokenTree::Ident(base)),
            ) if client == "client" && dot.as_char() == '.' && base == "baseurl" => {
                out.extend(quote!(client.at(#server)?));
                at += 3;
                continue;
            }
            (TokenTree::Group(group), ..) => {
                let group = Group::new(group.delimiter(), moved(group.stream(), server));
                out.extend([TokenTree::Group(group)]);
            }
            (other, ..) => out.extend([other.clone()]),
        }
        at += 1;
    }
    out
}
