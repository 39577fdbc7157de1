//! Serves a sandbox.
#![forbid(unsafe_code)]

mod arguments;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use reversals_sandbox::{Config, Fixtures, Sandbox, Server};

use crate::arguments::{Arguments, LogFormat};

/// A request makes many small things that another thread drops, which the C library's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let (arguments, config) = Arguments::read();
    log_as(arguments.log_format);
    match run(&arguments, config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(3)
        }
    }
}

/// Log lines go to the standard error stream, so that the line with the address has the output to itself.
fn log_as(format: LogFormat) {
    let builder = tracing_subscriber::fmt().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .init(),
        LogFormat::Json => builder.json().init(),
    }
}

#[tokio::main]
async fn run(arguments: &Arguments, config: Config) -> anyhow::Result<()> {
    // Before the address is told: whoever waits for that line may end us right away.
    let end = end()?;
    let sandbox = Arc::new(Sandbox::open(config).await?);
    if let Some(file) = &arguments.fixtures {
        let count = sandbox.load(&Fixtures::read(file)?).await?;
        tracing::info!(platforms = count, "the fixtures are loaded");
    }
    let server = Server::bind(arguments.listen, sandbox, arguments.limits())
        .await
        .with_context(|| format!("{} can't be listened on", arguments.listen))?;
    let mut out = std::io::stdout();
    for address in server.addresses()? {
        writeln!(out, "listening on http://{address}")?;
    }
    out.flush()?;
    server.serve(end).await;
    Ok(())
}

/// Waits for SIGTERM or SIGINT.
#[cfg(unix)]
fn end() -> anyhow::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Waits for Ctrl-C or Ctrl-Break.
#[cfg(windows)]
fn end() -> anyhow::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::windows::{ctrl_break, ctrl_c};
    let (mut interrupt, mut terminate) = (ctrl_c()?, ctrl_break()?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
