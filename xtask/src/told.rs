//! What the page for people tells of the cases besides what the documentation prints: refusals and scenarios.

use std::collections::BTreeMap;

use reversals_cases::law::{Relation, Term};
use reversals_cases::scenario::{Scenario, Step};
use reversals_cases::{Case, Judge, Origin, Refusal, Suite};
use reversals_codegen::emit::docs;
use serde_json::Value;

/// The most reasons that are told of one refusal.
const REASONS: usize = 3;

/// How an operation is refused, by status, code and parameter. What nobody says a remedy of is noted.
pub(crate) fn refusals(
    suite: &Suite,
    operation: &str,
    wanting: &mut Vec<String>,
) -> Vec<docs::Refusal> {
    let mut all: BTreeMap<_, (docs::Refusal, Vec<String>)> = BTreeMap::new();
    let of = suite.cases.iter();
    for case in of.filter(|case| case.call.operation == operation) {
        let Some(refusal) = refusal(case) else {
            continue;
        };
        let Some((_, remedy)) = suite.remedies.of(&refusal) else {
            wanting.push(format!(
                "note: nothing says what to do about `{}`\n  --> conformance/cases/remedies.yaml\n help: add an entry for its status, code or parameter",
                case.id
            ));
            continue;
        };
        // Words with a value in them are of one case alone.
        let words = match &case.judge {
            Judge::Exchange { .. } => refusal.message.clone(),
            _ => None,
        };
        let key = (
            refusal.status,
            refusal.code.clone(),
            refusal.param.clone(),
            words,
            remedy,
        );
        let (told, reasons) = all.entry(key).or_insert_with(|| {
            let told = docs::Refusal {
                case: case.id.clone(),
                status: refusal.status,
                code: refusal.code.clone(),
                param: refusal.param.clone(),
                words: None,
                when: String::new(),
                remedy: remedy.to_owned(),
            };
            (told, Vec::new())
        });
        told.words = told.words.take().or_else(|| refusal.message.clone());
        let reason = reason(case);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let told = all.into_values().map(|(mut told, reasons)| {
        told.when = reasons
            .iter()
            .take(REASONS)
            .cloned()
            .collect::<Vec<_>>()
            .join("; ");
        if reasons.len() > REASONS {
            told.when
                .push_str(&format!("; and {} more", reasons.len() - REASONS));
        }
        told
    });
    told.collect()
}

/// How a case is refused: before the handler, or in words that the case gives a handler to say.
fn refusal(case: &Case) -> Option<Refusal> {
    match &case.judge {
        Judge::Refused(refusal) => Some(refusal.clone()),
        // What is derived says again, of a client, what is above of a server.
        Judge::Exchange { response, body, .. }
            if response.status >= 400
                && !case.carried
                && !matches!(case.origin, Origin::Derived { .. }) =>
        {
            let error = &body["error"];
            let text = |name: &str| error[name].as_str().map(str::to_owned);
            Some(Refusal {
                status: response.status,
                type_: text("type")?,
                code: text("code"),
                param: text("param"),
                message: Some(text("message")?),
            })
        }
        _ => None,
    }
}

fn reason(case: &Case) -> String {
    match &case.origin {
        Origin::Derived { rule } => rule.clone(),
        Origin::Authored { reason } => reason.clone(),
        Origin::Documented(documented) => documented.title.clone(),
    }
}

/// The scenarios, with what each step claims in a few words.
pub(crate) fn scenarios(suite: &Suite) -> Vec<docs::Scenario> {
    let told = |scenario: &Scenario| docs::Scenario {
        name: scenario.name(),
        says: scenario.says.clone(),
        operations: scenario
            .operations()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        steps: scenario.steps.iter().map(|it| step(suite, it)).collect(),
    };
    suite.scenarios.iter().map(told).collect()
}

fn step(suite: &Suite, step: &Step) -> docs::Step {
    let claims: Vec<_> = step.holds.iter().filter_map(claim).collect();
    let claims = (!claims.is_empty()).then(|| format!("Then {}.", claims.join(", ")));
    docs::Step {
        line: suite.line(step),
        notes: step.note.iter().cloned().chain(claims).collect(),
    }
}

/// What a relation claims, where a few words say it.
fn claim(relation: &Relation) -> Option<String> {
    match relation {
        Relation::Equal(one, other) => Some(format!("{} is {}", term(one)?, term(other)?)),
        Relation::There(one) => Some(format!("{} is there", term(one)?)),
        _ => None,
    }
}

fn term(of: &Term) -> Option<String> {
    Some(match of {
        Term::Answer(pointer) => format!("`{}`", pointer.trim_start_matches('/').replace('/', ".")),
        Term::Count(pointer) => format!("the number of `{}`", pointer.trim_start_matches('/')),
        Term::Asked(name) => format!("`{name}` as asked"),
        Term::Captured(name) => format!("`{name}` from above"),
        Term::Sum(terms) => {
            let terms: Option<Vec<_>> = terms.iter().map(term).collect();
            format!("the sum of {}", terms?.join(" and "))
        }
        Term::Value(Value::String(text)) => format!("`{text}`"),
        Term::Value(value) => format!("`{value}`"),
        _ => return None,
    })
}
