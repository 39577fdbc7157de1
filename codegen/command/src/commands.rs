//! The commands that a table makes.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, value_parser};

use crate::arguments::path_id;
use crate::example::example;
use crate::flags::{self, Flag, Kind, unsets};
use crate::{Api, Body, KEY, Operation, exit};

const PARAMETERS: &str = "Parameters";
const CALL: &str = "Options of every call";

/// The program's commands. Those of a resource have their parameters where `whole` says so of its name: a table can have
/// thousands.
pub(crate) fn commands(api: &'static Api, whole: &dyn Fn(&str) -> bool) -> Command {
    let example = api.operations.first().map_or_else(String::new, |it| {
        format!(
            "\n\n{} {} {} --help tells of one of them.",
            api.name, it.resource, it.verb
        )
    });
    let root = Command::new(api.name)
        .version(env!("CARGO_PKG_VERSION"))
        .about(format!("{}, version {}", api.title, api.version))
        .long_about(format!(
            "{}, version {}: each operation is a command, of a resource and a verb.{example}",
            api.title, api.version
        ))
        .after_help(format!(
            "The API key is read from the environment variable {KEY}: what is said on a command line, other users of the \
             machine can see.\n\n{}",
            exit::HELP
        ))
        .arg_required_else_help(true)
        .subcommand_value_name("RESOURCE")
        .subcommand_help_heading("Resources")
        .disable_help_subcommand(true)
        .next_help_heading(CALL);
    let root = call(api, root)
        .arg(
            Arg::new("completions")
                .long("completions")
                .value_name("SHELL")
                .value_parser(value_parser!(clap_complete::Shell))
                .exclusive(true)
                .help_heading("Options")
                .help("Print a script of completions for a shell"),
        )
        .arg(
            Arg::new("man")
                .long("man")
                .value_name("DIR")
                .exclusive(true)
                .help_heading("Options")
                .help("Write the manual pages into a folder"),
        );
    let mut resources = api.resources().into_iter();
    resources
        .try_fold(root, |root, resource| {
            let of = api.of(resource);
            let about = of.map(|operation| operation.verb).collect::<Vec<_>>();
            let command = Command::new(resource)
                .about(about.join(", "))
                .subcommand_required(true)
                .arg_required_else_help(true)
                .disable_help_subcommand(true)
                .subcommand_value_name("VERB")
                .subcommand_help_heading("Verbs");
            let command = with_alias(command, resource);
            let whole = whole(resource);
            let verbs = api.of(resource).map(|operation| {
                let command = with_alias(Command::new(operation.verb), operation.verb);
                let command = command.about(first_sentence(operation.help));
                if whole {
                    self::operation(api, operation, command)
                } else {
                    command
                }
            });
            Some(root.subcommand(command.subcommands(verbs)))
        })
        .unwrap_or_default()
}

/// A name with hyphens in place of its underscores is as good.
fn with_alias(command: Command, name: &str) -> Command {
    if name.contains('_') {
        command.alias(name.replace('_', "-"))
    } else {
        command
    }
}

fn call(api: &Api, command: Command) -> Command {
    let value = |name: &'static str, value_name: &'static str, help: &'static str| {
        let arg = Arg::new(name).long(name).value_name(value_name).help(help);
        arg.global(true)
    };
    let switch = |name: &'static str, help: &'static str| {
        let arg = Arg::new(name).long(name).action(ArgAction::SetTrue);
        arg.help(help).global(true)
    };
    let base = api.server.map_or_else(
        || "The address of the service".to_owned(),
        |server| format!("The address of the service, instead of {server}"),
    );
    command.args([
        value("base-url", "URL", "").help(base),
        value("output", "FORMAT", "The answer as it came, or as a table")
            .value_parser(["json", "table"])
            .default_value("json"),
        switch("dry-run", "Send nothing: print the request as a curl command, with the key as a variable of the shell"),
        switch("yes", "Do not ask before a key of live mode changes something"),
        value("idempotency-key", "KEY", "Names this one intention: the same again, with the same key, is done once"),
        value("stripe-account", "ID", "The connected account to act for").conflicts_with("stripe-context"),
        value("stripe-context", "PATH", "The account to act for, and one below it: ID or ID/ID"),
        value("stripe-version", "VERSION", "The version of the API to answer in"),
        value("timeout", "SECONDS", "How long to wait for an answer, each time that it is asked for")
            .value_parser(value_parser!(u64).range(1..=86_400)),
        value("retries", "TIMES", "How often to send again at most what failed for a reason that may pass")
            .value_parser(value_parser!(u32).range(..=100)),
    ])
}

fn operation(api: &Api, operation: &'static Operation, command: Command) -> Command {
    let flags = flags::flags(operation);
    let example = format!("Example:\n  {}", example(api, operation, &flags));
    let mut command = command
        .long_about(format!(
            "{}\n\n{} {}\noperationId {}",
            operation.help.trim(),
            operation.method,
            operation.path,
            operation.id
        ))
        .after_long_help(format!("{}{example}", by_data(&flags)))
        .after_help(example)
        .next_help_heading(PARAMETERS);
    let params = operation.path_params;
    for (index, field) in params.fields.iter().enumerate() {
        let help = params.help.get(index).copied().unwrap_or_default();
        let arg = Arg::new(path_id(index))
            .value_name(field.name.to_uppercase())
            .required(true)
            .help(first_sentence(help))
            .long_help(help.to_owned());
        command = command.arg(arg);
    }
    for flag in &flags {
        if let Some(long) = &flag.long {
            command = command.arg(arg(flag, long));
        }
    }
    command = command.next_help_heading(CALL).arg(
        Arg::new("data")
            .short('d')
            .long("data")
            .value_name("KEY=VALUE")
            .action(ArgAction::Append)
            .help("A parameter by its name on the wire, such as metadata[order_id]=6735 or expand[]=transfer"),
    );
    if operation.pages {
        command = command.arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help("Fetch page after page, and print one object a line as they come"),
        );
    }
    if matches!(operation.body, Body::Json { .. }) {
        let help = "The whole body";
        command = command.arg(Arg::new("body").long("body").value_name("JSON").help(help));
    }
    command
}

fn arg(flag: &Flag, long: &str) -> Arg {
    let name = flag.field.name;
    let required = if flag.field.required {
        "(required) "
    } else {
        ""
    };
    let mut arg = Arg::new(flag.id.clone())
        .long(long.to_owned())
        .help(format!("{required}{}", first_sentence(flag.help)))
        .long_help(format!("{required}{}{}", flag.help, members(flag)));
    if long != name && flag.long.as_deref() == Some(&name.replace('_', "-")) {
        arg = arg.alias(name.to_owned());
    }
    let (word, values) = match &flag.kind {
        Kind::One(word, values) => (*word, values.as_slice()),
        Kind::Each(word, values) => {
            arg = arg.action(ArgAction::Append);
            (*word, values.as_slice())
        }
        Kind::Entry | Kind::Members(_) | Kind::Brackets(_) => {
            arg = arg.action(ArgAction::Append);
            ("KEY=VALUE", [].as_slice())
        }
    };
    arg = arg.value_name(word);
    if matches!(word, "INTEGER" | "NUMBER") {
        arg = arg.allow_negative_numbers(true);
    }
    if values.is_empty() {
        return arg;
    }
    let unset = unsets(flag.field.shape).then_some("");
    arg.value_parser(PossibleValuesParser::new(
        values.iter().copied().chain(unset),
    ))
}

/// What has no flag, for people.
fn by_data(flags: &[Flag]) -> String {
    let rest = flags.iter().filter(|flag| flag.long.is_none());
    let rest = rest.map(|flag| {
        let names = match &flag.kind {
            Kind::Brackets(names) if !names.is_empty() => format!("[{}]", names.join("], [")),
            Kind::Brackets(_) => "[...]".to_owned(),
            _ => "=VALUE".to_owned(),
        };
        let required = if flag.field.required {
            "(required) "
        } else {
            ""
        };
        format!(
            "  {}{names}\n      {required}{}",
            flag.field.name,
            first_sentence(flag.help)
        )
    });
    let rest: Vec<_> = rest.collect();
    if rest.is_empty() {
        return String::new();
    }
    format!("Parameters by -d alone:\n{}\n\n", rest.join("\n"))
}

/// What the keys of an object's flag are.
fn members(flag: &Flag) -> String {
    let Kind::Members(members) = &flag.kind else {
        return String::new();
    };
    let members = members.iter().map(|(name, required, kind)| {
        let required = if *required { "required " } else { "" };
        match kind {
            Kind::One(_, values) if !values.is_empty() => {
                format!("{required}{name}: {}", values.join(", "))
            }
            _ => format!("{required}{name}"),
        }
    });
    let members: Vec<_> = members.collect();
    format!(" One of these each time: {}.", members.join("; "))
}

fn first_sentence(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    match line.split_once(". ") {
        Some((first, _)) => first.to_owned(),
        None => line.trim_end_matches('.').to_owned(),
    }
}
