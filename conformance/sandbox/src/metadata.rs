//! The rules of metadata, and how an update merges with what is there.

use std::collections::BTreeMap;

use reversals_runtime::Clearable;

use crate::refusal::Refusal;

type Metadata = BTreeMap<String, String>;

/// The metadata of a new object.
///
/// Errors: as for [`update`].
pub(crate) fn new(given: Option<&Metadata>) -> Result<Metadata, Refusal> {
    update(
        Metadata::new(),
        given.map_or(Clearable::Keep, |given| Clearable::Set(given.clone())),
    )
}

/// The metadata after an update: what is given is merged in, an empty value removes its key, and an empty text in place
/// of all of it removes every key.
///
/// Errors: a 400 for a key over 40 characters or with brackets, a value over 500 characters, and more than 50 keys.
pub(crate) fn update(
    mut metadata: Metadata,
    given: Clearable<Metadata>,
) -> Result<Metadata, Refusal> {
    let refuse = |message: String| Err(Refusal::invalid(message).param("metadata"));
    match given {
        Clearable::Keep => {}
        Clearable::Clear => metadata.clear(),
        Clearable::Set(given) => {
            for (key, value) in given {
                if key.chars().count() > 40 {
                    return refuse(format!(
                        "Invalid key: {} must be a string under 40 characters",
                        cut(&key)
                    ));
                }
                if key.contains(['[', ']']) {
                    return refuse(format!(
                        "Metadata keys cannot include square brackets ([]): {}",
                        cut(&key)
                    ));
                }
                let count = value.chars().count();
                if count > 500 {
                    return refuse(format!(
                        "Metadata values can have up to 500 characters, but you passed in a value that is {count} \
                         characters. Invalid value: {}",
                        cut(&value)
                    ));
                }
                if value.is_empty() {
                    metadata.remove(&key);
                } else {
                    metadata.insert(key, value);
                }
            }
        }
    }
    if metadata.len() > 50 {
        let count = metadata.len();
        return refuse(format!(
            "Metadata can have up to 50 keys, but you've set {count}."
        ));
    }
    Ok(metadata)
}

/// As it is kept.
pub(crate) fn text(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Metadata {
        pairs
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn an_update_merges_and_an_empty_value_removes() {
        let before = of(&[("a", "1"), ("b", "2")]);
        let set = Clearable::Set(of(&[("b", ""), ("c", "3"), ("d", "")]));
        assert_eq!(
            update(before.clone(), set).unwrap(),
            of(&[("a", "1"), ("c", "3")])
        );
        assert_eq!(update(before.clone(), Clearable::Clear).unwrap(), of(&[]));
        assert_eq!(update(before.clone(), Clearable::Keep).unwrap(), before);
    }

    #[test]
    fn limits_hold_at_their_edges() {
        let fits = of(&[(&"é".repeat(40), &"é".repeat(500))]);
        assert_eq!(new(Some(&fits)).unwrap(), fits);
        for (key, value, message) in [
            (
                "k".repeat(41),
                String::from("v"),
                format!(
                    "Invalid key: {} must be a string under 40 characters",
                    "k".repeat(41)
                ),
            ),
            (
                String::from("k"),
                "v".repeat(501),
                format!(
                    "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                     Invalid value: {}",
                    "v".repeat(100)
                ),
            ),
            (
                String::from("a[b"),
                String::from("v"),
                String::from("Metadata keys cannot include square brackets ([]): a[b"),
            ),
        ] {
            let refusal = new(Some(&of(&[(&key, &value)]))).unwrap_err();
            assert_eq!(refusal.error.message.unwrap(), message);
            assert_eq!(refusal.error.param.as_deref(), Some("metadata"));
        }
        let many = |count: usize| {
            (0..count)
                .map(|key| (key.to_string(), String::from("v")))
                .collect::<Metadata>()
        };
        assert_eq!(new(Some(&many(50))).unwrap().len(), 50);
        let refusal = new(Some(&many(51))).unwrap_err();
        assert_eq!(
            refusal.error.message.unwrap(),
            "Metadata can have up to 50 keys, but you've set 51."
        );
        // Removing one makes room for another.
        let swap = Clearable::Set(of(&[("0", ""), ("x", "v")]));
        assert_eq!(update(many(50), swap).unwrap().len(), 50);
    }
}
