//! Writing a value beside one that is there: nothing is made, and the first difference ends it.

use std::fmt::{self, Write as _};

use serde::ser::{
    Error, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::{Map, Number, Value};

use crate::number::EXACT;

/// Whether a value is written as another, but for how a number is written (`1` for `1.0`) while it is the same.
pub(super) fn is_written_as<T: Serialize>(read: &T, came: &Value) -> bool {
    read.serialize(Beside(came)).is_ok()
}

/// The value that is there.
struct Beside<'v>(&'v Value);

/// That a value is written in another way.
#[derive(Debug)]
struct Differs;

impl fmt::Display for Differs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value is written in another way")
    }
}

impl std::error::Error for Differs {}

impl Error for Differs {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Differs>;

fn only_if(is_same: bool) -> Written {
    if is_same { Ok(()) } else { Err(Differs) }
}

impl Beside<'_> {
    fn number(&self, number: &Number) -> Written {
        only_if(matches!(self.0, Value::Number(came) if same(came, number)))
    }
}

/// Whether two numbers are the same, though one may have a fraction of zero.
fn same(one: &Number, other: &Number) -> bool {
    let exact = |number: &Number| number.as_f64().is_some_and(|float| float.abs() < EXACT);
    one == other
        || (one.is_f64() != other.is_f64()
            && one.as_f64() == other.as_f64()
            && exact(one)
            && exact(other))
}

macro_rules! numbers {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Written {
            self.number(&Number::from(value))
        })*
    };
}

impl<'v> Serializer for Beside<'v> {
    type Ok = ();
    type Error = Differs;
    type SerializeSeq = Items<'v>;
    type SerializeTuple = Items<'v>;
    type SerializeTupleStruct = Items<'v>;
    type SerializeTupleVariant = Impossible<(), Differs>;
    type SerializeMap = Members<'v>;
    type SerializeStruct = Members<'v>;
    type SerializeStructVariant = Impossible<(), Differs>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Written {
        Number::from_f64(value).map_or(Err(Differs), |number| self.number(&number))
    }

    fn serialize_bool(self, value: bool) -> Written {
        only_if(self.0.as_bool() == Some(value))
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        only_if(self.0.as_str() == Some(value))
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Differs)
    }

    fn serialize_none(self) -> Written {
        only_if(self.0.is_null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        only_if(self.0.is_null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        only_if(self.0.is_null())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(Differs)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'v>, Differs> {
        self.0
            .as_array()
            .map(|items| Items(items.iter()))
            .ok_or(Differs)
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'v>, Differs> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items<'v>, Differs> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Differs>, Differs> {
        Err(Differs)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'v>, Differs> {
        let came = self.0.as_object().ok_or(Differs)?;
        Ok(Members {
            came,
            left: came.len(),
            name: String::new(),
        })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'v>, Differs> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Differs>, Differs> {
        Err(Differs)
    }
}

struct Items<'v>(std::slice::Iter<'v, Value>);

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Differs;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        let came = self.0.next().ok_or(Differs)?;
        value.serialize(Beside(came))
    }

    fn end(mut self) -> Written {
        only_if(self.0.next().is_none())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = Differs;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        SerializeSeq::end(self)
    }
}

impl SerializeTupleStruct for Items<'_> {
    type Ok = ();
    type Error = Differs;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Written {
        SerializeSeq::end(self)
    }
}

struct Members<'v> {
    came: &'v Map<String, Value>,
    /// How many are to be written yet.
    left: usize,
    /// The name that was written last.
    name: String,
}

impl Members<'_> {
    fn member<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.left = self.left.checked_sub(1).ok_or(Differs)?;
        let came = self.came.get(&self.name).ok_or(Differs)?;
        value.serialize(Beside(came))
    }
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Differs;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Written {
        self.name.clear();
        write!(self.name, "{}", Name(name)).map_err(|_| Differs)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.member(value)
    }

    fn end(self) -> Written {
        only_if(self.left == 0)
    }
}

impl SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = Differs;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        SerializeMap::serialize_entry(self, name, value)
    }

    fn end(self) -> Written {
        SerializeMap::end(self)
    }
}

/// The name of a member as text.
struct Name<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> fmt::Display for Name<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(formatter)
    }
}
