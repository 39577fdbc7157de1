//! Members that must be there even when they are null.

use serde::de::{Deserialize, Deserializer};

/// Reads a member that can be null but not absent, for `#[serde(deserialize_with = ..)]`.
///
/// Left to itself serde takes an absent member of type `Option` for null.
///
/// # Errors
///
/// Those of `T`; serde itself refuses the absent member.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Receipt {
        #[serde(deserialize_with = "super::present")]
        url: Option<String>,
    }

    #[test]
    fn null_is_a_value_and_absence_is_refused() {
        let read = serde_json::from_str::<Receipt>;
        assert_eq!(read(r#"{"url":null}"#).unwrap(), Receipt { url: None });
        assert_eq!(
            read("{}").unwrap_err().to_string(),
            "missing field `url` at line 1 column 2"
        );
    }
}
