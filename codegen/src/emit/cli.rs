//! A program of which each operation is a command: a table of operations, and a `main` that hands it over.
//!
//! All that it does is in the crate `reversals-command`, which makes its commands of the table when it runs.

use proc_macro2::TokenStream;
use quote::quote;

use super::modules::Modules;
use super::shapes::Shapes;
use super::{Options, Outputs, crate_root, header, items, manifest, package, plain, rust_file};
use crate::ir::{Api, Body, Media, Operation, Param, Type, TypeShape};
use crate::{Error, constants};

const EMITTER: &str = "emit/cli.rs";

pub(super) fn emit(api: &Api, options: &Options, outputs: &mut Outputs) -> Result<(), Error> {
    let modules = Modules::of(api);
    let mut shapes = Shapes::new(api);
    let operations = api.operations.iter();
    let operations: Vec<_> = operations
        .map(|operation| row(api, operation, &mut shapes))
        .collect();
    let patterns = shapes.has_patterns();
    let (shapes, pattern_statics) = shapes.statics(&quote!(pub(super)));
    let shapes = shapes.into_values();
    let (name, title, version) = (&options.name, &api.title, &api.version);
    let server = api
        .server
        .as_ref()
        .map_or_else(|| quote!(None), |server| quote!(Some(#server)));
    let table = quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_command::{Api, Body, Operation, Params, Scheme};
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::shape::{Field, Shape};

        /// The table.
        pub static API: Api = Api {
            name: #name,
            title: #title,
            version: #version,
            server: #server,
            operations: OPERATIONS,
        };

        static OPERATIONS: &[Operation] = &[#(#operations),*];

        #[allow(unused_imports, reason = "not every document needs all of them")]
        mod shapes {
            use ::reversals_runtime::shape::{Field, Shape};
            // By the module's name, as the operations have it; operations and types may be namesakes.
            use super::shapes;

            #(#shapes)*
            #pattern_statics
        }
    };
    let told = "What the document says of each operation, as the program tells it and reads it.";
    // What is large is read by tools alone, and is quicker to print than to parse.
    let table = if modules.are_many() {
        let text = plain::items(table);
        format!("{}\n//! {told}\n{text}", header(api, "//", EMITTER)).into_bytes()
    } else {
        rust_file(api, EMITTER, quote!(#![doc = #told]), items(table)?)?
    };
    outputs.insert("cli/src/operations.rs".to_owned(), table);
    package::emit(api, "cli", &docs(api, options), options, outputs);
    outputs.insert("cli/src/lib.rs".to_owned(), root(api, options)?);
    outputs.insert("cli/src/main.rs".to_owned(), main(api, options)?);
    outputs.insert(
        "cli/Cargo.toml".to_owned(),
        manifest::cli(api, &modules, options, patterns),
    );
    Ok(())
}

fn docs(api: &Api, options: &Options) -> String {
    format!(
        "The operations of {} as commands: the program `{}`, whose `--help` tells of them.\n\nThe API key is read from the environment variable `STRIPE_API_KEY`. It speaks `https` by the feature `rustls` (with aws-lc), which is on; `native-tls` is the system's, and with `--no-default-features` alone it speaks `http` only.",
        api.title, options.name
    )
}

fn root(api: &Api, options: &Options) -> Result<Vec<u8>, Error> {
    let client = options.ident("client");
    let docs = docs(api, options);
    let root = quote! {
        #[rustfmt::skip]
        mod operations;

        use ::#client::{Arguments, CallError, Client, Error, ResponseValue, Session};
        use ::reversals_command::{Json, Service};
        pub use operations::API;

        /// The generated client, as the commands call it.
        pub struct Generated(Client);

        impl Service for Generated {
            fn connect(base: &str, session: Session) -> Result<Self, Error> {
                Client::connect(base, session).map(Self)
            }

            async fn call(&self, operation: &str, arguments: Arguments) -> Result<ResponseValue<Json>, CallError> {
                self.0.call(operation, arguments).send().await
            }
        }
    };
    crate_root(api, EMITTER, &docs, root)
}

fn main(api: &Api, options: &Options) -> Result<Vec<u8>, Error> {
    let own = options.ident("cli");
    let head = quote! {
        #![doc = "Runs a command."]
        #![forbid(unsafe_code)]
    };
    let main = items(quote! {
        use std::process::ExitCode;

        fn main() -> ExitCode {
            ::reversals_command::main::<#own::Generated>(&#own::API)
        }
    })?;
    rust_file(api, EMITTER, head, main)
}

/// One operation.
fn row<'a>(api: &'a Api, operation: &'a Operation, shapes: &mut Shapes<'a>) -> TokenStream {
    let Operation {
        id,
        resource,
        verb,
        path,
        docs,
        ..
    } = operation;
    let resource = api.resources.get(resource).unwrap_or(resource);
    let method = operation.method.to_uppercase();
    let mut params = |params: &'a [Param]| {
        let fields = shapes.unpacked(params);
        let help = params.iter().map(|param| param.docs.trim());
        quote!(Params { fields: #fields, help: &[#(#help),*] })
    };
    let path_params = params(&operation.path_params);
    let query = params(&operation.query);
    let headers = params(&operation.headers);
    let cookies = params(&operation.cookies);
    let body = match &operation.body {
        _ if operation.has_files() => quote!(Body::File),
        None => quote!(Body::None),
        Some(body) => self::body(api, body, shapes),
    };
    let security = constants::security(operation, &quote!(Scheme));
    let pages = is_page(operation);
    quote! {
        Operation {
            id: #id,
            resource: #resource,
            verb: #verb,
            method: #method,
            path: #path,
            help: #docs,
            path_params: #path_params,
            query: #query,
            headers: #headers,
            cookies: #cookies,
            body: #body,
            security: #security,
            pages: #pages,
        }
    }
}

fn body<'a>(api: &'a Api, body: &'a Body, shapes: &mut Shapes<'a>) -> TokenStream {
    let required = body.required;
    let (fields, rest, _) = shapes.parameters(&body.ty);
    let named = match &body.ty {
        Type::Named(name) => api.types.get(name).map(|def| &def.shape),
        _ => None,
    };
    let known = match named {
        Some(TypeShape::Struct { fields, .. }) => fields.as_slice(),
        _ => &[],
    };
    let help = known.iter().map(|field| field.docs.trim());
    let params = quote!(Params { fields: #fields, help: &[#(#help),*] });
    match body.media {
        Media::Form => quote!(Body::Form { required: #required, params: #params, rest: #rest }),
        Media::Json => {
            let shape = shapes.reference(&body.ty);
            quote!(Body::Json { required: #required, params: #params, rest: #rest, shape: #shape })
        }
        Media::Multipart | Media::Raw => quote!(Body::File),
    }
}

/// Whether an operation answers a page of a list, after which it can be asked for the next.
fn is_page(operation: &Operation) -> bool {
    let named = |name: &str| operation.query.iter().any(|param| param.name == name);
    matches!(operation.success_type(), Some(Type::Page(_)))
        && named("starting_after")
        && named("ending_before")
}
