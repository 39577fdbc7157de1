//! A service of bytes: it answers each connection with the next answer, and keeps what came.

use std::io::{BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::thread::JoinHandle;

use reversals_cases::wire::{Request, Response};

pub(crate) struct Socket {
    pub(crate) url: String,
    served: JoinHandle<Vec<Request>>,
    address: std::net::SocketAddr,
}

impl Socket {
    /// Answers one connection with each of these bytes; nothing at all ends it without an answer.
    pub(crate) fn answering(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let served = std::thread::spawn(move || {
            let mut seen = Vec::new();
            let mut answers = answers.into_iter();
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let Some(request) = read(&mut reader) else {
                    break;
                };
                seen.push(request);
                let answer = answers.next().unwrap_or_default();
                let _ = (&stream).write_all(&answer);
            }
            seen
        });
        Self {
            url: format!("http://{address}"),
            served,
            address,
        }
    }

    /// What came.
    pub(crate) fn seen(self) -> Vec<Request> {
        // A connection that says nothing is the end.
        drop(std::net::TcpStream::connect(self.address));
        self.served.join().unwrap()
    }
}

fn read(reader: &mut impl std::io::BufRead) -> Option<Request> {
    let mut line = || {
        let mut text = String::new();
        reader.read_line(&mut text).unwrap();
        text.trim_end().to_owned()
    };
    let first = line();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let text = line();
        let Some((name, value)) = text.split_once(": ") else {
            break;
        };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let body = length.map(|(_, length)| {
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    });
    // What every client says for the sake of the connection.
    headers.retain(|(name, _)| !matches!(name.as_str(), "host" | "user-agent" | "content-length"));
    headers.sort();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (target, None),
    };
    Some(Request {
        method,
        path,
        query,
        headers,
        body,
    })
}

/// The bytes of an answer that ends its connection.
pub(crate) fn bytes(response: &Response) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", response.status);
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let body = &response.body;
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    text.into_bytes()
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &str) -> Vec<u8> {
    let headers = [
        ("content-type", "application/json"),
        ("request-id", "req_1"),
    ];
    bytes(&Response {
        status,
        headers: headers
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
        body: body.to_owned(),
    })
}
