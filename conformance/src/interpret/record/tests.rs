//! Records against what serde derives.

use reversals_codegen::ir::{self, Integer, Size, Type, TypeDef, TypeShape};
use serde::{Deserialize, Serialize};

use super::*;

#[derive(Serialize, Deserialize)]
struct Open {
    a: i64,
    #[serde(flatten)]
    extra: BTreeMap<String, Either>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Whole(i64),
    Inner(Inner),
}

#[derive(Serialize, Deserialize)]
struct Inner {
    q: i64,
}

fn types() -> Arc<Types> {
    let whole = || Type::Integer(Integer::default());
    let field = |name: &str| ir::Field {
        name: name.to_owned(),
        rust_name: name.to_owned(),
        presence: Presence::Required,
        ty: whole(),
        docs: String::new(),
    };
    let object = |name, rest| TypeShape::Struct {
        fields: vec![field(name)],
        closed: false,
        rest,
        size: Size::default(),
    };
    let named = |name: &str| Type::Named(name.to_owned());
    let branches = vec![whole(), named("Inner")];
    let shapes = [
        ("Open", object("a", Some(named("Either")))),
        ("Either", TypeShape::Union { branches }),
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
        resources: std::collections::BTreeMap::new(),
        types: types.into(),
    }))
}

#[test]
fn members_without_a_name_and_unions_are_read_as_serde_derives_it() {
    for text in [
        r#"{"a":1}"#,
        r#"{"b":2,"a":1,"c":{"q":3,"r":4}}"#,
        r#"{"a":1,"b":2,"b":3}"#,
        r#"{"a":1,"b":{"q":1,"q":2}}"#,
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
