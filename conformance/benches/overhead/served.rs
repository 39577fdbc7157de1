//! A server on a thread of its own, and connections to it that cost as little as can be.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::time::Instant;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

use super::{Cost, cpu};

/// Requests on their way at once, so that the server never waits.
const CONNECTIONS: usize = 16;

pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    thread: Handle,
    connections: Mutex<Vec<TcpStream>>,
}

impl Served {
    /// Serves until the process ends.
    pub(crate) fn start(router: Router) -> Self {
        let (told, heard) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                told.send((address, Handle::current())).unwrap();
                axum::serve(listener, router).await.unwrap();
            });
        });
        let (address, thread) = heard.recv().unwrap();
        let connect = |_| {
            let stream = TcpStream::connect(address).unwrap();
            stream.set_nodelay(true).unwrap();
            stream
        };
        let connections = Mutex::new((0..CONNECTIONS).map(connect).collect());
        Self {
            address,
            thread,
            connections,
        }
    }

    /// The CPU of the server's thread.
    fn cpu(&self) -> std::time::Duration {
        let (told, heard) = oneshot::channel();
        self.thread.spawn(async move { told.send(cpu()) });
        heard.blocking_recv().unwrap()
    }

    /// So many requests on each connection: the time that passed, and the CPU of the server.
    pub(crate) fn block(&self, request: &str, calls: usize) -> Cost {
        let connections = self.connections.lock().unwrap();
        let (began, before) = (Instant::now(), self.cpu());
        for _ in 0..calls.div_ceil(CONNECTIONS) {
            for mut connection in connections.iter() {
                connection.write_all(request.as_bytes()).unwrap();
            }
            for connection in connections.iter() {
                read(connection);
            }
        }
        Cost {
            cpu: self.cpu().checked_sub(before).unwrap(),
            passed: began.elapsed(),
        }
    }

    /// What it answers.
    pub(crate) fn answer(&self, request: &str) -> Value {
        let connections = self.connections.lock().unwrap();
        let mut connection = &connections[0];
        connection.write_all(request.as_bytes()).unwrap();
        let answer = read(connection);
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
    }
}

/// An answer, whole: they are short, and all say how long they are.
fn read(mut connection: &TcpStream) -> String {
    let (mut buffer, mut filled) = ([0; 4096], 0);
    loop {
        filled += connection.read(&mut buffer[filled..]).unwrap();
        let text = std::str::from_utf8(&buffer[..filled]).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (_, length) = head.split_once("content-length: ").unwrap();
            let length = length.split('\r').next().unwrap();
            if body.len() == length.parse::<usize>().unwrap() {
                return text.to_owned();
            }
        }
    }
}
