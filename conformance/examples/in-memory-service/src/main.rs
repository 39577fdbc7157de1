//! Serves the example with its fixtures, on a port that the system chooses.
#![forbid(unsafe_code)]

use std::sync::Arc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listen = std::env::args().nth(1);
    let listen = listen.unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = tokio::net::TcpListener::bind(listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let service = Arc::new(reversals_example::Service::default());
    axum::serve(listener, reversals_example::fixtures::router(&service)).await
}
