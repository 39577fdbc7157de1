//! Parameters: what the path template names, and the places, shapes and styles that the emitters can express.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::{called, place};
use super::rest;
use super::types::{Type, leaves};
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

const STYLES: [&str; 7] = [
    "matrix",
    "label",
    "form",
    "simple",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
];

/// Headers that OpenAPI takes from elsewhere; a parameter of such a name is ignored.
const RESERVED_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// Checks the parameters; `template` has the names in the path, unless that is refused.
pub(super) fn check(
    document: &Document,
    operation: &OperationRef<'_>,
    template: Option<&BTreeSet<&str>>,
    report: &mut Report,
) {
    let shared = list(document, operation.path_item, report);
    let own = list(document, operation.node, report);
    let mut declared = BTreeSet::new();
    for ((at, name), (listed, parameter)) in shared.iter().chain(&own) {
        if *at == "path" {
            declared.insert(*name);
            if let Some(template) = template
                && !template.contains(name)
            {
                report.refuse(
                    &listed.place,
                    Rule::UnusedPathParameter,
                    format!(
                        "the path `{}` does not name the parameter `{name}`",
                        operation.path
                    ),
                    format!("put `{{{name}}}` into the path, or drop the parameter"),
                );
            }
        }
        one(document, parameter, at, name, report);
    }
    for name in template.into_iter().flatten() {
        if !declared.contains(name) {
            report.refuse(
                place(operation),
                Rule::UndeclaredPathParameter,
                format!("{} declares no path parameter `{name}`", called(operation)),
                format!("add a parameter `{name}` with `in: path` and `required: true`"),
            );
        }
    }
}

/// A location and a name, and the parameter as listed and as resolved.
type List<'a> = BTreeMap<(&'a str, &'a str), (&'a Node, &'a Node)>;

/// The parameters that `node` lists.
fn list<'a>(document: &'a Document, node: &'a Node, report: &mut Report) -> List<'a> {
    let mut list = List::new();
    for listed in node.get("parameters").map(Node::items).unwrap_or_default() {
        let parameter = document.resolve(listed);
        // Where one of the two is missing, the keywords say so.
        let (Some(at), Some(name)) = (parameter.text("in"), parameter.text("name")) else {
            continue;
        };
        if list.insert((at, name), (listed, parameter)).is_some() {
            report.refuse(
                &listed.place,
                Rule::DuplicateParameter,
                format!("the {at} parameter `{name}` is listed twice"),
                "drop one of the two",
            );
        }
    }
    list
}

fn one(document: &Document, parameter: &Node, at: &str, name: &str, report: &mut Report) {
    let at_keyword = parameter
        .get("in")
        .map_or(&parameter.place, |node| &node.place);
    match at {
        "path" | "query" => {}
        "header" => header(parameter, name, report),
        "cookie" => report.refuse(
            at_keyword,
            Rule::UnsupportedParameter,
            format!("the parameter `{name}` is a cookie"),
            "send it as a header or in the query",
        ),
        _ => report.refuse(
            at_keyword,
            Rule::InvalidValue,
            format!("the parameter `{name}` is in `{at}`"),
            "write one of path, query, header",
        ),
    }
    if at == "path" && !parameter.is_true("required") {
        report.refuse(
            parameter
                .get("required")
                .map_or(&parameter.place, |node| &node.place),
            Rule::InvalidValue,
            format!("the path parameter `{name}` is not required"),
            "write `required: true`",
        );
    }
    if let Some(content) = parameter.member("content") {
        report.refuse(
            &content.place,
            Rule::UnsupportedParameter,
            format!("the parameter `{name}` is described by `content`"),
            "describe it by `schema`",
        );
        return;
    }
    let Some(schema) = parameter.get("schema") else {
        report.refuse(
            &parameter.place,
            Rule::MissingKeyword,
            format!("the parameter `{name}` has no `schema`"),
            "add `schema`",
        );
        return;
    };
    let types: Vec<Type> = leaves(document, schema)
        .iter()
        .map(|leaf| leaf.of)
        .collect();
    if types.contains(&Type::Broken) {
        return;
    }
    if let Some(unknown) = parameter.get("style")
        && let Some(style) = unknown.as_str()
        && !STYLES.contains(&style)
    {
        report.refuse(
            &unknown.place,
            Rule::InvalidValue,
            format!("`{style}` is no style"),
            "write `form` or `deepObject` in a query, `simple` in a path or header",
        );
        return;
    }
    match at {
        "path" | "header" => simple(parameter, at, name, schema, &types, report),
        "query" => query(document, parameter, name, schema, &types, report),
        _ => {}
    }
}

fn header(parameter: &Node, name: &str, report: &mut Report) {
    let place = parameter
        .get("name")
        .map_or(&parameter.place, |node| &node.place);
    if RESERVED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
        report.refuse(
            place,
            Rule::UnsupportedParameter,
            format!("OpenAPI ignores a header parameter named `{name}`"),
            "describe it by media types or security, and drop the parameter",
        );
    }
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        report.refuse(
            place,
            Rule::InvalidValue,
            format!("`{name}` can't be the name of a header"),
            "use letters, digits and `-`",
        );
    }
}

fn simple(
    parameter: &Node,
    at: &str,
    name: &str,
    schema: &Node,
    types: &[Type],
    report: &mut Report,
) {
    if let Some(style) = parameter.get("style")
        && style.as_str().is_some_and(|style| style != "simple")
    {
        report.refuse(
            &style.place,
            Rule::UnsupportedStyle,
            format!("the {at} parameter `{name}` is not of the style simple"),
            "write `style: simple`, or drop `style`",
        );
    }
    if let [only] = types
        && only.is_scalar()
    {
        return;
    }
    report.refuse(
        &schema.place,
        Rule::UnsupportedParameter,
        format!("the {at} parameter `{name}` is no plain string, number or boolean"),
        "give it such a type",
    );
}

fn query(
    document: &Document,
    parameter: &Node,
    name: &str,
    schema: &Node,
    types: &[Type],
    report: &mut Report,
) {
    if parameter.is_true("allowReserved")
        && let Some(reserved) = parameter.get("allowReserved")
    {
        report.refuse(
            &reserved.place,
            Rule::UnsupportedStyle,
            format!("the query parameter `{name}` goes out unescaped"),
            "drop `allowReserved`",
        );
    }
    if types.contains(&Type::Any) {
        report.refuse(
            &schema.place,
            Rule::UnsupportedParameter,
            format!("the query parameter `{name}` is of any type"),
            "give it a type",
        );
        return;
    }
    rest::check(document, schema, false, report);
    // `x[]` is how some documents call the list `x`.
    let plain = match types {
        [Type::Array] => name.strip_suffix("[]").unwrap_or(name),
        _ => name,
    };
    brackets(plain, parameter.get("name").unwrap_or(parameter), report);
    let style = parameter.text("style").unwrap_or("form");
    let place = parameter
        .get("style")
        .map_or(&parameter.place, |node| &node.place);
    let nested = !types.iter().all(|of| of.is_scalar());
    let what = match style {
        "form" if types.contains(&Type::Object) => "an object of the style form",
        "form" if nested && types.len() > 1 => "a union with an array, of the style form",
        "form"
            if nested
                && parameter
                    .get("explode")
                    .is_some_and(|node| node.as_bool() == Some(false)) =>
        {
            "an array in one piece"
        }
        "form" => return,
        // Documents write it beside unions of plain values too, which stay plain on the wire.
        "deepObject" if nested || types.len() > 1 => return,
        "deepObject" => "a plain value of the style deepObject",
        _ => {
            report.refuse(
                place,
                Rule::UnsupportedStyle,
                format!("the query parameter `{name}` is of the style {style}"),
                "write `style: form` for plain values, `style: deepObject` for arrays and objects",
            );
            return;
        }
    };
    let help = if nested {
        "write `style: deepObject` and `explode: true`"
    } else {
        "write `style: form`, or drop `style`"
    };
    let what = format!("the query parameter `{name}` is {what}");
    report.refuse(place, Rule::UnsupportedStyle, what, help);
}

/// Refuses the name of a query parameter or form field that would be read as a structure, or not at all.
pub(super) fn brackets(name: &str, at: &Node, report: &mut Report) {
    if name.is_empty() || name.contains(['[', ']']) {
        report.refuse(
            &at.place,
            Rule::UnsupportedParameter,
            format!("`{name}` can't be the name of a parameter, where brackets mean structure"),
            "describe an array or object of the style deepObject, whose brackets are no part of its name",
        );
    }
}
