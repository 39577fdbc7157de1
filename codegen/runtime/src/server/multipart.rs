//! Bodies of several parts (`multipart/form-data`, RFC 7578).
//!
//! A body is read as a whole, within the limit that bodies have, before it is parted: what looks for a delimiter in a body
//! that comes byte by byte looks through all of it with each.

use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts as HttpParts;
use multer::{Field, Multipart};
use serde_json::Value;

use super::params::{content_type, whole};
use super::{Body, Failure, Operation};
use crate::parts::{File, Files, Parts};
use crate::{ByteStream, form, media, shape};

/// The longest head of a part, in bytes.
const MAX_HEAD: usize = 8 << 10;

/// What the parts of a body hold: the fields in the words of a form, and the files.
#[derive(Default)]
pub(super) struct Parted {
    pairs: String,
    files: Files,
}

/// Parts a body.
///
/// Errors: a 400 for what is no such body, and for a file that the operation doesn't take.
pub(super) async fn split(
    operation: &Operation,
    head: &HttpParts,
    body: Bytes,
) -> Result<Parted, Failure> {
    let Body::Parts {
        required,
        files: taken,
        ..
    } = operation.body
    else {
        return Err(no_parts());
    };
    let mut parted = Parted::default();
    if body.is_empty() && !required {
        return Ok(parted);
    }
    let said = content_type(head);
    if !media::essence(said).eq_ignore_ascii_case("multipart/form-data") {
        return Err(Failure::bad_request(
            "The request body must have the Content-Type multipart/form-data.",
        ));
    }
    let boundary = parameter(said, "boundary")
        .filter(|boundary| (1..=70).contains(&boundary.len()))
        .ok_or_else(broken)?;
    let mut parts = Multipart::new(ByteStream::from(body), boundary);
    let mut count = 0;
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        count += 1;
        if count > form::MAX_PAIRS {
            return Err(broken());
        }
        let (name, file_name) = named(&part).ok_or_else(broken)?;
        let media = part.headers().get(CONTENT_TYPE);
        let media = media.and_then(|media| Some(media.to_str().ok()?.to_owned()));
        let content = part.bytes().await.map_err(|_| broken())?;
        match (taken.iter().any(|file| file.name == name), file_name) {
            // A file without a name is one too; browsers send an empty one where none was chosen.
            (true, file_name) => {
                let content = ByteStream::from(content);
                let content = match media {
                    Some(media) => content.with_content_type(media),
                    None => content,
                };
                let file = File::new(file_name.unwrap_or_default(), content);
                parted.files.entry(name).or_default().push(file);
            }
            (false, Some(_)) => {
                let name = shape::cut(&name);
                return Err(Failure::bad_request(format!(
                    "Received unknown file: {name}"
                )));
            }
            (false, None) => pair(&name, &content, &mut parted.pairs)?,
        }
    }
    Ok(parted)
}

/// The values of the fields, and the files.
///
/// Errors: a 400 for a file that is missing or comes too often, and for fields that do not fit.
pub(super) fn decode(operation: &Operation, parted: Parted) -> Result<(Value, Files), Failure> {
    let Body::Parts {
        required,
        fields,
        rest,
        rules,
        files: taken,
    } = operation.body
    else {
        return Err(no_parts());
    };
    let Parted { pairs, files } = parted;
    let asks = || {
        let field = fields.iter().any(|field| field.required);
        field || taken.iter().any(|file| file.required)
    };
    if !required && pairs.is_empty() && files.is_empty() && asks() {
        return Ok((Value::Null, files));
    }
    for file in taken {
        let count = files.get(file.name).map_or(0, Vec::len);
        if count == 0 && file.required {
            return Err(Failure::bad_request(format!(
                "Missing required file: {}.",
                file.name
            )));
        }
        if count > 1 && !file.many {
            return Err(Failure::bad_request(format!(
                "There are several files called {}.",
                file.name
            )));
        }
    }
    let fields = shape::decode_form(&form::parse(pairs.as_bytes())?, fields, rest)?;
    if !rules.is_empty() {
        let mut all = fields.clone();
        if let Value::Object(members) = &mut all {
            members.extend(files.keys().map(|name| (name.clone(), Value::Null)));
        }
        whole(&all, required, rules)?;
    }
    Ok((fields, files))
}

/// Gives checked fields their type, and puts the files beside them.
pub(super) fn typed<B: Parts>(fields: &Value, mut files: Files) -> Result<B, Failure> {
    let fields = super::params::typed(fields)?;
    B::from_parts(fields, &mut files)
        .map_err(|file| Failure::bad_request(format!("Missing required file: {file}.")))
}

fn no_parts() -> Failure {
    Failure::internal("The operation takes no parts.")
}

fn broken() -> Failure {
    Failure::bad_request("The request body is no multipart/form-data.")
}

/// The name of a part, and that of its file.
///
/// multer would take what stands in quotes for a parameter too, and a file's name is the caller's to choose.
fn named(part: &Field<'_>) -> Option<(String, Option<String>)> {
    let headers = part.headers();
    let length: usize = headers.values().map(HeaderValue::len).sum();
    if length > MAX_HEAD {
        return None;
    }
    let disposition = std::str::from_utf8(headers.get(CONTENT_DISPOSITION)?.as_bytes()).ok()?;
    if !media::essence(disposition).eq_ignore_ascii_case("form-data") {
        return None;
    }
    let file_name = parameter(disposition, "filename");
    Some((parameter(disposition, "name")?, file_name))
}

/// A field in the words of a form, whose brackets are raw.
fn pair(name: &str, value: &[u8], pairs: &mut String) -> Result<(), Failure> {
    let value = std::str::from_utf8(value)
        .map_err(|_| Failure::bad_request("The request body is not valid UTF-8."))?;
    if !pairs.is_empty() {
        pairs.push('&');
    }
    for part in name.split_inclusive(['[', ']']) {
        let text = part.trim_end_matches(['[', ']']);
        pairs.push_str(&form::encode(text));
        pairs.push_str(&part[text.len()..]);
    }
    pairs.push('=');
    pairs.push_str(&form::encode(value));
    Ok(())
}

/// A parameter behind a value: `a; name="b"`. Quotes hold what browsers write: `%22` is a quote, and so is `\"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case(name);
        let after = after.trim_start();
        let (text, behind) = if let Some(quoted) = after.strip_prefix('"') {
            unquoted(quoted)?
        } else {
            let end = after.find(';').unwrap_or(after.len());
            (after[..end].trim().to_owned(), &after[end..])
        };
        if is_it {
            let text = text.replace("%22", "\"");
            return Some(text.replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = behind.split_once(';')?.1;
    }
}

/// The text up to the closing quote, and what is behind it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &text[at + 1..])),
            '\\' if text[at + 1..].starts_with('"') => {
                out.push('"');
                chars.next();
            }
            c => out.push(c),
        }
    }
    None
}
