//! The client crate: progenitor's operations, how a client is made, and what every request goes through.

use quote::quote;
use syn::Item;

use super::modules::Modules;
use super::{
    Options, Outputs, answers, calls, client_answers, client_modules, crate_root, items, manifest,
    package, rust_file,
};
use crate::Error;
use crate::ir::Api;
use crate::polish;

pub(super) fn emit(
    api: &Api,
    bindings: Vec<Item>,
    modules: &Modules<'_>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let models = options.ident("models");
    let docs = format!(
        "Client for {}, version {}.\n\n\
         A resource is a method of [`Client`], and what is done with it a method of that, which takes what must be given \
         and gives a [`Call`]. Setters say the rest, in whatever a caller has; `send` makes the request. The methods \
         that are called as the document's operationIds are deprecated. \
         Each POST carries an `Idempotency-Key`: that of the [`Session`], or the one that its call got when it was \
         made. What fails for a reason that may pass is sent again with that key, twice at most: [`Retries`]. \
         [`Error::may_have_happened`] says of the rest whether it may be done all the same; a clone of the call has \
         the same key, so that sending it again does nothing twice, and [`Error::is_retryable`] says when to.\n\n\
         What is told to all calls is told to the [`Session`] (time, account, version, headers, retries). In tests \
         [`Script`] gives answers and faults in place of the network, and [`InProcess`] is a server of the same \
         process. The feature `tracing` gives a span for each call.\n\n\
         A failure that the document describes is [`Error::Refused`]; any other answer is [`Error::Undecodable`], which \
         keeps status, headers and body.\n\n\
         A call whose answer is a page of a list gives the items of all pages, too: [`Items`].\n\n\
         A program that is not async turns on the feature `blocking`: `send_blocking` in place of `send`, and of a list \
         `items().blocking()`, which is an iterator. The thread that calls waits; where it is one that tokio runs futures \
         on, the call is an error and nothing is sent.\n\n\
         {TLS}\n\n\
         The feature `dynamic` adds `Client::call`, which takes the operationId and JSON arguments.",
        api.title, api.version
    );
    let root = quote! {
        #[rustfmt::skip]
        pub mod calls;
        #[rustfmt::skip]
        mod client;
        #[rustfmt::skip]
        mod connect;
        #[cfg(feature = "dynamic")]
        #[rustfmt::skip]
        mod dynamic;
        pub use calls::Call;
        pub use client::*;
        #[cfg(feature = "dynamic")]
        pub use dynamic::*;
    };
    let files = answers::files(api);
    let mut all = items(quote! {
        pub use ::#models as types;
        pub use ::{reqwest, serde_json};
        pub use ::reversals_runtime::{Clearable, Expandable, Expansion, Identified, List, ListObject, Nullable, OpenEnum, OrEmpty, Raw, Unexpanded};
        pub use ::reversals_runtime::client::{CallOptions, Exchanged, Fault, Give, InProcess, Items, Mismatch, MissingTls, Refused, Retries, Script, Session, Transport, Undecodable};
        #[cfg(feature = "blocking")]
        pub use ::reversals_runtime::client::{BlockingItems, CannotBlock, block_on};
        #files
    })?;
    let mut bindings = bindings;
    polish::fill(&mut bindings, &client_answers::specials(api))?;
    calls::deprecate(api, &mut bindings);
    let (bindings, parts) = client_modules::divide(api, modules, bindings)?;
    all.extend(bindings);
    for (module, items) in parts {
        let head = quote!(#![doc = "The operations of one resource, and a builder for each."]);
        let path = format!("client/src/client/{module}.rs");
        outputs.insert(path, rust_file(api, "emit/client_modules.rs", head, items)?);
    }
    outputs.insert(
        "client/src/lib.rs".to_owned(),
        crate_root(api, "emit/client.rs", &docs, root)?,
    );
    package::emit(api, "client", &docs, options, outputs);
    let head = quote!(#![doc = "The client, and a builder for each operation."]);
    outputs.insert(
        "client/src/client.rs".to_owned(),
        rust_file(api, "polish/mod.rs", head, all)?,
    );
    let head = quote!(#![doc = "How a client is made, and what every request goes through."]);
    outputs.insert(
        "client/src/connect.rs".to_owned(),
        rust_file(api, "emit/client.rs", head, connect(api, modules)?)?,
    );
    outputs.insert(
        "client/Cargo.toml".to_owned(),
        manifest::client(api, modules, options),
    );
    Ok(())
}

const TLS: &str = "\
An `https` address needs one of three features, or `Client::connect` refuses it. None is on by default, so that a program
that links another crate's choice pays for one only. All three trust the certificates that the system trusts.

| feature | speaks `https` by | costs | needs |
|---|---|---|---|
| `rustls` | rustls with aws-lc | about 20 crates, and most of a minute of one core for aws-lc's C and assembly | a C compiler; for some targets CMake |
| `rustls-no-provider` | rustls with the provider that the program installs | about 10 crates, and the provider's | `CryptoProvider::install_default` of rustls before a client is made, such as `rustls::crypto::ring::default_provider().install_default()` |
| `native-tls` | OpenSSL on Linux, `SChannel` on Windows, Security Framework on macOS | about 15 crates on Linux, fewer elsewhere | on Linux OpenSSL's headers and pkg-config (`libssl-dev`, `pkg-config`) to build, and its library to run |

For WebAssembly (`wasm32-unknown-unknown`) the crate of the types builds, and this one does not: there reqwest has no
streamed bodies, and no say in redirects.";

fn connect(api: &Api, modules: &Modules<'_>) -> Result<Vec<Item>, Error> {
    let default_server = api.server.as_ref().map(|server| {
        quote! {
            /// The address of the first server that the document names.
            pub const SERVER: &'static str = #server;
        }
    });
    let has_own = api
        .operations
        .iter()
        .any(|operation| operation.server.is_some());
    let at = has_own.then(|| {
        let documented = api
            .server
            .as_ref()
            .map_or_else(|| quote!(None), |_| quote!(Some(Self::SERVER)));
        quote! {
            /// The address of an operation that has the server `own`.
            #[allow(dead_code, reason = "no operation with the features that are on may have a server of its own")]
            pub(crate) fn at<E>(&self, own: &str) -> Result<String, Error<E>> {
                self.inner.address(self.baseurl.as_str(), #documented, own)
            }
        }
    });
    let unused = (modules.are_many() || api.operations.is_empty())
        .then(|| quote!(#[allow(dead_code, reason = "no feature may be on that has operations")]));
    let version = &api.version;
    let made_for = if is_date(version) {
        quote!(Some(#version))
    } else {
        quote!(None)
    };
    items(quote! {
        use ::reversals_runtime::client::{self as runtime, About, CallOptions, Error, Session};
        use crate::Client;

        impl Client {
            #default_server

            /// A client of the service at `baseurl` that proves itself with `session`.
            ///
            /// It follows no redirects: a redirected request could be sent twice, and with its key to another host.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidRequest`] where the address is none that paths can be appended to, and [`Error::Tls`]
            /// for an `https` address without one of the features `rustls`, `rustls-no-provider` and `native-tls`, or
            /// with the second of them where no provider is installed.
            pub fn connect(baseurl: &str, session: Session) -> Result<Self, Error> {
                let (baseurl, client) = runtime::connect(baseurl, &session, ABOUT.user_agent)?;
                Ok(Self { baseurl, client, inner: session })
            }

            /// The same by an HTTP client of the caller's own, with its timeouts, TLS, proxies and `User-Agent`; redirects
            /// are not followed by that either.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidRequest`] where the address is none that paths can be appended to, and
            /// [`Error::Transport`] where the HTTP client can't be set up. Whether it speaks `https` shows when something
            /// is sent: [`Error::Tls`]. With the feature `rustls-no-provider` alone, that also says that no provider is
            /// installed.
            pub fn connect_with(baseurl: &str, client: ::reqwest::ClientBuilder, session: Session) -> Result<Self, Error> {
                let (baseurl, client) = runtime::connect_with(baseurl, client)?;
                Ok(Self { baseurl, client, inner: session })
            }

            /// The same by an HTTP client that is built already, such as one that the rest of the program uses too: with its
            /// pool of connections, TLS, proxies, timeouts and default headers. What a session or call is told goes before
            /// what that client does of itself: the time, a `User-Agent` (`with_application`), every other header.
            ///
            /// Redirects are the caller's then, and no client that is built tells whether it follows them. reqwest's do
            /// unless they are built with `redirect(Policy::none())`, which is what this should be given: at a 307 or 308 a
            /// POST is sent a second time, to whatever host the answer names, with its body, its idempotency key and any API
            /// key in a header of its own. `Authorization` and cookies alone stay behind, and those only where the host is
            /// another.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidRequest`] where the address is none that paths can be appended to. Whether the client speaks
            /// `https` shows when something is sent: [`Error::Tls`].
            pub fn connect_with_client(baseurl: &str, client: ::reqwest::Client, session: Session) -> Result<Self, Error> {
                let baseurl = runtime::base(baseurl)?;
                Ok(Self { baseurl, client, inner: session })
            }

            /// The same client with another session, such as one with an idempotency key of the caller's.
            #[must_use]
            pub fn with_session(&self, session: Session) -> Self {
                Self { baseurl: self.baseurl.clone(), client: self.client.clone(), inner: session }
            }

            /// The session that requests are made with.
            pub fn session(&self) -> &Session {
                &self.inner
            }

            /// The address that paths are appended to.
            pub fn baseurl(&self) -> &str {
                self.baseurl.as_str()
            }

            /// The HTTP client that requests are made with.
            pub fn client(&self) -> &::reqwest::Client {
                &self.client
            }

            /// The version of the document.
            pub fn api_version() -> &'static str {
                #version
            }

            #at

            #unused
            pub(crate) async fn exec<E>(&self, request: ::reqwest::Request, options: CallOptions) -> Result<runtime::Arrived, Error<E>> {
                self.inner.send(&self.client, request, options, ABOUT).await
            }
        }

        /// What this client is, to the service.
        const ABOUT: About<'_> = About {
            version: #made_for,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
        };
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
