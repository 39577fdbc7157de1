//! The client's calls by operationId: one arm an operation, which takes its arguments out of JSON.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Outputs, items, rust_file};
use crate::Error;
use crate::ir::Api;

/// `calls` has for each operationId the arm that makes its call.
pub(super) fn emit(
    api: &Api,
    calls: &BTreeMap<String, String>,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let ids: Vec<&String> = api
        .operations
        .iter()
        .map(|operation| &operation.id)
        .collect();
    let arms = ids
        .iter()
        .filter_map(|id| calls.get(*id))
        .map(|arm| arm.parse::<TokenStream>());
    let arms = arms
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::Hole(format!("a call by operationId is no Rust: {error}")))?;
    let all = items(quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::client::{CallOptions, Given, Place, ResponseValue, answered};
        pub use ::reversals_runtime::Arguments;
        pub use ::reversals_runtime::client::CallError;
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
            /// The arguments are given the operation's types, and go through its call's setters; what comes back is decoded
            /// to its type and encoded again.
            ///
            /// # Errors
            ///
            /// [`CallError::Operation`] for an id that is not in [`OPERATIONS`], [`CallError::Arguments`] for
            /// arguments that the types can't hold, both before anything is sent; [`CallError::Client`] for what the
            /// call's `send` fails with.
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
