//! What each kind of test is, in words for people.

/// A situation that the document makes possible.
pub(super) const OBLIGATION: &str = "obligation";
/// An edit of the document.
pub(super) const MUTANT: &str = "mutant";
/// A law for random inputs.
pub(super) const LAW: &str = "law";
/// Exchanges one after the other.
pub(super) const SCENARIO: &str = "scenario";
/// What went through a proxy.
pub(super) const EXCHANGE: &str = "exchange";

/// A kind of test, explained.
#[derive(Clone, Copy, Debug)]
pub struct Explained {
    /// The kind's stable name.
    pub id: &'static str,
    /// What must hold, in one sentence.
    pub what: &'static str,
    /// How it is tested and what a failure means.
    pub how: &'static str,
}

/// Every kind: those of [`reversals_judge::Kind::FAMILIES`], in their order, and what is no test of a case.
pub const KINDS: &[Explained] = &[
    explained(
        "client-encode",
        "The client sends the request of the case, byte for byte, once.",
        "The client is called with the case's input over a recording transport. Method, path, query, headers and body \
         are compared with the case; `<uuid>` stands for any version 4 UUID. A failure means that a caller's arguments \
         would reach the service as something else.",
    ),
    explained(
        "client-repeat",
        "Two calls of the same arguments are the same request, but for a fresh idempotency key.",
        "The client is called twice. A key that it makes up must be another one; all else must be equal. A failure \
         means that an independent call may be taken for a repetition, or the reverse.",
    ),
    explained(
        "client-decode",
        "The client reads the response of the case, and gives its caller what the case says.",
        "The transport answers with the response. What the client gives is encoded again and compared as JSON. A \
         failure means that a caller would see another value than the service sent.",
    ),
    explained(
        "client-decode-reordered",
        "The client reads the response with its members in another order.",
        "As client-decode, with the members of every object reversed. Order in JSON says nothing.",
    ),
    explained(
        "client-decode-unknown-members",
        "The client reads the response with members that nobody knows yet.",
        "As client-decode, with a new member in every object of the service. A failure means that an addition, which \
         the service makes without notice, would break callers.",
    ),
    explained(
        "client-decode-unknown-values",
        "The client keeps values that nobody knows yet, where such are to be expected.",
        "As client-decode, with a new word wherever the document lists values of an open set. A failure means that \
         tomorrow's word would fail an answer, or be lost.",
    ),
    explained(
        "client-refuse",
        "The client refuses a response that is not as documented, and says where.",
        "The transport answers with a broken response. The client must name the JSON pointer and what was expected \
         there. A failure means that something wrong is taken for right, or that the refusal misleads.",
    ),
    explained(
        "client-undocumented",
        "The client keeps a response that the document does not describe, as it came.",
        "The transport answers with a status or media type of which the document has none. Status and text must reach \
         the caller.",
    ),
    explained(
        "client-unrepresentable",
        "The client's types can't express the input, and nothing is sent.",
        "The input of the case is given to the client, which must say so before anything leaves.",
    ),
    explained(
        "server-decode",
        "The server reads the request, and its handler sees the input of the case.",
        "The request is given to the router. Operation, arguments and caller that reach the handler are compared. A \
         failure means that a service would act on something else than was asked.",
    ),
    explained(
        "server-decode-spelling",
        "The server reads another spelling of the request alike.",
        "As server-decode, with a spelling of `same_as`: other escapes, another order, an index in brackets.",
    ),
    explained(
        "server-encode",
        "The server writes the response of the case.",
        "The handler answers with the value of the case. Status, headers and JSON body are compared.",
    ),
    explained(
        "server-refuse",
        "The server refuses the request before its handler, with the documented error.",
        "The request is given to the router. The handler must not be reached; status, `type`, `code` and `param` of the \
         error are compared, and its message where the wording is known.",
    ),
    explained(
        "re-encode",
        "What the client gives becomes the same again when it is written and read once more.",
        "The client reads the response, the server writes what it gave, the client reads that. Both values are compared.",
    ),
    explained(
        "loop",
        "What the client sends reaches the server's handler, and what that answers reaches the caller.",
        "The client's own request is given to the server, and the server's own response to the client.",
    ),
    explained(
        "schema",
        "The payloads are, or are not, what the published schemas describe.",
        "Request and response are held against the JSON Schemas of the document. A failure is a contradiction between \
         case and document, not a fault of client or server.",
    ),
    explained(
        "document",
        "The document has what the case uses.",
        "Operation, method, path, parameters, media types and status of the case are looked up in the document.",
    ),
    explained(
        "curl",
        "The command line that the documentation prints is the request of the case.",
        "The printed line is read as curl would read it, and compared with the case's request.",
    ),
    explained(
        "printed",
        "The payload is the one that the documentation prints.",
        "The payload's file is hashed as it is printed, lines flush left, and compared with the SHA-256 that the origin \
         records; for a payload that had to be mended, with that of the mended one.",
    ),
    explained(
        "values",
        "The published schemas list the values that the case lists, and no others.",
        "Every branch of the schema at each place is searched for its enum. The values are compared as a set.",
    ),
    explained(
        OBLIGATION,
        "A situation that the document makes possible is shown by a case.",
        "Parameters and members of the model are enumerated with their situations, for each side. What a passed test \
         shows is observed in the case's messages. A failure here is a gap of the cases.",
    ),
    explained(
        MUTANT,
        "The cases notice an edit of the document.",
        "An interpreter behaves as the edited document says, without compiling it. Some test must fail. A failure here \
         is a gap of the cases.",
    ),
    explained(
        LAW,
        "Client and server keep a law for random inputs.",
        "Inputs are made from the model; an independent parser and the published schemas judge what comes of them. The \
         smallest input that breaks a law is written as a case.",
    ),
    explained(
        SCENARIO,
        "A service keeps what it was told, over several exchanges.",
        "The exchanges of a scenario are made one after the other, about objects that it makes itself. Each must be \
         answered as it says, keep the laws, and agree with those before it.",
    ),
    explained(
        EXCHANGE,
        "What a side says through the proxy is what the document describes.",
        "The generated server reads each request, the generated client and the published schemas each answer. What the \
         same side gets wrong at one place of one operation is one finding.",
    ),
];

const fn explained(id: &'static str, what: &'static str, how: &'static str) -> Explained {
    Explained { id, what, how }
}

/// The kind of a name; none where there is none.
pub fn find(id: &str) -> Option<&'static Explained> {
    KINDS.iter().find(|kind| kind.id == id)
}

#[cfg(test)]
mod tests {
    use reversals_judge::Kind;

    #[test]
    fn every_kind_is_explained_in_the_order_of_kinds() {
        let ids: Vec<_> = super::KINDS.iter().map(|kind| kind.id).collect();
        assert_eq!(ids[..Kind::FAMILIES.len()], Kind::FAMILIES);
    }
}
