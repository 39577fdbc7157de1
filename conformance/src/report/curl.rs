//! A request as one shell line. The key is a variable, and so is the service: who pastes the line says where it goes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use reversals_cases::wire::Request;
use reversals_judge::subject::KEY;

/// The line for a POSIX shell; a request with control characters needs the `$'…'` of bash.
pub fn line(request: &Request) -> String {
    let mut words = vec!["curl -sS -i".to_owned()];
    if request.target().contains(['[', ']', '{', '}']) {
        words.push("--globoff".to_owned());
    }
    if request.path.contains("/.") {
        words.push("--path-as-is".to_owned());
    }
    let usual = if request.body.is_some() {
        "POST"
    } else {
        "GET"
    };
    match request.method.as_str() {
        method if method == usual => {}
        "HEAD" => words.push("--head".to_owned()),
        method => words.push(format!("-X {}", quoted(method))),
    }
    words.push(format!("\"$STRIPE_API_BASE\"{}", quoted(&request.target())));
    words.extend(
        request
            .headers
            .iter()
            .map(|(name, value)| header(name, value)),
    );
    // What curl would add by itself.
    for name in ["accept", "content-type"] {
        let adds = name == "accept" || request.body.is_some();
        if adds && request.header(name).is_none() {
            words.push(format!("-H {name}:"));
        }
    }
    if let Some(body) = &request.body {
        words.push(format!("--data-raw {}", quoted(body)));
    }
    words.join(" ")
}

fn header(name: &str, value: &str) -> String {
    let basic = format!("Basic {}", STANDARD.encode(format!("{KEY}:")));
    match (name, value) {
        ("authorization", value) if value == basic => "-u \"$STRIPE_API_KEY:\"".to_owned(),
        ("authorization", value) if value == format!("Bearer {KEY}") => {
            "-H \"authorization: Bearer $STRIPE_API_KEY\"".to_owned()
        }
        (name, "<uuid>") => format!("-H \"{name}: $(uuidgen)\""),
        (name, "") => format!("-H {}", quoted(&format!("{name};"))),
        (name, value) => format!("-H {}", quoted(&format!("{name}: {value}"))),
    }
}

/// One word of a shell line, on one line.
fn quoted(text: &str) -> String {
    if !text.chars().any(char::is_control)
        && let Ok(quoted) = shlex::try_quote(text)
    {
        return quoted.into_owned();
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, body: Option<&str>) -> Request {
        Request {
            method: method.to_owned(),
            path: "/v1/a/it's".to_owned(),
            query: Some("expand[]=b".to_owned()),
            headers: vec![
                ("accept".to_owned(), "application/json".to_owned()),
                ("authorization".to_owned(), format!("Bearer {KEY}")),
                ("idempotency-key".to_owned(), "<uuid>".to_owned()),
            ],
            body: body.map(str::to_owned),
        }
    }

    #[test]
    fn a_line_is_quoted_and_has_no_key() {
        let want = "curl -sS -i --globoff \"$STRIPE_API_BASE\"\"/v1/a/it's?expand[]=b\" -H 'accept: application/json' \
                    -H \"authorization: Bearer $STRIPE_API_KEY\" -H \"idempotency-key: $(uuidgen)\" \
                    -H content-type: --data-raw 'a=1&b=$HOME'";
        assert_eq!(line(&request("POST", Some("a=1&b=$HOME"))), want);
        assert!(!line(&request("DELETE", None)).contains(KEY));
        assert!(line(&request("DELETE", None)).contains(" -X DELETE "));
    }

    #[test]
    fn a_line_is_one_line() {
        let line = line(&request("POST", Some("a\nb'c\\")));
        assert!(line.ends_with(r"--data-raw $'a\u000ab\'c\\'"), "{line}");
    }
}
