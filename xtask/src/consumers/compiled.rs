//! Go and Java: quicktype's types of the bundle, compiled by the language's own compiler.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::vectors::ENCODED;
use super::{Bench, holds};
use crate::tools::{self, Installer};

pub(super) fn go(bench: &Bench) -> Result<bool> {
    tools::output(Command::new("go").arg("version"))?;
    let made = bench.fresh("go")?;
    let sources = bench.sources.join("go");
    for name in ["go.mod", "program.go", "vectors.go"] {
        fs::copy(sources.join(name), made.join(name))?;
    }
    let mut generator = quicktype(bench)?;
    generator.args(["--lang", "go", "--package", "main"]);
    if !holds(generator.arg("--out").arg(made.join("models.go")))? {
        return Ok(false);
    }
    let go = |arguments: &[&str]| {
        let mut command = Command::new("go");
        command
            .args(arguments)
            .current_dir(&made)
            // There is nothing to be had but the standard library.
            .env("GOPROXY", "off")
            .env("GOFLAGS", "-mod=mod")
            .env("GOWORK", "off");
        command
    };
    Ok(holds(&mut go(&["vet", "."]))?
        && holds(&mut go(&["build", "-o", "program", "."]))?
        && bench.judges(&mut Command::new(made.join("program")), &ENCODED)?)
}

pub(super) fn java(bench: &Bench) -> Result<bool> {
    tools::output(Command::new("javac").arg("-version"))?;
    let sources = bench.sources.join("java");
    let home = bench.home.join("java");
    Installer::Maven.install("Jackson", &sources, &home)?;
    let made = bench.fresh("java")?;
    let mut generator = quicktype(bench)?;
    generator
        // The names as they are in the schemas, so that a schema's title finds its class.
        .args(["--lang", "java", "--acronym-style", "original"])
        .args(["--package", "models", "--array-type", "list"]);
    let models = made.join("models");
    fs::create_dir_all(&models)?;
    if !holds(generator.arg("--out").arg(models.join("Converter.java")))? {
        return Ok(false);
    }
    fs::create_dir_all(made.join("classes"))?;
    let classpath = joined(&[made.join("classes"), home.join("jars").join("*")]);
    let mut compiler = Command::new("javac");
    compiler
        // quicktype reads a map without its types.
        .args(["-Xlint:all,-processing,-unchecked", "-Werror", "-d"])
        .arg(made.join("classes"))
        .arg("-classpath")
        .arg(&classpath)
        .args([sources.join("Program.java"), sources.join("Vectors.java")])
        .args(in_order(&models)?);
    if !holds(&mut compiler)? {
        return Ok(false);
    }
    let java = |program: &str| {
        let mut java = Command::new("java");
        java.arg("-classpath").arg(&classpath).arg(program);
        java
    };
    let held = holds(bench.given(&mut java("Program")))?;
    Ok(bench.judges(&mut java("Vectors"), &ENCODED)? && held)
}

/// The generator of both, with every schema as a type of its own.
fn quicktype(bench: &Bench) -> Result<Command> {
    let home = bench.home.join("quicktype");
    Installer::Npm.install("quicktype", &bench.sources.join("quicktype"), &home)?;
    let mut source = OsString::from(bench.bundle());
    source.push("#/$defs/");
    let mut command = Command::new("node");
    command
        .arg(home.join("node_modules/quicktype/dist/index.js"))
        .args(["--telemetry", "disable", "--quiet", "--src-lang", "schema"])
        .arg("--src")
        .arg(source);
    Ok(command)
}

/// A class path.
fn joined(parts: &[PathBuf]) -> OsString {
    let mut joined = OsString::new();
    for part in parts {
        if !joined.is_empty() {
            joined.push(if cfg!(windows) { ";" } else { ":" });
        }
        joined.push(part);
    }
    joined
}

fn in_order(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}
