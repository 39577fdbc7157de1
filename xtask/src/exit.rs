//! Exit codes, the same for every task.

use anstyle::{AnsiColor, Style};
use reversals_codegen::Error;
use reversals_codegen::diagnostic::Report;

/// Told by every `--help`.
pub(crate) const HELP: &str = "\
Exit codes: 0 fine, 1 a finding, 2 wrong usage, 3 input that can't be loaded, \
4 generated files out of date, 5 an internal error";

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// Nothing to say.
    Fine = 0,
    /// The input breaks a rule.
    Finding = 1,
    /// Wrong usage; clap itself leaves so too.
    Usage = 2,
    /// The input can't be loaded.
    Unloadable = 3,
    /// Generated files are out of date.
    Stale = 4,
    /// A fault of ours or of the machine.
    Internal = 5,
}

/// Prints an error and tells the exit code that it stands for.
pub(crate) fn report(error: &anyhow::Error) -> Outcome {
    match error.downcast_ref::<reversals_cases::Error>() {
        // A report says itself that it is of errors.
        Some(reversals_cases::Error::Yaml(report)) => {
            anstream::eprint!("{}", paint(&report.to_string()));
            return Outcome::Unloadable;
        }
        Some(cases) => {
            print(&cases.to_string());
            return Outcome::Unloadable;
        }
        None => {}
    }
    if let Some(refused) = error.downcast_ref::<crate::docs::Refused>() {
        anstream::eprint!("{}", paint(&refused.to_string()));
        return Outcome::Finding;
    }
    if let Some(refused) = error.downcast_ref::<reversals_changes::accepted::Refused>() {
        print(&refused.to_string());
        return Outcome::Unloadable;
    }
    if let Some(unknown) = error.downcast_ref::<crate::diff::NoVersion>() {
        print(&unknown.to_string());
        return Outcome::Unloadable;
    }
    if let Some(not_done) = error.downcast_ref::<crate::change::NotDone>() {
        print(&not_done.to_string());
        return not_done.outcome;
    }
    if let Some(lost) = error.downcast_ref::<crate::workspace::NotFound>() {
        print(&lost.to_string());
        return Outcome::Usage;
    }
    match error.downcast_ref::<Error>() {
        Some(refused @ Error::Refused(report)) => {
            self::refused(report, "nothing was written");
            if report.refusals().iter().all(|it| it.can_be_left_out()) {
                let way = " help: `--skip-unsupported` leaves out the operations that these are of, as long as others are left\n";
                anstream::eprint!("{}", paint(way));
            }
            if refused.is_unreadable() {
                Outcome::Unloadable
            } else {
                Outcome::Finding
            }
        }
        Some(Error::Unmatched(unmatched)) => {
            anstream::eprintln!("{}", paint(&unmatched.to_string()));
            Outcome::Usage
        }
        Some(foreign @ Error::Foreign { .. }) => {
            print(&foreign.to_string());
            Outcome::Finding
        }
        // These say all of it in their own words; a chain of causes would say it again.
        Some(ours @ (Error::Io { .. } | Error::Generator { .. } | Error::Hole(_))) => {
            print(&ours.to_string());
            Outcome::Internal
        }
        None => {
            print(&format!("{error:#}"));
            Outcome::Internal
        }
    }
}

/// Prints every refusal of a document, and what was not done for them.
fn refused(report: &Report, undone: &str) {
    anstream::eprint!("{}", paint(&report.to_string()));
    let count = report.refusals().len();
    let s = if count == 1 { "" } else { "s" };
    anstream::eprintln!("\n{count} refusal{s}; {undone}");
}

/// Tells why a document can't be used by who looks for findings of another kind in it: be it no text, no document, or one that
/// is refused.
pub(crate) fn unfit(error: &anyhow::Error, undone: &str) -> Outcome {
    match error.downcast_ref::<Error>() {
        Some(Error::Refused(report)) => {
            refused(report, undone);
            Outcome::Unloadable
        }
        _ => report(error),
    }
}

/// Says what is wanting where nothing is wrong: it begins with `note`.
pub(crate) fn note(note: &str) {
    anstream::eprint!("{}", paint(&format!("{note}\n\n")));
}

fn print(error: &str) {
    anstream::eprint!("{}", paint(&format!("error: {error}\n")));
}

/// Colours `error`, `note` and `help`; anstream takes the colours out where they are not wanted.
pub(crate) fn paint(text: &str) -> String {
    let error = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let note = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
    let help = Style::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("error") {
            out.push_str(&format!("{error}error{error:#}{rest}"));
        } else if let Some(rest) = line.strip_prefix("note") {
            out.push_str(&format!("{note}note{note:#}{rest}"));
        } else if let Some(rest) = line.strip_prefix(" help:") {
            out.push_str(&format!(" {help}help:{help:#}{rest}"));
        } else {
            out.push_str(line);
        }
    }
    out
}
