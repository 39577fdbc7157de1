//! What keeps a request from its answer.

use std::error::Error;
use std::{fmt, io};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::answer::request_id;
use super::doubt::Doubt;
use super::shown::line;

/// No answer, or the half of one: the connection, the time, the body. What the request asked for may have been done.
///
/// Whoever writes a [`Transport`](super::Transport) makes one with [`Fault::unreachable`], [`Fault::reset`],
/// [`Fault::broken`] or [`Fault::timeout`]; an
/// [`io::Error`] and a [`reqwest::Error`] become the one that they are.
///
/// `Display` tells the whole chain of causes on one line, without the URL. [`Error::source`] tells none of them again;
/// [`Fault::cause`] is for programs.
pub struct Fault {
    is_timeout: bool,
    cause: Box<dyn Error + Send + Sync>,
    /// Of an answer whose body broke off.
    head: Option<Box<(StatusCode, HeaderMap)>>,
    /// Whether nothing left.
    is_unsent: bool,
    doubt: Doubt,
}

impl Fault {
    /// A connection that could not be made or broke off.
    pub fn broken(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            is_timeout: false,
            cause: cause.into(),
            head: None,
            is_unsent: false,
            doubt: Doubt::This,
        }
    }

    /// No connection, so that nothing was sent.
    pub fn unreachable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            is_unsent: true,
            ..Self::broken(cause)
        }
    }

    /// A connection that the other side ended before it answered.
    pub fn reset() -> Self {
        io::Error::from(io::ErrorKind::ConnectionReset).into()
    }

    /// A time that ran out.
    pub fn timeout(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            is_timeout: true,
            ..Self::broken(cause)
        }
    }

    /// The same fault, in the body of an answer whose head arrived.
    pub(super) fn in_body(mut self, status: StatusCode, headers: HeaderMap) -> Self {
        self.head = Some(Box::new((status, headers)));
        self
    }

    /// The same of a call of which that is known.
    pub(super) fn doubted(mut self, doubt: Doubt) -> Self {
        self.doubt = doubt;
        self
    }

    /// Whether what was asked for may have been done: not where no connection came about, nor where the call only asks.
    pub fn may_have_happened(&self) -> bool {
        match &self.head {
            Some(head) => self.doubt.may_by(head.0, &head.1),
            None => self.doubt.may(!self.is_unsent),
        }
    }

    /// Whether the time ran out.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// The cause that this was made of, to be looked into by its type.
    pub fn cause(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.cause
    }

    /// The status of an answer whose body broke off.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.as_deref().map(|(status, _)| *status)
    }

    /// The headers of an answer whose body broke off.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head.as_deref().map(|(_, headers)| headers)
    }

    /// The name that the service gave the request, where that much of the answer arrived.
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&line(&chain(&*self.cause)))
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Fault")
            .field("is_timeout", &self.is_timeout)
            .field("cause", &line(&chain(&*self.cause)))
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

impl Error for Fault {}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self {
            is_timeout: error.kind() == io::ErrorKind::TimedOut,
            is_unsent: error.kind() == io::ErrorKind::ConnectionRefused,
            ..Self::broken(error)
        }
    }
}

impl From<reqwest::Error> for Fault {
    fn from(error: reqwest::Error) -> Self {
        Self {
            is_timeout: error.is_timeout(),
            is_unsent: error.is_connect(),
            // The URL has ids in it, and whatever else the caller asked with.
            ..Self::broken(error.without_url())
        }
    }
}

/// An error and its causes; one that its cause repeats is left out.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !told.ends_with(&text) {
            told.push_str(": ");
            told.push_str(&text);
        }
        cause = error.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_writes_a_transport_can_make_each_fault() {
        let reset: Fault = io::Error::from(io::ErrorKind::ConnectionReset).into();
        assert_eq!(
            (reset.to_string().as_str(), reset.is_timeout()),
            ("connection reset", false)
        );
        let late: Fault = io::Error::from(io::ErrorKind::TimedOut).into();
        assert_eq!(
            (late.to_string().as_str(), late.is_timeout()),
            ("timed out", true)
        );
        assert!(Fault::timeout("80 s").is_timeout());
        assert!(!Fault::broken("no route").is_timeout());
        let cause = reset.cause().downcast_ref::<io::Error>().unwrap();
        assert_eq!(cause.kind(), io::ErrorKind::ConnectionReset);
    }

    #[test]
    fn the_causes_are_told_once_and_on_one_line() {
        #[derive(Debug, thiserror::Error)]
        #[error("{text}")]
        struct Layer {
            text: &'static str,
            source: Option<Box<Layer>>,
        }
        let layer = |text, source| Layer { text, source };
        let inner = layer("refused\n(os 111)", None);
        let middle = layer("while\nconnecting", Some(Box::new(inner)));
        let outer = layer("no request: while\nconnecting", Some(Box::new(middle)));
        let fault = Fault::broken(outer);
        let told = "no request: while connecting: refused (os 111)";
        assert_eq!(fault.to_string(), told);
        assert!(format!("{fault:?}").contains(told), "{fault:?}");
        assert!(Error::source(&fault).is_none());
    }

    #[tokio::test]
    async fn the_url_of_a_request_is_not_told() {
        let client = reqwest::Client::new();
        let sent = client.get("http://127.0.0.1:1/v1/secret?a=secret").send();
        let fault = Fault::from(sent.await.unwrap_err());
        let told = format!("{fault} {fault:#} {fault:?}");
        assert!(!told.contains("secret"), "{told}");
        assert!(told.contains("refused"), "the reason is told: {told}");
    }
}
