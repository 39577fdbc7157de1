//! How requests travel.

use std::pin::Pin;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response};

/// Something that answers requests in place of the network, such as a server in the same process.
pub trait Transport: Send + Sync {
    /// Answers one request.
    fn send(
        &self,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = reqwest::Result<Response>> + Send + '_>>;
}

/// An HTTP client for this kind of API: 15 seconds to connect, 80 for the whole exchange.
///
/// Redirects are not followed: a redirected POST could be sent twice, and the key would travel to a host that nobody
/// named. TLS needs one of reqwest's TLS features where the program is linked.
/// Errors: when the TLS backend cannot be set up.
pub fn http_client() -> reqwest::Result<Client> {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(Duration::from_secs(15))
        .timeout(Duration::from_secs(80))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_follows_no_redirect_and_gives_up() {
        // The settings show nowhere else, short of a socket.
        let text = format!("{:?}", http_client().unwrap());
        assert!(
            text.contains(r#"redirect_policy: "Policy(None)""#),
            "{text}"
        );
        assert!(text.contains("TotalTimeout: 80s"), "{text}");
    }
}
