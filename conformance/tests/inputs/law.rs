//! The laws, by name.

use std::fmt;

/// What must hold of every exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Law {
    /// The client's request says its arguments and nothing else, to a reader of forms that is not ours.
    ClientWrites,
    /// The server's handler sees what the client was given.
    ServerReads,
    /// The server's handler sees it in every other spelling of the request too.
    ServerReadsRespelt,
    /// The server writes what its handler answers.
    ServerWrites,
    /// The server writes the failure that its handler answers.
    ServerFails,
    /// The client reads an answer, whatever the order of its members and the space between them.
    ClientReads,
    /// The client reads a failure.
    ClientReadsFailure,
}

impl Law {
    /// Every law.
    pub(crate) const ALL: [Self; 7] = [
        Self::ClientWrites,
        Self::ServerReads,
        Self::ServerReadsRespelt,
        Self::ServerWrites,
        Self::ServerFails,
        Self::ClientReads,
        Self::ClientReadsFailure,
    ];

    /// The stable name, in kebab-case.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ClientWrites => "client-writes",
            Self::ServerReads => "server-reads",
            Self::ServerReadsRespelt => "server-reads-respelt",
            Self::ServerWrites => "server-writes",
            Self::ServerFails => "server-fails",
            Self::ClientReads => "client-reads",
            Self::ClientReadsFailure => "client-reads-failure",
        }
    }

    /// Whether it is about what is asked; the others are about what is answered.
    pub(super) fn is_of_requests(self) -> bool {
        matches!(
            self,
            Self::ClientWrites | Self::ServerReads | Self::ServerReadsRespelt
        )
    }

    /// Whether it is about failures.
    pub(super) fn is_of_failures(self) -> bool {
        matches!(self, Self::ServerFails | Self::ClientReadsFailure)
    }

    /// Whether it needs free choices.
    pub(super) fn chooses(self) -> bool {
        !matches!(
            self,
            Self::ClientWrites | Self::ServerReads | Self::ServerWrites | Self::ServerFails
        )
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
