//! The names that people say, on top of progenitor's builders: `client.things().create("th_1").size(3).send()`.
//!
//! A resource is a method of the client, what is done with it a method of that, and what that gives is a `Call`: one type
//! for all, so that what each can be told is compiled once, and for each operation a type of what it was given.

mod by_id;
mod call;
mod example;
mod given;
mod old;
mod pages;
mod sent;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::models::Plan;
use super::modules::Modules;
use super::text::Text;
use super::{Options, Outputs, client_dynamic, header, items, rust_file};
use crate::ir::{Api, Operation};
use crate::{Error, naming};
use call::Call;
use example::Example;
pub(super) use old::deprecate;

pub(super) fn emit(
    api: &Api,
    plan: &Plan<'_>,
    modules: &Modules<'_>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let krate = options.ident("client").to_string();
    let mut resources: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &api.operations {
        let all = resources.entry(&operation.resource).or_default();
        all.push(operation);
    }
    let mut parts = Vec::new();
    let mut lacking = None;
    let mut arms = BTreeMap::new();
    for (resource, operations) in resources {
        let name = way(api, resource);
        let module = format_ident!("{name}");
        let feature = modules
            .are_many()
            .then(|| modules.of_operation(operations[0]));
        let feature = feature.map(|feature| quote!(#[cfg(feature = #feature)]));
        parts.push(quote!(#feature #[rustfmt::skip] pub mod #module;));
        let example = Example {
            krate: &krate,
            way: &name,
        };
        let (text, without, own) = self::resource(api, plan, &example, &operations);
        arms.extend(own);
        lacking = lacking.or(without);
        let head = header(api, "//", "emit/calls/mod.rs");
        let path = format!("client/src/calls/{name}.rs");
        outputs.insert(path, format!("{head}\n{}", text.finish()).into_bytes());
    }
    let lacking = lacking.map(|example| {
        let lines = example.lines().map(|line| format!(" {line}"));
        quote! {
            #[doc = ""]
            #[doc = " What it needs it takes when it is made; without that no program compiles:"]
            #[doc = ""]
            #(#[doc = #lines])*
        }
    });
    let head = quote!(#![doc = "Calls, and for each resource a module of what is done with it."]);
    let all = items(root(&parts, lacking.as_ref()))?;
    let file = rust_file(api, "emit/calls/mod.rs", head, all)?;
    outputs.insert("client/src/calls.rs".to_owned(), file);
    client_dynamic::emit(api, &arms, outputs)
}

/// The modules of resources, and what calls are.
fn root(parts: &[TokenStream], lacking: Option<&TokenStream>) -> TokenStream {
    quote! {
        use ::reversals_runtime::client::{CallOptions, Error, Give, Retries};
        use crate::Client;

        #(#parts)*

        /// A call of the operation `O`, which holds what it was given. It does nothing until it is sent.
        ///
        /// Where it is a POST, it has its idempotency key from the moment it is made, and its clones have the same: sent
        /// twice, it is done once.
        #lacking
        #[derive(Clone, Debug)]
        #[allow(dead_code, reason = "no feature may be on that has operations")]
        #[must_use = "a call does nothing until it is sent"]
        pub struct Call<'a, O> {
            client: &'a Client,
            options: CallOptions,
            pub(crate) of: O,
            /// What is wrong with the first value that no parameter can hold.
            unfit: Option<String>,
        }

        impl<O> Call<'_, O> {
            /// Tells the call what [`CallOptions`] can say, such as `with_options(|_| mine.clone())` for those of a variable.
            pub fn with_options(mut self, options: impl FnOnce(CallOptions) -> CallOptions) -> Self {
                self.options = options(self.options);
                self
            }

            /// The idempotency key of a POST, instead of the one that the call has for itself; see
            /// [`CallOptions::with_idempotency_key`].
            pub fn with_idempotency_key(self, key: impl Into<String>) -> Self {
                self.with_options(|options| options.with_idempotency_key(key))
            }

            /// How long one attempt may take; see [`CallOptions::with_timeout`].
            pub fn with_timeout(self, timeout: ::std::time::Duration) -> Self {
                self.with_options(|options| options.with_timeout(timeout))
            }

            /// The connected account to act for; see [`CallOptions::with_account`].
            pub fn with_account(self, account: impl Into<String>) -> Self {
                self.with_options(|options| options.with_account(account))
            }

            /// The account to act in, or one below it; see [`CallOptions::with_context`].
            pub fn with_context(self, context: impl Into<String>) -> Self {
                self.with_options(|options| options.with_context(context))
            }

            /// The API version to answer in; see [`CallOptions::with_version`].
            pub fn with_version(self, version: impl Into<String>) -> Self {
                self.with_options(|options| options.with_version(version))
            }

            /// A header more; see [`CallOptions::with_header`].
            pub fn with_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.with_options(|options| options.with_header(name, value))
            }

            /// How often the call is sent again by itself; see [`CallOptions::with_retries`].
            pub fn with_retries(self, retries: impl Into<Retries>) -> Self {
                self.with_options(|options| options.with_retries(retries))
            }
        }

        #[allow(dead_code, reason = "no feature may be on that has operations")]
        impl<'a, O> Call<'a, O> {
            fn new(client: &'a Client, of: O) -> Self {
                Self { client, options: CallOptions::keyed("", ""), of, unfit: None }
            }

            /// The value of a parameter.
            fn take<T, By>(&mut self, name: &str, value: impl Give<T, By>) -> Option<T> {
                match value.give() {
                    Ok(value) => value,
                    Err(error) => {
                        self.unfit.get_or_insert_with(|| format!("`{name}`: {error}"));
                        None
                    }
                }
            }

            /// The call, where nothing is wrong with what it was given.
            fn ready<E>(self) -> Result<Self, Error<E>> {
                match self.unfit {
                    Some(unfit) => Err(Error::InvalidRequest(unfit)),
                    None => Ok(self),
                }
            }
        }
    }
}

/// The client's method of a resource, and its module.
fn way(api: &Api, resource: &str) -> String {
    let name = api.resources.get(resource);
    name.map_or_else(|| naming::value_name(resource), Clone::clone)
}

/// The module of a resource: the client's method, what that gives, and the calls. With it, how none can be made,
/// and how each is made by its operationId.
fn resource(
    api: &Api,
    plan: &Plan<'_>,
    example: &Example<'_>,
    operations: &[&Operation],
) -> (Text, Option<String>, BTreeMap<String, String>) {
    let mut out = Text::default();
    let name = example.way;
    let handle = naming::type_name(name);
    let mut taken = BTreeSet::from([handle.clone()]);
    let calls: Vec<Call<'_>> = operations
        .iter()
        .map(|operation| Call::of(api, plan, operation, &mut taken))
        .collect();
    let resource = &operations[0].resource;
    out.line(0, &format!("//! What is done with `{resource}`."));
    out.gap();
    out.line(
        0,
        "#[allow(unused_imports, reason = \"not every call is given anything\")]",
    );
    out.line(0, "use ::reversals_runtime::client::Give;");
    out.gap();
    out.line(0, "impl crate::Client {");
    out.docs(1, &format!("What is done with `{resource}`."));
    out.line(1, &format!("pub fn {name}(&self) -> {handle}<'_> {{"));
    out.line(2, &format!("{handle}(self)"));
    out.line(1, "}");
    out.line(0, "}");
    out.gap();
    let docs = format!(
        "What is done with `{resource}`; [`Client::{name}`](crate::Client::{name}) gives it."
    );
    out.docs(0, &docs);
    out.line(0, "#[derive(Clone, Copy, Debug)]");
    out.line(0, &format!("pub struct {handle}<'a>(&'a crate::Client);"));
    out.gap();
    out.line(0, &format!("impl<'a> {handle}<'a> {{"));
    for (number, call) in calls.iter().enumerate() {
        if number > 0 {
            out.gap();
        }
        call.made(example, &mut out);
    }
    out.line(0, "}");
    for call in &calls {
        out.gap();
        call.emit(&handle, example, &mut out);
    }
    let mut needing = calls.iter().filter(|call| call.needs());
    let lacking = needing
        .next()
        .map(|call| call.example(|verb, given| example.lacking(verb, given)));
    let arms = calls
        .iter()
        .map(|call| (call.operation.id.clone(), call.arm(name)));
    (out, lacking, arms.collect())
}
