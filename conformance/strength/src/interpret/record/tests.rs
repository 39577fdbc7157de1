//! Records against what the runtime makes of structs.

use reversals_codegen::ir::{self, Integer, TypeDef, TypeShape};
use reversals_runtime::unions::{self, Union};
use serde::{Deserialize, Serialize};

use super::*;

struct Open {
    a: i64,
    extra: BTreeMap<String, Either>,
}

reversals_runtime::object! {
    Open OPEN {
        "a" Required a: i64,
    } extra: BTreeMap<String, Either>
}

enum Either {
    Whole(i64),
    Inner(Inner),
}

impl Union for Either {
    const NAME: &'static str = "Either";

    const BRANCHES: &'static [unions::Branch] =
        &[branch(unions::Kind::Integer), branch(unions::Kind::Object)];

    fn read(branch: usize, value: &serde_json::Value) -> serde_json::Result<Self> {
        match branch {
            0 => unions::branch(value).map(Self::Whole),
            _ => unions::branch(value).map(Self::Inner),
        }
    }
}

const fn branch(kind: unions::Kind) -> unions::Branch {
    unions::Branch {
        kind,
        tags: &[],
        required: &[],
        known: &[],
    }
}

impl Serialize for Either {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(value) => value.serialize(serializer),
            Self::Inner(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Either {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        unions::deserialize(deserializer)
    }
}

struct Inner {
    q: i64,
}

reversals_runtime::object! {
    Inner OPEN {
        "q" Required q: i64,
    }
}

fn types() -> Arc<Types> {
    let whole = || Type::Integer(Integer::default());
    let field = |name: &str| ir::Field {
        name: name.to_owned(),
        rust_name: name.to_owned(),
        presence: Presence::Required,
        ty: whole(),
        docs: String::new(),
        source: String::new(),
        deprecated: false,
    };
    let object = |name, rest| TypeShape::Struct {
        fields: vec![field(name)],
        closed: false,
        rest,
        rules: Vec::new(),
        without: Vec::new(),
    };
    let named = |name: &str| Type::Named(name.to_owned());
    let variant = |ty, kind| ir::Branch {
        rust_name: String::new(),
        ty,
        kind,
        tags: Vec::new(),
        required: Vec::new(),
        known: Vec::new(),
    };
    let branches = vec![
        variant(whole(), ir::Kind::Integer),
        variant(named("Inner"), ir::Kind::Object),
    ];
    let shapes = [
        ("Open", object("a", Some(named("Either")))),
        (
            "Either",
            TypeShape::Union {
                branches,
                open: false,
            },
        ),
        ("Inner", object("q", None)),
    ];
    let types = shapes.map(|(name, shape)| {
        let (docs, source) = (String::new(), String::new());
        let def = TypeDef {
            docs,
            source,
            shape,
        };
        (name.to_owned(), def)
    });
    Arc::new(Types::new(&ir::Api {
        title: String::new(),
        version: String::new(),
        description: String::new(),
        server: None,
        fragments: Vec::new(),
        operations: Vec::new(),
        reserved: Vec::new(),
        resources: std::collections::BTreeMap::new(),
        types: types.into(),
    }))
}

#[test]
fn members_without_a_name_and_unions_are_read_as_by_the_runtime() {
    for text in [
        r#"{"a":1}"#,
        r#"{"b":2,"a":1,"c":{"q":3,"r":4}}"#,
        r#"{"a":1,"b":2,"b":3}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":[4]}"#,
        r#"{"a":1,"b":[4,5]}"#,
        r#"{"a":1,"b":null}"#,
        r#"{"a":1,"b":1.5}"#,
        r#"{"b":2}"#,
        r#"{"b":"x"}"#,
        "[1]",
        r#"{"a":1,"b":{"q":"#,
    ] {
        let (types, ty) = (types(), Type::Named("Open".to_owned()));
        let seed = As {
            types: &types,
            ty: &ty,
        };
        let interpreted = seed
            .deserialize(&mut serde_json::Deserializer::from_str(text))
            .map(|value| serde_json::to_string(&value).unwrap());
        let derived =
            serde_json::from_str::<Open>(text).map(|value| serde_json::to_string(&value).unwrap());
        let plain = |read: serde_json::Result<String>| read.map_err(|error| error.to_string());
        assert_eq!(plain(interpreted), plain(derived), "{text}");
    }
}
