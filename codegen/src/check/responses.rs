//! Responses: what a client reads and a server writes.

use super::bodies::{alternatives, no_encoding};
use super::media::{self, Kind, chosen};
use super::operations::called;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::tree::{Kind as NodeKind, Member};

pub(super) fn check(document: &Document, operation: &OperationRef<'_>, report: &mut Report) {
    // Where there is none, or one of another kind, the keywords say so.
    let Some(responses) = operation.node.member("responses") else {
        return;
    };
    if !matches!(responses.value.kind, NodeKind::Object(_)) {
        return;
    }
    let mut succeeds = false;
    for response in responses.value.sorted() {
        let code = response.key.as_str();
        if code.starts_with("x-") {
            continue;
        }
        if !is_code(code) {
            report.refuse(
                &response.place,
                Rule::InvalidValue,
                format!("`{code}` is no response code"),
                "write a code such as `200`, a range such as `4XX`, or `default`",
            );
            continue;
        }
        if code.starts_with('1') {
            report.note(
                &response.place,
                Rule::IgnoredBody,
                format!(
                    "`{code}` of {} is left out: no client sees it",
                    called(operation)
                ),
                "drop the response",
            );
            continue;
        }
        succeeds |= matches!(code.as_bytes().first(), Some(b'2' | b'3' | b'd'));
        content(document, response, operation, report);
    }
    if !succeeds {
        report.note(
            &responses.place,
            Rule::MissingSuccess,
            format!(
                "{} has no response for success: any status from 200 to 299 is one, and nothing is read of it",
                called(operation)
            ),
            "add one, such as `200`",
        );
    }
}

fn is_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    code == "default"
        || (bytes.len() == 3
            && matches!(bytes[0], b'1'..=b'5')
            && (bytes[1..] == *b"XX" || bytes[1..].iter().all(u8::is_ascii_digit)))
}

/// Whether an answer of that code to that operation has no body, whatever the document says of one.
pub fn bodiless(operation: &OperationRef<'_>, code: &str) -> bool {
    operation.method == "head" || matches!(code, "204" | "205" | "304")
}

fn content(
    document: &Document,
    listed: &Member,
    operation: &OperationRef<'_>,
    report: &mut Report,
) {
    let response = document.resolve(&listed.value);
    let whose = format!("the response `{}` of {}", listed.key, called(operation));
    let Some(content) = response
        .get("content")
        .filter(|content| !content.members().is_empty())
    else {
        return;
    };
    if bodiless(operation, &listed.key) {
        report.note(
            &content.place,
            Rule::IgnoredBody,
            format!("{whose} has no body in HTTP, and what is described of one is left out"),
            "drop `content`",
        );
        return;
    }
    alternatives(content, false, &whose, report);
    if let Some(media) = chosen(content, false)
        && media::kind(&media.key, false) == Kind::Json
    {
        no_encoding(&media.value, report);
    }
}
