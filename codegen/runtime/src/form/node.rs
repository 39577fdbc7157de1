//! A serde serializer into a small tree, the step between a value and its pairs.
//!
//! A tree is needed because only the last item of a list tells whether its items can be pushed or must be indexed.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::MAX_DEPTH;
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

fn text(value: impl ToString) -> Result<Node, EncodeError> {
    Ok(Node::Text(value.to_string()))
}

/// The shortest digits that read back as the same number; an exponent only where plain digits would be long.
fn float<F: std::fmt::Display + std::fmt::LowerExp>(
    value: F,
    size: f64,
) -> Result<Node, EncodeError> {
    if !size.is_finite() {
        return Err(EncodeError::new(EncodeReason::NonFinite));
    }
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        text(value)
    } else {
        text(format!("{value:e}"))
    }
}

macro_rules! texts {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Result<Node, EncodeError> {
            text(value)
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
        text(variant)
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
        let mut entries = self.entries(None)?;
        entries.insert(variant.to_owned(), value)?;
        Ok(entries.finish())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, EncodeError> {
        Ok(Items {
            serializer: self.inner()?,
            items: Vec::new(),
            variant: None,
        })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items, EncodeError> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, EncodeError> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items, EncodeError> {
        let items = self.inner()?.serialize_seq(Some(len))?;
        Ok(Items {
            variant: Some(variant),
            ..items
        })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, EncodeError> {
        Ok(Entries {
            sorted: true,
            ..self.entries(None)?
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, EncodeError> {
        self.entries(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries, EncodeError> {
        self.inner()?.entries(Some(variant))
    }
}

impl NodeSerializer {
    fn entries(self, variant: Option<&'static str>) -> Result<Entries, EncodeError> {
        Ok(Entries {
            serializer: self.inner()?,
            entries: Vec::new(),
            key: String::new(),
            sorted: false,
            variant,
        })
    }
}

/// The items of a list, so far.
pub(super) struct Items {
    serializer: NodeSerializer,
    items: Vec<Node>,
    variant: Option<&'static str>,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let index = || self.items.len().to_string();
        let node = value
            .serialize(self.serializer)
            .map_err(|error| error.within(index()))?;
        let reason = match node {
            Node::Absent => EncodeReason::Null,
            Node::Empty => EncodeReason::EmptyItem,
            Node::Text(_) | Node::List(_) | Node::Map(_) => {
                self.items.push(node);
                return Ok(());
            }
        };
        Err(EncodeError::new(reason).within(index()))
    }

    fn finish(self) -> Node {
        wrap(
            self.variant,
            if self.items.is_empty() {
                Node::Empty
            } else {
                Node::List(self.items)
            },
        )
    }
}

/// The entries of a map or struct, so far.
pub(super) struct Entries {
    serializer: NodeSerializer,
    entries: Vec<(String, Node)>,
    key: String,
    /// Equal maps shall give equal bytes, whatever order they iterate in; a struct keeps the order of its fields.
    sorted: bool,
    variant: Option<&'static str>,
}

impl Entries {
    fn insert<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), EncodeError> {
        if key.is_empty() {
            return Err(EncodeError::new(EncodeReason::EmptyKey).within(key));
        }
        match value.serialize(self.serializer) {
            Ok(Node::Absent | Node::Empty) => Ok(()),
            Ok(node) => {
                self.entries.push((key, node));
                Ok(())
            }
            Err(error) => Err(error.within(key)),
        }
    }

    fn finish(mut self) -> Node {
        if self.sorted {
            self.entries
                .sort_by(|(left, _), (right, _)| left.cmp(right));
        }
        wrap(
            self.variant,
            if self.entries.is_empty() {
                Node::Empty
            } else {
                Node::Map(self.entries)
            },
        )
    }
}

fn wrap(variant: Option<&'static str>, node: Node) -> Node {
    match (variant, node) {
        (Some(variant), node @ (Node::Text(_) | Node::List(_) | Node::Map(_))) => {
            Node::Map(vec![(variant.to_owned(), node)])
        }
        (_, node) => node,
    }
}

macro_rules! lists {
    ($($trait:ident::$method:ident,)*) => {
        $(impl $trait for Items {
            type Ok = Node;
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
                self.push(value)
            }

            fn end(self) -> Result<Node, EncodeError> {
                Ok(self.finish())
            }
        })*
    };
}

lists! {
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
}

macro_rules! structs {
    ($($trait:ident,)*) => {
        $(impl $trait for Entries {
            type Ok = Node;
            type Error = EncodeError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), EncodeError> {
                self.insert(key.to_owned(), value)
            }

            fn end(self) -> Result<Node, EncodeError> {
                Ok(self.finish())
            }
        })*
    };
}

structs! { SerializeStruct, SerializeStructVariant, }

impl SerializeMap for Entries {
    type Ok = Node;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key = match key.serialize(self.serializer) {
            Ok(Node::Text(key)) => key,
            _ => return Err(EncodeError::new(EncodeReason::Key)),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let key = std::mem::take(&mut self.key);
        self.insert(key, value)
    }

    fn end(self) -> Result<Node, EncodeError> {
        Ok(self.finish())
    }
}
