//! What the cases show, by which examples are judged.

use std::path::Path;

use anyhow::Result;
use reversals_cases::Judge;
use reversals_lint::Shown;
use serde_json::Value;

/// Every value that a call of a case gives or an answer has.
pub(super) fn shown(folder: &Path) -> Result<Shown> {
    let suite = reversals_cases::load(folder)?;
    let mut shown = Shown::default();
    for case in &suite.cases {
        let arguments = &case.call.arguments;
        for given in [
            &arguments.path,
            &arguments.query,
            &arguments.headers,
            &arguments.cookies,
        ] {
            shown.add(&Value::Object(given.clone()));
        }
        let answer = match &case.judge {
            Judge::Exchange { body, .. } => Some(body),
            Judge::Refuses { body, .. } => body.as_ref(),
            _ => None,
        };
        for body in arguments.body.iter().chain(answer) {
            shown.add(body);
        }
    }
    Ok(shown)
}
