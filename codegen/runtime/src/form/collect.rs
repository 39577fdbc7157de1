//! The halves of the serializer that gather items and entries.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::error::{EncodeError, EncodeReason};
use super::node::{Node, NodeSerializer};

/// The items of a list, so far.
pub(super) struct Items {
    serializer: NodeSerializer,
    nodes: Vec<Node>,
    variant: Option<&'static str>,
}

impl Items {
    /// No items yet; each will be serialized by `serializer`, and the list wrapped in an enum's `variant`.
    pub(super) fn new(serializer: NodeSerializer, variant: Option<&'static str>) -> Self {
        Self {
            serializer,
            nodes: Vec::new(),
            variant,
        }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let index = || self.nodes.len().to_string();
        let node = value
            .serialize(self.serializer)
            .map_err(|error| error.within(index()))?;
        let reason = match node {
            Node::Absent => EncodeReason::Null,
            Node::Empty => EncodeReason::EmptyItem,
            Node::Text(_) | Node::List(_) | Node::Map(_) => {
                self.nodes.push(node);
                return Ok(());
            }
        };
        Err(EncodeError::new(reason).within(index()))
    }

    fn finish(self) -> Node {
        let list = if self.nodes.is_empty() {
            Node::Empty
        } else {
            Node::List(self.nodes)
        };
        wrap(self.variant, list)
    }
}

/// The entries of a map or struct, so far.
pub(super) struct Entries {
    serializer: NodeSerializer,
    pairs: Vec<(String, Node)>,
    key: String,
    variant: Option<&'static str>,
}

impl Entries {
    /// No entries yet; each will be serialized by `serializer`, and the map wrapped in an enum's `variant`.
    pub(super) fn new(serializer: NodeSerializer, variant: Option<&'static str>) -> Self {
        Self {
            serializer,
            pairs: Vec::new(),
            key: String::new(),
            variant,
        }
    }

    pub(super) fn insert<T: Serialize + ?Sized>(
        &mut self,
        key: String,
        value: &T,
    ) -> Result<(), EncodeError> {
        if key.is_empty() {
            return Err(EncodeError::new(EncodeReason::EmptyKey).within(key));
        }
        match value.serialize(self.serializer) {
            Ok(Node::Absent | Node::Empty) => Ok(()),
            Ok(node) => {
                self.pairs.push((key, node));
                Ok(())
            }
            Err(error) => Err(error.within(key)),
        }
    }

    pub(super) fn finish(self) -> Node {
        let map = if self.pairs.is_empty() {
            Node::Empty
        } else {
            Node::Map(self.pairs)
        };
        wrap(self.variant, map)
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

    fn end(mut self) -> Result<Node, EncodeError> {
        // Equal maps shall give equal bytes, whatever order they iterate in; a struct keeps the order of its fields.
        self.pairs.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(self.finish())
    }
}
