//! What a server says of each operation: its descriptor, and the shapes that it leads to.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::modules::{self, Modules};
use super::shapes::Shapes;
use super::text::Text;
use super::{Outputs, header, items, plain, rust_file};
use crate::Error;
use crate::ir::{Api, Media, Operation};
use crate::{constants, naming};

const EMITTER: &str = "emit/operations.rs";

const DOCS: &str = "What the document says of each operation, for decoding and for tools.";

/// Writes them, and says whether one has a pattern.
pub(super) fn emit(api: &Api, modules: &Modules<'_>, outputs: &mut Outputs) -> Result<bool, Error> {
    let mut shapes = Shapes::new(api);
    let descriptors: Vec<TokenStream> = api
        .operations
        .iter()
        .map(|operation| descriptor(operation, &mut shapes))
        .collect();
    let has_patterns = shapes.has_patterns();
    let visibility = if modules.are_many() {
        quote!(pub(in crate::operations))
    } else {
        quote!(pub(super))
    };
    let (shapes, patterns) = shapes.statics(&visibility);
    if modules.are_many() {
        divided(api, modules, descriptors, (shapes, patterns), outputs);
    } else {
        whole(api, &descriptors, (shapes, patterns), outputs)?;
    }
    Ok(has_patterns)
}

type Statics<'a> = (BTreeMap<&'a str, TokenStream>, TokenStream);

fn constant(operation: &Operation) -> Ident {
    format_ident!("{}", naming::constant_name(&operation.rust_name))
}

/// All in one module.
fn whole(
    api: &Api,
    descriptors: &[TokenStream],
    (shapes, patterns): Statics<'_>,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let all = api.operations.iter().map(constant);
    let docs = api.operations.iter().map(docs);
    let shapes = shapes.into_values();
    let made = items(quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::server::{Body, Exclusive, Operation, QueryStyle, Scheme};
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::shape::{Field, Shape};

        /// Every operation, in the order of path and method.
        pub static ALL: &[&Operation] = &[#(&#all),*];

        #(#[doc = #docs] #descriptors)*

        #[allow(unused_imports, reason = "not every document needs all of them")]
        mod shapes {
            use ::reversals_runtime::shape::{Field, Shape};
            // By the module's name, as the operations have it; operations and types may be namesakes.
            use super::shapes;

            #(#shapes)*
            #patterns
        }
    })?;
    let text = rust_file(api, EMITTER, quote!(#![doc = #DOCS]), made)?;
    outputs.insert("server/src/operations.rs".to_owned(), text);
    Ok(())
}

/// A module for each resource's operations, and one for the shapes that they alone lead to.
fn divided(
    api: &Api,
    modules: &Modules<'_>,
    descriptors: Vec<TokenStream>,
    (shapes, patterns): Statics<'_>,
    outputs: &mut Outputs,
) {
    let mut of_module: BTreeMap<&str, Vec<modules::Text<'_>>> = BTreeMap::new();
    for (operation, descriptor) in api.operations.iter().zip(descriptors) {
        let mut text = Text::default();
        text.docs(0, &docs(operation));
        text.raw(&plain::items(descriptor));
        let texts = of_module
            .entry(modules.of_operation(operation))
            .or_default();
        texts.push((&operation.type_name, text.finish()));
    }
    let mut root = Text::default();
    root.line(0, &format!("//! {DOCS}"));
    root.line(0, "use ::reversals_runtime::server::Operation;");
    root.line(0, "mod shapes;");
    for (module, texts) in &of_module {
        for (part, texts) in modules::parts(module, texts.iter().collect()) {
            submodule(&mut root, &part, Some(module), "pub");
            let mut text = Text::default();
            text.line(0, UNUSED);
            text.line(
                0,
                "use ::reversals_runtime::server::{Body, Exclusive, Operation, QueryStyle, Scheme};",
            );
            write(api, &format!("operations/{part}"), text, &texts, outputs);
        }
    }
    root.gap();
    root.docs(
        0,
        "Every operation whose feature is on, in the order of path and method.",
    );
    root.line(0, "pub static ALL: &[&Operation] = &[");
    for operation in &api.operations {
        root.feature(1, Some(modules.of_operation(operation)));
        root.line(1, &format!("&{},", constant(operation)));
    }
    root.line(0, "];");
    outputs.insert("server/src/operations.rs".to_owned(), file(api, root));

    let texts: Vec<modules::Text<'_>> = shapes
        .into_iter()
        .map(|(name, shape)| (name, plain::items(shape)))
        .collect();
    let mut root = Text::default();
    root.line(0, "//! The shapes of what the operations take.");
    root.line(
        0,
        "#![allow(dead_code, unused_imports, reason = \"what no feature needs that is on\")]",
    );
    for (part, (feature, texts)) in modules.divide(&texts) {
        submodule(&mut root, &part, feature, "pub(super)");
        write(
            api,
            &format!("operations/shapes/{part}"),
            Text::default(),
            &texts,
            outputs,
        );
    }
    root.raw(&plain::items(patterns));
    outputs.insert(
        "server/src/operations/shapes.rs".to_owned(),
        file(api, root),
    );
}

const UNUSED: &str = "#[allow(unused_imports, reason = \"not every module needs all of them\")]";

/// A module, whose items are those of the one that it is in.
fn submodule(out: &mut Text, name: &str, feature: Option<&str>, visibility: &str) {
    out.feature(0, feature);
    out.line(0, &format!("mod {name};"));
    out.feature(0, feature);
    out.line(0, &format!("{visibility} use {name}::*;"));
}

fn write(
    api: &Api,
    path: &str,
    mut text: Text,
    items: &[&modules::Text<'_>],
    outputs: &mut Outputs,
) {
    text.line(0, UNUSED);
    text.line(0, "use ::reversals_runtime::shape::{Field, Shape};");
    text.line(0, UNUSED);
    text.line(0, "use crate::operations::shapes;");
    for (_, item) in items {
        text.raw(item);
    }
    outputs.insert(format!("server/src/{path}.rs"), file(api, text));
}

fn file(api: &Api, text: Text) -> Vec<u8> {
    format!("{}\n{}", header(api, "//", EMITTER), text.finish()).into_bytes()
}

fn docs(operation: &Operation) -> String {
    format!("`{} {}`", operation.method.to_uppercase(), operation.path)
}

fn descriptor<'a>(operation: &'a Operation, shapes: &mut Shapes<'a>) -> TokenStream {
    let constant = constant(operation);
    let id = &operation.id;
    let method = operation.method.to_uppercase();
    let path = &operation.path;
    let path_params = shapes.params(&operation.path_params);
    let query = shapes.params(&operation.query);
    let headers = shapes.params(&operation.headers);
    let cookies = shapes.params(&operation.cookies);
    let query_styles = operation.query.iter().map(|param| {
        if param.is_deep() {
            quote!(QueryStyle::DeepObject)
        } else {
            quote!(QueryStyle::Form)
        }
    });
    let body = match &operation.body {
        None => quote!(Body::None),
        Some(body) => {
            let required = body.required;
            match body.media {
                Media::Form => {
                    let whole = shapes.body(&body.ty);
                    quote!(Body::Form { required: #required, #whole })
                }
                Media::Json => {
                    let shape = shapes.reference(&body.ty);
                    quote!(Body::Json { required: #required, shape: #shape })
                }
                Media::Raw => {
                    let media = &body.types;
                    quote!(Body::Bytes { required: #required, media: &[#(#media),*] })
                }
                Media::Multipart => {
                    let whole = shapes.body(&body.ty);
                    let files = body.files.iter().map(|file| {
                        let (name, required, many) = (&file.name, file.required, file.many);
                        quote!(::reversals_runtime::server::FilePart { name: #name, required: #required, many: #many })
                    });
                    quote!(Body::Parts { required: #required, #whole, files: &[#(#files),*] })
                }
            }
        }
    };
    let exclusive = operation.exclusive.iter().map(|group| {
        let (in_body, names) = (group.in_body, &group.names);
        let own = |text: &String| quote!(Some(#text));
        let message = group.message.as_ref().map_or_else(|| quote!(None), own);
        quote!(Exclusive { in_body: #in_body, names: &[#(#names),*], message: #message })
    });
    let security = constants::security(operation, &quote!(Scheme));
    let success = operation.status();
    quote! {
        pub static #constant: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            path_params: #path_params,
            query: #query,
            query_styles: &[#(#query_styles),*],
            headers: #headers,
            cookies: #cookies,
            body: #body,
            exclusive: &[#(#exclusive),*],
            security: #security,
            success: #success,
        };
    }
}
