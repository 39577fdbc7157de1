//! Objects from objects only, and words from strings only.
//!
//! What serde derives for a struct takes a list as well, for the members in their order, so that `[400, "usd"]` would
//! be read as an amount and a currency; and for an enum of words it takes `{"usd": null}` as well. This adapter asks
//! for an object wherever a type asks for a struct, and for a string wherever it asks for an enum, at any depth, and
//! changes nothing else but that a whole number is one however it is written. Enums whose variants hold values are not for
//! it: no schema of OpenAPI means one.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use crate::number::of_float;

/// A deserializer, or one of the parts that it hands on.
pub(crate) struct Strict<T>(pub(crate) T);

macro_rules! deserialize {
    ($($method:ident($($name:ident: $type:ty),*),)*) => {
        $(fn $method<V: Visitor<'de>>(self, $($name: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($($name,)* Strict(visitor))
        })*
    };
}

macro_rules! deserialize_whole {
    ($($method:ident,)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Whole(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    deserialize! {
        deserialize_any(), deserialize_bool(), deserialize_i128(), deserialize_u128(), deserialize_f32(),
        deserialize_f64(), deserialize_char(),
        deserialize_str(), deserialize_string(), deserialize_bytes(), deserialize_byte_buf(), deserialize_option(),
        deserialize_unit(), deserialize_unit_struct(name: &'static str), deserialize_newtype_struct(name: &'static str),
        deserialize_seq(), deserialize_tuple(len: usize), deserialize_tuple_struct(name: &'static str, len: usize),
        deserialize_map(), deserialize_identifier(), deserialize_ignored_any(),
    }

    deserialize_whole! {
        deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64, deserialize_u8, deserialize_u16,
        deserialize_u32, deserialize_u64,
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_str(Word(visitor))
    }
}

macro_rules! visit {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    visit! {
        visit_bool: bool, visit_i8: i8, visit_i16: i16, visit_i32: i32, visit_i64: i64, visit_i128: i128,
        visit_u8: u8, visit_u16: u16, visit_u32: u32, visit_u64: u64, visit_u128: u128, visit_f32: f32,
        visit_f64: f64, visit_char: char, visit_str: &str, visit_borrowed_str: &'de str, visit_string: String,
        visit_bytes: &[u8], visit_borrowed_bytes: &'de [u8], visit_byte_buf: Vec<u8>,
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(members))
    }
}

/// The visitor of an enum, which is to see strings only.
struct Word<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Word<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<V::Value, E> {
        self.0.visit_enum(word.into_deserializer())
    }
}

/// The visitor of an integer.
struct Whole<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Whole<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    visit! { visit_i64: i64, visit_u64: u64, visit_str: &str, }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        match of_float(number) {
            Some(whole) => self.0.visit_i64(whole),
            None => self.0.visit_f64(number),
        }
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(inner))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(Strict(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::{Clearable, OrEmpty};

    #[derive(Debug, PartialEq, Deserialize)]
    enum State {
        #[serde(rename = "posted")]
        Posted,
        #[serde(rename = "two words")]
        Two,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {
        state: State,
    }

    fn read<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, String> {
        crate::path::from_slice(body.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_word_is_read_from_a_string_and_from_nothing_else() {
        let posted = Part {
            state: State::Posted,
        };
        assert_eq!(read(r#"{"state":"posted"}"#), Ok(posted));
        let two = Part { state: State::Two };
        assert_eq!(read(r#"{"state":"two\u0020words"}"#), Ok(two));
        for (body, found) in [
            (r#"{"state":1}"#, "integer `1`"),
            (r#"{"state":null}"#, "null"),
            (r#"{"state":true}"#, "boolean `true`"),
            (r#"{"state":["posted"]}"#, "sequence"),
            (r#"{"state":{"posted":null}}"#, "map"),
            (r#"{"state":{}}"#, "map"),
        ] {
            let error = read::<Part>(body).unwrap_err();
            let wanted = format!("at /state: invalid type: {found}, expected a string at line 1");
            assert!(error.starts_with(&wanted), "{body}: {error}");
        }
    }

    #[test]
    fn a_word_that_is_not_listed_is_named_with_its_place() {
        assert_eq!(
            read::<Part>(r#"{"state":"x"}"#).unwrap_err(),
            "at /state: unknown variant `x`, expected `posted` or `two words` at line 1 column 12"
        );
    }

    #[test]
    fn an_integer_is_whole_by_its_value_and_read_to_the_last_digit() {
        for (body, wanted) in [
            ("[100.0,1e2,-0.0]", vec![100, 100, 0]),
            ("[9007199254740993.0]", vec![9_007_199_254_740_993]),
            ("[1.0,-9.223372036854775808e18]", vec![1, i64::MIN]),
        ] {
            assert_eq!(read::<Vec<i64>>(body), Ok(wanted), "{body}");
        }
        for (body, found) in [
            ("[0.5]", "floating point `0.5`"),
            ("[1e19]", "floating point `1e+19`"),
            ("[1e300]", "floating point `1e+300`"),
            (r#"["1"]"#, r#"string "1""#),
        ] {
            let error = read::<Vec<i64>>(body).unwrap_err();
            let wanted = format!("at /0: invalid type: {found}, expected i64");
            assert!(error.starts_with(&wanted), "{body}: {error}");
        }
        // A float stays one.
        assert_eq!(read::<serde_json::Value>("1.0"), Ok(serde_json::json!(1.0)));
        let value = serde_json::json!([2.0]);
        assert_eq!(crate::path::from_value::<Vec<u8>>(&value).unwrap(), [2]);
    }

    #[test]
    fn words_in_memory_and_words_that_were_buffered_are_strings_too() {
        let map = serde_json::json!({ "state": { "posted": null } });
        let error = crate::path::from_value::<Part>(&map).unwrap_err();
        assert_eq!(
            error.to_string(),
            "at /state: invalid type: map, expected a string"
        );
        assert!(read::<Clearable<Part>>(&map.to_string()).is_err());
        assert!(read::<OrEmpty<Part>>(r#"["posted"]"#).is_err());
    }
}
