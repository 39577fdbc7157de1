//! `cargo xtask sdk`: Stripe's own SDKs, and one of others for Rust, as they are published, against a sandbox.

mod judged;
mod language;
mod served;

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::exit::{self, Outcome};
use crate::{program, tools, workspace};
use judged::Judged;
use language::{Installed, Language};
use served::Served;

const EXAMPLES: &str = "\
Examples:
  cargo xtask sdk                                    every SDK, against a sandbox of their own
  cargo xtask sdk --only python                      one of them
  cargo xtask sdk --proxy                            and hold every exchange against the documents
  cargo xtask sdk --url http://127.0.0.1:12111       against one that runs, started as --url says
";

/// What a sandbox begins with that the scripts are run against.
const FIXTURES: &str = "conformance/sandbox/examples/fixtures.yaml";

#[derive(clap::Args)]
#[command(after_help = format!("{EXAMPLES}\n{}", exit::HELP))]
pub(crate) struct Args {
    /// Use a sandbox that is running instead of one of our own. Start it from the repository's root with `cargo xtask
    /// serve --settle-after manual --fixtures conformance/sandbox/examples/fixtures.yaml`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// Run the scripts of one SDK only.
    #[arg(long, value_enum)]
    only: Option<Language>,

    /// Put contract proxies in between, and fail on each message that the documents don't allow. What the scripts send
    /// wrong on purpose goes through a proxy of its own, where only answers count.
    #[arg(long)]
    proxy: bool,
}

/// Where a script sends what.
struct Addresses {
    /// What the documents allow.
    lawful: String,
    /// What breaks them on purpose.
    unlawful: String,
    /// What is about the sandbox itself, such as its clock.
    direct: String,
}

pub(crate) fn run(args: &Args) -> Result<Outcome> {
    if cfg!(not(unix)) {
        return Err(tools::needs_unix("sdk"));
    }
    let languages = match &args.only {
        Some(only) => std::slice::from_ref(only),
        None => &[Language::Python, Language::Node, Language::Rust],
    };
    let home = program::target_directory()?.join("sdk");
    let lock = tools::lock(&home)?;
    // Before anything is built: what is missing can be told at once.
    let installed = languages
        .iter()
        .map(|language| language.install(&home.join(language.name())))
        .collect::<Result<Vec<_>>>()?;
    let proxy = args.proxy.then(|| program::build("reversals-conformance"));
    let proxy = proxy.transpose()?;
    let mut sandbox = None;
    let url = if let Some(url) = &args.url {
        reach(url)?;
        url.trim_end_matches('/').to_owned()
    } else {
        let mut command = Command::new(program::build("reversals-sandbox")?);
        command.args(["--listen", "127.0.0.1:0", "--settle-after", "manual"]);
        command
            .arg("--fixtures")
            .arg(workspace::root()?.join(FIXTURES));
        let started = sandbox.insert(Served::start(command, "the sandbox")?);
        started.url().to_owned()
    };
    let mut failed = Vec::new();
    for script in &installed {
        let name = script.language.name();
        anstream::println!("{name}: {} {}", script.language.sdk(), script.version);
        if !fine(script, &url, proxy.as_deref())? {
            failed.push(name);
        }
    }
    if let Some(sandbox) = sandbox {
        let (status, _) = sandbox.end()?;
        if !status.success() {
            bail!("the sandbox ended with {status}");
        }
    }
    drop(lock);
    if failed.is_empty() {
        anstream::println!("every script is fine");
        return Ok(Outcome::Fine);
    }
    anstream::println!("failed: {}", failed.join(", "));
    Ok(Outcome::Finding)
}

/// Runs one script, and tells whether all that it claims holds.
fn fine(script: &Installed, url: &str, proxy: Option<&Path>) -> Result<bool> {
    let Some(proxy) = proxy else {
        let url = || url.to_owned();
        return script.run(&Addresses {
            lawful: url(),
            unlawful: url(),
            direct: url(),
        });
    };
    let [lawful, unlawful] = [(); 2].map(|()| {
        let mut command = Command::new(proxy);
        command.args(["--proxy", "127.0.0.1:0", "--to", url]);
        // The scripts put the sandbox's clock forward, and its `Date` is the machine's.
        command.arg("--clock-free");
        Served::start(command, "the contract proxy")
    });
    let (lawful, unlawful) = (lawful?, unlawful?);
    let held = script.run(&Addresses {
        lawful: lawful.url().to_owned(),
        unlawful: unlawful.url().to_owned(),
        direct: url.to_owned(),
    })?;
    let lawful = Judged::of(lawful, |_| true)?;
    // That these requests are wrong is their point.
    let unlawful = Judged::of(unlawful, |event| {
        !event.starts_with("violation by the client")
    })?;
    lawful.tell("what is allowed");
    unlawful.tell("what is wrong on purpose");
    Ok(held && lawful.is_fine() && unlawful.is_fine())
}

/// Whether anybody listens. Nothing is shown wrong by a server that is not there.
fn reach(url: &str) -> Result<()> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => bail!("{url} is no address of a server; it begins with http:// or https://"),
    };
    let host = rest.split('/').next().unwrap_or_default();
    // Only a port is all digits; the last part of an IPv6 address has its bracket.
    let told = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let address = format!("{host}{}", if told { "" } else { port });
    TcpStream::connect(&address).with_context(|| format!("nobody listens at {url}"))?;
    Ok(())
}
