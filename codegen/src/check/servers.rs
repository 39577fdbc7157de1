//! Addresses: the document's own, whose variables are replaced by their defaults, and others that no client would call.

use super::operations::called;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::reference::nearest;
use crate::tree::Node;

/// The address that a client has from the document: its first server's, where that can be called as it stands.
pub(crate) fn default(document: &Document) -> Option<String> {
    let first = document.root.get("servers")?.items().first()?;
    address(first).filter(|address| uncallable(address).is_none())
}

/// Why no client is made for an address: the runtime's `base` refuses the same.
fn uncallable(address: &str) -> Option<&'static str> {
    let after = ["http://", "https://"];
    let Some(rest) = after.iter().find_map(|scheme| address.strip_prefix(scheme)) else {
        return Some("does not begin with `http://` or `https://`");
    };
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("has a space or a control character");
    }
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some("has a user name");
    }
    if rest.contains(['?', '#']) {
        return Some("has a query or a fragment");
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match bracketed {
        Some(host) => host.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        }
    };
    let is_port = port.is_empty() || port.parse::<u16>().is_ok();
    (!is_host || !is_port).then_some("names no host that can be called")
}

/// The address of a server, each `{variable}` replaced by its default, without slashes at its end.
fn address(server: &Node) -> Option<String> {
    let mut address = server.text("url")?.to_owned();
    for variable in variables(server) {
        if let Some(default) = variable.value.text("default") {
            address = address.replace(&format!("{{{}}}", variable.key), default);
        }
    }
    Some(address.trim_end_matches('/').to_owned())
}

fn variables(server: &Node) -> &[crate::tree::Member] {
    server
        .get("variables")
        .map(Node::members)
        .unwrap_or_default()
}

pub(super) fn check(document: &Document, report: &mut Report) {
    let servers = document.root.get("servers").map(Node::items);
    let servers = servers.unwrap_or_default();
    for server in servers {
        server_variables(server, report);
    }
    if let Some(first) = servers.first()
        && let Some(url) = first.get("url")
        // Braces that are left are refused.
        && let Some(address) = address(first).filter(|address| !address.contains(['{', '}']))
        && let Some(why) = uncallable(&address)
    {
        report.note(
            &url.place,
            Rule::UnsupportedServers,
            format!("the client has no address of its own, since that of the first server {why}"),
            "callers give the address; write a whole one such as `https://api.example.com` to spare them that",
        );
    }
}

/// The servers of an operation's own, be it by its path.
fn own<'a>(operation: &OperationRef<'a>) -> Option<&'a crate::tree::Member> {
    let own = |node: &'a Node| {
        node.member("servers")
            .filter(|it| !it.value.items().is_empty())
    };
    own(operation.node).or_else(|| own(operation.path_item))
}

/// The address of the first server of an operation's own.
pub(crate) fn own_address(operation: &OperationRef<'_>) -> Option<String> {
    address(own(operation)?.value.items().first()?)
}

/// A client goes there only where its address is the document's own, or where its caller says so: a key, or a file, that
/// is meant for a sandbox must not leave it.
pub(super) fn of_operation(operation: &OperationRef<'_>, report: &mut Report) {
    let Some(member) = own(operation) else { return };
    for server in member.value.items() {
        server_variables(server, report);
    }
    let Some(address) = own_address(operation) else {
        return;
    };
    if address.starts_with("http://") || address.starts_with("https://") {
        report.note(
            &member.place,
            Rule::UnsupportedServers,
            format!(
                "{} has a server of its own, which a client asks where its address is the document's own",
                called(operation)
            ),
            "give the client the address by `Session::with_address`, wherever that server is to be another",
        );
    } else {
        report.refuse(
            &member.place,
            Rule::UnsupportedServers,
            format!(
                "{} has a server whose address is not whole",
                called(operation)
            ),
            "write all of the address, such as `https://files.example.com`",
        );
    }
}

/// Refuses what would leave a brace in the address, or a variable that says nothing of it.
fn server_variables(server: &Node, report: &mut Report) {
    // Where the address is missing or no text, the keywords say so.
    let Some((url, text)) = server.get("url").and_then(|url| Some((url, url.as_str()?))) else {
        return;
    };
    let declared = variables(server);
    let Some(named) = names(text) else {
        report.refuse(
            &url.place,
            Rule::InvalidValue,
            format!("the address `{text}` has braces that don't pair up"),
            "write each variable as `{name}`",
        );
        return;
    };
    for name in &named {
        if !declared.iter().any(|variable| variable.key == *name) {
            let known = declared.iter().map(|variable| variable.key.as_str());
            let help = match nearest(name, known) {
                Some(meant) => format!("did you mean `{{{meant}}}`?"),
                None => {
                    format!("declare `{name}` under `variables` of the server, with a `default`")
                }
            };
            let what =
                format!("the address names `{{{name}}}`, which is no variable of the server");
            report.refuse(&url.place, Rule::InvalidValue, what, help);
        }
    }
    for variable in declared {
        if !named.contains(&variable.key.as_str()) {
            let what = format!("the address does not name the variable `{}`", variable.key);
            let help = format!(
                "put `{{{}}}` into the address, or drop the variable",
                variable.key
            );
            report.refuse(&variable.place, Rule::InvalidValue, what, help);
        }
        let listed = variable.value.get("enum").map(Node::items);
        if let (Some(values), Some(default)) = (listed, variable.value.get("default"))
            && let Some(text) = default.as_str()
            && !values.iter().any(|value| value.as_str() == Some(text))
        {
            let name = &variable.key;
            let what = format!("the default of the variable `{name}` is not among its values");
            report.refuse(
                &default.place,
                Rule::InvalidValue,
                what,
                "write one of `enum`, or add it there",
            );
        }
    }
}

/// The variables that an address names; nothing where its braces don't pair up.
fn names(address: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if before.contains('}') || name.contains('{') || name.is_empty() {
            return None;
        }
        names.push(name);
        rest = after;
    }
    (!rest.contains('}')).then_some(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_that_no_client_would_call_is_known_by_its_fault() {
        for good in [
            "https://api.example.com",
            "http://127.0.0.1:12111/v1",
            "http://[::1]:80",
            "http://[::1]",
            "https://bücher.example",
        ] {
            assert_eq!(uncallable(good), None, "{good}");
        }
        for (bad, why) in [
            ("/v1", "does not begin with"),
            ("api.example.com", "does not begin with"),
            ("https://", "no host"),
            ("https:///v1", "no host"),
            ("https://\\evil", "no host"),
            ("https://exa[mple", "no host"),
            ("https://example.com:99999", "no host"),
            ("https://a@example.com", "a user name"),
            ("https://example.com/?a", "a query"),
            ("https://exa mple.com", "a space"),
        ] {
            let told = uncallable(bad).unwrap_or_default();
            assert!(told.contains(why), "{bad}: {told}");
        }
    }

    #[test]
    fn an_address_has_its_variables_at_their_defaults_and_no_slash_at_its_end() {
        let told = |server: serde_json::Value| {
            let document = json!({ "openapi": "3.0.3", "servers": [server] });
            let fragments = crate::load::value("api.json", &document).unwrap();
            address(&fragments.roots[0].get("servers").unwrap().items()[0])
        };
        let variables = json!({ "region": { "default": "eu" }, "base": { "default": "v1" } });
        let url = "https://{region}.example.com/{base}/{region}//";
        assert_eq!(
            told(json!({ "url": url, "variables": variables })).as_deref(),
            Some("https://eu.example.com/v1/eu")
        );
        let plain = json!({ "url": "https://example.com/" });
        assert_eq!(told(plain).as_deref(), Some("https://example.com"));
        assert_eq!(told(json!({})), None);
    }
}
