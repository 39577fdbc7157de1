//! Parameters that ought to be refused.

use super::super::document;
use super::super::form::{self, Pair};
use super::refused::retried;
use super::{Bend, ServerBug};
use reversals_cases::wire::Request;
use reversals_judge::subject::{Script, Served, Server};

pub(super) const BUGS: &[ServerBug] = &[
    ServerBug::new(
        "unknown-parameter-ignored",
        "ignores parameters that it doesn't know, misspelt amounts among them",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                form::edit(&mut retry.request, |pairs| {
                    pairs.retain(|pair| !pair.is_of(&refused.param));
                });
                refused.code == "parameter_unknown"
            })
        }),
    ),
    ServerBug::new(
        "required-parameter-defaulted",
        "makes an empty text of a required parameter that is not there",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                form::push(
                    &mut retry.request,
                    &Pair::new(form::escaped(&refused.param), "x"),
                );
                retry.show(&refused.param, "");
                refused.code == "parameter_missing"
            })
        }),
    ),
    ServerBug::new(
        "integer-with-fraction-accepted",
        "takes `400.0` and `400.9` for 400",
        Bend::Refused(|_, text| {
            let (whole, fraction) = text.split_once('.')?;
            let digits =
                |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            (digits(whole) && digits(fraction)).then(|| whole.to_owned())
        }),
    ),
    ServerBug::new(
        "integer-with-exponent-accepted",
        "takes `4e2` for 400",
        Bend::Refused(|_, text| {
            let (whole, exponent) = text.split_once(['e', 'E'])?;
            let exponent: u32 = exponent.parse().ok()?;
            let whole: i64 = whole.parse().ok()?;
            Some(
                whole
                    .checked_mul(10_i64.checked_pow(exponent)?)?
                    .to_string(),
            )
        }),
    ),
    ServerBug::new(
        "integer-with-plus-accepted",
        "takes `+400` for 400",
        Bend::Refused(|_, text| text.strip_prefix('+').map(str::to_owned)),
    ),
    ServerBug::new(
        "integer-with-spaces-accepted",
        "takes ` 400 ` for 400",
        Bend::Refused(|_, text| Some(text.trim().to_owned())),
    ),
    ServerBug::new(
        "integer-prefix-accepted",
        "reads a whole number as far as the digits go, and ignores the rest",
        Bend::Refused(|_, text| {
            let end = text.find(|char: char| !char.is_ascii_digit())?;
            Some(text[..end].to_owned()).filter(|digits| !digits.is_empty())
        }),
    ),
    ServerBug::new(
        "integer-too-large-clamped",
        "makes the largest whole number of one that is larger still",
        Bend::Refused(|_, text| {
            let number: i128 = text.parse().ok()?;
            (number > i128::from(i64::MAX)).then(|| i64::MAX.to_string())
        }),
    ),
    ServerBug::new(
        "boolean-by-truthiness",
        "takes `1`, `yes` and `True` for true, and `0`, `no` and `False` for false",
        Bend::Refused(|_, text| {
            Some(match text.to_ascii_lowercase().as_str() {
                "1" | "yes" | "on" | "t" | "true" => "true".to_owned(),
                "0" | "no" | "off" | "f" | "false" => "false".to_owned(),
                _ => return None,
            })
        }),
    ),
    ServerBug::new(
        "enum-in-any-case",
        "takes `Posted` for `posted`",
        Bend::Refused(|param, text| {
            document::parameter(param)?.first_value()?;
            Some(text.to_lowercase())
        }),
    ),
    ServerBug::new(
        "unknown-enum-value-accepted",
        "takes any text for a value of an enum",
        Bend::Whole(|inner, request, script| {
            retried(inner, request, script, |refused, retry| {
                let parameter = document::parameter(&refused.param);
                let Some(known) = parameter.and_then(|parameter| parameter.first_value()) else {
                    return false;
                };
                let pairs = form::all(&retry.request);
                let sent = pairs.iter().find(|pair| pair.plain_name() == refused.param);
                let Some(text) = sent.map(Pair::text).filter(|text| !text.is_empty()) else {
                    return false;
                };
                retry.show(&refused.param, text);
                retry.reword(&refused.param, |_| Some(known.to_owned()))
            })
        }),
    ),
    ServerBug::new(
        "text-one-too-long-accepted",
        "takes a text with one character more than the most",
        Bend::Whole(|inner, request, script| {
            overlong(
                inner,
                request,
                script,
                |length, most| length == most + 1,
                true,
            )
        }),
    ),
    ServerBug::new(
        "refused-after-the-handler",
        "checks the parameters after the handler has run",
        Bend::Whole(|inner, request, script| {
            let refused = inner.serve(request, script);
            let ran = retried(inner, request, script, |refused, retry| {
                let before = retry.request.clone();
                form::edit(&mut retry.request, |pairs| {
                    pairs.retain(|pair| !pair.is_of(&refused.param));
                });
                retry.request != before
            });
            Served {
                seen: ran.seen,
                response: refused.response,
            }
        }),
    ),
];

/// Serves texts that are too long as if they had the most characters; the handler sees them whole or cut.
fn overlong(
    inner: &dyn Server,
    request: &Request,
    script: &Script,
    taken: fn(usize, usize) -> bool,
    whole: bool,
) -> Served {
    retried(inner, request, script, |refused, retry| {
        let parameter = document::parameter(&refused.param);
        let Some(most) = parameter.and_then(|parameter| parameter.longest()) else {
            return false;
        };
        let mut sent = None;
        let cut = retry.reword(&refused.param, |text| {
            let length = text.chars().count();
            let too_long = length > most && taken(length, most);
            too_long.then(|| text.chars().take(most).collect())
        });
        for pair in form::all(request) {
            if pair.plain_name() == refused.param {
                sent = Some(pair.text());
            }
        }
        if let Some(text) = sent.filter(|_| whole) {
            retry.show(&refused.param, text);
        }
        cut
    })
}
