//! TypeScript: json-schema-to-typescript of the bundle, openapi-typescript of the OpenAPI document, and the compiler.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::vectors::ENCODED;
use super::{Bench, holds, json};
use crate::tools::Installer;

pub(super) fn run(bench: &Bench) -> Result<bool> {
    let sources = bench.sources.join("typescript");
    let home = bench.home.join("typescript");
    Installer::Npm.install("TypeScript's tools", &sources, &home)?;
    let made = home.join("made");
    if made.exists() {
        fs::remove_dir_all(&made)?;
    }
    // Below what is installed, where modules are looked for.
    fs::create_dir_all(&made)?;
    let tool = |name: &str| {
        let mut command = Command::new("node");
        command.arg(home.join("node_modules").join(name));
        command.current_dir(&made);
        command
    };
    let types = made.join("types.ts");
    let generated = holds(
        tool("json-schema-to-typescript/dist/src/cli.js")
            .args(["--unreachableDefinitions", "--additionalProperties=false"])
            .arg("--input")
            .arg(bench.bundle())
            .arg("--output")
            .arg(&types),
    )? && holds(
        tool("openapi-typescript/bin/cli.js")
            .arg(bench.schemas.join("openapi-3.1.json"))
            .args(["--output", "openapi.ts"]),
    )?;
    if !generated {
        return Ok(false);
    }
    for name in ["program.ts", "vectors.ts", "tsconfig.json"] {
        fs::copy(sources.join(name), made.join(name))?;
    }
    fs::write(made.join("payloads.ts"), constants(&payloads(bench)?)?)?;
    fs::write(made.join("inputs.ts"), constants(&inputs(bench)?)?)?;
    let unused = unused(
        &fs::read_to_string(types)?,
        &fs::read_to_string(made.join("program.ts"))?,
    );
    for name in &unused {
        anstream::println!("program.ts does not use the type {name}");
    }
    let compiled = holds(tool("typescript/bin/tsc").args(["--strict", "--project", "."]))?;
    if !compiled || !unused.is_empty() {
        return Ok(false);
    }
    let node = |script: &str| {
        let mut node = Command::new("node");
        node.arg(made.join("out").join(script));
        node
    };
    let held = holds(bench.given(&mut node("program.js")))?;
    Ok(bench.judges(&mut node("vectors.js"), &ENCODED)? && held)
}

/// A value by its name, and the title of its schema.
struct Typed {
    name: Value,
    title: Value,
    value: Value,
}

fn payloads(bench: &Bench) -> Result<Vec<Typed>> {
    let mut payloads = json(&bench.payloads)?;
    let payloads = payloads.as_array_mut().context("payloads are a list")?;
    let typed = payloads.iter_mut().map(|it| Typed {
        name: it["name"].take(),
        title: it["title"].take(),
        value: it["value"].take(),
    });
    Ok(typed.collect())
}

/// What the vectors give to an encoder.
fn inputs(bench: &Bench) -> Result<Vec<Typed>> {
    let definitions = &json(&bench.bundle())?["$defs"];
    let operations = &json(&bench.schemas.join("index.json"))?["operations"];
    let mut cases = json(&bench.schemas.join("cases.json"))?;
    let vectors = cases["encode"].as_array_mut();
    let typed = vectors.context("vectors are a list")?.iter_mut().map(|it| {
        let operation = it["operation"]
            .as_str()
            .context("an operation has a name")?;
        let request = operations[operation]["request"].as_str();
        let request = request.context("an operation has a schema of its request")?;
        Ok(Typed {
            title: definitions[request]["title"].clone(),
            name: it["case"].take(),
            value: it["input"].take(),
        })
    });
    typed.collect()
}

/// Every value as a constant of its type, which the compiler judges as no program can: types are gone when it runs.
fn constants(all: &[Typed]) -> Result<String> {
    let mut text = String::from("import type * as types from './types.js';\n");
    for (at, Typed { name, title, value }) in all.iter().enumerate() {
        let title = title.as_str().context("a schema has a title")?;
        writeln!(
            text,
            "// {name}\nconst constant{at}: types.{title} = {value};"
        )?;
    }
    let names: Vec<_> = (0..all.len()).map(|at| format!("constant{at}")).collect();
    writeln!(text, "export const constants = [{}];", names.join(", "))?;
    Ok(text)
}

/// The exported types that do not occur in a program, which names each as `types.Name`.
fn unused(types: &str, program: &str) -> BTreeSet<String> {
    let word = |it: char| !it.is_alphanumeric() && it != '_';
    let used: BTreeSet<_> = program
        .split("types.")
        .skip(1)
        .filter_map(|rest| rest.split(word).next())
        .collect();
    let exported = types.lines().filter_map(|line| {
        let mut words = line.strip_prefix("export ")?.split(word);
        words.next();
        words.next()
    });
    exported
        .filter(|name| !used.contains(name))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_does_not_occur_by_its_whole_name_is_unused() {
        let types =
            "export interface A {\n  b: C;\n}\nexport type A1 =\n  | D\nexport interface B {}\n";
        let names: Vec<_> = unused(types, "const A1: types.A<types.B> = types.A12;")
            .into_iter()
            .collect();
        assert_eq!(names, ["A1"]);
    }
}
