//! Who speaks, for which account, in which version: the inner value of a generated client.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Response};
use secrecy::{ExposeSecret, SecretString};

use super::connect::failed;
use super::key::header as idempotency_header;
use super::shown::Hidden;
use super::visible::visible;
use super::{Error, FreshKey, Scheme, Transport};
use crate::form::encode;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");

/// The inner value of a generated client. Its `Debug` shows no key.
#[derive(Clone)]
pub struct Session {
    credentials: Credentials,
    keys: Vec<(Place, String, SecretString)>,
    version: Option<String>,
    account: Option<String>,
    idempotency_key: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    addresses: Vec<(String, String)>,
}

/// Where an API key is beside `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Header,
    Query,
    Cookie,
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
            keys: Vec::new(),
            version: None,
            account: None,
            idempotency_key: None,
            transport: None,
            addresses: Vec::new(),
        }
    }

    /// An API key in a header of that name, for the operations whose document asks for it there. It is never sent with
    /// others.
    ///
    /// A `reqwest::Client` of the caller's own that follows redirects takes such a header along to other hosts; the one
    /// that `connect` makes follows none.
    #[must_use]
    pub fn with_header_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Header, name.into(), key.into())
    }

    /// The same in a query parameter. It is a part of the address then, which no error of this crate shows.
    #[must_use]
    pub fn with_query_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Query, name.into(), key.into())
    }

    /// The same in a cookie.
    #[must_use]
    pub fn with_cookie_key(self, name: impl Into<String>, key: impl Into<String>) -> Self {
        self.with_key(Place::Cookie, name.into(), key.into())
    }

    fn with_key(mut self, place: Place, name: String, key: String) -> Self {
        // Another key of that name takes the place of the first.
        self.keys
            .retain(|(at, own, _)| (*at, own) != (place, &name));
        self.keys.push((place, name, key.into()));
        self
    }

    /// The API keys of the first alternative that this session has all of.
    pub(super) fn proofs(&self, security: &[&[Scheme]]) -> Vec<(Scheme, &str)> {
        let proof = |scheme: &Scheme| match scheme {
            Scheme::Basic => {
                matches!(self.credentials, Credentials::Basic(_)).then_some((*scheme, ""))
            }
            Scheme::Bearer => {
                matches!(self.credentials, Credentials::Bearer(_)).then_some((*scheme, ""))
            }
            Scheme::Header(name) => self.key(Place::Header, name).map(|key| (*scheme, key)),
            Scheme::Query(name) => self.key(Place::Query, name).map(|key| (*scheme, key)),
            Scheme::Cookie(name) => self.key(Place::Cookie, name).map(|key| (*scheme, key)),
        };
        security
            .iter()
            .find_map(|all| all.iter().map(proof).collect::<Option<Vec<_>>>())
            .unwrap_or_default()
    }

    /// Names of headers are the same in capitals and small letters.
    fn key(&self, place: Place, name: &str) -> Option<&str> {
        let same = |own: &str| match place {
            Place::Header => own.eq_ignore_ascii_case(name),
            Place::Query | Place::Cookie => own == name,
        };
        let found = self
            .keys
            .iter()
            .find(|(at, own, _)| *at == place && same(own));
        found.map(|(_, _, key)| key.expose_secret())
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

    /// The idempotency key of the POSTs of this value, instead of the one that each call has for itself: 1 to 255
    /// visible ASCII characters, checked on sending. Meant for one operation and its retries; clone the session for
    /// it.
    ///
    /// Give one to what may have to be done again when this program is no longer there to remember: a builder and its
    /// clones have a key of their own, but a second builder has another, and does the operation a second time.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Where operations are asked that the document gives a server of their own, which it calls `server`, such as
    /// `https://files.stripe.com`: at `address`, wherever the client's own address is.
    ///
    /// Without it they are asked at `server` only by a client whose address is the document's own, and any other asks them
    /// at its own address: no key and no file that is meant for a sandbox leaves it.
    #[must_use]
    pub fn with_address(mut self, server: impl Into<String>, address: impl Into<String>) -> Self {
        let trimmed = |text: String| text.trim_end_matches('/').to_owned();
        self.addresses
            .push((trimmed(server.into()), trimmed(address.into())));
        self
    }

    /// The address of an operation that has the server `own`, for a client at `base` of a document whose first server is
    /// `documented`.
    ///
    /// Errors: [`Error::InvalidRequest`] for an address given by [`with_address`](Self::with_address) that is none that
    /// paths can be appended to.
    pub fn address<E>(
        &self,
        base: &str,
        documented: Option<&str>,
        own: &str,
    ) -> Result<String, Error<E>> {
        let given = self
            .addresses
            .iter()
            .rev()
            .find(|(server, _)| server == own);
        match given {
            Some((_, address)) => super::base(address),
            None if documented == Some(base.trim_end_matches('/')) => Ok(own.to_owned()),
            None => Ok(base.to_owned()),
        }
    }

    /// Sends by something else than the network.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Sends a request with this session's headers, by its transport or by `client`. `made_for` is the API version
    /// that the client was generated for; it is asked for where the session names no other, so that answers have the
    /// shape that the client expects.
    ///
    /// A POST always leaves with an `Idempotency-Key`: the one it has, this session's, or `key`, which the call was
    /// given when it was made, so that sending it again does not repeat its effect. No other method gets one.
    /// Errors: [`Error::InvalidRequest`] for a value that no header can carry, without the value;
    /// [`Error::Tls`], [`Error::Timeout`], [`Error::Transport`].
    pub async fn send<E>(
        &self,
        client: &Client,
        mut request: Request,
        made_for: Option<&str>,
        key: Option<FreshKey>,
    ) -> Result<Response, Error<E>> {
        self.prepare(&mut request, made_for, key)?;
        let mut response = match &self.transport {
            Some(transport) => transport.send(request).await?,
            None => client.execute(request).await.map_err(failed)?,
        };
        response.extensions_mut().insert(self.hidden());
        Ok(response)
    }

    /// Whether requests leave this process.
    pub(super) fn is_on_the_network(&self) -> bool {
        self.transport.is_none()
    }

    fn prepare<E>(
        &self,
        request: &mut Request,
        made_for: Option<&str>,
        key: Option<FreshKey>,
    ) -> Result<(), Error<E>> {
        let idempotency_key = match self.idempotency_key(request, key) {
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

    /// The key to add to a request, if it is to get one.
    fn idempotency_key(&self, request: &Request, key: Option<FreshKey>) -> Option<String> {
        let wanted =
            request.method() == Method::POST && !request.headers().contains_key(IDEMPOTENCY_KEY);
        wanted.then(|| {
            self.idempotency_key
                .clone()
                .unwrap_or_else(|| key.unwrap_or_else(FreshKey::new).text())
        })
    }

    /// What no answer may tell back.
    fn hidden(&self) -> Hidden {
        let mut hidden = match &self.credentials {
            Credentials::Anonymous => Vec::new(),
            Credentials::Bearer(key) => vec![key.clone()],
            Credentials::Basic(key) => vec![key.clone(), basic(key.expose_secret()).into()],
        };
        for (_, _, key) in &self.keys {
            hidden.extend([key.clone(), encode(key.expose_secret()).into()]);
        }
        // Nothing to hide would be found everywhere.
        hidden.retain(|secret| !secret.expose_secret().is_empty());
        Hidden(hidden)
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
                format!("Basic {}", basic(key))
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
            .field(
                "keys",
                &self
                    .keys
                    .iter()
                    .map(|(place, name, _)| (place, name))
                    .collect::<Vec<_>>(),
            )
            .field("version", &self.version)
            .field("account", &self.account)
            .field("idempotency_key", &self.idempotency_key)
            .field("transport", &self.transport.as_ref().map(|_| "custom"))
            .field("addresses", &self.addresses)
            .finish()
    }
}

/// The key as the user name of HTTP Basic, with an empty password.
fn basic(key: &str) -> String {
    STANDARD.encode(format!("{key}:"))
}

fn header<E>(text: Option<&str>, what: &str) -> Result<Option<HeaderValue>, Error<E>> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(HeaderValue::from_str(visible(text, what)?)?))
}

#[cfg(test)]
mod tests;
