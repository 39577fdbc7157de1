//! The manifests of the generated crates. Versions are the workspace's.

use super::{Options, answers, header};
use crate::ir::Api;

pub(super) fn models(api: &Api, options: &Options) -> Vec<u8> {
    let runtime = if answers::are_any(api) {
        "reversals-runtime = { workspace = true, features = [\"stream\"] }"
    } else {
        "reversals-runtime.workspace = true"
    };
    let body = format!(
        "\
[features]
# Derives schemars::JsonSchema (1.x) for every type.
schemars = [\"dep:schemars\", \"reversals-runtime/schemars\"]

[dependencies]
{runtime}
schemars = {{ workspace = true, optional = true }}
serde.workspace = true
serde_json.workspace = true
"
    );
    manifest(api, options, "models", "Types", &body)
}

pub(super) fn client(api: &Api, options: &Options) -> Vec<u8> {
    let name = &options.name;
    let body = format!(
        "\
[features]
# Client::call: an operation by its operationId, with arguments and answer as JSON.
dynamic = []
# One of these is needed for https addresses: rustls with aws-lc, rustls with the provider that the program installs,
# the system's TLS.
rustls = [\"reversals-runtime/rustls\"]
rustls-no-provider = [\"reversals-runtime/rustls-no-provider\"]
native-tls = [\"reversals-runtime/native-tls\"]

[dependencies]
{name}-models.workspace = true
reqwest.workspace = true
reversals-runtime = {{ workspace = true, features = [\"client\"] }}
serde.workspace = true
serde_json.workspace = true
"
    );
    manifest(api, options, "client", "Client", &body)
}

pub(super) fn server(api: &Api, options: &Options, patterns: bool) -> Vec<u8> {
    let features = if patterns {
        "\"pattern\", \"server\""
    } else {
        "\"server\""
    };
    let name = &options.name;
    let body = format!(
        "\
[features]
# ByName: a service that answers every operation alike, with arguments and answer as JSON.
dynamic = []

[dependencies]
axum.workspace = true
{name}-models.workspace = true
reversals-runtime = {{ workspace = true, features = [{features}] }}
serde_json.workspace = true
"
    );
    manifest(api, options, "server", "Server stub", &body)
}

fn manifest(api: &Api, options: &Options, suffix: &str, what: &str, body: &str) -> Vec<u8> {
    let name = &options.name;
    let title = api.title.replace(char::is_control, " ");
    let description = toml::Value::String(format!("{what} of {title}"));
    format!(
        "{}
[package]
name = \"{name}-{suffix}\"
description = {description}
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[lib]
# Examples in the document's texts are not Rust.
doctest = false

{body}",
        header(api, "#", "emit/manifest.rs")
    )
    .into_bytes()
}
