//! What a service is known to get wrong, among what came of its tests.

use chrono::NaiveDate;
use reversals_cases::known::{Came, Known, Wrong};

use super::plan::Planned;
use super::{Judged, Outcome};

/// Takes the failures of a service that are known for such, and says what is wrong with the entries: see [`Known::of`].
pub fn excuse(
    known: &Known,
    judged: &mut [Judged],
    planned: &[Planned],
    today: NaiveDate,
) -> Vec<Wrong> {
    let came = judged.iter().map(|test| {
        let came = match &test.outcome {
            Outcome::Failed(_) => Came::Failed,
            Outcome::NotJudged(_) => Came::NotJudged,
            _ => Came::Passed,
        };
        (test.test.as_str(), came)
    });
    let planned: Vec<_> = planned.iter().map(|test| test.test.as_str()).collect();
    let (known, wrong) = known.of(&came.collect::<Vec<_>>(), &planned, today);
    for (place, reason) in known {
        let outcome = &mut judged[place].outcome;
        if let Outcome::Failed(finding) = std::mem::replace(outcome, Outcome::Passed) {
            *outcome = Outcome::Known { reason, finding };
        }
    }
    wrong
}

/// The day of today, as [`excuse`] wants it.
pub fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

#[cfg(test)]
mod tests;
