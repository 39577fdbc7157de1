//! Requests per second and latencies over loopback, beside those of a bare handler in the same run.
//!
//! `cargo bench -p reversals-sandbox` measures SQLite in memory and in a file, and PostgreSQL where
//! `REVERSALS_BENCH_POSTGRES` names a database. `-- --grow N` then creates N reversals, and says what the last thousand
//! of each power of ten cost; `-- --test` only shows that all of it runs.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

/// Connections, each with one request at a time.
const CONNECTIONS: usize = 16;

const FORM: &str = "application/x-www-form-urlencoded";

/// One kind of request.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    path: String,
    body: &'static str,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let test = arguments.iter().any(|argument| argument == "--test");
    let grow = arguments.iter().position(|argument| argument == "--grow");
    let grow: Option<usize> = grow.map(|at| arguments[at + 1].parse().unwrap());
    let time = Duration::from_millis(if test { 50 } else { 4000 });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(run(time, grow));
}

async fn run(time: Duration, grow: Option<usize>) {
    println!(
        "{:<34} {:>9} {:>9} {:>9} {:>8}",
        "", "per s", "p50 us", "p99 us", "of bare"
    );
    let get = Ask {
        method: "GET",
        path: "/".to_owned(),
        body: "",
    };
    let bare = measure("a bare handler, a constant", bare().await, &get, time, None).await;
    let folder = tempfile::tempdir().unwrap();
    let mut databases = vec![
        ("SQLite in memory", "sqlite::memory:".to_owned()),
        (
            "SQLite in a file",
            format!("sqlite:{}", folder.path().join("bench.db").display()),
        ),
    ];
    if let Ok(address) = std::env::var("REVERSALS_BENCH_POSTGRES") {
        databases.push(("PostgreSQL", address));
    }
    for (name, database) in &databases {
        let started = Instant::now();
        let server = Server::start(database);
        let ready = started.elapsed();
        let mut one = connect(server.address).await;
        let transfer = create(
            &mut one,
            "/v1/transfers",
            "amount=9000000000&currency=usd&destination=acct_1",
        )
        .await;
        let reversals = format!("/v1/transfers/{transfer}/reversals");
        let first = create(&mut one, &reversals, "amount=1").await;
        for _ in 0..20 {
            create(&mut one, &reversals, "amount=1").await;
        }
        let asks = [
            (
                "retrieve",
                Ask {
                    method: "GET",
                    path: format!("{reversals}/{first}"),
                    body: "",
                },
            ),
            (
                "list of ten",
                Ask {
                    method: "GET",
                    path: reversals.clone(),
                    body: "",
                },
            ),
            (
                "create",
                Ask {
                    method: "POST",
                    path: reversals.clone(),
                    body: "amount=1",
                },
            ),
        ];
        println!("{name}: ready in {:.0} ms", ready.as_secs_f64() * 1000.0);
        for (what, ask) in &asks {
            measure(&format!("  {what}"), server.address, ask, time, Some(bare)).await;
        }
        if let Some(count) = grow {
            growth(server.address, &asks[2].1, count).await;
        }
    }
}

/// What a create costs the more there is.
async fn growth(address: SocketAddr, ask: &Ask, count: usize) {
    let mut size = 1000;
    let mut made = 0;
    while size <= count {
        let rest = size - made;
        drive(address, ask, rest.saturating_sub(1000)).await;
        let (took, _) = drive(address, ask, rest.min(1000)).await;
        made = size;
        let per = took.as_micros() / rest.min(1000) as u128;
        println!(
            "  with {size:>9} reversals more: {per:>6} us of wall time a create, {CONNECTIONS} at a time"
        );
        size *= 10;
    }
}

/// Sends so many requests over all connections; gives the time and how many were answered.
async fn drive(address: SocketAddr, ask: &Ask, count: usize) -> (Duration, usize) {
    let left = Arc::new(std::sync::atomic::AtomicUsize::new(count));
    let started = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let (left, ask) = (Arc::clone(&left), ask.clone());
        tasks.push(tokio::spawn(async move {
            let mut sender = connect(address).await;
            let take = |left: usize| left.checked_sub(1);
            let order = std::sync::atomic::Ordering::Relaxed;
            while left.fetch_update(order, order, take).is_ok() {
                send(&mut sender, &ask).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    (started.elapsed(), count)
}

/// Asks as often as it goes for a while, and prints how often that was. Gives the rate.
async fn measure(
    name: &str,
    address: SocketAddr,
    ask: &Ask,
    time: Duration,
    bare: Option<u128>,
) -> u128 {
    let mut tasks = Vec::new();
    let started = Instant::now();
    for _ in 0..CONNECTIONS {
        let ask = ask.clone();
        tasks.push(tokio::spawn(async move {
            let mut sender = connect(address).await;
            let mut latencies = Vec::new();
            while started.elapsed() < time {
                let asked = Instant::now();
                send(&mut sender, &ask).await;
                latencies.push(asked.elapsed());
            }
            latencies
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    let rate = latencies.len() as u128 * 1_000_000 / started.elapsed().as_micros();
    latencies.sort_unstable();
    let at = |percent: usize| latencies[(latencies.len() - 1) * percent / 100].as_micros();
    let ratio = bare.map_or_else(String::new, |bare| format!("{}%", rate * 100 / bare));
    println!(
        "{name:<34} {rate:>9} {:>9} {:>9} {ratio:>8}",
        at(50),
        at(99)
    );
    rate
}

async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn send(sender: &mut SendRequest<Full<Bytes>>, ask: &Ask) -> Bytes {
    let request = Request::builder()
        .method(ask.method)
        .uri(&ask.path)
        .header("host", "localhost")
        .header("authorization", "Bearer sk_test_123")
        .header("content-type", FORM)
        .body(Full::from(ask.body))
        .unwrap();
    sender.ready().await.unwrap();
    let response = sender.send_request(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(
        status.is_success(),
        "{status}: {}",
        String::from_utf8_lossy(&body)
    );
    body
}

async fn create(sender: &mut SendRequest<Full<Bytes>>, path: &str, body: &'static str) -> String {
    let ask = Ask {
        method: "POST",
        path: path.to_owned(),
        body,
    };
    let made: Value = serde_json::from_slice(&send(sender, &ask).await).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

/// The least that an axum server does.
async fn bare() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let body = r#"{"amount":100,"object":"transfer_reversal"}"#;
    let router = axum::Router::new().route("/", axum::routing::get(move || async move { body }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// The program, in a process of its own.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(database: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_reversals-sandbox"))
            .args(["--listen", "127.0.0.1:0", "--database", database])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .unwrap()
            .parse()
            .unwrap();
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
