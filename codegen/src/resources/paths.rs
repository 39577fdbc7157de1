//! Path templates as parts with a meaning.

use super::words::snake;

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The version that a path begins with: `v1`.
    Version(String),
    /// Fixed text, in snake case.
    Fixed(String),
    /// A parameter. Which name it has says nothing: `{id}` and `{transfer}` stand for the same.
    Param,
}

/// How many parts of a path count; what comes after says nothing that a name could.
const MOST: usize = 64;

/// The parts of a path template. What a colon parts is two: `{id}:cancel`, `things:search`.
pub(super) fn parts(path: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if parts.len() >= MOST {
            break;
        }
        let (held, rest) = match segment.rsplit_once('}') {
            Some((_, rest)) => (true, rest),
            None => (false, segment),
        };
        if held {
            parts.push(Part::Param);
        }
        for text in rest.split(':').map(snake).filter(|text| !text.is_empty()) {
            if parts.is_empty() && is_version(segment) {
                parts.push(Part::Version(text));
            } else {
                parts.push(Part::Fixed(text));
            }
        }
    }
    parts
}

/// Paths of one shape have one key, whatever their parameters are called.
pub(super) fn key(parts: &[Part]) -> String {
    let mut key = String::new();
    for part in parts {
        key.push('/');
        key.push_str(match part {
            Part::Version(text) | Part::Fixed(text) => text,
            Part::Param => "{}",
        });
    }
    key
}

/// The text of a part that names something.
pub(super) fn fixed(part: &Part) -> Option<&str> {
    match part {
        Part::Fixed(text) => Some(text),
        Part::Version(_) | Part::Param => None,
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}
