//! Files of what is meant, read as they are today.

use std::path::Path;

use anyhow::{Context as _, Result};
use reversals_changes::accepted::{Accepted, Of};
use toml::value::Datetime;

/// Reads a file.
pub(crate) fn load(of: Of, file: &Path) -> Result<Accepted> {
    let today: Datetime = reversals_cases::known::today().to_string().parse()?;
    let today = today.date.context("today is no day")?;
    Ok(Accepted::load(of, file, today)?)
}
