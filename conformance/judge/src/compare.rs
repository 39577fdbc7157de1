//! Comparing messages.

use serde_json::Value;

use super::Finding;
use reversals_cases::wire::Request;

/// The first place where two values differ: its JSON pointer, and what either has there.
///
/// Numbers are equal only where they are written alike: `400` is not `400.0`.
pub fn difference(expected: &Value, found: &Value) -> Option<(String, String, String)> {
    const ABSENT: &str = "absent";
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (key, value) in expected {
                let token = token(key);
                let Some(other) = found.get(key) else {
                    return Some((format!("/{token}"), value.to_string(), ABSENT.to_owned()));
                };
                if let Some((pointer, a, b)) = difference(value, other) {
                    return Some((format!("/{token}{pointer}"), a, b));
                }
            }
            let extra = found.iter().find(|(key, _)| !expected.contains_key(*key));
            extra.map(|(key, value)| {
                let pointer = format!("/{}", token(key));
                (pointer, ABSENT.to_owned(), value.to_string())
            })
        }
        (Value::Array(expected), Value::Array(found)) => {
            for (index, value) in expected.iter().enumerate() {
                let Some(other) = found.get(index) else {
                    return Some((format!("/{index}"), value.to_string(), ABSENT.to_owned()));
                };
                if let Some((pointer, a, b)) = difference(value, other) {
                    return Some((format!("/{index}{pointer}"), a, b));
                }
            }
            let extra = found.get(expected.len())?;
            let pointer = format!("/{}", expected.len());
            Some((pointer, ABSENT.to_owned(), extra.to_string()))
        }
        _ if expected == found => None,
        _ => Some((String::new(), expected.to_string(), found.to_string())),
    }
}

/// A key as a token of a JSON pointer.
pub fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A finding where two values differ.
pub(super) fn values(place: &str, expected: &Value, found: &Value) -> Result<(), Box<Finding>> {
    match difference(expected, found) {
        None => Ok(()),
        Some((pointer, expected, found)) => {
            Err(Finding::new(format!("{place} {pointer}"), expected, found))
        }
    }
}

/// A finding where two texts differ.
pub(super) fn texts(
    place: impl Into<String>,
    expected: Option<&str>,
    found: Option<&str>,
) -> Result<(), Box<Finding>> {
    if expected == found {
        return Ok(());
    }
    let shown = |text: Option<&str>| text.map_or("none".to_owned(), |text| format!("`{text}`"));
    Err(Finding::new(place, shown(expected), shown(found)))
}

/// The same of what is there on both sides.
pub(super) fn equal(
    place: impl Into<String>,
    expected: &str,
    found: &str,
) -> Result<(), Box<Finding>> {
    texts(place, Some(expected), Some(found))
}

/// A finding where a request is not the canonical one. `uuids` names the headers that have any version 4 UUID.
pub(super) fn requests(
    expected: &Request,
    found: &Request,
    uuids: &[String],
) -> Result<(), Box<Finding>> {
    equal("request method", &expected.method, &found.method)?;
    equal("request path", &expected.path, &found.path)?;
    texts(
        "request query",
        expected.query.as_deref(),
        found.query.as_deref(),
    )?;
    texts(
        "request body",
        expected.body.as_deref(),
        found.body.as_deref(),
    )?;
    for (name, value) in &expected.headers {
        let there = found.header(name);
        if uuids.contains(name) && there.is_some_and(is_uuid) {
            continue;
        }
        texts(format!("request header {name}"), Some(value), there)?;
    }
    for (name, value) in &found.headers {
        let known = |(other, _): &&(String, String)| other == name;
        if expected.headers.iter().filter(known).count()
            != found.headers.iter().filter(known).count()
        {
            return texts(format!("request header {name}"), None, Some(value));
        }
    }
    Ok(())
}

/// Whether a text is a version 4 UUID as it is usually written.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && groups[2].starts_with('4')
        && groups.iter().all(|group| {
            group
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        })
}

/// The value as text with the members of every object in the reverse of their order.
pub fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .rev()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), reversed(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(reversed).collect();
            format!("[{}]", items.join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_has_its_pointer() {
        let shown = |a, b| difference(&a, &b).map(|(pointer, ..)| pointer);
        assert_eq!(
            shown(
                json!({ "a": [1, { "b/c": 2 }] }),
                json!({ "a": [1, { "b/c": 3 }] })
            )
            .as_deref(),
            Some("/a/1/b~1c")
        );
        assert_eq!(
            shown(json!({ "a": null }), json!({})).as_deref(),
            Some("/a")
        );
        assert_eq!(
            shown(json!({}), json!({ "a": null })).as_deref(),
            Some("/a")
        );
        assert_eq!(shown(json!([]), json!([1])).as_deref(), Some("/0"));
        assert_eq!(shown(json!([1]), json!([])).as_deref(), Some("/0"));
        assert_eq!(shown(json!(400), json!(400.0)).as_deref(), Some(""));
        assert_eq!(shown(json!("1"), json!(1)).as_deref(), Some(""));
        assert_eq!(
            shown(json!({ "a": 1, "b": [2] }), json!({ "b": [2], "a": 1 })),
            None
        );
    }

    #[test]
    fn members_are_reversed_at_every_level_and_the_value_stays() {
        let value = json!({ "a": [{ "b": 1, "c": "\"" }], "d": {} });
        let text = reversed(&value);
        assert_eq!(text, r#"{"d":{},"a":[{"c":"\"","b":1}]}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_request_differs_where_one_header_more_is_sent() {
        let one = Request {
            headers: vec![("a".into(), "1".into())],
            ..Request::default()
        };
        let mut two = one.clone();
        two.headers.push(("b".into(), "2".into()));
        assert_eq!(requests(&one, &one, &[]), Ok(()));
        let finding = requests(&one, &two, &[]).unwrap_err();
        assert_eq!(finding.place, "request header b");
        assert!(requests(&two, &one, &[]).is_err());
    }

    #[test]
    fn a_header_with_any_uuid_takes_a_fourth_version_and_nothing_else() {
        let with = |value: &str| Request {
            headers: vec![("k".into(), value.into())],
            ..Request::default()
        };
        let uuids = ["k".to_owned()];
        let good = "133d33ad-aacd-4b6e-94f9-4fb75ea62325";
        assert_eq!(requests(&with("<uuid>"), &with(good), &uuids), Ok(()));
        for bad in [
            "",
            "x",
            "133d33ad-aacd-1b6e-94f9-4fb75ea62325",
            "133d33adaacd4b6e94f94fb75ea62325",
        ] {
            assert!(
                requests(&with("<uuid>"), &with(bad), &uuids).is_err(),
                "{bad}"
            );
        }
    }
}
