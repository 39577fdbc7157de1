//! What one call is told beside its parameters, and what all calls of a client are.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request};

use super::key::header as idempotency_header;
use super::visible::{phrase, visible};
use super::{Error, FreshKey, Retries};

pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_CONTEXT: HeaderName = HeaderName::from_static("stripe-context");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// The headers that a request gets in another way, in small letters, and how.
const OWN: [(&str, &str); 9] = [
    ("authorization", "the session's key"),
    ("connection", "the connection"),
    ("content-length", "the body"),
    ("content-type", "the body"),
    ("host", "the client's address"),
    ("idempotency-key", "`with_idempotency_key`"),
    ("stripe-account", "`with_account`"),
    ("stripe-context", "`with_context`"),
    ("stripe-version", "`with_version`"),
];

/// What a call is told beside its parameters. A builder holds one, and what it says goes before what the
/// [`Session`](super::Session) says for all calls.
///
/// `Debug` shows the names of headers and none of their values.
#[derive(Clone, Default)]
pub struct CallOptions {
    /// The resource and what is done with it.
    named: (&'static str, &'static str),
    fresh: Option<FreshKey>,
    idempotency_key: Option<String>,
    timeout: Option<Duration>,
    who: Option<Who>,
    version: Option<String>,
    headers: Vec<(String, String)>,
    retries: Option<Retries>,
}

/// For whom a call acts.
#[derive(Clone, Debug)]
enum Who {
    Account(String),
    Context(String),
}

impl CallOptions {
    /// Those of a call that has been told nothing: `verb` of `resource`, such as `retrieve` of `transfer_reversals`.
    pub fn new(resource: &'static str, verb: &'static str) -> Self {
        Self {
            named: (resource, verb),
            ..Self::default()
        }
    }

    /// The same with an idempotency key of the call's own, for a POST. Clones have the same, so that a call which is
    /// sent twice is done once.
    pub fn keyed(resource: &'static str, verb: &'static str) -> Self {
        Self {
            fresh: Some(FreshKey::new()),
            ..Self::new(resource, verb)
        }
    }

    /// The same for the operation that `other` is of.
    #[must_use]
    pub fn of(mut self, other: &Self) -> Self {
        self.named = other.named;
        self
    }

    /// What the call is about, such as `transfer_reversals`.
    pub fn resource(&self) -> &'static str {
        self.named.0
    }

    /// What it does with that, such as `create`.
    pub fn verb(&self) -> &'static str {
        self.named.1
    }

    /// The idempotency key of a POST, instead of the one that the call has for itself: 1 to 255 visible ASCII
    /// characters, checked before sending. No other method sends one.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer, instead of the 80 seconds of the
    /// HTTP client. Each attempt has all of it: see [`with_retries`](Self::with_retries).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The connected account to act for (`Stripe-Account`), such as `acct_1`; instead of a context.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.who = Some(Who::Account(account.into()));
        self
    }

    /// The account to act in (`Stripe-Context`), such as `acct_1`, or `acct_1/acct_2` for one below it; instead of an
    /// account.
    #[must_use]
    pub fn with_context(mut self, context: impl Into<String>) -> Self {
        self.who = Some(Who::Context(context.into()));
        self
    }

    /// The API version to answer in (`Stripe-Version`), such as `2023-08-16`, instead of the one that the client was
    /// generated for.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// A header more. One of the same name that was given before is replaced.
    ///
    /// On sending are refused: what no header can be, and the names of headers that a request gets in another way, such
    /// as `Authorization`.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
        self
    }

    /// How often the call is sent again by itself where it failed for a reason that may pass; a number is enough, and 0
    /// turns it off. See [`Retries`].
    #[must_use]
    pub fn with_retries(mut self, retries: impl Into<Retries>) -> Self {
        self.retries = Some(retries.into());
        self
    }

    /// The policy that holds where `all` is what all calls are told.
    pub(super) fn retries(&self, all: &Self) -> Retries {
        self.retries.or(all.retries).unwrap_or_default()
    }

    /// Puts onto a request what this says, and what `all` says where this says nothing. `made_for` is the version to ask
    /// for where neither names one.
    ///
    /// Errors: [`Error::InvalidRequest`] for a value that no header can carry, without the value.
    pub(super) fn apply<E>(
        &self,
        all: &Self,
        request: &mut Request,
        made_for: Option<&str>,
    ) -> Result<(), Error<E>> {
        if let Some(timeout) = self.timeout.or(all.timeout) {
            *request.timeout_mut() = Some(timeout);
        }
        let is_post = request.method() == Method::POST;
        let headers = request.headers_mut();
        for (name, value) in all.headers.iter().chain(&self.headers) {
            let (name, value) = extra(name, value)?;
            headers.insert(name, value);
        }
        let version = self.version.as_deref().or(all.version.as_deref());
        if let Some(version) = version.or(made_for) {
            put(headers, STRIPE_VERSION, version, "Stripe-Version")?;
        }
        match self.who.as_ref().or(all.who.as_ref()) {
            Some(Who::Account(account)) => {
                put(headers, STRIPE_ACCOUNT, account, "Stripe-Account")?;
            }
            Some(Who::Context(context)) => {
                put(headers, STRIPE_CONTEXT, context, "Stripe-Context")?;
            }
            None => {}
        }
        if is_post && !headers.contains_key(IDEMPOTENCY_KEY) {
            let given = self
                .idempotency_key
                .as_ref()
                .or(all.idempotency_key.as_ref());
            let key = match given {
                Some(key) => idempotency_header(key)?,
                None => idempotency_header(&self.fresh.unwrap_or_else(FreshKey::new).text())?,
            };
            headers.insert(IDEMPOTENCY_KEY, key);
        }
        Ok(())
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.headers.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("CallOptions")
            .field("resource", &self.named.0)
            .field("verb", &self.named.1)
            .field("fresh", &self.fresh)
            .field("idempotency_key", &self.idempotency_key)
            .field("timeout", &self.timeout)
            .field("who", &self.who)
            .field("version", &self.version)
            .field("headers", &names)
            .field("retries", &self.retries)
            .finish()
    }
}

fn put<E>(
    headers: &mut HeaderMap,
    name: HeaderName,
    text: &str,
    what: &str,
) -> Result<(), Error<E>> {
    headers.insert(name, HeaderValue::from_str(visible(text, what)?)?);
    Ok(())
}

fn extra<E>(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error<E>> {
    let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
        return Err(Error::InvalidRequest(format!(
            "{name:?} cannot be the name of a header"
        )));
    };
    if let Some((name, by)) = OWN.iter().find(|(own, _)| *own == header) {
        return Err(Error::InvalidRequest(format!(
            "the header `{name}` is set by {by}"
        )));
    }
    let mut value = HeaderValue::from_str(phrase(value, &format!("header `{header}`"))?)?;
    // Nobody knows what it is.
    value.set_sensitive(true);
    Ok((header, value))
}
