//! Who speaks, for which account, in which version: the inner value of a generated client.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Response};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Error, Transport};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// The longest idempotency key that the service takes, in characters.
const MAX_IDEMPOTENCY_KEY: usize = 255;

/// The inner value of a generated client. Its `Debug` shows no key.
#[derive(Clone)]
pub struct Session {
    credentials: Credentials,
    version: Option<String>,
    account: Option<String>,
    idempotency_key: Option<String>,
    transport: Option<Arc<dyn Transport>>,
}

#[derive(Clone)]
enum Credentials {
    Anonymous,
    Basic(SecretString),
    Bearer(SecretString),
}

impl Session {
    /// Sends the key as `Authorization: Bearer KEY`.
    pub fn bearer(key: impl Into<String>) -> Self {
        Self::new(Credentials::Bearer(SecretString::from(key.into())))
    }

    /// Sends the key as the user name of HTTP Basic, with an empty password. The name ends at the first colon, so a
    /// key that has one is refused on sending.
    pub fn basic(key: impl Into<String>) -> Self {
        Self::new(Credentials::Basic(SecretString::from(key.into())))
    }

    /// Sends no key.
    pub fn anonymous() -> Self {
        Self::new(Credentials::Anonymous)
    }

    fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            version: None,
            account: None,
            idempotency_key: None,
            transport: None,
        }
    }

    /// The API version to answer in (`Stripe-Version`), such as `2023-08-16`, instead of the one that the client was
    /// generated for.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// The connected account to act for (`Stripe-Account`).
    #[must_use]
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// The idempotency key of the POSTs of this value, instead of a fresh one for each: 1 to 255 visible ASCII
    /// characters, checked on sending. Meant for one operation and its retries; clone the session for it.
    ///
    /// Give one to whatever may be called again. After a broken connection or an unreadable answer nobody knows
    /// whether the operation took place; a second call under a fresh key does it a second time.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sends by something else than the network.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Puts this session's headers on a request. `made_for` is the API version that the client was generated for;
    /// it is asked for where the session names no other, so that answers have the shape that the client expects.
    ///
    /// A POST always leaves with an `Idempotency-Key`: the one it has, this session's, or a fresh v4 UUID, so that
    /// whoever sends this very request again cannot repeat its effect. No other method gets one.
    /// Errors: [`Error::InvalidRequest`] for a value that no header can carry, without the value, and for a URL whose
    /// query or fragment has swallowed the path.
    pub fn prepare<E>(
        &self,
        request: &mut Request,
        made_for: Option<&str>,
    ) -> Result<(), Error<E>> {
        addressed(request)?;
        let idempotency_key = match self.idempotency_key(request) {
            Some(key) => Some(idempotency_header(&key)?),
            None => None,
        };
        let authorization = self.authorization()?;
        let version = header(self.version.as_deref().or(made_for), "Stripe-Version")?;
        let account = header(self.account.as_deref(), "Stripe-Account")?;
        let headers = request.headers_mut();
        let values = [
            (AUTHORIZATION, authorization),
            (STRIPE_VERSION, version),
            (STRIPE_ACCOUNT, account),
            (IDEMPOTENCY_KEY, idempotency_key),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        Ok(())
    }

    /// Sends a request by this session's transport, or by `client`.
    pub async fn execute(&self, client: &Client, request: Request) -> reqwest::Result<Response> {
        match &self.transport {
            Some(transport) => transport.send(request).await,
            None => client.execute(request).await,
        }
    }

    /// The key to add to a request, if it is to get one.
    fn idempotency_key(&self, request: &Request) -> Option<String> {
        let wanted =
            request.method() == Method::POST && !request.headers().contains_key(IDEMPOTENCY_KEY);
        wanted.then(|| {
            self.idempotency_key
                .clone()
                .unwrap_or_else(|| Uuid::new_v4().to_string())
        })
    }

    fn authorization<E>(&self) -> Result<Option<HeaderValue>, Error<E>> {
        let text = match &self.credentials {
            Credentials::Anonymous => return Ok(None),
            Credentials::Bearer(key) => {
                format!("Bearer {}", visible(key.expose_secret(), "API key")?)
            }
            Credentials::Basic(key) => {
                let key = visible(key.expose_secret(), "API key")?;
                if key.contains(':') {
                    let text = "the API key must not hold a colon";
                    return Err(Error::InvalidRequest(text.to_owned()));
                }
                let pair = format!("{key}:");
                format!("Basic {}", STANDARD.encode(pair))
            }
        };
        let mut value = HeaderValue::from_str(&text)?;
        // Keeps the key out of the `Debug` of requests and out of HTTP/2's header tables.
        value.set_sensitive(true);
        Ok(Some(value))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials = match &self.credentials {
            Credentials::Anonymous => "anonymous",
            Credentials::Basic(_) => "basic [redacted]",
            Credentials::Bearer(_) => "bearer [redacted]",
        };
        formatter
            .debug_struct("Session")
            .field("credentials", &credentials)
            .field("version", &self.version)
            .field("account", &self.account)
            .field("idempotency_key", &self.idempotency_key)
            .field("transport", &self.transport.as_ref().map(|_| "custom"))
            .finish()
    }
}

/// Refuses what comes of a base URL with a query or a fragment: the path behind it, and so the operation, is lost.
/// Slashes of parameters are escaped, so a raw one in the query is a path's.
fn addressed<E>(request: &Request) -> Result<(), Error<E>> {
    let url = request.url();
    if url.fragment().is_none() && !url.query().is_some_and(|query| query.contains('/')) {
        return Ok(());
    }
    Err(Error::InvalidRequest(
        "the base URL must have no query and no fragment".to_owned(),
    ))
}

/// A text of visible ASCII, not empty. The error names the thing and never shows it, as it may be a key.
fn visible<'a, E>(text: &'a str, what: &str) -> Result<&'a str, Error<E>> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text);
    }
    Err(Error::InvalidRequest(format!(
        "the {what} must be visible ASCII characters, at least one"
    )))
}

fn header<E>(text: Option<&str>, what: &str) -> Result<Option<HeaderValue>, Error<E>> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(HeaderValue::from_str(visible(text, what)?)?))
}

fn idempotency_header<E>(key: &str) -> Result<HeaderValue, Error<E>> {
    if key.len() > MAX_IDEMPOTENCY_KEY {
        let text = format!("the idempotency key is longer than {MAX_IDEMPOTENCY_KEY} characters");
        return Err(Error::InvalidRequest(text));
    }
    let key = visible(key, "idempotency key")?;
    HeaderValue::from_str(key).map_err(Error::from)
}

#[cfg(test)]
mod tests;
