//! A case that might show something.

use reversals_cases::Side;
use reversals_cases::format::{Group, Origin, Part, Schema, Verdict};

/// A case that might show something, as a row of a group.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The file of it, without its folder and extension.
    pub(crate) stem: &'static str,
    /// The group, and what its rows have in common.
    pub(crate) group: String,
    /// The rule that it rests on.
    pub(crate) rule: String,
    /// The row.
    pub(crate) row: String,
    pub(crate) sides: Option<Vec<Side>>,
    pub(crate) unrepresentable: Option<&'static str>,
    pub(crate) undocumented: Option<&'static str>,
    pub(crate) part: Part,
}

impl Candidate {
    /// The group of this row alone, without rows.
    pub(crate) fn alone(&self) -> Group {
        let part = self.part.clone();
        Group {
            id: format!("{}_{}", self.group, self.row),
            origin: Origin::Derived {
                rule: self.rule.clone(),
            },
            sides: self.sides.clone(),
            note: part.note,
            input: part.input,
            request: part.request,
            response: part.response,
            output: part.output,
            refused: part.refused,
            refuses: part.refuses,
            unrepresentable: self.unrepresentable.map(str::to_owned),
            undocumented: self.undocumented.map(str::to_owned),
            values: None,
            schema: part.schema,
            rows: std::collections::BTreeMap::new(),
        }
    }

    /// The same, judged in each way in which it may hold, the fullest first.
    pub(crate) fn ways(&self) -> Vec<Self> {
        let one_side = self.sides.is_some();
        let sides: &[Option<Side>] = if one_side {
            &[None]
        } else {
            &[None, Some(Side::Client), Some(Side::Server)]
        };
        let judged = [
            None,
            Some((Verdict::Invalid, false)),
            Some((Verdict::Invalid, true)),
            Some((Verdict::Valid, false)),
        ];
        let mut all = Vec::new();
        for side in sides {
            for verdict in judged {
                let mut way = self.clone();
                if let Some(side) = side {
                    way.sides = Some(vec![*side]);
                }
                way.part.schema = verdict.map(|(verdict, arguments)| Schema {
                    verdict,
                    why: why(verdict, arguments).to_owned(),
                    document_only: false,
                    arguments,
                });
                all.push(way);
            }
        }
        all
    }
}

fn why(verdict: Verdict, arguments: bool) -> &'static str {
    match (verdict, arguments) {
        (Verdict::Invalid, true) => "A client sends what its types hold; the service refuses it.",
        (Verdict::Invalid, false) => {
            "A client does not measure what it is answered; only the schema does."
        }
        (Verdict::Valid, _) => "The schema describes the value, and not how it is written.",
    }
}
