//! Lists the files of the hand-written crates for embedding, so that none is forgotten.
#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    for folder in ["command", "runtime"] {
        embed(folder)?;
    }
    Ok(())
}

fn embed(folder: &str) -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(folder);
    let mut files = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"]
        .map(str::to_owned)
        .to_vec();
    for file in &files {
        println!("cargo::rerun-if-changed={folder}/{file}");
    }
    for part in ["src", "tests"] {
        if root.join(part).exists() {
            println!("cargo::rerun-if-changed={folder}/{part}");
            list(&root, part, &mut files)?;
        }
    }
    files.sort();
    let mut entries = String::new();
    for file in &files {
        let path = root.join(file).display().to_string();
        let _ = writeln!(entries, "({file:?}, include_str!({path:?})),");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(
        out.join(format!("{folder}.rs")),
        format!("&[\n{entries}]\n"),
    )
}

fn list(root: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = format!("{below}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            list(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
