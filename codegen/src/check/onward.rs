//! What follows an operation: calls that the service makes, and operations that its answer leads to.

use super::operations::called;
use crate::bundle::{Document, OperationRef};
use crate::diagnostic::{Report, Rule};
use crate::tree::Node;

pub(super) fn check(document: &Document, operation: &OperationRef<'_>, report: &mut Report) {
    // Whoever leaves callbacks out has half of the contract: nothing would serve what the service sends.
    if let Some(callbacks) = operation.node.member("callbacks")
        && !callbacks.value.members().is_empty()
    {
        report.refuse(
            &callbacks.place,
            Rule::UnsupportedCallback,
            format!("{} has callbacks", called(operation)),
            "describe what the service sends in a document of its own, and generate a server of it",
        );
    }
    // A link binds nobody: by the standard it promises not even that the call will succeed.
    let responses = operation.node.get("responses").map(Node::members);
    for response in responses.unwrap_or_default() {
        let links = document.resolve(&response.value).get("links");
        for link in links.map(Node::members).unwrap_or_default() {
            report.note(
                &link.place,
                Rule::Link,
                format!(
                    "the link `{}` is told to readers, and no code is made of it",
                    link.key
                ),
                "call the operation that it leads to with the values that it names",
            );
        }
    }
}
