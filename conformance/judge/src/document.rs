//! The document has what a case uses, and the printed command line is the request of the case.

use std::collections::BTreeSet;

use serde_json::Value;

use super::compare::{equal, texts};
use super::{Answered, Contract, Finding, Verdict, World};
use crate::curl;
use crate::subject::Authorization;
use reversals_cases::{Case, Documented, Values};

/// The operation is in the document, at that method and path, with those parameters, media types and that status.
pub(super) fn judge(case: &Case, answered: &Answered, world: World<'_>) -> Verdict {
    let contract = world.contract;
    let id = case.call.operation.as_str();
    let Some((path, method, operation)) = find(&contract.document, id) else {
        return Err(Finding::new(
            "document",
            format!("the operation {id}"),
            "none",
        ));
    };
    equal(
        "document's method",
        &case.request.method.to_lowercase(),
        method,
    )?;
    template(path, &case.request.path)?;
    let arguments = &case.call.arguments;
    for (place, given) in [
        ("path", &arguments.path),
        ("query", &arguments.query),
        ("header", &arguments.headers),
    ] {
        for name in given.keys() {
            let mut parameters = operation["parameters"].as_array().into_iter().flatten();
            if !parameters.any(|it| it["name"] == *name && it["in"] == place) {
                let expected = format!("the {place} parameter `{name}`");
                return Err(Finding::new("document", expected, "none"));
            }
        }
    }
    body(case, contract, operation)?;
    let (response, responses) = (&answered.response, &operation["responses"]);
    let exact = responses.get(response.status.to_string());
    let general = responses.get("default").filter(|_| response.status >= 400);
    let Some(documented) = exact.or(general) else {
        let expected = format!("an answer with status {}", response.status);
        return Err(Finding::new("document", expected, "none"));
    };
    let media = response.headers.get("content-type");
    let media = media.map_or("", String::as_str);
    if documented["content"].get(media).is_none() {
        let expected = format!("an answer of {media}");
        return Err(Finding::new("document", expected, "none"));
    }
    Ok(())
}

fn body(case: &Case, contract: &Contract, operation: &Value) -> Verdict {
    let content = operation
        .pointer("/requestBody/content")
        .and_then(Value::as_object);
    let sent = case.request.header("content-type");
    let documented = content.and_then(|content| content.iter().next());
    if sent.is_some() {
        texts(
            "document's media type",
            sent,
            documented.map(|(media, _)| media.as_str()),
        )?;
    }
    let Some(Value::Object(members)) = &case.call.arguments.body else {
        return Ok(());
    };
    let mut schema = documented.map_or(&Value::Null, |(_, media)| &media["schema"]);
    while let Some(target) = schema["$ref"].as_str() {
        let target = target.trim_start_matches('#');
        schema = contract.document.pointer(target).unwrap_or(&Value::Null);
    }
    for name in members.keys() {
        let known = schema["properties"].get(name).is_some();
        let open = !matches!(
            schema["additionalProperties"],
            Value::Null | Value::Bool(false)
        );
        if !known && !open {
            let expected = format!("the member `{name}` of the body");
            return Err(Finding::new("document", expected, "none"));
        }
    }
    Ok(())
}

fn find<'a>(document: &'a Value, id: &str) -> Option<(&'a str, &'a str, &'a Value)> {
    let paths = document["paths"].as_object()?;
    paths.iter().find_map(|(path, item)| {
        let (method, operation) = item
            .as_object()?
            .iter()
            .find(|(_, operation)| operation["operationId"] == id)?;
        Some((path.as_str(), method.as_str(), operation))
    })
}

/// The path is one of the template.
fn template(template: &str, path: &str) -> Verdict {
    let (expected, found): (Vec<_>, Vec<_>) =
        (template.split('/').collect(), path.split('/').collect());
    let fits = expected.len() == found.len()
        && expected
            .iter()
            .zip(&found)
            .all(|(expected, found)| expected == found || expected.starts_with('{'));
    if fits {
        return Ok(());
    }
    Err(Finding::new("document's path", path, template))
}

/// The command line that the documentation prints is the request of the case.
pub(super) fn curl(case: &Case, line: &str, _: World<'_>) -> Verdict {
    let read = match curl::request(line) {
        Ok(read) => read,
        Err(error) => return Err(Finding::new("printed command line", "a request", error)),
    };
    let request = &case.request;
    equal("printed method", &request.method, &read.method)?;
    equal("printed path", &request.path, &read.path)?;
    texts(
        "printed query",
        request.query.as_deref(),
        read.query.as_deref(),
    )?;
    texts(
        "printed body",
        request.body.as_deref(),
        read.body.as_deref(),
    )?;
    let scheme = |authorization| match authorization {
        Authorization::Basic => "basic",
        Authorization::Bearer => "bearer",
        Authorization::None => "none",
    };
    let expected = scheme(case.call.caller.authorization);
    equal(
        "printed authorization",
        expected,
        scheme(read.authorization),
    )
}

/// The published schemas list the values that the case lists, and no others.
pub(super) fn values(case: &Case, values: &Values, world: World<'_>) -> Verdict {
    let (id, contract) = (&case.call.operation, world.contract);
    let schemas = [
        (
            "arguments",
            &values.arguments,
            contract.schemas.of_arguments(id),
        ),
        ("success", &values.success, contract.schemas.of_success(id)),
        ("failure", &values.failure, contract.schemas.of_failure(id)),
    ];
    for (place, listed, schema) in schemas {
        for (pointer, expected) in listed {
            let mut found = BTreeSet::new();
            if let Some(schema) = &schema {
                contract.schemas.listed(schema, pointer, &mut found);
            }
            let found: Vec<_> = found.into_iter().collect();
            let mut expected: Vec<_> = expected.iter().map(String::as_str).collect();
            expected.sort_unstable();
            if found != expected {
                let place = format!("values of {place} {pointer}");
                return Err(Finding::new(place, expected.join(", "), found.join(", ")));
            }
        }
    }
    Ok(())
}

/// The payload is the one that the documentation prints, or the mended one.
pub(super) fn printed(case: &Case, documented: &Documented, _: World<'_>) -> Verdict {
    let repaired = documented.repair.as_ref().map(|repair| &repair.sha256);
    let expected = repaired.unwrap_or(&documented.sha256);
    texts(
        "SHA-256 of the payload",
        Some(expected),
        case.printed.as_deref(),
    )
}
