//! Validators that share nothing with ours: ajv, and Python's jsonschema.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{load, write};

use super::{Bench, holds};
use crate::tools::{Installer, python};
use crate::workspace;

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("validators");
    let home = bench.home.join("validators");
    let (node, snake) = (home.join("ajv"), home.join("jsonschema"));
    Installer::Npm.install("ajv", &sources, &node)?;
    Installer::Pip.install("jsonschema", &sources, &snake)?;
    // Modules are looked for beside the file that asks for them.
    for script in ["validate.js", "mutations.js", "values.js"] {
        fs::copy(sources.join(script), node.join(script))?;
    }
    let mutants = home.join("mutants.json");
    let mut made = Command::new("node");
    made.arg(node.join("mutations.js")).arg(&mutants);
    if !holds(bench.given(&mut made))? {
        return Ok(false);
    }
    let mut ajv = Command::new("node");
    ajv.arg(node.join("validate.js")).arg(&mutants);
    let ajv = holds(bench.given(&mut ajv))?;
    let mut jsonschema = Command::new(python(&snake));
    jsonschema
        .arg(sources.join("validate.py"))
        .arg(&mutants)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME");
    let documented = holds(bench.given(&mut jsonschema))? && ajv;
    // The zoo is a service of every construct, whose client and server said the values to each other.
    let root = workspace::root()?;
    let zoo = root.join("codegen/tests/accept/zoo");
    let schemas = schemas_of(&zoo, &bench.fresh("zoo")?)?;
    let mut held = documented;
    for (program, script) in [
        (PathBuf::from("node"), node.join("values.js")),
        (python(&snake), sources.join("values.py")),
    ] {
        let mut judge = Command::new(program);
        judge
            .arg(script)
            .arg(&schemas)
            .arg(root.join("codegen/tests/zoo/values.json"));
        judge.env("PYTHONDONTWRITEBYTECODE", "1");
        held &= holds(judge.env_remove("PYTHONPATH").env_remove("PYTHONHOME"))?;
    }
    Ok(held)
}

/// Writes the schemas of the fragments in a folder, and tells where they are.
fn schemas_of(fragments: &Path, out: &Path) -> Result<PathBuf> {
    let options = Options {
        name: "zoo".to_owned(),
        home: Home::Alone,
        package: Package::default(),
        partial: true,
        schemas: true,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_dir(fragments, "spec").map_err(reversals_codegen::Error::from)?;
    let mut outputs = reversals_codegen::generate(&input, &options, &mut |_| ())?.outputs;
    outputs.retain(|path, _| path.starts_with("schema/"));
    write::apply(out, &outputs)?;
    Ok(out.join("schema"))
}
