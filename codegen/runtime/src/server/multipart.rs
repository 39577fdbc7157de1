//! Bodies of several parts (`multipart/form-data`, RFC 7578).

use axum::body::Bytes;
use axum::http::request::Parts as HttpParts;
use serde_json::Value;

use super::params::{content_type, whole};
use super::{Body, Failure, Operation};
use crate::parts::{File, Files, Parts};
use crate::{ByteStream, form, media, shape};

/// The longest head of a part, in bytes.
const MAX_HEAD: usize = 8 << 10;

/// The values of the fields, and the files.
///
/// Errors: a 400 for what is no such body, for a file that the operation doesn't take, and for one that is missing.
pub(super) fn read(
    operation: &Operation,
    parts: &HttpParts,
    body: &Bytes,
) -> Result<(Value, Files), Failure> {
    let Body::Parts {
        required,
        fields,
        open,
        rules,
        files: taken,
    } = operation.body
    else {
        return Err(Failure::internal("The operation takes no parts."));
    };
    let (mut pairs, mut files) = (String::new(), Files::new());
    if !body.is_empty() || required {
        let said = content_type(parts);
        if !media::essence(said).eq_ignore_ascii_case("multipart/form-data") {
            return Err(Failure::bad_request(
                "The request body must have the Content-Type multipart/form-data.",
            ));
        }
        let boundary = boundary(said).ok_or_else(broken)?;
        for part in split(body, &boundary).ok_or_else(broken)? {
            let known = taken.iter().find(|file| file.name == part.name);
            match (known, part.file_name) {
                // A file without a name is one too; browsers send an empty one where none was chosen.
                (Some(_), name) => {
                    let content = ByteStream::from(part.content);
                    let content = match part.media {
                        Some(media) => content.with_content_type(media),
                        None => content,
                    };
                    let file = File::new(name.unwrap_or_default(), content);
                    files.entry(part.name).or_default().push(file);
                }
                (None, Some(_)) => {
                    return Err(Failure::bad_request(format!(
                        "Received unknown file: {}",
                        shape::cut(&part.name)
                    )));
                }
                (None, None) => pair(&part.name, &part.content, &mut pairs)?,
            }
        }
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
    let fields = shape::decode_form(&form::parse(pairs.as_bytes())?, fields, open)?;
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
pub(super) fn typed<B: Parts>(fields: Value, mut files: Files) -> Result<B, Failure> {
    let fields = super::params::typed(fields)?;
    B::from_parts(fields, &mut files)
        .map_err(|file| Failure::bad_request(format!("Missing required file: {file}.")))
}

fn broken() -> Failure {
    Failure::bad_request("The request body is no multipart/form-data.")
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

/// The parameter `boundary` of a media type.
fn boundary(media: &str) -> Option<String> {
    let boundary = parameter(media, "boundary")?;
    (!boundary.is_empty() && boundary.len() <= 70).then_some(boundary)
}

/// One part of a body.
struct Part {
    name: String,
    file_name: Option<String>,
    media: Option<String>,
    content: Bytes,
}

/// The parts of a body; none where it is no such body.
fn split(body: &Bytes, boundary: &str) -> Option<Vec<Part>> {
    let delimiter = format!("\r\n--{boundary}");
    let delimiter = delimiter.as_bytes();
    // What stands before the first delimiter is for nobody. That may stand at the very start, without a break before it.
    let mut at = if body.starts_with(&delimiter[2..]) {
        delimiter.len() - 2
    } else {
        find(body, delimiter)? + delimiter.len()
    };
    let mut parts = Vec::new();
    loop {
        let rest = body.get(at..)?;
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let blanks = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let start = at + blanks + 2;
        if !rest.get(blanks..)?.starts_with(b"\r\n") || parts.len() > form::MAX_PAIRS {
            return None;
        }
        let bytes = body.get(start..)?;
        let (head, content) = if bytes.starts_with(b"\r\n") {
            (0, 2)
        } else {
            let head = find(bytes, b"\r\n\r\n").filter(|head| *head <= MAX_HEAD)?;
            (head, head + 4)
        };
        // The break before a delimiter may be the one that ends an empty head.
        let from = content.saturating_sub(2);
        let end = from + find(&bytes[from..], delimiter)?;
        let content = start + content..start + end.max(content);
        parts.push(part(&bytes[..head], body.slice(content))?);
        at = start + end + delimiter.len();
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    while let Some(found) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        at += found;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn part(head: &[u8], content: Bytes) -> Option<Part> {
    let head = std::str::from_utf8(head).ok()?;
    let header = |name: &str| {
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let disposition = header("content-disposition")?;
    if !media::essence(disposition).eq_ignore_ascii_case("form-data") {
        return None;
    }
    Some(Part {
        name: parameter(disposition, "name")?,
        file_name: parameter(disposition, "filename"),
        media: header("content-type").map(str::to_owned),
        content,
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &'static str) -> Option<Vec<(String, Option<String>, Bytes)>> {
        let parts = split(&Bytes::from(body), "b")?;
        let told = parts
            .into_iter()
            .map(|part| (part.name, part.file_name, part.content));
        Some(told.collect())
    }

    #[test]
    fn a_body_is_parted_at_its_boundary_and_nowhere_else() {
        let body = "before\r\n--b\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1\r\n--x\r\n--b \t\r\n\
            content-disposition:form-data;filename=\"x%22;\\\"y\"; name=f\r\nContent-Type: text/plain\r\n\r\n\r\n--b--after";
        assert_eq!(
            parts(body).unwrap(),
            [
                ("a[b]".to_owned(), None, Bytes::from("1\r\n--x")),
                ("f".to_owned(), Some("x\";\"y".to_owned()), Bytes::new()),
            ]
        );
        assert_eq!(parts("--b--").unwrap(), []);
    }

    #[test]
    fn what_is_cut_off_or_nameless_is_no_body() {
        for body in [
            "",
            "--b",
            "--b\r\n",
            "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--",
            "--bb\r\n--b--",
            "--b\r\n\r\nx\r\n--b--",
        ] {
            assert_eq!(parts(body), None, "{body}");
        }
    }
}
