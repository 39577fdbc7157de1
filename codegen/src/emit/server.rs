//! The server crate: a trait with one method an operation, and a router that refuses what breaks the document.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Item;

use super::modules::Modules;
use super::{
    Options, Outputs, answers, crate_root, items, manifest, operations, package, rust_file,
};
use crate::Error;
use crate::ir::{Api, Body, Common, Content, Media, Operation, Param};
use crate::lowered::is_plain;
use crate::{naming, template};

pub(super) fn emit(
    api: &Api,
    modules: &Modules<'_>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let what = if modules.are_many() {
        "Each resource has a module and a feature: implement the `Api` of those that the service has, and serve the \
         [`router`] of their `routes`. All features are on by default, and none changes a trait."
    } else {
        "Implement [`Api`] and serve [`router`]."
    };
    let docs = format!(
        "Server stub for {}, version {}.\n\n\
         {what} A request reaches its method only when it has the shape that the \
         document describes; any other is answered before it with the error envelope, `{{\"error\": {{..}}}}`, which a layer \
         can write anew where the document's own errors look otherwise (`axum::middleware::map_response`).\n\n\
         The feature `dynamic` adds `ByName`, by which one function answers every operation, in JSON.",
        api.title, api.version
    );
    let root = quote! {
        #[cfg(feature = "dynamic")]
        #[rustfmt::skip]
        mod dynamic;
        #[rustfmt::skip]
        pub mod operations;
        #[rustfmt::skip]
        mod server;
        #[cfg(feature = "dynamic")]
        pub use dynamic::*;
        pub use server::*;
    };
    outputs.insert(
        "server/src/lib.rs".to_owned(),
        crate_root(api, "emit/server.rs", &docs, root)?,
    );
    package::emit(api, "server", &docs, options, outputs);
    let all = if modules.are_many() {
        divided(api, modules, options, outputs)?
    } else {
        whole(api, options)?
    };
    let head = quote!(#![doc = "The trait to implement, and the router to serve."]);
    outputs.insert(
        "server/src/server.rs".to_owned(),
        rust_file(api, "emit/server.rs", head, all)?,
    );
    let patterns = operations::emit(api, modules, outputs)?;
    outputs.insert(
        "server/Cargo.toml".to_owned(),
        manifest::server(api, modules, options, patterns),
    );
    Ok(())
}

/// One trait, and its router.
fn whole(api: &Api, options: &Options) -> Result<Vec<Item>, Error> {
    let models = options.ident("models");
    let files = answers::files(api);
    let methods = api
        .operations
        .iter()
        .map(|operation| method(api, operation, options.partial));
    let router = router(api);
    let dispatch = api
        .operations
        .iter()
        .any(is_plain)
        .then(|| quote!(dispatch,));
    items(quote! {
        use ::std::future::Future;
        use ::std::sync::Arc;
        pub use ::#models as models;
        pub use ::reversals_runtime::server::{Context, Credentials, Failure, Reply};
        #files
        use ::reversals_runtime::server::{NoParams, #dispatch unrecognized};
        use crate::operations;

        /// What a service does, one method an operation.
        ///
        /// A method sees only requests of the documented shape. What it returns is sent as JSON.
        pub trait Api: Send + Sync + 'static {
            #(#methods)*
        }

        #router
    })
}

/// A trait for each resource, in a module of its own: whoever implements it has all its methods, whatever features are
/// on. Gives what is beside them.
fn divided(
    api: &Api,
    modules: &Modules<'_>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<Vec<Item>, Error> {
    let models = options.ident("models");
    let files = answers::files(api);
    let of_modules = modules.operations(api);
    let mut adding: BTreeMap<&str, Vec<TokenStream>> = BTreeMap::new();
    let mut routes = Vec::new();
    for (route, templates) in &template::routes(api) {
        let is_shared = templates.iter().any(|(path, _)| template::is_partial(path));
        let tried = templates.iter().filter(|_| is_shared).map(|(path, _)| path);
        routes.push(quote!((#route, &[#(#tried),*])));
        for (path, operations) in templates {
            let mut of_module: BTreeMap<&str, Vec<TokenStream>> = BTreeMap::new();
            for operation in operations {
                let module = modules.of_operation(operation);
                of_module
                    .entry(module)
                    .or_default()
                    .push(handler(api, operation));
            }
            for (module, methods) in of_module {
                let methods = quote!(::axum::routing::MethodRouter::new()#(#methods)*);
                adding.entry(module).or_default().push(if is_shared {
                    quote!(.with_template(#route, #path, #methods))
                } else {
                    quote!(.with(#route, #methods))
                });
            }
        }
    }
    for (module, operations) in &of_modules {
        let methods = operations
            .iter()
            .map(|operation| method(api, operation, options.partial));
        let added = adding.remove(module).unwrap_or_default();
        let all = items(quote! {
            #[allow(unused_imports, reason = "not every resource needs all of them")]
            use super::{Context, Failure, Reply, Routes, models};
            use ::std::future::Future;
            use ::std::sync::Arc;
            #[allow(unused_imports, reason = "not every resource needs all of them")]
            use ::reversals_runtime::server::{NoParams, dispatch};
            use crate::operations;

            /// What a service does with the resource, one method an operation.
            ///
            /// A method sees only requests of the documented shape. What it returns is sent as JSON.
            pub trait Api: Send + Sync + 'static {
                #(#methods)*
            }

            /// The routes of the resource's operations.
            pub fn routes<A: Api>(api: Arc<A>) -> Routes {
                Routes::default()#(#added)*
            }
        })?;
        let head = quote!(#![doc = "The operations of one resource: the trait to implement, and its routes."]);
        let path = format!("server/src/server/{module}.rs");
        outputs.insert(path, rust_file(api, "emit/server.rs", head, all)?);
    }
    let names: Vec<&str> = of_modules.keys().copied().collect();
    let idents = names.iter().map(|name| format_ident!("{name}"));
    items(quote! {
        pub use ::#models as models;
        pub use ::reversals_runtime::server::{Context, Credentials, Failure, Reply, Routes};
        #files
        #(#[cfg(feature = #names)] pub mod #idents;)*

        /// The router of several resources, and the documented refusal of all other requests, those of resources that are
        /// left out among them.
        ///
        /// # Panics
        ///
        /// Where one resource is given twice, as axum's own routers do.
        pub fn router(resources: impl IntoIterator<Item = Routes>) -> ::axum::Router {
            ::reversals_runtime::server::router(ROUTES, resources)
        }

        /// Every route of the API, and the templates that share it, in the order in which they are tried.
        static ROUTES: &[(&str, &[&str])] = &[#(#routes),*];
    })
}

/// The type of an operation's parameters in one place, where it has some.
fn own(operation: &Operation, suffix: &str, params: &[Param]) -> Option<TokenStream> {
    let name = naming::of_operation(&operation.type_name, suffix);
    let name = format_ident!("{name}");
    (!params.is_empty()).then(|| quote!(models::#name))
}

/// The types of an operation's path, query and body arguments, where it has them: what `dispatch` decodes.
pub(super) fn arguments(
    api: &Api,
    operation: &Operation,
) -> [(&'static str, Option<TokenStream>); 3] {
    [
        ("path", own(operation, "Path", &operation.path_params)),
        ("query", own(operation, "Query", &operation.query)),
        (
            "body",
            operation
                .body
                .as_ref()
                .map(|body| body_type(api, operation, body)),
        ),
    ]
}

/// The types of an operation's header and cookie arguments, where it has them: what the context gives.
pub(super) fn of_head(operation: &Operation) -> [(&'static str, Option<TokenStream>); 2] {
    [
        ("headers", own(operation, "Headers", &operation.headers)),
        ("cookies", own(operation, "Cookies", &operation.cookies)),
    ]
}

/// A body that is not there, where that is another thing than an empty one. Bytes are told by how many there are.
fn body_type(api: &Api, operation: &Operation, body: &Body) -> TokenStream {
    let ty = answers::body_type(operation, body);
    if body.media != Media::Raw && api.can_lack(body) {
        quote!(Option<#ty>)
    } else {
        ty
    }
}

/// All arguments of an operation's method behind the context, in their order: those of the body come last.
fn ordered(api: &Api, operation: &Operation) -> Vec<(proc_macro2::Ident, TokenStream)> {
    let [path, query, body] = arguments(api, operation);
    let [headers, cookies] = of_head(operation);
    [path, query, headers, cookies, body]
        .into_iter()
        .filter_map(|(name, ty)| Some((format_ident!("{name}"), ty?)))
        .collect()
}

/// The parameters of an operation's method behind the context.
pub(super) fn parameters(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let all = ordered(api, operation).into_iter();
    all.map(|(name, ty)| quote!(#name: #ty,)).collect()
}

/// A method of the trait; `partial` gives it a default.
fn method(api: &Api, operation: &Operation, partial: bool) -> TokenStream {
    let name = format_ident!("{}", operation.rust_name);
    let docs = format!(
        "{}\n\n`{} {}`\n\nSource: `{}`",
        operation.docs,
        operation.method.to_uppercase(),
        operation.path,
        operation.source
    );
    let parameters = parameters(api, operation);
    let success = answers::success_type(operation);
    let (unused, body) = if partial {
        (
            quote!(#[allow(unused_variables, reason = "names are for whoever implements it")]),
            quote!({ ::std::future::ready(Err(Failure::not_implemented(context.operation))) }),
        )
    } else {
        (quote!(), quote!(;))
    };
    quote! {
        #[doc = #docs]
        #unused
        fn #name(
            &self,
            context: Context,
            #(#parameters)*
        ) -> impl Future<Output = Result<Reply<#success>, Failure>> + Send #body
    }
}

fn router(api: &Api) -> TokenStream {
    let routes = template::routes(api);
    let routes = routes.iter().map(|(route, templates)| {
        let partial = templates.iter().any(|(path, _)| template::is_partial(path));
        let templates = templates.iter().map(|(path, operations)| {
            let methods = operations.iter().map(|operation| handler(api, operation));
            let methods = quote!(::axum::routing::MethodRouter::new()#(#methods)*);
            if partial {
                quote!((#path, #methods))
            } else {
                methods
            }
        });
        if partial {
            quote!(.route(#route, ::reversals_runtime::server::by_template(vec![#(#templates),*])))
        } else {
            quote!(.route(#route, #(#templates)*))
        }
    });
    quote! {
        /// The routes of every operation, and the documented refusal of all others.
        ///
        /// A body may be as long as the layer `axum::extract::DefaultBodyLimit` says, and 2 MB where there is none. What
        /// layers leave in the extensions of a request is in its `Context`.
        pub fn router<A: Api>(api: Arc<A>) -> ::axum::Router {
            ::axum::Router::new()
                // A `:` or `*` at the start of a segment is one like any other.
                .without_v07_checks()
                #(#routes)*
                .fallback(unrecognized)
                .method_not_allowed_fallback(unrecognized)
        }
    }
}

/// A method of a route, which leads to the service's.
fn handler(api: &Api, operation: &Operation) -> TokenStream {
    let method = format_ident!("{}", operation.method);
    let name = format_ident!("{}", operation.rust_name);
    let constant = format_ident!("{}", naming::constant_name(&operation.rust_name));
    let arguments = arguments(api, operation);
    let types = arguments
        .iter()
        .map(|(_, ty)| ty.clone().unwrap_or_else(|| quote!(NoParams)));
    let parameters = arguments.iter().map(|(name, ty)| {
        let name = format_ident!("{}{name}", if ty.is_some() { "" } else { "_" });
        quote!(#name)
    });
    let head = of_head(operation);
    let read = head.iter().filter_map(|(name, ty)| {
        let (name, ty) = (format_ident!("{name}"), ty.as_ref()?);
        Some(quote!(let #name: #ty = context.#name()?;))
    });
    let passed = ordered(api, operation).into_iter().map(|(name, _)| name);
    let called = quote!(Api::#name(&*api, context, #(#passed),*).await);
    let (function, types, called) = if is_plain(operation) {
        (quote!(dispatch), quote!(#(#types,)* _), called)
    } else {
        let packed = packed(operation);
        special(operation, types.collect(), quote!(#called?.#packed))
    };
    quote! {
        .#method({
            let api = Arc::clone(&api);
            move |request: ::axum::extract::Request| {
                #function::<#types, _, _>(
                    &operations::#constant,
                    request,
                    |context, #(#parameters),*| async move { #(#read)* #called },
                )
            }
        })
    }
}

/// The function of the runtime that answers an operation whose body or answers are not JSON of one type each, its types
/// and what it calls.
fn special(
    operation: &Operation,
    mut types: Vec<TokenStream>,
    called: TokenStream,
) -> (TokenStream, TokenStream, TokenStream) {
    let function = match operation.body.as_ref().map(|body| body.media) {
        Some(Media::Raw) => {
            types.pop();
            quote!(::reversals_runtime::server::answer_bytes)
        }
        Some(Media::Multipart) => quote!(::reversals_runtime::server::answer_parts),
        Some(Media::Form | Media::Json) | None => quote!(::reversals_runtime::server::answer),
    };
    let (last, types) = (types.pop(), types);
    (function, quote!(#(#types,)* #last), called)
}

/// What makes of a reply what is sent.
fn packed(operation: &Operation) -> TokenStream {
    match operation.success() {
        Common::Nothing | Common::One(Content::None) => quote!(empty()),
        Common::One(Content::Json { media, .. }) => quote!(json(#media)),
        Common::One(Content::Raw { media, .. }) => {
            let media = answers::usual_media(media);
            quote!(bytes(#media))
        }
        Common::Several => quote!(answer()),
    }
}
