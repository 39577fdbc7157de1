//! Responses: one JSON type for success, one for all errors.

use super::bodies::{is_json, no_encoding, only};
use super::operations::called;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::tree::{Kind, Member, Node};

pub(super) fn check(document: &Document, operation: &OperationRef<'_>, report: &mut Report) {
    // Where there is none, or one of another kind, the keywords say so.
    let Some(responses) = operation.node.member("responses") else {
        return;
    };
    if !matches!(responses.value.kind, Kind::Object(_)) {
        return;
    }
    if operation.method == "head" {
        report.refuse(
            &responses.place,
            Rule::NoJsonResponse,
            format!(
                "{} is answered without a body, and so without JSON",
                called(operation)
            ),
            "drop the operation: a server answers HEAD wherever it answers GET",
        );
        return;
    }
    let mut success: Option<&Member> = None;
    let mut error: Option<(&Member, &Node)> = None;
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
        let schema = json(document, response, operation, report);
        if code.starts_with('2') {
            if let Some(first) = success {
                report.refuse(
                    &response.place,
                    Rule::TwoSuccessTypes,
                    format!(
                        "{} succeeds with `{}` and with `{code}`",
                        called(operation),
                        first.key
                    ),
                    "keep one response for success",
                );
            }
            success = success.or(Some(response));
        } else if let Some(schema) = schema {
            match error {
                None => error = Some((response, schema)),
                Some((first, type_of)) if !same(document, type_of, schema) => report.refuse(
                    &response.place,
                    Rule::TwoErrorTypes,
                    format!(
                        "{} fails with one type for `{}` and another for `{code}`",
                        called(operation),
                        first.key
                    ),
                    "refer to one schema from every error response",
                ),
                Some(_) => {}
            }
        }
    }
    if success.is_none() {
        report.refuse(
            &responses.place,
            Rule::MissingSuccess,
            format!("{} has no response for success", called(operation)),
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

/// The schema of the JSON that a response is.
fn json<'a>(
    document: &'a Document,
    listed: &'a Member,
    operation: &OperationRef<'_>,
    report: &mut Report,
) -> Option<&'a Node> {
    let response = document.resolve(&listed.value);
    if matches!(listed.key.as_str(), "204" | "205" | "304") || listed.key.starts_with('1') {
        report.refuse(
            &listed.place,
            Rule::NoJsonResponse,
            format!(
                "the response `{}` of {} has no body, and so no JSON",
                listed.key,
                called(operation)
            ),
            "answer with `200` and a value, or drop the response",
        );
        return None;
    }
    let none = |report: &mut Report| {
        report.refuse(
            &listed.place,
            Rule::NoJsonResponse,
            format!(
                "the response `{}` of {} has no JSON",
                listed.key,
                called(operation)
            ),
            "describe it by `content: {application/json: {schema: ..}}`",
        );
        None
    };
    let content = match (&response.kind, response.get("content")) {
        (Kind::Object(_), Some(content)) => content,
        (Kind::Object(_), None) => return none(report),
        _ => return None,
    };
    if !matches!(content.kind, Kind::Object(_)) {
        return None;
    }
    if content.members().is_empty() {
        return none(report);
    }
    let whose = format!("the response `{}` of {}", listed.key, called(operation));
    let media = only(content, &whose, report)?;
    if !is_json(&media.key) {
        return none(report);
    }
    no_encoding(&media.value, report);
    let schema = media.value.get("schema");
    if schema.is_none() && matches!(media.value.kind, Kind::Object(_)) {
        report.refuse(
            &media.place,
            Rule::MissingKeyword,
            format!(
                "the response `{}` of {} has no `schema`",
                listed.key,
                called(operation)
            ),
            "add `schema`",
        );
    }
    schema
}

/// Whether two schemas become one type.
fn same(document: &Document, a: &Node, b: &Node) -> bool {
    match (document.end(a), document.end(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.to_json() == b.to_json(),
    }
}
