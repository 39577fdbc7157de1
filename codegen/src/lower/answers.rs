//! What operations answer.

use super::{Lowering, Side, docs};
use crate::bundle::{Document, OperationRef};
use crate::check::media::{self, Kind, taken};
use crate::check::responses::bodiless;
use crate::ir::{Answer, Codes, Content, Type};
use crate::naming;
use crate::tree::Node;

impl<'a> Lowering<'a> {
    /// The answers for success, and the others. Where nothing is said of
    /// success, `default` is that too; and where that isn't there, any status of success is one, with nothing in it.
    pub(super) fn answers(
        &mut self,
        operation: &OperationRef<'a>,
        type_name: &str,
    ) -> (Vec<Answer>, Vec<Answer>) {
        let described = described(self.document, operation);
        let (mut successes, mut errors) = (Vec::new(), Vec::new());
        for (nodes, answers, suffix) in [
            (&described.successes, &mut successes, "Response"),
            (&described.errors, &mut errors, "Error"),
        ] {
            let mut made: Vec<(&'a Node, Type)> = Vec::new();
            for (codes, code, node) in nodes {
                let content = self.content(
                    operation,
                    code,
                    node,
                    &mut made,
                    &format!("{type_name}{suffix}"),
                );
                answers.push(Answer {
                    codes: *codes,
                    content,
                    docs: docs::description(node),
                });
            }
        }
        if successes.is_empty() {
            let default = errors.iter().find(|answer| answer.codes == Codes::Default);
            successes.push(default.cloned().unwrap_or(Answer {
                codes: Codes::Range(2),
                content: Content::None,
                docs: String::new(),
            }));
        }
        (successes, errors)
    }

    /// `made` are the schemas of other answers with their types: equal ones are one type. The first that has no name
    /// is called `hint`, and any other has its code behind that.
    fn content(
        &mut self,
        operation: &OperationRef<'a>,
        code: &str,
        node: &'a Node,
        made: &mut Vec<(&'a Node, Type)>,
        hint: &str,
    ) -> Content {
        let all = node
            .get("content")
            .filter(|_| !bodiless(operation, code))
            .map(|content| taken(content, false))
            .unwrap_or_default();
        let Some(first) = all.first() else {
            return Content::None;
        };
        if media::kind(&first.key, false) == Kind::Json {
            let media = first.key.clone();
            let Some(schema) = first.value.get("schema") else {
                let ty = Type::Any;
                return Content::Json { ty, media };
            };
            let known = made
                .iter()
                .find(|(other, _)| same(self.document, other, schema));
            let ty = if let Some((_, ty)) = known {
                ty.clone()
            } else {
                let code = if made.is_empty() { "" } else { code };
                let hint = naming::type_name(&format!("{hint}_{code}"));
                let ty = self.expression(schema, Side::Response, &hint);
                made.push((schema, ty.clone()));
                ty
            };
            return Content::Json { ty, media };
        }
        let media: Vec<String> = all.iter().map(|media| media.key.clone()).collect();
        let text = media
            .iter()
            .all(|media| media::essence(media).starts_with("text/"));
        Content::Raw { media, text }
    }
}

/// What a document says of an operation's answers, in the order of [`Codes`]: the statuses, the same in the document's
/// words, and the response.
pub(crate) struct Described<'a> {
    pub(crate) successes: Vec<(Codes, &'a str, &'a Node)>,
    pub(crate) errors: Vec<(Codes, &'a str, &'a Node)>,
}

/// Redirects are successes: a client follows none, so that they are what was asked for.
pub(crate) fn described<'a>(document: &'a Document, operation: &OperationRef<'a>) -> Described<'a> {
    let listed = operation.node.get("responses").map(Node::sorted);
    let mut nodes: Vec<(Codes, &'a str, &'a Node)> = listed
        .unwrap_or_default()
        .into_iter()
        .filter_map(|answer| {
            let codes = codes(&answer.key)?;
            Some((codes, answer.key.as_str(), document.resolve(&answer.value)))
        })
        .collect();
    nodes.sort_by_key(|(codes, ..)| *codes);
    let (successes, errors) = nodes
        .into_iter()
        .partition(|(codes, ..)| matches!(codes, Codes::Status(200..=399) | Codes::Range(2 | 3)));
    Described { successes, errors }
}

/// Whether two schemas become one type.
pub(crate) fn same(document: &Document, a: &Node, b: &Node) -> bool {
    match (document.end(a), document.end(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.to_json() == b.to_json(),
    }
}

/// The statuses of a response; none where it is no response, or one that no client sees.
fn codes(key: &str) -> Option<Codes> {
    if key == "default" {
        return Some(Codes::Default);
    }
    let digit = key
        .bytes()
        .next()
        .filter(|digit| matches!(digit, b'2'..=b'5'))?;
    if key.get(1..) == Some("XX") {
        return Some(Codes::Range(digit - b'0'));
    }
    key.parse().ok().map(Codes::Status)
}
