//! The HTTP client, and whether it can speak `https`.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use super::{Base, Error, MissingTls, Session, base};

/// Whether TLS is compiled in.
const TLS: bool = cfg!(any(
    feature = "rustls",
    feature = "rustls-no-provider",
    feature = "native-tls"
));

/// What a client is made of: the address as [`base`] has it, and an HTTP client of its own.
///
/// Errors: those of [`base`] and of [`http_client`]; [`Error::Tls`] for an `https` address where no TLS is compiled
/// in and `session` sends by the network.
pub fn connect<E>(
    address: &str,
    session: &Session,
    user_agent: &str,
) -> Result<(Base, Client), Error<E>> {
    let address = base(address)?;
    if !TLS && address.as_str().starts_with("https:") && session.is_on_the_network() {
        return Err(MissingTls::BackEnd.into());
    }
    Ok((address, http_client(user_agent)?))
}

/// The same with an HTTP client of the caller's own making, but for redirects, which it does not follow either: of what
/// is sent, one would leave all but `Authorization` and cookies as it is for another host, an API key in a header of its
/// own among it, and name the address that was asked, with a key in its query, as the `Referer`.
///
/// Errors: those of [`base`]; [`Error::Tls`] and [`Error::Transport`] as of [`http_client`].
pub fn connect_with<E>(address: &str, client: ClientBuilder) -> Result<(Base, Client), Error<E>> {
    let address = base(address)?;
    Ok((address, built(client)?))
}

/// An HTTP client for this kind of API: 15 seconds to connect, 80 for the whole exchange, and a `User-Agent`.
///
/// Redirects are not followed: a redirected POST could be sent twice, and the key would travel to a host that nobody
/// named.
/// Errors: [`Error::Tls`] where rustls is compiled in without cryptography and none is installed;
/// [`Error::Transport`] where the TLS back end can't be set up; [`Error::InvalidRequest`] for a `user_agent` that no
/// header can carry.
pub fn http_client<E>(user_agent: &str) -> Result<Client, Error<E>> {
    built(
        Client::builder()
            .user_agent(user_agent)
            .connect_timeout(Duration::from_secs(15))
            .timeout(Duration::from_secs(80)),
    )
}

fn built<E>(client: ClientBuilder) -> Result<Client, Error<E>> {
    // reqwest would panic.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(feature = "rustls"),
        not(feature = "native-tls")
    ))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(MissingTls::Provider.into());
    }
    Ok(client.redirect(Policy::none()).build()?)
}

/// What became of a request that got no answer: a caller's own HTTP client may know no TLS either, which reqwest
/// tells by a text alone.
pub(super) fn failed<E>(error: reqwest::Error) -> Error<E> {
    let is_https = error.url().is_some_and(|url| url.scheme() == "https");
    let mut cause = error.source();
    while let Some(inner) = cause {
        if is_https && inner.to_string().contains("scheme is not http") {
            return MissingTls::BackEnd.into();
        }
        cause = inner.source();
    }
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::About;
    #[cfg(any(
        not(feature = "rustls-no-provider"),
        feature = "rustls",
        feature = "native-tls"
    ))]
    use crate::client::{CallOptions, RequestBuilderExt as _, Scheme};

    const ABOUT: About<'_> = About {
        version: None,
        user_agent: "things/1.0",
    };

    #[cfg(any(
        not(feature = "rustls-no-provider"),
        feature = "rustls",
        feature = "native-tls"
    ))]
    #[test]
    fn the_client_follows_no_redirect_gives_up_and_names_itself() {
        // The settings show nowhere else, short of a socket.
        let text = format!("{:?}", http_client::<()>("things/1.0").unwrap());
        assert!(
            text.contains(r#"redirect_policy: "Policy(None)""#),
            "{text}"
        );
        assert!(text.contains("TotalTimeout: 80s"), "{text}");
        assert!(text.contains(r#""user-agent": "things/1.0""#), "{text}");
    }

    #[cfg(any(
        not(feature = "rustls-no-provider"),
        feature = "rustls",
        feature = "native-tls"
    ))]
    #[tokio::test]
    async fn no_key_goes_where_a_redirect_leads_whatever_the_callers_own_client_would_do() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        use tokio::net::TcpListener;

        let asked = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (base, elsewhere) = (
            format!("http://{}", asked.local_addr().unwrap()),
            format!("http://{}/x", other.local_addr().unwrap()),
        );
        let serve = |listener: TcpListener, answer: String| async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(socket.read_u8().await.unwrap());
            }
            socket.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(head).unwrap()
        };
        let end = "content-length: 0\r\nconnection: close\r\n\r\n";
        let redirect = format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}\r\n{end}");
        let first = tokio::spawn(serve(asked, redirect));
        let second = tokio::spawn(serve(other, format!("HTTP/1.1 200 OK\r\n{end}")));
        let own = Client::builder().redirect(Policy::limited(10));
        let (_, own) = connect_with::<()>(&base, own).unwrap();
        let session = Session::anonymous().with_header_key("X-Key", "sk_test_123");
        let request = own
            .get(&base)
            .keyed(&session, &[&[Scheme::Header("X-Key")]])
            .map_err(|error: Error<()>| error)
            .unwrap();
        let request = request.build().unwrap();
        let answer = session
            .send::<()>(&own, request, CallOptions::default(), ABOUT)
            .await
            .unwrap();
        assert!(first.await.unwrap().contains("x-key: sk_test_123"));
        assert_eq!(answer.status(), 307);
        assert!(!second.is_finished(), "the other host was asked");
        second.abort();
    }

    #[cfg(not(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    )))]
    mod without_tls {
        use std::pin::Pin;
        use std::sync::Arc;

        use reqwest::{Method, Request, Response};

        use super::super::*;
        use super::ABOUT;
        use crate::client::{CallOptions, Fault, Transport};

        struct Nowhere;

        impl Transport for Nowhere {
            fn send(
                &self,
                _: Request,
            ) -> Pin<Box<dyn Future<Output = Result<Response, Fault>> + Send + '_>> {
                Box::pin(async { Err(Fault::broken("nowhere")) })
            }
        }

        #[test]
        fn an_https_address_is_refused_by_the_name_of_what_is_missing() {
            let session = Session::anonymous();
            let refused = connect::<()>("https://127.0.0.1", &session, "x").unwrap_err();
            assert!(
                matches!(refused, Error::Tls(MissingTls::BackEnd)),
                "{refused:?}"
            );
            assert_eq!(
                refused.to_string(),
                "`https` needs TLS: turn on the feature `rustls`, `rustls-no-provider` or `native-tls` of the client crate"
            );
            assert!(!refused.is_retryable());
            assert!(connect::<()>("http://127.0.0.1", &session, "x").is_ok());
            // What is no network needs none.
            let session = session.with_transport(Arc::new(Nowhere));
            assert!(connect::<()>("https://127.0.0.1", &session, "x").is_ok());
        }

        #[tokio::test]
        async fn a_callers_own_client_without_tls_is_told_alike_and_not_to_be_tried_again() {
            let url = "https://127.0.0.1:1/v1/x".parse().unwrap();
            let request = Request::new(Method::POST, url);
            let own = Client::new();
            let session = Session::anonymous();
            let sent = session.send::<()>(&own, request, CallOptions::default(), ABOUT);
            let error = sent.await.unwrap_err();
            assert!(
                matches!(error, Error::Tls(MissingTls::BackEnd)),
                "{error:?}"
            );
            assert!(!error.is_retryable());
        }
    }

    /// One test, since a provider is the whole process's and stays.
    #[cfg(all(
        feature = "rustls-no-provider",
        not(feature = "rustls"),
        not(feature = "native-tls")
    ))]
    #[test]
    fn rustls_without_cryptography_is_an_error_and_no_panic_and_with_it_a_client() {
        let session = Session::anonymous();
        for address in ["https://127.0.0.1", "http://127.0.0.1"] {
            let refused = connect::<()>(address, &session, "x").unwrap_err();
            assert!(
                matches!(refused, Error::Tls(MissingTls::Provider)),
                "{refused:?}"
            );
            assert!(!refused.is_retryable());
        }
        let provider = rustls::crypto::ring::default_provider();
        provider.install_default().unwrap();
        let client = connect::<()>("https://127.0.0.1", &session, "x");
        // A machine without a single trusted root has a reason of its own to refuse.
        assert!(!matches!(client, Err(Error::Tls(_))), "{client:?}");
    }
}
