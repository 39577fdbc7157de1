//! What an operation answers.

use super::entries::file;
use super::kinds::{Telling, link, place};
use super::text::{escape, prose};
use crate::bundle::Document;
use crate::emit::schema::gather::Kind;
use crate::tree::Node;

/// A status, or which ones, and what it says.
type Status<'a> = (String, &'a str);

/// The statuses of success, and the others, each with its description.
pub(super) fn statuses<'a>(
    document: &'a Document,
    operation: &'a Node,
) -> (Vec<Status<'a>>, Vec<Status<'a>>) {
    let all = operation.get("responses").map(Node::sorted);
    let all = all.unwrap_or_default().into_iter();
    let told = all.filter(|answer| !answer.key.starts_with("x-"));
    let told = told.map(|answer| {
        let status = match answer.key.as_str() {
            "default" => "Any other status".to_owned(),
            status => format!("<code>{}</code>", escape(status)),
        };
        let text = document.resolve(&answer.value).text("description");
        (
            answer.key.starts_with('2'),
            (status, text.unwrap_or_default()),
        )
    });
    let (good, bad): (Vec<_>, Vec<_>) = told.partition(|(good, _)| *good);
    let bare = |all: Vec<(bool, Status<'a>)>| all.into_iter().map(|(_, it)| it).collect();
    (bare(good), bare(bad))
}

/// Answers of one sort: a component leads to where it is described, anything else is described here.
pub(super) fn answer(
    heading: &str,
    statuses: &[Status<'_>],
    body: Option<&str>,
    telling: Telling<'_>,
) -> String {
    let mut html = format!("<h4>{heading}</h4>\n");
    for (status, text) in statuses {
        html.push_str(&format!(
            "<div class=\"status\"><p>{status}</p>{}</div>\n",
            prose(text)
        ));
    }
    let Some(body) = body else {
        let said = if statuses.is_empty() {
            "None is described."
        } else {
            "No body is described."
        };
        return format!("<div class=\"part\">{html}<p>{said}</p>\n</div>\n");
    };
    let definition = telling.gathered.definitions.get(body);
    if let Some(definition) = definition.filter(|it| it.kind == Kind::Response)
        && let Some((schema, _)) = definition.meaning
    {
        let id = place(body);
        return format!(
            "<section class=\"part\" id=\"{id}\">\n{html}{}{}</section>\n",
            telling.described(schema, None, &[], &id),
            file(body, definition)
        );
    }
    format!(
        "<div class=\"part\">{html}<p>The body is {}.</p>\n</div>\n",
        link(body)
    )
}
