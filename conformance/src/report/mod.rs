//! What came of a run, and the formats that it is told in. Every format is made of one [`Report`], has no clock and no
//! path of the machine in it, and is the same for the same outcomes.

mod build;
mod counted;
pub mod curl;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod kinds;
pub mod markdown;
mod remote;
pub mod sarif;
pub(crate) mod shown;
#[cfg(feature = "strength")]
mod strength;
pub mod text;
mod totals;
mod uuids;
mod visible;

use std::path::Path;

use serde::{Deserialize, Serialize};

use reversals_cases::{Side, Suite};

pub use counted::{Control, Floor, Law, Share, Skipped, Unjudged};
pub use totals::{Counts, Total, Totals};

/// The version of the JSON format.
pub const FORMAT: u32 = 1;

/// A run of the suite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of this format.
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: u32,
    /// Who was judged.
    pub subject: String,
    /// What came of all tests.
    pub totals: Totals,
    /// What this run says nothing about.
    pub not_judged: Vec<String>,
    /// How much of what HTTP can show was judged, where that is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// How often each law bound an exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laws: Vec<Law>,
    /// What came of control requests: the least request of an operation, sent where the service refused more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<Control>,
    /// What differs without failing a test.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What is wrong with the run as a whole.
    pub faults: Vec<Fault>,
    /// The tests, in the order of ids and kinds.
    pub tests: Vec<Entry>,
    /// Those of a service that were not judged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// One test and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The derived name: `transfer_reversals/create/amount/of_one::client-encode`.
    pub name: String,
    /// The id of the case.
    pub case: String,
    /// The folder of the case.
    pub folder: String,
    /// The kind of test.
    pub kind: String,
    /// The sides that it judges; none where it judges the document.
    pub sides: Vec<Side>,
    /// The file that the case is written in, below the repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What came of it.
    pub outcome: Outcome,
    /// Why a failure is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What the case rests on: the page of the documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The first test that noticed an edit of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noticed_by: Option<String>,
    /// The difference between what is and what the case says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

/// What came of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It does not, and that is known.
    Known,
}

/// A difference. UUIDs that client or server make up are shown as `<uuid>`, so that runs can be compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Where it is.
    pub place: String,
    /// What the case says.
    pub expected: String,
    /// What is.
    pub found: String,
    /// The request that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    /// The response that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// Commands that show it again.
    pub reproduce: Vec<String>,
}

/// A request as it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The method in upper case.
    pub method: String,
    /// The path with its query.
    pub target: String,
    /// Names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// A response as it travels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: String,
}

/// What is wrong with a run as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The stable name of what is wrong.
    pub id: String,
    /// The file, below the repository.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Outcome {
    /// Whether it fails a run.
    pub fn fails(self) -> bool {
        self == Self::Failed
    }

    /// One character that says it without a colour.
    pub fn symbol(self) -> char {
        match self {
            Self::Passed => '✓',
            Self::Failed => '✗',
            Self::Known => '~',
        }
    }
}

impl Entry {
    /// What is wrong, in one line without the place; empty where nothing is.
    pub fn message(&self) -> String {
        let finding = self.finding.as_ref();
        finding.map_or_else(String::new, |it| {
            in_line(&it.place, &it.expected, &it.found)
        })
    }
}

/// A difference in one line.
fn in_line(place: &str, expected: &str, found: &str) -> String {
    format!("{place}: expected {expected}, found {found}")
}

/// The forms that a report is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Format {
    /// For a person.
    Text,
    /// For a program; the schema is conformance/report.schema.json.
    Json,
    /// XML for the test views of CI services.
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// A summary in Markdown.
    Markdown,
    /// A page with every exchange.
    Html,
}

/// A report can't be written in a format, which no report does.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// As JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// As `JUnit` XML.
    #[error(transparent)]
    Junit(#[from] quick_junit::SerializeError),
}

impl Format {
    /// What the name of a file asks for: `JUnit` for `.xml`, SARIF for `.sarif`, a page for `.html`, Markdown for `.md`, else
    /// JSON.
    pub fn of(file: &Path) -> Self {
        match file.extension().and_then(|it| it.to_str()) {
            Some("xml") => Self::Junit,
            Some("sarif") => Self::Sarif,
            Some("html") => Self::Html,
            Some("md") => Self::Markdown,
            _ => Self::Json,
        }
    }

    /// The report in this form; a text has colours, which who prints it takes out where they are not wanted.
    ///
    /// Errors: none that a report can have.
    pub fn tell(self, report: &Report, suite: &Suite) -> Result<String, Error> {
        Ok(match self {
            Self::Text => text::text(report),
            Self::Json => json::json(report)?,
            Self::Junit => junit::junit(report)?,
            Self::Github => github::github(report),
            Self::Sarif => sarif::sarif(report)?,
            Self::Markdown => markdown::markdown(report),
            Self::Html => html::html(report, suite)?,
        })
    }
}

impl Report {
    /// Whether anything fails the run.
    pub fn fails(&self) -> bool {
        !self.faults.is_empty() || self.totals.all.failed > 0
    }

    /// The tests that fail the run.
    pub fn findings(&self) -> impl Iterator<Item = &Entry> {
        self.tests.iter().filter(|entry| entry.outcome.fails())
    }

    /// The run in one sentence: `14,863 of 14,865 tests passed, 2 failed`.
    pub fn sentence(&self) -> String {
        let counts = self.totals.all;
        let what = match self.tests.first().map(|entry| entry.kind.as_str()) {
            Some(kinds::MUTANT) => "edits noticed",
            Some(kinds::OBLIGATION) => "obligations met",
            _ => "tests passed",
        };
        let (passed, all) = (grouped(counts.passed), grouped(counts.all()));
        let mut said = format!("{passed} of {all} {what}");
        for (count, what) in [
            (counts.failed, "failed"),
            (counts.known, "known to fail"),
            (self.faults.len(), "wrong with the run as a whole"),
        ] {
            if count > 0 {
                said.push_str(&format!(", {} {what}", grouped(count)));
            }
        }
        if let Some(Floor { judged, of, .. }) = &self.floor {
            let (judged, of) = (grouped(*judged), grouped(*of));
            said.push_str(&format!("; judged {judged} of {of}"));
        }
        said
    }
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
