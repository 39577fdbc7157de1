//! The models crate's own tests: each struct is read, written, and built member by member, each enum word by word.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Value, json};

use super::{Outputs, items, rust_file};
use crate::Error;
use crate::ir::{Api, Choice, Field, Presence, Type, TypeShape};

pub(super) fn emit(api: &Api, outputs: &mut Outputs) -> Result<(), Error> {
    let tests = api.types.iter().filter_map(|(name, def)| match &def.shape {
        TypeShape::Struct { fields, .. } if !fields.is_empty() => {
            Some(test(name, fields, &whole(api, fields)?))
        }
        TypeShape::Enum { values } => Some(words(name, values)),
        _ => None,
    });
    let all = items(quote! {
        #[allow(unused_imports, reason = "not every document needs all of them")]
        use super::types as models;

        /// A value with all of its members, and the JSON that it was read from and is written as.
        #[allow(dead_code, reason = "a document may have no struct")]
        fn read<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(text: &str) -> T {
            let sample: ::serde_json::Value = ::serde_json::from_str(text).unwrap();
            let value: T = ::serde_json::from_value(sample.clone()).unwrap();
            assert_eq!(::serde_json::to_value(&value).unwrap(), sample);
            value
        }

        #(#tests)*
    })?;
    let head = quote! {
        #![doc = "Each struct with every member: read, written, and built member by member. Each enum, word by word."]
        #![allow(non_snake_case, reason = "a test is named like its type")]
    };
    outputs.insert(
        "models/src/tests.rs".to_owned(),
        rust_file(api, "emit/models_tests.rs", head, all)?,
    );
    Ok(())
}

fn test(name: &str, fields: &[Field], sample: &Value) -> TokenStream {
    let ty = format_ident!("{name}");
    let sample = sample.to_string();
    let members = fields.iter().map(|field| {
        let member = format_ident!("{}", field.rust_name);
        quote!(.#member(whole.#member.clone()))
    });
    let missing = fields
        .iter()
        .find(|field| field.presence == Presence::Required)
        .map(|_| {
            quote! {
                let missing = models::#ty::try_from(models::#ty::builder()).unwrap_err();
                assert!(missing.to_string().starts_with("no value supplied for "), "{missing}");
                assert_eq!(format!("{missing:?}"), format!("{:?}", missing.to_string()));
            }
        });
    quote! {
        #[test]
        fn #ty() {
            let whole: models::#ty = read(#sample);
            let built = models::#ty::builder() #(#members)*;
            assert_eq!(models::#ty::try_from(built).unwrap(), whole);
            let again = models::builder::#ty::from(whole.clone());
            assert_eq!(models::#ty::try_from(again).unwrap(), whole);
            #missing
        }
    }
}

fn words(name: &str, values: &[Choice]) -> TokenStream {
    let values: Vec<&str> = values
        .iter()
        .filter_map(|choice| choice.value.as_str())
        .collect();
    let ty = format_ident!("{name}");
    // Longer than every value, so it is none of them.
    let unlisted = format!("{}x", values.concat());
    quote! {
        #[test]
        fn #ty() {
            for word in [#(#values),*] {
                let value: models::#ty = word.parse().unwrap();
                assert_eq!(value.to_string(), word);
                assert_eq!(models::#ty::try_from(word).unwrap(), value);
                assert_eq!(models::#ty::try_from(word.to_owned()).unwrap(), value);
                assert_eq!(::serde_json::to_value(&value).unwrap(), word);
                assert_eq!(::serde_json::from_value::<models::#ty>(word.into()).unwrap(), value);
            }
            assert_eq!(#unlisted.parse::<models::#ty>().unwrap_err().to_string(), "invalid value");
        }
    }
}

/// A struct's value with every member, or none where that can't be had in few words.
fn whole(api: &Api, fields: &[Field]) -> Option<Value> {
    let mut samples = Samples { api, left: 1000 };
    let members = fields.iter().map(|field| {
        let ty = match &field.ty {
            Type::OrNull(inner) => inner,
            ty => ty,
        };
        Some((field.name.clone(), samples.of(ty, Fill::One)?))
    });
    Some(Value::Object(members.collect::<Option<_>>()?))
}

/// How much lists and maps hold. Types may lead into themselves through them.
#[derive(Clone, Copy, PartialEq)]
enum Fill {
    One,
    Nothing,
}

/// Makes values of types.
struct Samples<'a> {
    api: &'a Api,
    /// How many more there may be: a document of a few lines can ask for more than a disk holds.
    left: usize,
}

impl Samples<'_> {
    fn of(&mut self, ty: &Type, fill: Fill) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        Some(match ty {
            Type::String(_) | Type::Any | Type::Expandable(_) => json!("x"),
            Type::Integer(_) => json!(1),
            Type::Number(_) => json!(1.5),
            Type::Boolean => json!(true),
            Type::Only(truth) => json!(truth),
            Type::OpenObject => json!({}),
            Type::OrNull(_) => Value::Null,
            Type::OrEmpty(inner) => self.of(inner, fill)?,
            Type::List { items, .. } => json!(self.items(items, fill)?),
            Type::Page(items) => {
                let data = self.items(items, fill)?;
                json!({ "data": data, "has_more": true, "object": "list", "url": "x" })
            }
            Type::Map { values, .. } => match fill {
                Fill::One => json!({ "k": self.of(values, Fill::Nothing)? }),
                Fill::Nothing => json!({}),
            },
            Type::Named(name) | Type::OpenEnum(name) => self.named(name)?,
        })
    }

    fn items(&mut self, items: &Type, fill: Fill) -> Option<Vec<Value>> {
        match fill {
            Fill::One => Some(vec![self.of(items, Fill::Nothing)?]),
            Fill::Nothing => Some(Vec::new()),
        }
    }

    fn named(&mut self, name: &str) -> Option<Value> {
        let api = self.api;
        match &api.types.get(name)?.shape {
            TypeShape::Enum { values } => Some(values.first()?.value.to_json()),
            TypeShape::Union { branches, .. } => branches
                .iter()
                .find_map(|branch| self.of(&branch.ty, Fill::Nothing)),
            TypeShape::Struct { fields, .. } => {
                let required = |field: &&Field| field.presence == Presence::Required;
                let members = fields
                    .iter()
                    .filter(required)
                    .map(|field| Some((field.name.clone(), self.of(&field.ty, Fill::Nothing)?)));
                Some(Value::Object(members.collect::<Option<_>>()?))
            }
        }
    }
}
