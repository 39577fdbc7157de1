//! What is said to a caller whose parameters are refused.

use std::fmt::Display;

use super::name::{Name, cut};

/// Why a request's parameters are refused, in the words of the service's error body.
///
/// What the caller sent is repeated up to its first 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The bracketed wire name of the parameter at fault, such as `metadata[order_id]`, unescaped.
    pub param: Option<String>,
    /// A short word for programs, where the service has one.
    pub code: Option<&'static str>,
    /// A sentence for people.
    pub message: String,
}

impl Refusal {
    fn new(name: &Name<'_>, code: Option<&'static str>, message: String) -> Self {
        Self {
            param: name.param(),
            code,
            message,
        }
    }

    pub(super) fn missing(name: &Name<'_>) -> Self {
        let message = format!("Missing required param: {}.", name.shown());
        Self::new(name, Some("parameter_missing"), message)
    }

    /// `names` in order of arrival, at least one.
    pub(super) fn unknown(names: &[String]) -> Self {
        let plural = if names.len() == 1 { "" } else { "s" };
        let message = format!(
            "Received unknown parameter{plural}: {}",
            cut(&names.join(", "))
        );
        let param = names.first().map(|name| cut(name).into_owned());
        Self {
            param,
            code: Some("parameter_unknown"),
            message,
        }
    }

    /// One value, given twice or more with different texts.
    pub(super) fn ambiguous(name: &Name<'_>) -> Self {
        let shown = name.shown();
        let message = format!("You passed '{shown}' more than once, with different values.");
        Self::new(name, None, message)
    }

    /// One member of a JSON object, given twice with whatever values.
    #[cfg(feature = "server")]
    pub(super) fn repeated(name: &Name<'_>) -> Self {
        let message = format!("You passed '{}' more than once.", name.shown());
        Self::new(name, None, message)
    }

    pub(super) fn empty(name: &Name<'_>) -> Self {
        let shown = name.shown();
        let message = format!(
            "You passed an empty string for '{shown}'. We assume empty values are an attempt to unset a parameter; \
             however '{shown}' cannot be unset. You should remove '{shown}' from your request or supply a non-empty value."
        );
        Self::new(name, Some("parameter_invalid_empty"), message)
    }

    pub(super) fn integer(name: &Name<'_>, sent: &impl Display) -> Self {
        let message = format!("Invalid integer: {}", cut(&sent.to_string()));
        Self::new(name, Some("parameter_invalid_integer"), message)
    }

    /// `kind` is a word such as `boolean` or `string`.
    pub(super) fn invalid(name: &Name<'_>, kind: &str, sent: &impl Display) -> Self {
        Self::new(
            name,
            None,
            format!("Invalid {kind}: {}", cut(&sent.to_string())),
        )
    }

    pub(super) fn array(name: &Name<'_>) -> Self {
        Self::new(name, None, "Invalid array".to_owned())
    }

    pub(super) fn object(name: &Name<'_>) -> Self {
        Self::new(name, None, "Invalid object".to_owned())
    }

    pub(super) fn items(name: &Name<'_>, bound: &str, limit: usize) -> Self {
        Self::new(
            name,
            None,
            format!("Invalid array: must have at {bound} {limit} items"),
        )
    }

    pub(super) fn members(name: &Name<'_>, bound: &str, limit: usize) -> Self {
        let message = format!("Invalid object: must have at {bound} {limit} members");
        Self::new(name, None, message)
    }

    /// Two equal items.
    pub(super) fn twice(name: &Name<'_>) -> Self {
        let message = "Invalid array: must not have an item twice".to_owned();
        Self::new(name, None, message)
    }

    #[cfg(feature = "pattern")]
    pub(super) fn pattern(name: &Name<'_>, sent: &str, pattern: &str) -> Self {
        let message = format!("Invalid string: {}; must match {pattern}", cut(sent));
        Self::new(name, None, message)
    }

    /// A structure where a map holds texts. The service names the map, not the key.
    pub(super) fn map_value(map: &Name<'_>, sent: &impl Display, kind: &str) -> Self {
        let message = format!(
            "Invalid value type: {} must be {kind}",
            cut(&sent.to_string())
        );
        Self::new(map, None, message)
    }

    pub(super) fn one_of(name: &Name<'_>, values: &[&str]) -> Self {
        let list = match values {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first, second] => format!("{first} or {second}"),
            [init @ .., last] => format!("{}, or {last}", init.join(", ")),
        };
        let shown = name.shown();
        Self::new(
            name,
            None,
            format!("Invalid {shown}: must be one of {list}"),
        )
    }

    pub(super) fn length(name: &Name<'_>, sent: &str, bound: &str, limit: usize) -> Self {
        let message = format!(
            "Invalid string: {}; must be at {bound} {limit} characters",
            cut(sent)
        );
        Self::new(name, None, message)
    }

    pub(super) fn below(name: &Name<'_>, min: i64) -> Self {
        let message = format!("This value must be greater than or equal to {min}.");
        Self::new(name, Some("parameter_invalid_integer"), message)
    }

    /// Two or more of `names` at once. The service's own message against it comes alone.
    #[cfg(feature = "server")]
    pub(crate) fn exclusive(names: &[&str], message: Option<&str>) -> Self {
        let general = message.is_none();
        let list = || {
            let names = names.join(", ");
            format!("You may only specify one of these parameters: {names}.")
        };
        Self {
            param: names
                .first()
                .filter(|_| general)
                .map(|name| (*name).to_owned()),
            code: general.then_some("parameters_exclusive"),
            message: message.map_or_else(list, str::to_owned),
        }
    }

    /// A number below a bound, or at one that is outside.
    pub(super) fn under(name: &Name<'_>, bound: &str, exclusive: bool) -> Self {
        let or = if exclusive { "" } else { "or equal to " };
        let message = format!("This value must be greater than {or}{bound}.");
        Self::new(name, None, message)
    }

    /// A number above a bound, or at one that is outside.
    pub(super) fn over(name: &Name<'_>, bound: &str, exclusive: bool, sent: &str) -> Self {
        let or = if exclusive { "" } else { "or equal to " };
        let message = format!(
            "This value must be less than {or}{bound} (it currently is '{}').",
            cut(sent)
        );
        Self::new(name, None, message)
    }

    pub(super) fn no_multiple(name: &Name<'_>, step: &str, sent: &str) -> Self {
        let message = format!(
            "This value must be a multiple of {step} (it currently is '{}').",
            cut(sent)
        );
        Self::new(name, None, message)
    }

    pub(super) fn above(name: &Name<'_>, max: i64, sent: i64) -> Self {
        let message =
            format!("This value must be less than or equal to {max} (it currently is '{sent}').");
        Self::new(name, None, message)
    }
}
