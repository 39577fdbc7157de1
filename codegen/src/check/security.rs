//! Security requirements, and the schemes that the emitters can express.

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
}

fn requirements(document: &Document, node: &Node, schemes: &[Member], report: &mut Report) {
    for requirement in node.get("security").map(Node::items).unwrap_or_default() {
        let sorted = requirement.sorted();
        let names: Vec<_> = sorted
            .iter()
            .map(|member| format!("`{}`", member.key))
            .collect();
        if names.len() > 1 {
            report.refuse(
                &requirement.place,
                Rule::UnsupportedSecurity,
                format!("the requirement asks for {} at once", names.join(" and ")),
                "list the schemes as alternatives, one requirement each",
            );
        }
        for member in requirement.members() {
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
            if !supported(document.resolve(&scheme.value)) {
                report.refuse(
                    &scheme.place,
                    Rule::UnsupportedSecurity,
                    format!("the security scheme `{name}` is in use, and neither http basic nor http bearer"),
                    "describe it as `type: http` with `scheme: basic` or `scheme: bearer`",
                );
            }
        }
    }
}

/// Whether the emitters can express the scheme, or it is refused elsewhere.
fn supported(scheme: &Node) -> bool {
    match (scheme.text("type"), scheme.text("scheme")) {
        (Some("http"), Some(scheme)) => {
            scheme.eq_ignore_ascii_case("basic") || scheme.eq_ignore_ascii_case("bearer")
        }
        (Some("apiKey" | "oauth2" | "openIdConnect"), _) => false,
        _ => true,
    }
}
