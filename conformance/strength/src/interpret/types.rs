//! The named types of a model, in the form that reading asks for.

use std::collections::BTreeMap;

use reversals_codegen::ir::{self, Branch, Literal, Presence, Size, Text, Type, TypeShape};

use super::fixed;

/// The named types of a document.
pub(super) struct Types {
    named: BTreeMap<String, Def>,
}

/// What a named type holds.
pub(super) enum Def {
    Record(Record),
    /// One of some texts.
    Choice(&'static [&'static str]),
    /// One of some whole numbers.
    Whole(Vec<i64>),
    /// One of some types; with whether what is of none is kept.
    Union(Vec<Branch>, bool),
    /// A map from text: an object that knows no member of its own.
    Map(Type),
}

/// An object with known members.
pub(super) struct Record {
    pub(super) name: &'static str,
    /// The members in the order of the Rust struct.
    pub(super) fields: Vec<Field>,
    /// Their wire names.
    pub(super) names: &'static [&'static str],
    pub(super) others: Others,
}

/// What becomes of the members that have no name in a type.
pub(super) enum Others {
    /// They are dropped.
    Drop,
    /// They are refused.
    Refuse,
    /// They are kept, and are of this type.
    Keep(Type),
}

/// A member of a record.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) ty: Type,
}

impl Types {
    /// The types of a model.
    pub(super) fn new(api: &ir::Api) -> Self {
        let mut named: BTreeMap<String, Def> = api
            .types
            .iter()
            .map(|(name, def)| (name.clone(), definition(name, &def.shape)))
            .collect();
        named.insert(LIST.to_owned(), Def::Choice(&["list"]));
        Self { named }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Def> {
        self.named.get(name)
    }

    /// Adds the struct of an operation's parameters. Its name must be no Rust name, so that no other has it.
    pub(super) fn define(&mut self, name: String, params: &[ir::Param]) -> Type {
        let fields = params
            .iter()
            .map(|param| {
                let presence = if param.required {
                    Presence::Required
                } else {
                    Presence::Optional
                };
                (
                    param.rust_name.as_str(),
                    field(&param.name, presence, &param.ty),
                )
            })
            .collect();
        let record = record(&name, fields, Others::Refuse);
        self.named.insert(name.clone(), Def::Record(record));
        Type::Named(name)
    }
}

impl Record {
    /// What every page of a list is around its items.
    pub(super) fn page(items: &Type) -> Self {
        let list = Type::List {
            items: Box::new(items.clone()),
            size: Size::default(),
            rules: Vec::new(),
        };
        let url = Type::String(Text::default());
        let object = Type::Named(LIST.to_owned());
        let members = [
            ("data", list),
            ("has_more", Type::Boolean),
            ("object", object),
            ("url", url),
        ];
        let fields = members
            .map(|(name, ty)| (name, field(name, Presence::Required, &ty)))
            .into();
        record("List", fields, Others::Drop)
    }
}

/// The type of a page's `object`. No type of a document has this name, which is no Rust name.
const LIST: &str = "the constant `list`";

fn definition(name: &str, shape: &TypeShape) -> Def {
    match shape {
        TypeShape::Enum { values, .. } => {
            let whole = |choice: &ir::Choice| match choice.value {
                Literal::Integer(number) => Some(number),
                Literal::Text(_) | Literal::Boolean(_) => None,
            };
            match values.iter().map(whole).collect() {
                Some(numbers) => Def::Whole(numbers),
                None => Def::Choice(fixed::texts(
                    values.iter().filter_map(|choice| choice.value.as_str()),
                )),
            }
        }
        TypeShape::Union { branches, open } => Def::Union(branches.clone(), *open),
        TypeShape::Struct {
            fields,
            closed,
            rest,
            ..
        } => {
            let others = match rest {
                Some(ty) => Others::Keep(ty.clone()),
                None if *closed => Others::Refuse,
                None => Others::Drop,
            };
            // typify makes a map of an object that names no member.
            match others {
                Others::Drop if fields.is_empty() => Def::Map(Type::Any),
                Others::Keep(ty) if fields.is_empty() => Def::Map(ty),
                others => {
                    let fields = fields
                        .iter()
                        .map(|it| (it.rust_name.as_str(), field(&it.name, it.presence, &it.ty)))
                        .collect();
                    Def::Record(record(name, fields, others))
                }
            }
        }
    }
}

fn field(name: &str, presence: Presence, ty: &Type) -> Field {
    Field {
        name: fixed::text(name),
        presence,
        ty: ty.clone(),
    }
}

/// A record of fields by their Rust names, whose order is that of the generated struct.
fn record(name: &str, mut fields: Vec<(&str, Field)>, others: Others) -> Record {
    fields.sort_by_key(|(rust_name, _)| *rust_name);
    let fields: Vec<Field> = fields.into_iter().map(|(_, field)| field).collect();
    Record {
        name: fixed::text(name),
        names: fixed::texts(fields.iter().map(|field| field.name)),
        fields,
        others,
    }
}
