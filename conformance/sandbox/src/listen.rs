//! Where a sandbox listens.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::task::Poll;

use tokio::net::{TcpListener, TcpStream};

/// How often another free port is tried, where the first one is free on one of two addresses only.
const ATTEMPTS: usize = 16;

/// An address, or `localhost`: the loopback addresses of IPv4 and IPv6 both, since nobody knows which of them a client
/// takes the name for. Port 0 picks a free one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// One address.
    Address(SocketAddr),
    /// Both loopback addresses, with the same port.
    Localhost(u16),
}

impl From<SocketAddr> for Listen {
    fn from(address: SocketAddr) -> Self {
        Self::Address(address)
    }
}

/// Why a text says nowhere to listen.
#[derive(Debug, thiserror::Error)]
#[error("an address is an IP address or `localhost`, with a port, such as localhost:12111")]
pub struct NoAddress;

impl FromStr for Listen {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        if let Some((host, port)) = text.split_once(':')
            && host.eq_ignore_ascii_case("localhost")
            && port.bytes().all(|byte| byte.is_ascii_digit())
        {
            return port.parse().map(Self::Localhost).map_err(|_| NoAddress);
        }
        text.parse().map(Self::Address).map_err(|_| NoAddress)
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(formatter),
            Self::Localhost(port) => write!(formatter, "localhost:{port}"),
        }
    }
}

/// Sockets that listen, at least one.
#[derive(Debug)]
pub(crate) struct Listeners(Vec<TcpListener>);

impl Listeners {
    pub(crate) async fn bind(listen: Listen) -> io::Result<Self> {
        let port = match listen {
            Listen::Address(address) => return Ok(Self(vec![TcpListener::bind(address).await?])),
            Listen::Localhost(port) => port,
        };
        let mut attempts = ATTEMPTS;
        loop {
            attempts -= 1;
            match localhost(port).await {
                Err(error) if error.kind() == ErrorKind::AddrInUse && port == 0 && attempts > 0 => {
                }
                bound => return bound.map(Self),
            }
        }
    }

    /// The addresses that were taken.
    pub(crate) fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.0.iter().map(TcpListener::local_addr).collect()
    }

    /// The next connection to any of them.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        poll_fn(|context| {
            let mut polled = self.0.iter().map(|listener| listener.poll_accept(context));
            polled.find(Poll::is_ready).unwrap_or(Poll::Pending)
        })
        .await
    }
}

/// Both loopback addresses with one port. A machine may lack either kind.
async fn localhost(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut bound: Vec<TcpListener> = Vec::new();
    let mut lacking = None;
    for host in [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ] {
        let port = match bound.first() {
            Some(first) => first.local_addr()?.port(),
            None => port,
        };
        match TcpListener::bind((host, port)).await {
            Ok(listener) => bound.push(listener),
            Err(error) if is_lacking(&error) => lacking = Some(error),
            Err(error) => return Err(error),
        }
    }
    match lacking {
        Some(error) if bound.is_empty() => Err(error),
        _ => Ok(bound),
    }
}

/// Whether the machine has no such addresses at all.
fn is_lacking(error: &io::Error) -> bool {
    // Linux without IPv6 says that it does not know the family, which the standard library has no word for.
    const EAFNOSUPPORT: i32 = 97;
    [ErrorKind::AddrNotAvailable, ErrorKind::Unsupported].contains(&error.kind())
        || cfg!(target_os = "linux") && error.raw_os_error() == Some(EAFNOSUPPORT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_ip_address_or_localhost_with_a_port() {
        for (text, listen) in [
            ("localhost:12111", Listen::Localhost(12111)),
            ("LocalHost:0", Listen::Localhost(0)),
            (
                "127.0.0.1:1",
                Listen::Address(SocketAddr::from(([127, 0, 0, 1], 1))),
            ),
            (
                "[::1]:1",
                Listen::Address(SocketAddr::from((Ipv6Addr::LOCALHOST, 1))),
            ),
        ] {
            assert_eq!(text.parse::<Listen>().unwrap(), listen, "{text}");
            assert_eq!(listen.to_string(), text.to_lowercase());
        }
        for text in [
            "",
            "localhost",
            "localhost:",
            "localhost:+1",
            "localhost:65536",
            "localhost:1:2",
            "example.com:80",
            "127.0.0.1",
            ":1",
        ] {
            assert!(text.parse::<Listen>().is_err(), "{text}");
        }
    }

    #[tokio::test]
    async fn localhost_is_reached_over_both_kinds_of_address() {
        let listeners = Listeners::bind(Listen::Localhost(0)).await.unwrap();
        let addresses = listeners.addresses().unwrap();
        let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
        let kinds: Vec<bool> = addresses.iter().map(SocketAddr::is_ipv4).collect();
        let expected = if has_ipv6 {
            vec![true, false]
        } else {
            vec![true]
        };
        assert_eq!(kinds, expected);
        for &address in &addresses {
            assert_eq!(address.port(), addresses[0].port());
            let (client, accepted) = tokio::join!(TcpStream::connect(address), listeners.accept());
            assert_eq!(client.unwrap().local_addr().unwrap(), accepted.unwrap().1);
        }
        // Whose port is taken on either address is refused, not half of it given.
        let port = addresses[0].port();
        let again = Listeners::bind(Listen::Localhost(port)).await;
        assert_eq!(again.unwrap_err().kind(), ErrorKind::AddrInUse);
    }
}
