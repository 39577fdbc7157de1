//! Security requirements, and the schemes that the emitters can express.

use std::collections::BTreeMap;

use super::parameters::{brackets, token};
use crate::bundle::Document;
use crate::diagnostic::{Report, Rule};
use crate::reference::nearest;
use crate::tree::{Member, Node};

pub(super) fn check(document: &Document, report: &mut Report) {
    let schemes = document
        .root
        .get("components")
        .and_then(|components| components.get("securitySchemes"));
    let schemes = schemes.map(Node::members).unwrap_or_default();
    for scheme in schemes {
        types(document.resolve(&scheme.value), report);
    }
    requirements(document, &document.root, schemes, report);
    for operation in document.operations() {
        requirements(document, operation.node, schemes, report);
    }
}

fn types(scheme: &Node, report: &mut Report) {
    const TYPES: [&str; 5] = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];
    if let Some(of) = scheme.get("type")
        && let Some(text) = of.as_str()
        && !TYPES.contains(&text)
    {
        let help = format!("write one of {}", TYPES.join(", "));
        let what = format!("`{text}` is no type of security scheme");
        report.refuse(&of.place, Rule::InvalidValue, what, help);
    }
    if scheme.text("type") == Some("mutualTLS")
        && let Some(of) = scheme.get("type")
    {
        report.refuse(
            &of.place,
            Rule::UnsupportedSecurity,
            "the security scheme asks for a certificate of the client",
            "give the client one through its own `reqwest::Client`, and drop the scheme",
        );
    }
    if scheme.text("type") == Some("http") && scheme.get("scheme").is_none() {
        report.refuse(
            &scheme.place,
            Rule::MissingKeyword,
            "the http security scheme has no `scheme`",
            "add `scheme: basic` or `scheme: bearer`",
        );
    }
    if scheme.text("type") == Some("apiKey") {
        api_key(scheme, report);
    }
}

/// Refuses an API key without a name or a place, or with a name that nothing on the wire can have.
fn api_key(scheme: &Node, report: &mut Report) {
    for key in ["in", "name"] {
        if scheme.get(key).is_none() {
            let what = format!("the apiKey security scheme has no `{key}`");
            report.refuse(
                &scheme.place,
                Rule::MissingKeyword,
                what,
                format!("add `{key}`"),
            );
        }
    }
    if let Some(at) = scheme.get("in")
        && let Some(text) = at.as_str()
        && !["query", "header", "cookie"].contains(&text)
    {
        let what = format!("an API key can't be in `{text}`");
        report.refuse(
            &at.place,
            Rule::InvalidValue,
            what,
            "write one of query, header, cookie",
        );
    }
    if let Some(name) = scheme.get("name")
        && let Some(text) = name.as_str()
    {
        match scheme.text("in") {
            Some(at @ ("header" | "cookie")) => token(name, at, text, report),
            _ => brackets(text, &name.place, report),
        }
    }
}

fn requirements(document: &Document, node: &Node, schemes: &[Member], report: &mut Report) {
    for requirement in node.get("security").map(Node::items).unwrap_or_default() {
        // By the place on the wire: two proofs there would be one too many.
        let mut places: BTreeMap<String, &str> = BTreeMap::new();
        for member in requirement.sorted() {
            let name = &member.key;
            let Some(scheme) = schemes.iter().find(|scheme| scheme.key == *name) else {
                let known = schemes.iter().map(|scheme| scheme.key.as_str());
                let help = match nearest(name, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("declare `{name}` under `components.securitySchemes`"),
                };
                let what = format!("there is no security scheme `{name}`");
                report.refuse(&member.place, Rule::UnknownSecurityScheme, what, help);
                continue;
            };
            let Some(place) = on_the_wire(document.resolve(&scheme.value)) else {
                report.refuse(
                    &scheme.place,
                    Rule::UnsupportedSecurity,
                    format!("the security scheme `{name}` is in use, and of a kind of http that nothing here speaks"),
                    "describe it as `scheme: basic` or `scheme: bearer`",
                );
                continue;
            };
            if let Some(first) = places.insert(place.clone(), name) {
                report.refuse(
                    &requirement.place,
                    Rule::UnsupportedSecurity,
                    format!(
                        "the requirement asks for `{first}` and `{name}` at once, both in {place}"
                    ),
                    "list the schemes as alternatives, one requirement each",
                );
            }
        }
    }
}

/// Where the proof of a scheme is in a request; nothing where the emitters can't express it. What is refused elsewhere
/// has a place of its own.
fn on_the_wire(scheme: &Node) -> Option<String> {
    const AUTHORIZATION: &str = "the header `authorization`";
    let place = match (scheme.text("type"), scheme.text("scheme")) {
        (Some("http"), Some(of)) => {
            let known = ["basic", "bearer"]
                .iter()
                .any(|known| of.eq_ignore_ascii_case(known));
            return known.then(|| AUTHORIZATION.to_owned());
        }
        (Some("oauth2" | "openIdConnect"), _) => AUTHORIZATION.to_owned(),
        (Some("apiKey"), _) => match (scheme.text("in"), scheme.text("name")) {
            (Some("header"), Some(name)) => format!("the header `{}`", name.to_ascii_lowercase()),
            (Some(at), Some(name)) => format!("the {at} `{name}`"),
            _ => format!("{:?}", scheme.place),
        },
        _ => format!("{:?}", scheme.place),
    };
    Some(place)
}
