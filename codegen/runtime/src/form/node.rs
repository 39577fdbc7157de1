//! A serde serializer into a small tree, the step between a value and its pairs.
//!
//! A tree is needed because only the last item of a list tells whether its items can be pushed or must be indexed.

use serde::ser::{Serialize, Serializer};

use super::MAX_DEPTH;
use super::collect::{Entries, Items};
use super::error::{EncodeError, EncodeReason};

/// What a value comes to in a form.
#[derive(Debug)]
pub(super) enum Node {
    /// `None`, which sends nothing.
    Absent,
    /// A list or map without anything to send, which sends nothing either.
    Empty,
    Text(String),
    /// Not empty.
    List(Vec<Node>),
    /// Not empty, and each entry sends something.
    Map(Vec<(String, Node)>),
}

/// Serializes at a depth: 0 is the whole form, 1 a parameter's value, `n + 1` a value behind `n` brackets.
#[derive(Clone, Copy)]
pub(super) struct NodeSerializer {
    pub(super) depth: usize,
}

impl NodeSerializer {
    fn inner(self) -> Result<Self, EncodeError> {
        if self.depth > MAX_DEPTH {
            return Err(EncodeError::new(EncodeReason::Depth));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

fn text(value: &(impl ToString + ?Sized)) -> Node {
    Node::Text(value.to_string())
}

/// The shortest digits that read back as the same number; an exponent only where plain digits would be long.
fn float<F: std::fmt::Display + std::fmt::LowerExp>(
    value: F,
    size: f64,
) -> Result<Node, EncodeError> {
    if !size.is_finite() {
        return Err(EncodeError::new(EncodeReason::NonFinite));
    }
    let plain = size == 0.0 || (1e-5..1e16).contains(&size);
    Ok(Node::Text(if plain {
        value.to_string()
    } else {
        format!("{value:e}")
    }))
}

macro_rules! texts {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Result<Node, EncodeError> {
            Ok(text(&value))
        })*
    };
}

impl Serializer for NodeSerializer {
    type Ok = Node;
    type Error = EncodeError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    texts! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
        serialize_char: char,
        serialize_str: &str,
    }

    fn serialize_f32(self, value: f32) -> Result<Node, EncodeError> {
        float(value, f64::from(value.abs()))
    }

    fn serialize_f64(self, value: f64) -> Result<Node, EncodeError> {
        float(value, value.abs())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Node, EncodeError> {
        Err(EncodeError::new(EncodeReason::Bytes))
    }

    fn serialize_none(self) -> Result<Node, EncodeError> {
        Ok(Node::Absent)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Node, EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Node, EncodeError> {
        Err(EncodeError::new(EncodeReason::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Node, EncodeError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Node, EncodeError> {
        Ok(text(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Node, EncodeError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Node, EncodeError> {
        let mut entries = Entries::new(self.inner()?, None);
        entries.insert(variant.to_owned(), value)?;
        Ok(entries.finish())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, EncodeError> {
        Ok(Items::new(self.inner()?, None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, EncodeError> {
        Ok(Items::new(self.inner()?, None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, EncodeError> {
        Ok(Items::new(self.inner()?, None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, EncodeError> {
        Ok(Items::new(self.inner()?.inner()?, Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, EncodeError> {
        Ok(Entries::new(self.inner()?, None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, EncodeError> {
        Ok(Entries::new(self.inner()?, None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries, EncodeError> {
        Ok(Entries::new(self.inner()?.inner()?, Some(variant)))
    }
}
