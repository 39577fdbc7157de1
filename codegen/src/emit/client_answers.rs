//! What the client does where progenitor has no words: several answers, answers and bodies that are no JSON, and servers
//! of one operation.

use std::collections::BTreeMap;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::answers::{body_type, constructor, error_type, pattern, success_type, usual_media};
use crate::check::media::{JSON, essence};
use crate::ir::{Answer, Api, Codes, Common, Content, Media, Operation};
use crate::lowered::is_plain;
use crate::polish::Special;

/// By the Rust name of the operation.
pub(super) fn specials(api: &Api) -> BTreeMap<String, Special> {
    let special = api
        .operations
        .iter()
        .filter(|operation| !is_plain(operation));
    special
        .map(|operation| (operation.rust_name.clone(), of(operation)))
        .collect()
}

fn of(operation: &Operation) -> Special {
    let body = operation.body.as_ref();
    Special {
        success: in_client(success_type(operation)),
        error: in_client(error_type(operation)),
        read: in_client(read(operation)),
        accept: accept(operation),
        body: body
            .filter(|body| matches!(body.media, Media::Raw | Media::Multipart))
            .map(|body| in_client(body_type(operation, body))),
        send: body.and_then(|body| match body.media {
            Media::Form => None,
            Media::Json => {
                let other = body.types.iter().find(|media| essence(media) != JSON)?;
                Some(quote!(::reversals_runtime::client::upload::json_as(request, &body, #other)?))
            }
            Media::Raw => {
                let media = usual_media(&body.types);
                Some(quote!(::reversals_runtime::client::upload::stream(request, body, #media)?))
            }
            Media::Multipart => Some(quote!(::reversals_runtime::client::upload::parts(
                request, body
            )?)),
        }),
        server: operation.server.clone(),
    }
}

/// What is asked for: the media types of successes, then those of errors, each once.
fn accept(operation: &Operation) -> Option<String> {
    let mut all: Vec<&str> = Vec::new();
    for answer in operation.successes.iter().chain(&operation.errors) {
        let media: &[String] = match &answer.content {
            Content::None => &[],
            Content::Json { media, .. } => std::slice::from_ref(media),
            Content::Raw { media, .. } => media,
        };
        for media in media {
            if !all.contains(&media.as_str()) {
                all.push(media);
            }
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// The answer in `answer`, read.
fn read(operation: &Operation) -> TokenStream {
    let mut arms: Vec<(Codes, TokenStream)> = Vec::new();
    let (success, error) = (operation.success(), operation.error());
    for answer in &operation.successes {
        let of = constructor(operation, answer, success, false);
        let reads = reading(answer, "", &of);
        let codes = [answer.codes];
        arms.extend(
            pattern(answer.codes, &codes, false).map(|it| (answer.codes, quote!(#it => #reads,))),
        );
    }
    let codes: Vec<Codes> = operation.errors.iter().map(|answer| answer.codes).collect();
    if let (Common::One(Content::Json { .. }), [answer, ..]) = (error, operation.errors.as_slice())
    {
        // One type is that of every failure, as services mean it that write down `400` alone.
        let reads = reading(answer, "_error", &quote!(::std::convert::identity));
        arms.push((Codes::Default, quote!(400u16..=599u16 => Err(#reads),)));
    } else {
        for answer in &operation.errors {
            let of = constructor(operation, answer, error, true);
            let reads = reading(answer, "_error", &of);
            let pattern = pattern(answer.codes, &codes, true);
            arms.extend(pattern.map(|it| (answer.codes, quote!(#it => Err(#reads),))));
        }
    }
    // The most precise first.
    arms.sort_by_key(|(codes, _)| *codes);
    let arms = arms.into_iter().map(|(_, arm)| arm);
    quote! {
        match answer.status().as_u16() {
            #(#arms)*
            _ => Err(::reversals_runtime::client::undocumented(answer).await),
        }
    }
}

fn reading(answer: &Answer, suffix: &str, of: &TokenStream) -> TokenStream {
    let (function, media) = match &answer.content {
        Content::None => ("empty", None),
        Content::Json { .. } => ("json", None),
        Content::Raw { media, text: true } if !suffix.is_empty() => ("text", Some(media)),
        Content::Raw { media, .. } => ("bytes", Some(media)),
    };
    let function = format_ident!("{function}{suffix}");
    let media = media.map(|media| quote!(&[#(#media),*],));
    quote!(::reversals_runtime::client::read::#function(answer, #media #of).await)
}

/// The same tokens where the models are called `types`.
fn in_client(tokens: TokenStream) -> TokenStream {
    let renamed = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(name) if name == "models" => format_ident!("types").into(),
        TokenTree::Group(group) => Group::new(group.delimiter(), in_client(group.stream())).into(),
        other => other,
    });
    renamed.collect()
}
