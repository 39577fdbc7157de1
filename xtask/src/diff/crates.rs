//! What a change does to the generated crates.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use reversals_changes::difference::Difference;
use reversals_changes::rust::{Crates, Places, compare};
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{Model, generate_of};

/// Where the public items of the crates differ.
pub(super) fn differences(base: Model, revision: Model) -> Result<Vec<Difference>> {
    let (base, revision) = std::thread::scope(|scope| {
        let base = scope.spawn(|| crates(base));
        let revision = crates(revision);
        (base.join(), revision)
    });
    let base = base.ok().context("the base can't be generated")??;
    Ok(compare(&base, &revision?))
}

fn crates(model: Model) -> Result<Crates> {
    let places = Places::of(&model);
    // As `cargo xtask generate` makes them, but for what is no Rust, and for the program.
    let options = Options {
        name: "api".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: false,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let generated = generate_of(model, &options, &mut |_| ())?;
    Ok(Crates::read(&generated.outputs, places)?)
}
