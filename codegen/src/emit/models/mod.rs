//! The models crate: every type, for clients and servers alike.
//!
//! It is written as text. Whatever is the same for all structs or all enums is in the runtime, since a line here is a
//! thousand lines of a large API's crate.

mod enums;
mod expansions;
pub(super) mod given;
mod structs;
pub(super) mod tests;
mod unions;

use std::collections::BTreeSet;

use quote::quote;

use super::modules::{Layer, Modules};
use super::text::Text;
use super::{Options, Outputs, answers, crate_root, header, manifest, package};
use crate::Error;
use crate::ir::{Api, Circles, Field, Type, TypeDef, TypeShape};

/// Every type has it.
const SCHEMA: &str = "#[cfg_attr(feature = \"schemars\", derive(::schemars::JsonSchema))]";

/// What is to be known of all types before one is written.
pub(super) struct Plan<'a> {
    api: &'a Api,
    circles: Circles<'a>,
    /// The structs that callers make.
    requests: BTreeSet<&'a str>,
    /// The types that references are expanded to.
    targets: BTreeSet<&'a str>,
    modules: &'a Modules<'a>,
}

impl<'a> Plan<'a> {
    /// Whether a member is in a box.
    pub(super) fn boxes(&self, owner: &str, field: &Field) -> bool {
        self.circles.closes(owner, &field.ty)
    }

    pub(super) fn of(api: &'a Api, modules: &'a Modules<'a>) -> Self {
        Self {
            api,
            modules,
            circles: Circles::of(api),
            requests: requests(api),
            targets: expansions::targets(api),
        }
    }
}

pub(super) fn emit(
    api: &Api,
    plan: &Plan<'_>,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    for layer in plan.modules.layers() {
        root(api, plan, layer, options, outputs)?;
        types(api, plan, layer, options, outputs);
    }
    Ok(())
}

/// A crate's root and manifest.
fn root(
    api: &Api,
    plan: &Plan<'_>,
    layer: Layer,
    options: &Options,
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let more = match (plan.modules.are_many(), layer) {
        (false, _) => "",
        (true, Layer::Models) => {
            " Types that the operations of one resource alone lead to need the feature of that resource; all are on by \
             default, and no type changes with any. What answers are made of is defined in a crate below, since one that \
             holds all would be slow to check."
        }
        (true, Layer::Answers) => {
            " These are the types that answers are made of; the models have them too, and those that only requests are \
             made of."
        }
    };
    let docs = format!(
        "Types of {}, version {}.\n\nAmounts are in the currency's minor unit and times in seconds since the Unix epoch. \
         A member that can be null or absent is a [`Nullable`](::reversals_runtime::Nullable), which keeps the two apart. \
         What requests are made of has `new`, which takes what is always needed, and a setter for each member; where two \
         of what is needed could be swapped unseen, `new` takes a struct of the module `required`, which names them. \
         What answers are made of is written as a literal. What needs nothing has a `Default`. \
         The feature `schemars` derives `schemars::JsonSchema` (1.x) for every type.{more}",
        api.title, api.version,
    );
    let answers = (layer == Layer::Models && answers::are_any(api)).then(|| {
        quote! {
            #[rustfmt::skip]
            mod answers;
            pub use answers::*;
        }
    });
    let root = quote! {
        #answers
        #[rustfmt::skip]
        mod types;
        #[cfg(test)]
        #[rustfmt::skip]
        mod tests;
        pub use types::*;
    };
    let folder = layer.folder();
    let root = crate_root(api, "emit/models/mod.rs", &docs, root)?;
    outputs.insert(format!("{folder}/src/lib.rs"), root);
    package::emit(api, folder, &docs, options, outputs);
    let manifest = manifest::models(api, plan.modules, layer, options);
    outputs.insert(format!("{folder}/Cargo.toml"), manifest);
    Ok(())
}

/// A crate's types.
fn types(api: &Api, plan: &Plan<'_>, layer: Layer, options: &Options, outputs: &mut Outputs) {
    let folder = layer.folder();
    let texts: Vec<(&str, String)> = api
        .types
        .iter()
        .filter(|(name, _)| plan.modules.layer(name) == layer)
        .map(|(name, def)| (name.as_str(), item(plan, name, def)))
        .collect();
    let mut out = Text::default();
    out.line(0, "//! The types.");
    let is_upper = plan.modules.are_many() && layer == Layer::Models;
    let below = is_upper.then(|| options.ident(Layer::Answers.folder()));
    if let Some(below) = &below {
        out.gap();
        out.line(0, &format!("pub use ::{below}::*;"));
    }
    if plan.modules.are_many() {
        for (module, (feature, types)) in plan.modules.divide(&texts) {
            out.gap();
            out.feature(0, feature);
            out.line(0, &format!("mod {module};"));
            out.feature(0, feature);
            out.line(0, &format!("pub use {module}::*;"));
            let mut text = Text::default();
            text.line(
                0,
                "#[allow(unused_imports, reason = \"not every module leads to another\")]",
            );
            text.line(0, "use super::*;");
            for (_, item) in types {
                text.raw(item);
            }
            let path = format!("{folder}/src/types/{module}.rs");
            outputs.insert(path, file(api, "emit/models/mod.rs", text));
        }
    } else {
        for (_, item) in &texts {
            out.raw(item);
        }
    }
    given::required_structs(&mut out, plan, layer, below.as_ref());
    out.gap();
    out.docs(0, "Errors of conversions.");
    out.line(0, "pub mod error {");
    out.line(1, "pub use ::reversals_runtime::ConversionError;");
    out.line(0, "}");
    outputs.insert(
        format!("{folder}/src/types.rs"),
        file(api, "emit/models/mod.rs", out),
    );
}

fn file(api: &Api, emitter: &str, text: Text) -> Vec<u8> {
    format!("{}\n{}", header(api, "//", emitter), text.finish()).into_bytes()
}

/// A type, after an empty line.
fn item(plan: &Plan<'_>, name: &str, def: &TypeDef) -> String {
    let mut out = Text::default();
    out.gap();
    out.docs(0, &structs::docs(def));
    match &def.shape {
        TypeShape::Struct {
            fields,
            closed,
            rest,
            ..
        } => {
            structs::emit(&mut out, plan, name, fields, *closed, rest.as_ref());
            expansions::members(&mut out, name, fields);
        }
        TypeShape::Enum { values, .. } => enums::emit(&mut out, name, values),
        TypeShape::Union { branches, open } => {
            unions::emit(&mut out, plan, name, branches, *open);
        }
    }
    expansions::id(&mut out, plan, name);
    out.finish()
}

/// The structs that parameters and bodies are made of.
fn requests(api: &Api) -> BTreeSet<&str> {
    let mut waiting: Vec<&Type> = Vec::new();
    for operation in &api.operations {
        let params = [&operation.path_params, &operation.query, &operation.headers];
        waiting.extend(params.into_iter().flatten().map(|param| &param.ty));
        waiting.extend(operation.body.as_ref().map(|body| &body.ty));
    }
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(ty) = waiting.pop() {
        match ty {
            Type::List { items: inner, .. }
            | Type::Map { values: inner, .. }
            | Type::Expandable(inner)
            | Type::OrEmpty(inner)
            | Type::Page(inner)
            | Type::OrNull(inner) => waiting.push(inner),
            Type::Named(name) if seen.insert(name.as_str()) => {
                match api.types.get(name).map(|def| &def.shape) {
                    Some(TypeShape::Struct { fields, rest, .. }) => {
                        found.insert(name.as_str());
                        waiting.extend(fields.iter().map(|field| &field.ty));
                        waiting.extend(rest);
                    }
                    Some(TypeShape::Union { branches, .. }) => {
                        waiting.extend(branches.iter().map(|branch| &branch.ty));
                    }
                    Some(TypeShape::Enum { .. }) | None => {}
                }
            }
            _ => {}
        }
    }
    found
}
