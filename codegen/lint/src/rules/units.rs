//! Whether integers that are money or time say in which unit.

use reversals_codegen::schema::Kind;
use reversals_codegen::tree::{Member, Node};

use super::words::split;
use crate::Lint;
use crate::rule::Rule;
use crate::walk::{Item, Part};

/// What a name has that is money, wherever it stands.
const MONEY: &[&str] = &[
    "amount", "amounts", "balance", "cost", "costs", "fee", "fees", "price", "subtotal",
];
/// What a name has that may be a count, and is money beside a member that names the currency.
const MONEY_BESIDE: &[&str] = &[
    "captured",
    "cash",
    "charge",
    "credit",
    "debit",
    "discount",
    "due",
    "gross",
    "net",
    "paid",
    "payment",
    "payout",
    "refunded",
    "remaining",
    "shipping",
    "tax",
    "tip",
    "total",
    "value",
];
/// What a name of money is one of no more behind, since it counts or numbers.
const COUNTS: &[&str] = &[
    "bps",
    "code",
    "count",
    "decimals",
    "digits",
    "exponent",
    "id",
    "index",
    "number",
    "percent",
    "percentage",
    "points",
    "quantity",
    "ratio",
    "version",
];
/// What the name of a moment or of a span ends with.
const TIME: &[&str] = &[
    "at",
    "created",
    "date",
    "deadline",
    "delay",
    "duration",
    "elapsed",
    "expires",
    "expiration",
    "expiry",
    "interval",
    "since",
    "time",
    "timeout",
    "timestamp",
    "ttl",
    "until",
    "updated",
];
/// What a text says of a moment.
const TIME_TEXT: &[&str] = &["epoch", "timestamp"];
/// The units of time.
const TIME_UNITS: &[&str] = &[
    "days",
    "hours",
    "microseconds",
    "milliseconds",
    "millis",
    "minutes",
    "months",
    "ms",
    "nanoseconds",
    "nanos",
    "quarters",
    "seconds",
    "secs",
    "weeks",
    "years",
];
/// The units of money, where one word is enough.
const MONEY_UNITS: &[&str] = &[
    "cent", "cents", "dollars", "euros", "micros", "paise", "pence", "pennies", "percent",
    "satoshis", "subunits", "yen",
];
/// The units of money of several words.
const MONEY_PHRASES: &[&str] = &[
    "basis points",
    "currency unit",
    "currency units",
    "currency's unit",
    "major unit",
    "minor unit",
    "minor currency unit",
    "smallest unit",
    "smallest denomination",
    "whole unit",
];

/// What an integer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Money,
    Time,
}

pub(crate) fn check(lint: &mut Lint<'_>, items: &[Item<'_>]) {
    for item in items {
        let schema = match item.part {
            Part::Member => Some(item.node),
            Part::Parameter | Part::Header => item.node.get("schema"),
            _ => None,
        };
        let id = schema.and_then(|schema| lint.schemas.at(schema));
        let Some(id) = id.filter(|id| lint.schemas.resolved(*id).kind == Kind::Integer) else {
            continue;
        };
        let of_schema = lint.schemas.text(id, "description").unwrap_or_default();
        let text = format!("{} {of_schema}", item.told.join(" "));
        let format = lint.schemas.text(id, "format").unwrap_or_default();
        let Some(measure) = measure(item.name, item.beside, format, &text) else {
            continue;
        };
        let resolved = lint.schemas.resolved(id);
        let said = lint.schemas[id]
            .get("x-unit")
            .or_else(|| resolved.get("x-unit"));
        if said.is_some() || says(measure, item.name, &text) {
            continue;
        }
        let (kind, help) = match measure {
            Measure::Money => (
                "money",
                "say in the description in which unit, such as \"in the minor unit of the currency\", or by `x-unit: minor-unit`",
            ),
            Measure::Time => (
                "a time",
                "say in the description in which unit, such as \"in seconds since the Unix epoch\"",
            ),
        };
        let what = format!("the integer `{}` is {kind}, and has no unit", item.name);
        lint.find(Rule::UnitStated, item.place, &item.at, what, help);
    }
}

fn measure(name: &str, beside: &[Member], format: &str, text: &str) -> Option<Measure> {
    let words = split(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let format = format.to_lowercase();
    let last = words.last().map(String::as_str).unwrap_or_default();
    if format.contains("time") || format.contains("epoch") || TIME.contains(&last) {
        return Some(Measure::Time);
    }
    // What has its unit in its name is no money, whatever it is a part of: `days_until_due`.
    if has(TIME_UNITS) {
        return Some(Measure::Time);
    }
    if has(COUNTS) {
        return None;
    }
    let currency = beside.iter().any(|member| {
        let is_text = member.value.get("type").and_then(Node::as_str) != Some("integer");
        is_text && split(&member.key).iter().any(|word| word == "currency")
    });
    if has(MONEY) || (currency && has(MONEY_BESIDE)) {
        return Some(Measure::Money);
    }
    let said = split(text);
    if said.iter().any(|word| TIME_TEXT.contains(&word.as_str())) {
        return Some(Measure::Time);
    }
    let currency = said
        .iter()
        .any(|word| word == "currency" || word == "money");
    currency.then_some(Measure::Money)
}

/// Whether a name or a text has a unit.
fn says(measure: Measure, name: &str, text: &str) -> bool {
    let units = match measure {
        Measure::Money => MONEY_UNITS,
        Measure::Time => TIME_UNITS,
    };
    let has = |words: &[String]| words.iter().any(|word| units.contains(&word.as_str()));
    let lower = split(text).join(" ");
    let phrase = measure == Measure::Money
        && MONEY_PHRASES
            .iter()
            .any(|phrase| lower.contains(&split(phrase).join(" ")));
    has(&split(name)) || has(&split(text)) || phrase
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_time_are_told_by_name_format_and_text_and_counts_are_neither() {
        let tells = |name: &str, format: &str, text: &str| match measure(name, &[], format, text) {
            Some(Measure::Money) => "money",
            Some(Measure::Time) => "time",
            None => "",
        };
        for (name, format, text, wanted) in [
            ("amount", "", "", "money"),
            ("applicationFee", "int64", "", "money"),
            ("paid_at", "", "", "time"),
            ("made", "unix-time", "", "time"),
            ("session_timeout", "", "", "time"),
            (
                "left",
                "",
                "What is left, in the currency of the order.",
                "money",
            ),
            ("seen", "", "A Unix timestamp.", "time"),
            ("fee_count", "", "", ""),
            ("net", "", "", ""),
            ("total", "", "How many there are.", ""),
            ("limit", "int32", "How many to list.", ""),
            ("attempts", "", "", ""),
            (
                "days_until_due",
                "",
                "How long the currency is kept.",
                "time",
            ),
        ] {
            assert_eq!(tells(name, format, text), wanted, "{name}");
        }
    }

    #[test]
    fn a_unit_is_of_what_is_measured() {
        for (measure, name, text, wanted) in [
            (
                Measure::Money,
                "amount",
                "In the currency's minor unit.",
                true,
            ),
            (
                Measure::Money,
                "amount",
                "In the smallest currency unit.",
                true,
            ),
            (Measure::Money, "amount_cents", "", true),
            (Measure::Money, "amount", "How much, in seconds.", false),
            (
                Measure::Time,
                "paid_at",
                "In seconds since the epoch.",
                true,
            ),
            (Measure::Time, "timeoutMs", "", true),
            (Measure::Time, "paid_at", "A second one, in cents.", false),
        ] {
            assert_eq!(says(measure, name, text), wanted, "{name} {text}");
        }
    }
}
