//! `--explain`: what a case, a test or a kind is.

use std::fmt::Write as _;

use super::exit::{Exit, Failure};
use super::load::Loaded;
use super::{Args, load, near, output};
use crate::report::kinds::{self, Explained, KINDS};
use crate::report::{curl, grouped, shown};
use reversals_cases::wire::Request;
use reversals_cases::{Judge, Origin};
use reversals_judge::Test;
use reversals_judge::law::OF_STRUCTURE;

/// The longest body that is shown whole, in characters.
const SHOWN: usize = 4000;

pub(super) fn run(args: &Args, id: &str) -> Result<Exit, Failure> {
    let loaded = load::load(args)?;
    let text = kinds::find(id)
        .map(|it| kind(it, &loaded))
        .or_else(|| law(id, &loaded))
        .or_else(|| cases(id, &loaded));
    let Some(text) = text else {
        let tests: Vec<String> = loaded.tests.iter().map(Test::name).collect();
        let mut names: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        names.extend(loaded.suite.laws.laws.iter().map(|law| law.id.as_str()));
        names.extend(loaded.suite.cases.iter().map(|case| case.id.as_str()));
        names.extend(tests.iter().map(String::as_str));
        let near = near::question(&near::near(id, names.into_iter()));
        return Err(Failure::Usage(format!(
            "nothing is called `{id}`: no case, test, law or kind{near}"
        )));
    };
    match &args.output {
        Some(path) => output::write(path, &text)?,
        None => output::print_raw(&text)?,
    }
    Ok(Exit::Fine)
}

fn kind(kind: &Explained, loaded: &Loaded) -> String {
    let mine: Vec<_> = loaded
        .tests
        .iter()
        .filter(|test| test.kind.family() == kind.id)
        .collect();
    let mut out = format!(
        "{}: {}\n\n  {}\n  tests of this kind: {}\n",
        kind.id,
        kind.what,
        kind.how,
        grouped(mine.len())
    );
    if let Some(first) = mine.first() {
        let _ = writeln!(
            out,
            "  for example: {}\n  reproduce: cargo xtask conformance --filter ::{}",
            first.name(),
            kind.id
        );
    }
    out
}

/// A law of `laws.yaml`, or of every document.
fn law(id: &str, loaded: &Loaded) -> Option<String> {
    let id = id.strip_prefix("law ").unwrap_or(id);
    let data = loaded.suite.laws.laws.iter().find(|law| law.id == id);
    if let Some(law) = data {
        return Some(format!("{id}: {}\n\n  source: {}\n", law.says, law.source));
    }
    let mut rest = OF_STRUCTURE.into_iter().flatten();
    let (_, says) = rest.find(|(law, _)| *law == id)?;
    Some(format!("{id}: {says}\n"))
}

/// A case, or one test of it.
fn cases(id: &str, loaded: &Loaded) -> Option<String> {
    let tests: Vec<_> = loaded
        .tests
        .iter()
        .filter(|test| test.case.id == id || test.name() == id)
        .collect();
    let case = &tests.first()?.case;
    let mut out = format!("{id}\n\n  written in: {}:{}\n", case.at.file, case.at.line);
    let _ = writeln!(out, "  operation: {}", case.call.operation);
    for line in shown::origin(&case.origin).lines() {
        let _ = writeln!(out, "  {line}");
    }
    if let Origin::Documented(documented) = &case.origin {
        if let Some(curl) = &documented.curl {
            let _ = writeln!(out, "  printed command:\n{}", indented(&indented(curl)));
        }
        if let Some(repair) = &documented.repair {
            let _ = writeln!(out, "  mended: {} ({})", repair.what, repair.why);
        }
    }
    if let Some(note) = &case.note {
        let _ = writeln!(out, "  note: {note}");
    }
    if let Some(schema) = &case.schema {
        let verdict = serde_json::to_value(schema.verdict).unwrap_or_default();
        let verdict = verdict.as_str().unwrap_or_default();
        let _ = writeln!(out, "  the schema says: {verdict}, since: {}", schema.why);
    }
    if case.has_input {
        let _ = writeln!(
            out,
            "\nThe caller gives:\n{}",
            indented(&shown::input(case))
        );
    }
    if case.has_request {
        let _ = writeln!(out, "\nThe request:\n{}", indented(&request(&case.request)));
        for (number, spelling) in case.same_as.iter().enumerate() {
            let number = number + 1;
            let _ = writeln!(
                out,
                "\nAlso spelt ({number}):\n{}",
                indented(&request(spelling))
            );
        }
    }
    let _ = writeln!(
        out,
        "\nWhat must come of it:\n{}",
        indented(&cut(&shown::judged(case)))
    );
    if let Judge::Exchange {
        folding: Some(name),
        ..
    } = &case.judge
        && let Some(folding) = loaded.suite.foldings.get(name)
    {
        let _ = writeln!(out, "\n{name}: {} {}", folding.what, folding.why);
    }
    out.push_str("\nWhat is tested:\n");
    for test in &tests {
        let what = kinds::find(test.kind.family()).map_or("", |kind| &kind.what);
        let _ = writeln!(out, "  {}: {what}", test.kind);
    }
    if let [only] = tests.as_slice()
        && let Some(kind) = kinds::find(only.kind.family())
    {
        let _ = writeln!(out, "  {}", kind.how);
    }
    let _ = writeln!(out, "\nReproduce:\n  cargo xtask conformance --filter {id}");
    if case.has_request {
        let _ = writeln!(out, "  {}", curl::line(&case.request));
    }
    Some(out)
}

fn request(request: &Request) -> String {
    cut(&shown::request(&request.into()))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text
        .lines()
        .map(|line| match line {
            "" => String::new(),
            line => format!("  {line}"),
        })
        .collect();
    lines.join("\n")
}
