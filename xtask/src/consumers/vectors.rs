//! Whether an encoder gives the bytes of the vectors, and whether it would notice if it did not.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use super::{Bench, holds, json};
use crate::tools;

/// What a vector says of a request.
const MEMBERS: [&str; 4] = ["method", "path", "query", "body"];

/// What encoders read of the schemas, beside the vectors.
const READ: [&str; 2] = ["index.json", "2020-12/bundle.schema.json"];

/// The vectors.
pub(super) const VECTORS: &str = "cases.json";

impl Bench {
    /// Writes copies of the schemas in which one byte of one vector is another: one copy for each member of a request.
    /// `false` when no vector has such a member, which has been printed.
    pub(super) fn tamper(&self) -> Result<bool> {
        let vectors = json(&self.schemas.join(VECTORS))?;
        for member in MEMBERS {
            let mut tampered = vectors.clone();
            let all = tampered["encode"].as_array_mut();
            let mut texts = all
                .into_iter()
                .flatten()
                .filter_map(|it| it.get_mut(member));
            let Some(text) = texts.find(|it| it.as_str().is_some_and(|it| !it.is_empty())) else {
                anstream::println!("no vector has a {member}");
                return Ok(false);
            };
            let mut other = text.as_str().unwrap_or_default().to_owned();
            let last = other.pop();
            other.push(if last == Some('.') { '-' } else { '.' });
            *text = other.into();
            let copy = self.tampered(member);
            for name in READ {
                let to = copy.join(name);
                fs::create_dir_all(to.parent().context("a file is in a directory")?)?;
                fs::copy(self.schemas.join(name), to)?;
            }
            fs::write(copy.join(VECTORS), serde_json::to_vec(&tampered)?)?;
        }
        Ok(true)
    }

    /// Runs an encoder on the vectors, which it must give, and on each of the copies, where it must say that it does
    /// not: what takes anything has shown nothing.
    pub(super) fn encodes(&self, encoder: &mut Command) -> Result<bool> {
        if !holds(self.given(encoder))? {
            return Ok(false);
        }
        encoder.stdout(Stdio::null()).stderr(Stdio::null());
        let mut noticed = true;
        for member in MEMBERS {
            encoder.env("REVERSALS_SCHEMAS", self.tampered(member));
            if tools::status(encoder)?.code() != Some(1) {
                anstream::println!("the encoder does not notice a vector with another {member}");
                noticed = false;
            }
        }
        Ok(noticed)
    }

    fn tampered(&self, member: &str) -> PathBuf {
        self.home.join("tampered").join(member)
    }
}
