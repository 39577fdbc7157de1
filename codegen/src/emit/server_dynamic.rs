//! The server's side of services that answer every operation alike: one method an operation, which makes JSON of its
//! arguments.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::answers::{constructor, pattern, success_type};
use super::modules::Modules;
use super::server::{arguments, of_head, parameters};
use super::{Outputs, items, rust_file};
use crate::Error;
use crate::ir::{Api, Common, Operation};

pub(super) fn emit(api: &Api, modules: &Modules<'_>, outputs: &mut Outputs) -> Result<(), Error> {
    let (services, traits) = if modules.are_many() {
        (divided(api, modules), "the `Api` of every resource")
    } else {
        let methods = api
            .operations
            .iter()
            .map(|operation| method(api, operation));
        let service = quote! {
            impl<D: Dynamic> crate::Api for ByName<D> {
                #(#methods)*
            }
        };
        (service, "an [`Api`](crate::Api)")
    };
    let docs = format!(" A [`Dynamic`] service as {traits}.");
    let all = items(quote! {
        pub use ::reversals_runtime::Arguments;
        pub use ::reversals_runtime::server::Dynamic;
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use ::reversals_runtime::server::{Context, Failure, Reply, dynamic};
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use crate::models;

        #[doc = #docs]
        ///
        /// Each method gives it the arguments by wire name, and gives its reply the operation's type; a reply that
        /// does not fit is a 500.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct ByName<D>(pub D);

        #services
    })?;
    let head = quote!(#![doc = "Services that answer every operation alike, in JSON."]);
    outputs.insert(
        "server/src/dynamic.rs".to_owned(),
        rust_file(api, "emit/server_dynamic.rs", head, all)?,
    );
    Ok(())
}

/// The trait of each resource, and the routes of all.
fn divided(api: &Api, modules: &Modules<'_>) -> TokenStream {
    let of_modules = modules.operations(api);
    let names: Vec<&str> = of_modules.keys().copied().collect();
    let idents: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    let services = of_modules.iter().map(|(name, operations)| {
        let ident = format_ident!("{name}");
        let methods = operations.iter().map(|operation| method(api, operation));
        quote! {
            #[cfg(feature = #name)]
            impl<D: Dynamic> crate::#ident::Api for ByName<D> {
                #(#methods)*
            }
        }
    });
    quote! {
        impl<D: Dynamic> ByName<D> {
            /// The routes of every resource whose feature is on.
            pub fn routes(self) -> Vec<crate::Routes> {
                #[allow(unused_variables, reason = "no feature may be on")]
                let api = ::std::sync::Arc::new(self);
                Vec::from([#(#[cfg(feature = #names)] crate::#idents::routes(api.clone()),)*])
            }
        }

        #(#services)*
    }
}

fn method(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}", operation.rust_name);
    let typed = parameters(api, operation);
    let success = success_type(operation);
    if operation.has_files() {
        return quote! {
            #[allow(unused_variables, reason = "no JSON says a file")]
            async fn #name(&self, context: Context, #(#typed)*) -> Result<Reply<#success>, Failure> {
                Err(Failure::not_implemented(context.operation))
            }
        };
    }
    let [path, query, _] = arguments(api, operation).map(|(name, ty)| {
        let name = format_ident!("{name}");
        ty.map(|_| quote!(#name: dynamic::members(&#name)?,))
    });
    let [headers, cookies] = of_head(operation).map(|(name, ty)| {
        let name = format_ident!("{name}");
        ty.map(|_| quote!(#name: dynamic::members(&#name)?,))
    });
    let body = operation.body.as_ref().map(|body| {
        if api.can_lack(body) {
            quote!(body: body.as_ref().map(dynamic::value).transpose()?,)
        } else {
            quote!(body: Some(dynamic::value(&body)?),)
        }
    });
    let give = if matches!(operation.success(), Common::Several) {
        let arms = operation.successes.iter().filter_map(|answer| {
            let statuses = pattern(answer.codes, &[], false)?;
            let of = constructor(operation, answer, Common::Several, false);
            Some(quote!(#statuses => Ok(dynamic::typed(reply)?.map(#of)),))
        });
        let usual = operation.status();
        quote! {
            let reply = Dynamic::answer(&self.0, context, arguments).await?;
            match reply.status().map_or(#usual, |status| status.as_u16()) {
                #(#arms)*
                _ => Err(dynamic::undocumented()),
            }
        }
    } else {
        quote!(dynamic::typed(
            Dynamic::answer(&self.0, context, arguments).await?
        ))
    };
    let parts = [&path, &query, &headers, &cookies, &body];
    let missing = parts.iter().any(|part| part.is_none());
    let rest = missing.then(|| quote!(..::std::default::Default::default()));
    quote! {
        async fn #name(&self, context: Context, #(#typed)*) -> Result<Reply<#success>, Failure> {
            let arguments = Arguments { #path #query #headers #cookies #body #rest };
            #give
        }
    }
}
