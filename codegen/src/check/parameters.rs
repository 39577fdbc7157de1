//! Parameters: what the path template names, and the places that the emitters can express. How their values are
//! written is in `styles`.

use std::collections::{BTreeMap, BTreeSet};

use super::media::{JSON, essence};
use super::operations::{called, place};
use super::rest;
use super::styles;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::schema::{Kind, SchemaId, Schemas};
use crate::tree::{Node, Place};

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

/// Headers that say where a request goes and where it ends, which no caller may decide: a parameter of such a name is
/// ignored too.
const FRAMING_HEADERS: [&str; 7] = [
    "connection",
    "content-length",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn is_one_of(headers: &[&str], name: &str) -> bool {
    headers
        .iter()
        .any(|header| header.eq_ignore_ascii_case(name))
}

/// Whether a parameter is ignored: one of a header that media types or security describe, or that HTTP sets itself.
pub(crate) fn is_ignored(at: &str, name: &str) -> bool {
    at == "header" && (is_one_of(&RESERVED_HEADERS, name) || is_one_of(&FRAMING_HEADERS, name))
}

/// Checks the parameters; `template` has the names in the path, unless that is refused.
pub(super) fn check(
    document: &Document,
    schemas: &Schemas,
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
        one(schemas, parameter, at, name, report);
    }
    let all: BTreeMap<_, _> = shared.into_iter().chain(own).collect();
    let all: Vec<&Node> = all.into_values().map(|(_, parameter)| parameter).collect();
    same_on_the_wire(schemas, &all, report);
    members(schemas, &all, report);
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

fn one(schemas: &Schemas, parameter: &Node, at: &str, name: &str, report: &mut Report) {
    let at_keyword = parameter.get("in").unwrap_or(parameter);
    let at_name = parameter.get("name").unwrap_or(parameter);
    match at {
        "path" | "query" => {}
        "header" if is_ignored(at, name) => {
            let (since, help) = if is_one_of(&FRAMING_HEADERS, name) {
                ("HTTP itself sets it", "drop it")
            } else {
                let help = "media types and security describe this header";
                ("OpenAPI says to ignore it", help)
            };
            report.note(
                &at_name.place,
                Rule::UnsupportedParameter,
                format!("the header parameter `{name}` is left out, since {since}"),
                help,
            );
            return;
        }
        "header" if name.eq_ignore_ascii_case("cookie") => report.refuse(
            &at_name.place,
            Rule::UnsupportedParameter,
            "the header `Cookie` is a parameter, and would take the place of each cookie",
            "describe each cookie as a parameter with `in: cookie`",
        ),
        "header" | "cookie" => token(at_name, at, name, report),
        _ => report.refuse(
            &at_keyword.place,
            Rule::InvalidValue,
            format!("the parameter `{name}` is in `{at}`"),
            "write one of path, query, header, cookie",
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
    if let Some(content) = parameter.get("content") {
        return self::content(parameter, content, name, report);
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
    let Some(id) = schemas.at(schema) else {
        return;
    };
    let kinds = schemas.kinds(id);
    if kinds.contains(&&Kind::Broken) {
        return;
    }
    if kinds.contains(&&Kind::Any) {
        report.refuse(
            &schema.place,
            Rule::UnsupportedParameter,
            format!("the {at} parameter `{name}` is of any type"),
            "give it a type, or describe it as JSON by `content`",
        );
        return;
    }
    if at == "query" {
        query(schemas, parameter, name, id, report);
    }
    if let Err(fault) = styles::of(schemas, parameter) {
        report.refuse(fault.place, fault.rule, fault.what, fault.help);
    }
}

/// A parameter that is described by a media type: JSON in one text.
fn content(parameter: &Node, content: &Node, name: &str, report: &mut Report) {
    if let Some(schema) = parameter.member("schema") {
        report.refuse(
            &schema.place,
            Rule::UnsupportedParameter,
            format!("the parameter `{name}` has both `schema` and `content`"),
            "keep one of the two",
        );
    }
    let media: Vec<_> = content.members().iter().collect();
    match media.as_slice() {
        [only] if essence(&only.key) == JSON => {
            if only.value.get("schema").is_none() {
                report.refuse(
                    &only.place,
                    Rule::MissingKeyword,
                    format!("the JSON of the parameter `{name}` has no `schema`"),
                    "add `schema`",
                );
            }
        }
        _ => report.refuse(
            &content.place,
            Rule::UnsupportedParameter,
            format!("the parameter `{name}` is described by `content` that is not JSON alone"),
            "describe it by `schema`, or by `application/json` alone",
        ),
    }
}

/// Refuses the name of a header or cookie that none can have.
pub(super) fn token(at_name: &Node, at: &str, name: &str, report: &mut Report) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        report.refuse(
            &at_name.place,
            Rule::InvalidValue,
            format!("`{name}` can't be the name of a {at}"),
            "use letters, digits and `-`",
        );
    }
}

fn query(schemas: &Schemas, parameter: &Node, name: &str, schema: SchemaId, report: &mut Report) {
    let kinds = schemas.kinds(schema);
    if parameter.is_true("allowReserved")
        && let Some(reserved) = parameter.get("allowReserved")
    {
        report.note(
            &reserved.place,
            Rule::UnsupportedStyle,
            format!("the query parameter `{name}` goes out escaped all the same"),
            "a server reads the same value; drop `allowReserved`",
        );
    }
    if parameter.is_true("allowEmptyValue")
        && !kinds.iter().all(|of| of.is_scalar())
        && let Some(empty) = parameter.get("allowEmptyValue")
    {
        report.refuse(
            &empty.place,
            Rule::UnsupportedStyle,
            format!(
                "the query parameter `{name}` is a list or object, and may come without a value"
            ),
            "drop `allowEmptyValue`",
        );
    }
    rest::check(schemas, schema, false, report);
    let at_name = parameter.get("name").unwrap_or(parameter);
    brackets(without_brackets(name, &kinds), &at_name.place, report);
}

/// The name of a query parameter: `x[]` is how some documents call the list `x`.
fn without_brackets<'a>(name: &'a str, kinds: &[&Kind]) -> &'a str {
    match kinds {
        [Kind::List(_)] => name.strip_suffix("[]").unwrap_or(name),
        _ => name,
    }
}

/// Refuses a parameter that no request tells from another: headers have no capitals, and `x[]` is the list `x`.
fn same_on_the_wire(schemas: &Schemas, all: &[&Node], report: &mut Report) {
    let mut names = BTreeMap::new();
    for parameter in all {
        let (Some(at), Some(name)) = (parameter.text("in"), parameter.text("name")) else {
            continue;
        };
        let schema = parameter.get("schema").and_then(|node| schemas.at(node));
        let sent = match (at, schema) {
            ("header", _) => name.to_ascii_lowercase(),
            ("query", Some(id)) => without_brackets(name, &schemas.kinds(id)).to_owned(),
            _ => name.to_owned(),
        };
        if let Some(other) = names.insert((at, sent), name) {
            report.refuse(
                &parameter.place,
                Rule::DuplicateParameter,
                format!("the {at} parameter `{name}` is the same as `{other}` in a request"),
                "drop one of the two",
            );
        }
    }
}

/// Refuses an object whose members are parameters of their own where one has the name of another parameter.
fn members(schemas: &Schemas, all: &[&Node], report: &mut Report) {
    let in_query = |node: &&&Node| node.text("in") == Some("query");
    let mut names: Vec<&str> = Vec::new();
    let spread: Vec<&Node> = all
        .iter()
        .filter(in_query)
        .copied()
        .filter(|parameter| {
            styles::of(schemas, parameter).is_ok_and(|style| style == styles::MEMBERS)
        })
        .collect();
    for parameter in all.iter().filter(in_query) {
        names.extend(parameter.text("name"));
    }
    for parameter in spread {
        let own = parameter.text("name").unwrap_or_default();
        for member in styles::members(schemas, parameter) {
            // The parameter's own name is not on the wire.
            if names.iter().any(|name| *name == member && member != own) {
                report.refuse(
                    &parameter.place,
                    Rule::DuplicateParameter,
                    format!("the member `{member}` of the query parameter `{own}` travels under the name of another"),
                    "write `style: deepObject` and `explode: true`, or rename one of the two",
                );
            } else {
                names.push(member);
            }
        }
    }
}

/// Refuses the name of a query parameter or form field that would be read as a structure, or not at all.
pub(super) fn brackets(name: &str, at: &Place, report: &mut Report) {
    if name.is_empty() || name.contains(['[', ']']) {
        report.refuse(
            at,
            Rule::UnsupportedParameter,
            format!("`{name}` can't be the name of a parameter, where brackets mean structure"),
            "describe an array or object of the style deepObject, whose brackets are no part of its name",
        );
    }
}
