//! The client crate: progenitor's operations, and the hooks that every request goes through.

use quote::quote;
use syn::Item;

use super::{Options, Outputs, crate_root, items, manifest, rust_file};
use crate::Error;
use crate::ir::Api;

pub(super) fn emit(
    api: &Api,
    bindings: Vec<Item>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let models = options.ident("models");
    let docs = format!(
        "Client for {}, version {}.\n\n\
         Every operation is a method of [`Client`] that gives a builder; `send` makes the request. \
         Each POST carries an `Idempotency-Key`: a fresh one, or the one of the [`Session`].\n\n\
         A failure that the document describes is [`Error::ErrorResponse`]; any other answer is \
         [`Error::UnexpectedResponse`], which keeps status, headers and body.",
        api.title, api.version
    );
    let root = quote! {
        #[rustfmt::skip]
        mod client;
        #[rustfmt::skip]
        mod hooks;
        pub use client::*;
    };
    let mut all = items(quote! {
        pub use ::#models as types;
        pub use ::reversals_runtime::client::Session;
    })?;
    all.extend(bindings);
    outputs.insert(
        "client/src/lib.rs".to_owned(),
        crate_root(api, "emit/client.rs", &docs, root)?,
    );
    let head = quote!(#![doc = "The client, and a builder for each operation."]);
    outputs.insert(
        "client/src/client.rs".to_owned(),
        rust_file(api, "polish/mod.rs", head, all)?,
    );
    let head = quote!(#![doc = "How a client is made, and what every request goes through."]);
    outputs.insert(
        "client/src/hooks.rs".to_owned(),
        rust_file(api, "emit/client.rs", head, hooks(api)?)?,
    );
    outputs.insert(
        "client/Cargo.toml".to_owned(),
        manifest::client(api, options),
    );
    Ok(())
}

fn hooks(api: &Api) -> Result<Vec<Item>, Error> {
    let default_server = api.server.as_ref().map(|server| {
        quote! {
            /// The address of the first server that the document names.
            pub const SERVER: &'static str = #server;
        }
    });
    items(quote! {
        use ::reversals_runtime::client::{ClientHooks, ClientInfo, Error, OperationInfo, Session};
        use crate::Client;

        impl Client {
            #default_server

            /// A client of the service at `baseurl` that proves itself with `session`.
            ///
            /// It follows no redirects: a redirected request could be sent twice, and with its key to another host.
            ///
            /// # Errors
            ///
            /// Where no HTTP client can be built, such as without a TLS back end.
            pub fn connect(baseurl: &str, session: Session) -> ::reqwest::Result<Self> {
                let http = ::reversals_runtime::client::http_client()?;
                Ok(Self::new_with_client(baseurl.trim_end_matches('/'), http, session))
            }

            /// The same client with another session, such as one with an idempotency key of the caller's.
            #[must_use]
            pub fn with_session(&self, session: Session) -> Self {
                Self::new_with_client(&self.baseurl, self.client.clone(), session)
            }

            /// The session that requests are made with.
            pub fn session(&self) -> &Session {
                &self.inner
            }
        }

        impl ClientHooks<Session> for Client {
            async fn pre<E>(&self, request: &mut ::reqwest::Request, _info: &OperationInfo) -> Result<(), Error<E>> {
                self.inner().prepare(request)
            }

            async fn exec(&self, request: ::reqwest::Request, _info: &OperationInfo) -> ::reqwest::Result<::reqwest::Response> {
                self.inner().execute(self.client(), request).await
            }
        }
    })
}
