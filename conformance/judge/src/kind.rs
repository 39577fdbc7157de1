//! The kinds of tests.

use std::fmt;

use reversals_cases::Side;

/// What is tested of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The client sends the request, byte for byte.
    ClientEncode,
    /// The client sends it again alike, but for a fresh idempotency key where none is given.
    ClientRepeat,
    /// The client reads the response.
    ClientDecode,
    /// The client reads the response with its members in another order.
    ClientDecodeReordered,
    /// The client reads the response with members that nobody knows yet.
    ClientDecodeUnknownMembers,
    /// The client keeps values that nobody knows yet where such are to be expected.
    ClientDecodeUnknownValues,
    /// The client refuses the response, and says where.
    ClientRefuse,
    /// The client keeps a response that the document doesn't describe.
    ClientUndocumented,
    /// The client's types can't express the input, and nothing is sent.
    ClientUnrepresentable,
    /// The server reads the request.
    ServerDecode,
    /// The server reads another spelling of the request, by its number.
    ServerDecodeSpelling(usize),
    /// The server writes the response.
    ServerEncode,
    /// The server refuses the request before its handler.
    ServerRefuse,
    /// What the client gives becomes the same again when it is written and read once more.
    ReEncode,
    /// What the client sends reaches the server's handler, and what that answers reaches the caller.
    Loop,
    /// The payloads are, or are not, what the published schemas describe.
    Schema,
    /// The document has what the case uses.
    Document,
    /// The printed command line is the request.
    Curl,
    /// The payload is the printed one, by its hash.
    Printed,
    /// The published schemas list the values that the case lists.
    Values,
}

impl Kind {
    /// The name without the number of a spelling.
    pub fn family(self) -> &'static str {
        match self {
            Self::ClientEncode => "client-encode",
            Self::ClientRepeat => "client-repeat",
            Self::ClientDecode => "client-decode",
            Self::ClientDecodeReordered => "client-decode-reordered",
            Self::ClientDecodeUnknownMembers => "client-decode-unknown-members",
            Self::ClientDecodeUnknownValues => "client-decode-unknown-values",
            Self::ClientRefuse => "client-refuse",
            Self::ClientUndocumented => "client-undocumented",
            Self::ClientUnrepresentable => "client-unrepresentable",
            Self::ServerDecode => "server-decode",
            Self::ServerDecodeSpelling(_) => "server-decode-spelling",
            Self::ServerEncode => "server-encode",
            Self::ServerRefuse => "server-refuse",
            Self::ReEncode => "re-encode",
            Self::Loop => "loop",
            Self::Schema => "schema",
            Self::Document => "document",
            Self::Curl => "curl",
            Self::Printed => "printed",
            Self::Values => "values",
        }
    }

    /// Every family, in the order of the kinds.
    pub const FAMILIES: [&'static str; 20] = [
        "client-encode",
        "client-repeat",
        "client-decode",
        "client-decode-reordered",
        "client-decode-unknown-members",
        "client-decode-unknown-values",
        "client-refuse",
        "client-undocumented",
        "client-unrepresentable",
        "server-decode",
        "server-decode-spelling",
        "server-encode",
        "server-refuse",
        "re-encode",
        "loop",
        "schema",
        "document",
        "curl",
        "printed",
        "values",
    ];

    /// The sides that such a test judges.
    pub fn sides(self) -> &'static [Side] {
        match self {
            Self::ClientEncode
            | Self::ClientRepeat
            | Self::ClientDecode
            | Self::ClientDecodeReordered
            | Self::ClientDecodeUnknownMembers
            | Self::ClientDecodeUnknownValues
            | Self::ClientRefuse
            | Self::ClientUndocumented
            | Self::ClientUnrepresentable => &[Side::Client],
            Self::ServerDecode
            | Self::ServerDecodeSpelling(_)
            | Self::ServerEncode
            | Self::ServerRefuse => &[Side::Server],
            Self::ReEncode | Self::Loop => &[Side::Client, Side::Server],
            Self::Schema | Self::Document | Self::Curl | Self::Printed | Self::Values => &[],
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.family())?;
        match self {
            Self::ServerDecodeSpelling(number) => write!(f, "-{}", number + 1),
            _ => Ok(()),
        }
    }
}
