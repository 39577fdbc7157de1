//! The client's calls by operationId: one arm an operation, which takes its arguments out of JSON.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_type::rust_type;
use super::{Outputs, items, rust_file};
use crate::ir::{Api, Media, Operation, Param};
use crate::{Error, naming};

pub(super) fn emit(api: &Api, outputs: &mut Outputs) -> Result<(), Error> {
    let ids = api.operations.iter().map(|operation| &operation.id);
    let arms = api.operations.iter().map(|operation| arm(api, operation));
    let all = items(quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::client::{CallOptions, Given, Place, ResponseValue, answered};
        pub use ::reversals_runtime::Arguments;
        pub use ::reversals_runtime::client::CallError;
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use crate::types as models;
        use crate::Client;

        /// The operationIds that [`Client::call`] knows, in the order of path and method.
        pub const OPERATIONS: &[&str] = &[#(#ids),*];

        impl Client {
            /// A call of an operation by its operationId, with arguments by wire name: `.await` makes it.
            pub fn call(&self, operation: &str, arguments: Arguments) -> DynamicCall<'_> {
                DynamicCall { client: self, operation: operation.to_owned(), arguments, options: CallOptions::keyed("", "") }
            }
        }

        /// One call. Its idempotency key is its own, and its clones have the same: to send it again, send a clone.
        #[derive(Clone, Debug)]
        pub struct DynamicCall<'a> {
            client: &'a Client,
            operation: String,
            arguments: Arguments,
            options: CallOptions,
        }

        impl DynamicCall<'_> {
            /// Tells the call something beside its arguments, such as
            /// `with_options(|options| options.with_timeout(limit))`.
            #[must_use]
            pub fn with_options(mut self, options: impl FnOnce(CallOptions) -> CallOptions) -> Self {
                self.options = options(self.options);
                self
            }

            /// Makes the call.
            ///
            /// The arguments are given the operation's types, and go through its builder; what comes back is decoded
            /// to its type and encoded again.
            ///
            /// # Errors
            ///
            /// [`CallError::Operation`] for an id that is not in [`OPERATIONS`], [`CallError::Arguments`] for
            /// arguments that the types can't hold, both before anything is sent; [`CallError::Client`] for what the
            /// builder's `send` fails with.
            pub async fn send(self) -> Result<ResponseValue<::serde_json::Value>, CallError> {
                #[allow(unused_variables, reason = "a document may have no operation")]
                let Self { client, operation, arguments, options } = self;
                #[allow(unused_variables, reason = "a document may have no operation")]
                let mut given = Given::new(arguments);
                match operation.as_str() {
                    #(#arms)*
                    other => Err(CallError::Operation(other.to_owned())),
                }
            }
        }

        impl<'a> IntoFuture for DynamicCall<'a> {
            type Output = Result<ResponseValue<::serde_json::Value>, CallError>;
            type IntoFuture = ::std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    })?;
    let head = quote!(#![doc = "Calls by operationId, with arguments and answers as JSON."]);
    outputs.insert(
        "client/src/dynamic.rs".to_owned(),
        rust_file(api, "emit/client_dynamic.rs", head, all)?,
    );
    Ok(())
}

fn arm(api: &Api, operation: &Operation) -> TokenStream {
    let id = &operation.id;
    if operation.has_files() {
        return quote!(#id => Err(CallError::File(operation)),);
    }
    let builder = format_ident!("{}", naming::type_name(&operation.rust_name));
    let places = [
        (quote!(Place::Path), &operation.path_params),
        (quote!(Place::Query), &operation.query),
        (quote!(Place::Header), &operation.headers),
        (quote!(Place::Cookie), &operation.cookies),
    ];
    let parameters = places
        .iter()
        .flat_map(|(place, params)| params.iter().map(move |param| parameter(place, param)));
    let body = operation.body.as_ref().map(|body| {
        let ty = rust_type(&body.ty);
        match body.media {
            _ if api.can_lack(body) => quote! {
                let call = match given.body::<#ty>()? {
                    Some(body) => call.body(body),
                    None => call,
                };
            },
            Media::Form => quote!(let call = call.body(given.form::<#ty>()?);),
            Media::Json | Media::Raw | Media::Multipart => {
                quote!(let call = call.body(given.json::<#ty>()?);)
            }
        }
    });
    // The builder is made anew whenever the call is sent; the key is that of the call.
    quote! {
        #id => {
            let mut call = crate::builder::#builder::new(client);
            call._options = options.of(&call._options);
            #(#parameters)*
            #body
            given.end()?;
            answered(call.send().await)
        }
    }
}

/// A builder takes an optional parameter only where it is given.
fn parameter(place: &TokenStream, param: &Param) -> TokenStream {
    let setter = format_ident!("{}", param.rust_name);
    let name = &param.name;
    let ty = rust_type(&param.ty);
    if param.required {
        quote!(let call = call.#setter(given.required::<#ty>(#place, #name)?);)
    } else {
        quote! {
            let call = match given.optional::<#ty>(#place, #name)? {
                Some(value) => call.#setter(value),
                None => call,
            };
        }
    }
}
