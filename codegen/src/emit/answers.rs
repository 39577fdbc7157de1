//! What operations answer, and the parts that they take: the types that are no schema's, in the models crate.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_type::rust_type;
use super::{Outputs, items, rust_file};
use crate::ir::{Answer, Api, Body, Codes, Common, Content, FilePart, Media, Operation};
use crate::{Error, naming};

/// Whether there are such types.
pub(super) fn are_any(api: &Api) -> bool {
    api.operations.iter().any(has_types)
}

/// Whether an operation has some.
pub(super) fn has_types(operation: &Operation) -> bool {
    is_enum(operation.success()) || is_enum(operation.error()) || parts(operation).is_some()
}

pub(super) fn emit(api: &Api, outputs: &mut Outputs) -> Result<(), Error> {
    if !are_any(api) {
        return Ok(());
    }
    let mut all = quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::{Answer, Content, File, parts::{self, Files, Parts}};
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use crate as models;
    };
    for operation in &api.operations {
        all.extend(parts(operation).map(|body| parts_struct(operation, body)));
        if is_enum(operation.success()) {
            all.extend(answers(operation, &operation.successes, false));
        }
        if is_enum(operation.error()) {
            all.extend(answers(operation, &operation.errors, true));
        }
    }
    let head = quote!(#![doc = "What operations answer that have several answers, and the bodies that have files in them."]);
    let text = rust_file(api, "emit/answers.rs", head, items(all)?)?;
    outputs.insert("models/src/answers.rs".to_owned(), text);
    Ok(())
}

/// What a caller or a service makes files of, where an operation has some.
pub(super) fn files(api: &Api) -> Option<TokenStream> {
    let any = api.operations.iter().any(Operation::has_files);
    any.then(|| {
        quote!(
            pub use ::reversals_runtime::{ByteStream, File};
        )
    })
}

fn is_enum(common: Common<'_>) -> bool {
    matches!(common, Common::Several)
}

fn parts(operation: &Operation) -> Option<&Body> {
    let body = operation.body.as_ref()?;
    (body.media == Media::Multipart).then_some(body)
}

/// What a call gives on success, where `models` is in scope.
pub(super) fn success_type(operation: &Operation) -> TokenStream {
    match operation.success() {
        Common::One(content) => content_type(content, false),
        Common::Nothing => quote!(()),
        Common::Several => enum_type(operation, false),
    }
}

/// What a call fails with, where the document describes that.
pub(super) fn error_type(operation: &Operation) -> TokenStream {
    match operation.error() {
        Common::One(content) => content_type(content, true),
        Common::Nothing => quote!(()),
        Common::Several => enum_type(operation, true),
    }
}

/// The name of a type that an operation has for itself.
fn own_type(operation: &Operation, suffix: &str) -> syn::Ident {
    format_ident!("{}", naming::of_operation(&operation.type_name, suffix))
}

fn enum_name(operation: &Operation, is_error: bool) -> syn::Ident {
    let suffix = if is_error { "Failure" } else { "Success" };
    own_type(operation, suffix)
}

fn enum_type(operation: &Operation, is_error: bool) -> TokenStream {
    let name = enum_name(operation, is_error);
    quote!(models::#name)
}

fn content_type(content: &Content, is_error: bool) -> TokenStream {
    match content {
        Content::None => quote!(()),
        Content::Json { ty, .. } => rust_type(ty),
        Content::Raw { .. } if !is_error => quote!(::reversals_runtime::ByteStream),
        // A failure is read whole, as whoever handles it wants to see it.
        Content::Raw { text: true, .. } => quote!(String),
        Content::Raw { .. } => quote!(Vec<u8>),
    }
}

/// The type of a body that is no schema's.
pub(super) fn body_type(operation: &Operation, body: &Body) -> TokenStream {
    match body.media {
        Media::Form | Media::Json => rust_type(&body.ty),
        Media::Raw => quote!(::reversals_runtime::ByteStream),
        Media::Multipart => {
            let name = parts_name(operation);
            quote!(models::#name)
        }
    }
}

fn parts_name(operation: &Operation) -> syn::Ident {
    own_type(operation, "Parts")
}

/// The media type of bytes that say none themselves: the documented one, where there is one alone and it is no range.
pub(super) fn usual_media(media: &[String]) -> &str {
    match media {
        [only] if !only.contains('*') => only,
        _ => "application/octet-stream",
    }
}

/// What makes an answer of a variant: the variant itself, or a function that leaves out that there is nothing.
pub(super) fn constructor(
    operation: &Operation,
    answer: &Answer,
    common: Common<'_>,
    is_error: bool,
) -> TokenStream {
    if !is_enum(common) {
        return quote!(::std::convert::identity);
    }
    let (of, variant) = (
        enum_type(operation, is_error),
        format_ident!("{}", answer.codes.variant()),
    );
    if answer.content == Content::None {
        quote!(|()| #of::#variant)
    } else {
        quote!(#of::#variant)
    }
}

fn answers(operation: &Operation, answers: &[Answer], is_error: bool) -> TokenStream {
    let name = enum_name(operation, is_error);
    let what = if is_error { "fails with" } else { "answers" };
    let docs = format!(
        "What `{}` {what}, by status.\n\nSource: `{}`",
        operation.id, operation.source
    );
    let variants = answers.iter().map(|answer| {
        let variant = format_ident!("{}", answer.codes.variant());
        let docs = &answer.docs;
        let held = holds(answer).then(|| {
            let ty = content_type(&answer.content, is_error);
            quote!((#ty))
        });
        quote!(#[doc = #docs] #variant #held,)
    });
    let statuses = answers.iter().map(|answer| {
        let variant = format_ident!("{}", answer.codes.variant());
        let held = holds(answer).then(|| quote!((_)));
        let status = answer.codes.usual(is_error);
        quote!(Self::#variant #held => #status,)
    });
    let contents = answers.iter().map(|answer| {
        let variant = format_ident!("{}", answer.codes.variant());
        let held = holds(answer).then(|| quote!((value)));
        let content = match &answer.content {
            Content::None => quote!(Ok(Content::None)),
            Content::Json { media, .. } => quote!(Content::json(#media, &value)),
            Content::Raw { media, .. } => {
                let media = usual_media(media);
                quote!(Ok(Content::Bytes { media: #media, bytes: value.into() }))
            }
        };
        quote!(Self::#variant #held => #content,)
    });
    let written = answers.iter().map(|answer| {
        let variant = format_ident!("{}", answer.codes.variant());
        match &answer.content {
            Content::None => quote!(Self::#variant => serializer.serialize_unit(),),
            Content::Raw { .. } if !is_error => {
                quote!(Self::#variant(_) => Err(::serde::ser::Error::custom("a file has no JSON")),)
            }
            _ => quote!(Self::#variant(value) => ::serde::Serialize::serialize(value, serializer),),
        }
    });
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        pub enum #name {
            #(#variants)*
        }

        impl Answer for #name {
            fn status(&self) -> u16 {
                match self { #(#statuses)* }
            }

            fn into_content(self) -> Result<Content, ::serde_json::Error> {
                match self { #(#contents)* }
            }
        }

        /// What the answer holds, without its status; null where that is nothing.
        impl ::serde::Serialize for #name {
            #[allow(unused_variables, reason = "where all answers are files there is nothing to write")]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { #(#written)* }
            }
        }
    }
}

fn holds(answer: &Answer) -> bool {
    !matches!(answer.content, Content::None)
}

/// The codes of the answers in a pattern of statuses; none where others have them all.
pub(super) fn pattern(codes: Codes, all: &[Codes], is_error: bool) -> Option<TokenStream> {
    match codes {
        Codes::Status(status) => Some(quote!(#status)),
        Codes::Range(digit) => {
            let (from, to) = (u16::from(digit) * 100, u16::from(digit) * 100 + 99);
            Some(quote!(#from..=#to))
        }
        Codes::Default if is_error => {
            let whole = |digit| all.contains(&Codes::Range(digit));
            (!whole(4) || !whole(5)).then(|| quote!(400u16..=599u16))
        }
        Codes::Default => Some(quote!(200u16..=299u16)),
    }
}

fn parts_struct(operation: &Operation, body: &Body) -> TokenStream {
    let name = parts_name(operation);
    let docs = format!(
        "The parts of the body of `{}`.\n\nSource: `{}`",
        operation.id, operation.source
    );
    let fields = rust_type(&body.ty);
    let members = body.files.iter().map(|file| {
        let (member, docs, ty) = (
            format_ident!("{}", file.rust_name),
            &file.docs,
            file_type(file),
        );
        quote!(#[doc = #docs] pub #member: #ty,)
    });
    let listed = body.files.iter().map(|file| {
        let (member, name) = (format_ident!("{}", file.rust_name), &file.name);
        if file.required && !file.many {
            quote!(files.push((#name, self.#member));)
        } else {
            quote!(files.extend(self.#member.into_iter().map(|file| (#name, file)));)
        }
    });
    let taken = body.files.iter().map(|file| {
        let (member, name) = (format_ident!("{}", file.rust_name), &file.name);
        match (file.many, file.required) {
            (true, _) => quote!(#member: parts::all(files, #name),),
            (false, true) => quote!(#member: parts::one(files, #name).ok_or(#name)?,),
            (false, false) => quote!(#member: parts::one(files, #name),),
        }
    });
    let must = |file: &&FilePart| file.required && !file.many;
    let required = body.files.iter().filter(must).map(|file| {
        let member = format_ident!("{}", file.rust_name);
        quote!(#member: File)
    });
    let made = body.files.iter().map(|file| {
        let member = format_ident!("{}", file.rust_name);
        match (file.many, file.required) {
            (true, _) => quote!(#member: Vec::new()),
            (false, true) => quote!(#member),
            (false, false) => quote!(#member: None),
        }
    });
    let setters = body.files.iter().filter(|file| !must(file)).map(|file| {
        let (member, docs) = (format_ident!("{}", file.rust_name), &file.docs);
        let (ty, value) = if file.many {
            (quote!(Vec<File>), quote!(#member))
        } else {
            (quote!(File), quote!(Some(#member)))
        };
        quote! {
            #[doc = #docs]
            #[must_use]
            pub fn #member(mut self, #member: #ty) -> Self {
                self.#member = #value;
                self
            }
        }
    });
    let (listed, files) = if body.files.is_empty() {
        (quote!((self.fields, Vec::new())), quote!(_files))
    } else {
        let listed = quote! {
            let mut files = Vec::new();
            #(#listed)*
            (self.fields, files)
        };
        (listed, quote!(files))
    };
    quote! {
        #[doc = #docs]
        #[derive(Clone, Debug)]
        pub struct #name {
            /// All that is no file.
            pub fields: #fields,
            #(#members)*
        }

        impl #name {
            /// The body with what it must have.
            pub fn new(fields: #fields, #(#required,)*) -> Self {
                Self { fields, #(#made,)* }
            }

            #(#setters)*
        }

        impl Parts for #name {
            type Fields = #fields;

            fn into_parts(self) -> (Self::Fields, Vec<(&'static str, File)>) {
                #listed
            }

            fn from_parts(fields: Self::Fields, #files: &mut Files) -> Result<Self, &'static str> {
                Ok(Self { fields, #(#taken)* })
            }
        }
    }
}

fn file_type(file: &FilePart) -> TokenStream {
    match (file.many, file.required) {
        (true, _) => quote!(Vec<File>),
        (false, true) => quote!(File),
        (false, false) => quote!(Option<File>),
    }
}
