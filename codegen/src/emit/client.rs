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
         [`Error::UnexpectedResponse`], which keeps status, headers and body.\n\n\
         The feature `dynamic` adds `Client::call`, which takes the operationId and JSON arguments.",
        api.title, api.version
    );
    let root = quote! {
        #[rustfmt::skip]
        mod client;
        #[cfg(feature = "dynamic")]
        #[rustfmt::skip]
        mod dynamic;
        #[rustfmt::skip]
        mod hooks;
        pub use client::*;
        #[cfg(feature = "dynamic")]
        pub use dynamic::*;
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
    let version = &api.version;
    let made_for = if is_date(version) {
        quote!(Some(#version))
    } else {
        quote!(None)
    };
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
            /// [`Error::InvalidRequest`] where the address is none that paths can be appended to, and
            /// [`Error::CommunicationError`] where no HTTP client can be built, such as without a TLS back end.
            pub fn connect(baseurl: &str, session: Session) -> Result<Self, Error> {
                let baseurl = ::reversals_runtime::client::base(baseurl)?;
                let http = ::reversals_runtime::client::http_client()?;
                Ok(Self::new_with_client(&baseurl, http, session))
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

        /// The version of the API that this client was generated for, where versions are dates.
        const MADE_FOR: Option<&str> = #made_for;

        impl ClientHooks<Session> for Client {
            async fn pre<E>(&self, request: &mut ::reqwest::Request, _info: &OperationInfo) -> Result<(), Error<E>> {
                self.inner().prepare(request, MADE_FOR)
            }

            async fn exec(&self, request: ::reqwest::Request, _info: &OperationInfo) -> ::reqwest::Result<::reqwest::Response> {
                self.inner().execute(self.client(), request).await
            }
        }
    })
}

/// Whether a version is of the kind that requests ask for: `2023-08-16`, or `2024-09-30.acacia`.
fn is_date(version: &str) -> bool {
    let (date, name) = version.split_once('.').unwrap_or((version, "x"));
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = date.split('-').collect();
    let is_date = matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2));
    is_date && !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_versions_that_are_dates_are_asked_for() {
        for version in ["2023-08-16", "2024-09-30.acacia"] {
            assert!(is_date(version), "{version}");
        }
        for version in [
            "1.0.0",
            "v1",
            "",
            "2023-8-16",
            "2023-08-16.",
            "2023-08-16 x",
            "2023-08-16.a\nb",
        ] {
            assert!(!is_date(version), "{version}");
        }
    }
}
