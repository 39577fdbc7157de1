//! Changes of JSON values by pointer.

use std::collections::BTreeMap;

use serde_json::Value;

/// A change that can't be made: the place that is not there.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value has no place {0:?} to change")]
pub struct Error(pub String);

/// Makes changes below `at`: first what is taken away, then what is put, in the order of the pointers.
///
/// Errors: a place to take away that is not there, or one to put at whose parent is not there, so that a change that
/// has come to change nothing is noticed.
pub fn apply(
    value: &mut Value,
    at: &str,
    set: &BTreeMap<String, Value>,
    remove: &[String],
) -> Result<(), Error> {
    for pointer in remove {
        let pointer = format!("{at}{pointer}");
        let missing = || Error(pointer.clone());
        let (parent, token) = parent(value, &pointer).ok_or_else(missing)?;
        let removed = match parent {
            Value::Object(members) => members.remove(&token).is_some(),
            Value::Array(items) => match token.parse::<usize>() {
                Ok(index) if index < items.len() => {
                    items.remove(index);
                    true
                }
                _ => false,
            },
            _ => false,
        };
        if !removed {
            return Err(missing());
        }
    }
    for (pointer, new) in set {
        let pointer = format!("{at}{pointer}");
        let missing = || Error(pointer.clone());
        if pointer.is_empty() {
            *value = new.clone();
            continue;
        }
        match parent(value, &pointer).ok_or_else(missing)? {
            (Value::Object(members), token) => {
                members.insert(token, new.clone());
            }
            (Value::Array(items), token) if token == "-" => items.push(new.clone()),
            (Value::Array(items), token) => {
                let index: usize = token.parse().map_err(|_| missing())?;
                *items.get_mut(index).ok_or_else(missing)? = new.clone();
            }
            _ => return Err(missing()),
        }
    }
    Ok(())
}

/// The value that holds the pointer's last token, and that token.
fn parent<'a>(value: &'a mut Value, pointer: &str) -> Option<(&'a mut Value, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    let token = token.replace("~1", "/").replace("~0", "~");
    Some((value.pointer_mut(parent)?, token))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(at: &str, set: Value, remove: &[&str]) -> Result<Value, Error> {
        let mut value = json!({ "data": [{ "a": 1, "b/c": 2 }], "x": null });
        let set = serde_json::from_value(set).unwrap();
        let remove: Vec<String> = remove.iter().map(|&text| text.to_owned()).collect();
        apply(&mut value, at, &set, &remove).map(|()| value)
    }

    #[test]
    fn members_are_put_replaced_and_taken_away_below_a_place() {
        assert_eq!(
            changed("/data/0", json!({ "/a": null, "/new": [1] }), &["/b~1c"]),
            Ok(json!({ "data": [{ "a": null, "new": [1] }], "x": null }))
        );
        assert_eq!(
            changed("", json!({ "/data/-": 3 }), &[]).unwrap()["data"][1],
            3
        );
        assert_eq!(changed("", json!({ "": 3 }), &[]), Ok(json!(3)));
    }

    #[test]
    fn a_change_of_what_is_not_there_is_refused() {
        for (set, remove) in [
            (json!({}), &["/y"][..]),
            (json!({}), &["/data/1"]),
            (json!({ "/y/z": 1 }), &[]),
            (json!({ "/data/1": 1 }), &[]),
            (json!({ "/data/0/a/b": 1 }), &[]),
        ] {
            assert!(
                changed("", set.clone(), remove).is_err(),
                "{set} {remove:?}"
            );
        }
    }
}
