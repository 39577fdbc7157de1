//! The manifests of the generated crates. Versions are the workspace's.

use super::modules::{Layer, Modules};
use super::{Options, answers, header};
use crate::ir::{Api, Media};

pub(super) fn models(api: &Api, modules: &Modules<'_>, layer: Layer, options: &Options) -> Vec<u8> {
    let is_upper = modules.are_many() && layer == Layer::Models;
    let below = is_upper.then(|| format!("{}-{}", options.name, Layer::Answers.folder()));
    let features = features(modules, below.as_deref(), &[]);
    let schemars = below
        .as_ref()
        .map(|below| format!(", \"{below}/schemars\""));
    let schemars = schemars.unwrap_or_default();
    let below = below.map(|_| by_path(options, Layer::Answers) + "\n");
    let below = below.unwrap_or_default();
    let runtime = if layer == Layer::Models && answers::are_any(api) {
        "reversals-runtime = { workspace = true, features = [\"stream\"] }"
    } else {
        "reversals-runtime.workspace = true"
    };
    let body = format!(
        "\
[features]
# Derives schemars::JsonSchema (1.x) for every type.
schemars = [\"dep:schemars\", \"reversals-runtime/schemars\"{schemars}]
{features}
[dependencies]
{below}{runtime}
schemars = {{ workspace = true, optional = true }}
serde.workspace = true
serde_json.workspace = true
"
    );
    let kind = match layer {
        Layer::Answers => Kind {
            what: "Types of answers",
            ..MODELS
        },
        Layer::Models => MODELS,
    };
    manifest(api, options, layer.folder(), &kind, &body)
}

pub(super) fn client(api: &Api, modules: &Modules<'_>, options: &Options) -> Vec<u8> {
    let name = &options.name;
    let features = features(modules, Some(&format!("{name}-models")), &["retries"]);
    let default = if modules.are_many() {
        ""
    } else {
        "default = [\"retries\"]\n"
    };
    let dynamic = quoted(modules);
    let models = models_of(modules, options);
    let body = format!(
        "\
[features]
# Client::call: an operation by its operationId, with arguments and answer as JSON.
dynamic = [{dynamic}]
# One of these is needed for https addresses: rustls with aws-lc, rustls with the provider that the program installs,
# the system's TLS.
rustls = [\"reversals-runtime/rustls\"]
rustls-no-provider = [\"reversals-runtime/rustls-no-provider\"]
native-tls = [\"reversals-runtime/native-tls\"]
# What failed for a reason that may pass is sent again; without it only where nothing has to be waited for.
retries = [\"reversals-runtime/retries\"]
# Call::send_blocking and Items::blocking, for programs that are not async.
blocking = [\"reversals-runtime/blocking\"]
# A span for each call: resource, verb, status, attempt, duration.
tracing = [\"reversals-runtime/tracing\"]
{default}{features}
[dependencies]
{models}
reqwest.workspace = true
reversals-runtime = {{ workspace = true, features = [\"client\"] }}
serde.workspace = true
serde_json.workspace = true
"
    );
    manifest(api, options, "client", &CLIENT, &body)
}

/// What a workspace gives its members has its default features for all of them, so a divided API's crates go by the path.
fn models_of(modules: &Modules<'_>, options: &Options) -> String {
    if modules.are_many() {
        by_path(options, Layer::Models)
    } else {
        format!(
            "{}-{}.workspace = true",
            options.name,
            Layer::Models.folder()
        )
    }
}

/// A crate of types as a dependency of its neighbours.
fn by_path(options: &Options, layer: Layer) -> String {
    let (name, folder) = (&options.name, layer.folder());
    let version = &options.package.version;
    format!(
        "{name}-{folder} = {{ path = \"../{folder}\", version = \"{version}\", default-features = false }}"
    )
}

/// A feature for each module, all of them on by default; those of client and server turn on those of the models.
fn features(modules: &Modules<'_>, models: Option<&str>, more: &[&str]) -> String {
    if !modules.are_many() {
        return String::new();
    }
    let more = more.iter().map(|name| format!(", {name:?}"));
    let more = more.collect::<Vec<_>>().concat();
    let mut out = format!(
        "# Each is the operations of one resource, with the types that they alone lead to.\ndefault = [{}{more}]\n",
        quoted(modules)
    );
    for feature in modules.features() {
        let leads = models.map(|models| format!("{:?}", format!("{models}/{feature}")));
        out.push_str(&format!("{feature} = [{}]\n", leads.unwrap_or_default()));
    }
    out
}

fn quoted(modules: &Modules<'_>) -> String {
    let all: Vec<String> = modules
        .features()
        .iter()
        .map(|name| format!("{name:?}"))
        .collect();
    all.join(", ")
}

pub(super) fn server(
    api: &Api,
    modules: &Modules<'_>,
    options: &Options,
    patterns: bool,
) -> Vec<u8> {
    let mut bodies = api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    let parts = bodies.any(|body| body.media == Media::Multipart);
    let needed = [
        ("multipart", parts),
        ("pattern", patterns),
        ("server", true),
    ];
    let needed = needed.iter().filter(|(_, is_needed)| *is_needed);
    let runtime: Vec<String> = needed.map(|(name, _)| format!("{name:?}")).collect();
    let runtime = runtime.join(", ");
    let name = &options.name;
    let features = features(modules, Some(&format!("{name}-models")), &[]);
    let models = models_of(modules, options);
    let body = format!(
        "\
[features]
# ByName: a service that answers every operation alike, with arguments and answer as JSON.
dynamic = []
{features}
[dependencies]
axum.workspace = true
{models}
reversals-runtime = {{ workspace = true, features = [{runtime}] }}
serde_json.workspace = true
"
    );
    manifest(api, options, "server", &SERVER, &body)
}

/// Of a program, which is named as the crates are.
pub(super) fn cli(api: &Api, modules: &Modules<'_>, options: &Options, patterns: bool) -> Vec<u8> {
    let name = &options.name;
    // A divided API's crates go by the path; the client's default features are all of its operations.
    let client = if modules.are_many() {
        let version = &options.package.version;
        format!(
            "{name}-client = {{ path = \"../client\", version = \"{version}\", features = [\"dynamic\"] }}"
        )
    } else {
        format!("{name}-client = {{ workspace = true, features = [\"dynamic\"] }}")
    };
    let runtime = if patterns {
        "reversals-runtime = { workspace = true, features = [\"pattern\"] }"
    } else {
        "reversals-runtime.workspace = true"
    };
    let body = format!(
        "\
[[bin]]
name = \"{name}\"
path = \"src/main.rs\"
doc = false

[features]
# What https is spoken with: rustls with aws-lc, or the system's TLS; with neither, the program speaks http alone.
default = [\"rustls\"]
rustls = [\"{name}-client/rustls\"]
native-tls = [\"{name}-client/native-tls\"]

[dependencies]
{client}
reversals-command.workspace = true
{runtime}
"
    );
    manifest(api, options, "cli", &CLI, &body)
}

/// What a registry files a crate under: at most five keywords of at most twenty characters, and categories that it knows.
struct Kind {
    what: &'static str,
    keywords: &'static [&'static str],
    categories: &'static [&'static str],
}

const MODELS: Kind = Kind {
    what: "Types",
    keywords: &["api", "openapi", "types"],
    categories: &["api-bindings"],
};

const CLIENT: Kind = Kind {
    what: "Client",
    keywords: &["api", "client", "http", "openapi"],
    categories: &["api-bindings", "web-programming::http-client"],
};

const SERVER: Kind = Kind {
    what: "Server stub",
    keywords: &["api", "axum", "http", "openapi", "server"],
    categories: &["web-programming::http-server"],
};

const CLI: Kind = Kind {
    what: "Command line",
    keywords: &["api", "cli", "openapi"],
    categories: &["command-line-utilities"],
};

fn manifest(api: &Api, options: &Options, suffix: &str, kind: &Kind, body: &str) -> Vec<u8> {
    let name = &options.name;
    let title = api.title.replace(char::is_control, " ");
    let description = toml::Value::String(format!("{} of {title}", kind.what));
    let (keywords, categories) = (kind.keywords, kind.categories);
    let package = &options.package;
    let inherited = |key: &str, is_said: bool| {
        if is_said {
            format!("{key}.workspace = true\n")
        } else {
            String::new()
        }
    };
    let license = inherited("license", package.license.is_some());
    let repository = inherited("repository", package.repository.is_some());
    let publish = if package.publish {
        "readme = \"README.md\"\n"
    } else {
        "publish = false\n"
    };
    format!(
        "{}
[package]
name = \"{name}-{suffix}\"
description = {description}
version.workspace = true
edition.workspace = true
rust-version.workspace = true
{license}{repository}keywords = {keywords:?}
categories = {categories:?}
{publish}
[package.metadata.docs.rs]
all-features = true

[lib]
# Examples in the document's texts are not Rust.
doctest = false

{body}",
        header(api, "#", "emit/manifest.rs")
    )
    .into_bytes()
}
