//! Bytes on a connection, for what no HTTP client would send.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// How long anything may take before it is taken for stuck.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A connection.
pub(crate) struct Raw(TcpStream);

impl Raw {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// A connection that has room for little of what is sent to it.
    pub(crate) async fn narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(2048).unwrap();
        Self(socket.connect(address).await.unwrap())
    }

    /// Sends; whether it got through, since the other side may have closed.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let sending = self.0.write_all(bytes.as_ref());
        tokio::time::timeout(PATIENCE, sending)
            .await
            .unwrap()
            .is_ok()
    }

    /// No more is sent.
    pub(crate) async fn half_close(&mut self) {
        self.0.shutdown().await.unwrap();
    }

    /// All until the other side closes: empty, or an answer's status and body.
    pub(crate) async fn rest(mut self) -> Option<(u16, String)> {
        let mut all = Vec::new();
        let reading = self.0.read_to_end(&mut all);
        // A connection that is reset has closed, too.
        let _ = tokio::time::timeout(PATIENCE, reading)
            .await
            .expect("the connection is closed");
        read(&all)
    }

    /// What comes within a time.
    pub(crate) async fn within(&mut self, time: Duration) -> Option<(u16, String)> {
        let mut some = vec![0; 64 * 1024];
        match tokio::time::timeout(time, self.0.read(&mut some)).await {
            Ok(Ok(length)) => read(&some[..length]),
            _ => None,
        }
    }
}

fn read(bytes: &[u8]) -> Option<(u16, String)> {
    let text = String::from_utf8_lossy(bytes);
    let status = text.split(' ').nth(1)?.parse().unwrap();
    let body = text.split_once("\r\n\r\n").unwrap().1;
    Some((status, body.to_owned()))
}

/// Whether a body is that of a refusal.
pub(crate) fn is_envelope(body: &str) -> bool {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["error"]["type"].is_string() && body["error"]["message"].is_string()
}
