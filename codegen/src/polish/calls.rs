//! How a call is sent: by one method of the client in place of progenitor's hooks, with the options that its builder
//! holds, of a POST also the idempotency key that it was made with.

use std::collections::BTreeSet;

use quote::{ToTokens as _, format_ident, quote};
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{
    Block, Expr, ExprMethodCall, Fields, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Member,
    Pat, Stmt, parse_quote,
};

use super::Bodies;
use crate::Error;

/// The resource and the verb of the operation that a builder of this name is of.
pub type Named<'a> = &'a dyn Fn(&str) -> (&'a str, &'a str);

/// The implementations that the emitted part of the client has in their place: the constructors, of which one panics
/// where no TLS is compiled in and the other takes any address, and what progenitor's hooks ask for.
pub(super) fn is_replaced(imp: &ItemImpl) -> bool {
    match &imp.trait_ {
        Some((path, _)) => path.segments.iter().any(|part| part.ident == "ClientInfo" || part.ident == "ClientHooks"),
        None => imp.items.iter().any(
            |item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "new_with_client"),
        ),
    }
}

pub(super) fn polish(
    client: &mut [Item],
    bodies: &Bodies<'_>,
    named: Named<'_>,
) -> Result<(), Error> {
    for item in client {
        Imports.visit_item_mut(item);
        if let Item::Struct(client) = &mut *item
            && client.ident == "Client"
        {
            for field in &mut client.fields {
                if field.ident.as_ref().is_some_and(|name| name == "baseurl") {
                    field.ty = parse_quote!(::reversals_runtime::client::Base);
                }
            }
        }
        if let Item::Mod(module) = item
            && module.ident == "builder"
            && let Some((_, items)) = &mut module.content
        {
            builders(items, named)?;
            super::bodies::polish(items, bodies)?;
        }
    }
    Ok(())
}

/// The imports of what is no longer called.
struct Imports;

impl VisitMut for Imports {
    fn visit_use_group_mut(&mut self, group: &mut syn::UseGroup) {
        let items = std::mem::take(&mut group.items);
        let is_gone = |tree: &syn::UseTree| matches!(tree, syn::UseTree::Name(name) if GONE.iter().any(|gone| name.ident == gone));
        group.items = items.into_iter().filter(|tree| !is_gone(tree)).collect();
    }
}

const GONE: &[&str] = &["ByteStream", "ClientHooks", "ClientInfo", "OperationInfo"];

fn builders(items: &mut [Item], named: Named<'_>) -> Result<(), Error> {
    let mut made = BTreeSet::new();
    for item in &mut *items {
        let Item::Impl(imp) = item else { continue };
        let Some(send) = method(imp, "send") else {
            continue;
        };
        let is_post = Posts::in_block(&send.block);
        Addresses.visit_block_mut(&mut send.block);
        no_headers(&mut send.block);
        send_at_once(&mut send.block)?;
        unpack(&mut send.block)?;
        let name = imp.self_ty.to_token_stream().to_string();
        let name = name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        let new = method(imp, "new").ok_or_else(|| gone("`new`"))?;
        pack(&mut new.block, is_post, named(&name))?;
        made.insert(name);
    }
    for item in items {
        if let Item::Struct(builder) = item
            && made.contains(&builder.ident.to_string())
        {
            field(builder)?;
        }
    }
    Ok(())
}

pub(super) fn method<'a>(imp: &'a mut ItemImpl, name: &str) -> Option<&'a mut ImplItemFn> {
    imp.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) if function.sig.ident == name => Some(function),
        _ => None,
    })
}

/// Whether a method of the HTTP client's own is called: `client.client.get(..)`.
fn is_http(call: &ExprMethodCall) -> bool {
    matches!(&*call.receiver, Expr::Field(field) if matches!(&field.member, Member::Named(name) if name == "client"))
}

/// The address of a request, read by the client's, of which most was read before.
struct Addresses;

impl VisitMut for Addresses {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if is_http(call)
            && let Some(address) = call.args.last_mut()
        {
            *address = parse_quote!(client.baseurl.url(&#address)?);
        }
        syn::visit_mut::visit_expr_method_call_mut(self, call);
    }
}

/// Leaves out the headers of a request that gets none here: `let mut header_map = ..;` and `.headers(header_map)`.
fn no_headers(block: &mut Block) {
    let mut mentions = Mentions(0);
    mentions.visit_block(block);
    // A parameter may have the name, too.
    let made = |stmt: &Stmt| {
        matches!(stmt, Stmt::Local(local) if is_named(&local.pat, "header_map")
            && local.to_token_stream().to_string().contains("HeaderMap :: with_capacity"))
    };
    if mentions.0 == 1 && block.stmts.iter().any(made) {
        block.stmts.retain(|stmt| !made(stmt));
        NoHeaders.visit_block_mut(block);
    }
}

/// How often the headers are said after they are made.
struct Mentions(usize);

impl<'ast> Visit<'ast> for Mentions {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.0 += usize::from(path.path.is_ident("header_map"));
    }
}

struct NoHeaders;

impl VisitMut for NoHeaders {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            *expr = (*call.receiver).clone();
        }
        syn::visit_mut::visit_expr_mut(self, expr);
    }
}

/// Whether the HTTP client's own `post` is called.
#[derive(Default)]
struct Posts(bool);

impl Posts {
    fn in_block(block: &Block) -> bool {
        let mut posts = Self::default();
        posts.visit_block(block);
        posts.0
    }
}

impl<'ast> Visit<'ast> for Posts {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        self.0 |= is_http(call) && call.method == "post";
        syn::visit::visit_expr_method_call(self, call);
    }
}

/// `let info = ..; client.pre(..).await?; let result = client.exec(..).await; client.post(..).await?;
/// let response = result?;` in one statement.
fn send_at_once(block: &mut Block) -> Result<(), Error> {
    let at = block
        .stmts
        .iter()
        // A parameter may have the name, too.
        .rposition(|stmt| matches!(stmt, Stmt::Local(local) if is_named(&local.pat, "info")))
        .ok_or_else(|| gone("`info`"))?;
    let hooks: Vec<Stmt> = block.stmts.drain(at..).collect();
    let [
        _,
        pre,
        Stmt::Local(result),
        post,
        Stmt::Local(response),
        rest @ ..,
    ] = hooks.as_slice()
    else {
        return Err(gone("the statements of a request"));
    };
    let (Some(exec), true) = (awaited(result), calls(pre, "pre") && calls(post, "post")) else {
        return Err(gone("the hooks"));
    };
    let (Some(request), Pat::Ident(response)) = (exec.args.first(), &response.pat) else {
        return Err(gone("`exec`"));
    };
    let client = &exec.receiver;
    block
        .stmts
        .push(parse_quote!(let #response = #client.exec(#request, _options).await?;));
    block.stmts.extend_from_slice(rest);
    Ok(())
}

fn is_named(pat: &Pat, name: &str) -> bool {
    matches!(pat, Pat::Ident(pat) if pat.ident == name)
}

/// The call in `let .. = client.exec(..).await;`.
fn awaited(local: &syn::Local) -> Option<&ExprMethodCall> {
    let Expr::Await(awaited) = &*local.init.as_ref()?.expr else {
        return None;
    };
    match &*awaited.base {
        Expr::MethodCall(call) if call.method == "exec" => Some(call),
        _ => None,
    }
}

/// Whether it is `client.method(..).await?;`.
fn calls(stmt: &Stmt, method: &str) -> bool {
    let Stmt::Expr(Expr::Try(tried), _) = stmt else {
        return false;
    };
    let Expr::Await(awaited) = &*tried.expr else {
        return false;
    };
    matches!(&*awaited.base, Expr::MethodCall(call) if call.method == method)
}

/// The options out of `let Self { .. } = self;`.
fn unpack(block: &mut Block) -> Result<(), Error> {
    for stmt in &mut block.stmts {
        if let Stmt::Local(local) = stmt
            && let Pat::Struct(parts) = &local.pat
        {
            let parts = parts.fields.iter();
            local.pat = parse_quote!(Self { #(#parts,)* _options });
            return Ok(());
        }
    }
    Err(gone("the builder's parts"))
}

/// The options into `Self { .. }`, with an idempotency key for a POST.
fn pack(block: &mut Block, is_post: bool, (resource, verb): (&str, &str)) -> Result<(), Error> {
    match block.stmts.last_mut() {
        Some(Stmt::Expr(Expr::Struct(value), None)) => {
            let new = format_ident!("{}", if is_post { "keyed" } else { "new" });
            let options = quote!(::reversals_runtime::client::CallOptions::#new(#resource, #verb));
            value.fields.push(parse_quote!(_options: #options));
            Ok(())
        }
        _ => Err(gone("the new builder")),
    }
}

/// The options as a field: no name of a document begins with an underscore.
fn field(builder: &mut ItemStruct) -> Result<(), Error> {
    let Fields::Named(fields) = &mut builder.fields else {
        return Err(gone("the builder's fields"));
    };
    fields
        .named
        .push(parse_quote!(pub(crate) _options: ::reversals_runtime::client::CallOptions));
    Ok(())
}

pub(super) fn gone(what: &str) -> Error {
    Error::Hole(format!(
        "progenitor's builders have changed: {what} is not found"
    ))
}

#[cfg(test)]
mod tests;
