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

    /// The next line, without its end.
    async fn line(&mut self) -> String {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let byte = tokio::time::timeout(PATIENCE, self.0.read_u8()).await;
            line.push(byte.unwrap().expect("there is more"));
        }
        String::from_utf8(line).unwrap().trim_end().to_owned()
    }

    /// The next answer: its status, its headers with their names in lower case, and its body.
    pub(crate) async fn answer(&mut self) -> (u16, Vec<String>, String) {
        let status = self.status().await;
        let (headers, body) = self.after_status().await;
        (status, headers, body)
    }

    /// The status of the next answer, of which no more is read.
    pub(crate) async fn status(&mut self) -> u16 {
        let line = self.line().await;
        line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// The headers and the body of an answer whose status was read.
    pub(crate) async fn after_status(&mut self) -> (Vec<String>, String) {
        let mut headers = Vec::new();
        while let Some((name, value)) = self.line().await.split_once(": ") {
            headers.push(format!("{}: {value}", name.to_lowercase()));
        }
        let length = headers
            .iter()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        let reading = self.0.read_exact(&mut body);
        let read = tokio::time::timeout(PATIENCE, reading).await;
        read.unwrap().unwrap();
        (headers, String::from_utf8(body).unwrap())
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
