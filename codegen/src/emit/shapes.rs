//! Type expressions as the runtime's shapes, by which a server decodes and bounds what it is sent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Api, Field, Integer, Param, Presence, Size, Text, Type, TypeShape};
use crate::{constants, naming};

/// Expressions of the runtime's `Shape`, with a static for each named type that they meet.
pub(super) struct Shapes<'a> {
    api: &'a Api,
    statics: BTreeMap<String, Option<TokenStream>>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            statics: BTreeMap::new(),
        }
    }

    /// The statics of all named types met so far.
    pub(super) fn statics(self) -> TokenStream {
        let items = self.statics.into_iter().map(|(name, shape)| {
            let constant = format_ident!("{}", naming::constant_name(&name));
            quote!(pub(super) static #constant: Shape = #shape;)
        });
        quote!(#(#items)*)
    }

    /// The fields of an operation's parameters.
    pub(super) fn params(&mut self, params: &[Param]) -> TokenStream {
        let fields: Vec<_> = params.iter().map(|param| self.param(param)).collect();
        quote!(&[#(#fields),*])
    }

    fn param(&mut self, param: &Param) -> TokenStream {
        let Some(packing) = param.packing() else {
            return self.entry(&param.name, param.required, false, &param.ty);
        };
        let (name, required) = (&param.name, param.required);
        let packing = constants::packing(packing);
        let of = self.reference(&param.ty);
        let shape = quote!(&Shape::Packed { packing: #packing, of: #of });
        quote!(Field { name: #name, required: #required, nullable: false, shape: #shape })
    }

    /// The fields of a body, and whether it is open to others.
    pub(super) fn body(&mut self, ty: &Type) -> (TokenStream, bool) {
        match ty {
            Type::Named(name) => match self.api.types.get(name).map(|def| &def.shape) {
                Some(TypeShape::Struct { fields, closed, .. }) => (self.fields(fields), !closed),
                _ => (quote!(&[]), true),
            },
            _ => (quote!(&[]), true),
        }
    }

    /// A shape as a `&'static Shape`.
    pub(super) fn reference(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Named(name) | Type::OpenEnum(name) => {
                self.name(name);
                let constant = format_ident!("{}", naming::constant_name(name));
                quote!(&shapes::#constant)
            }
            _ => {
                let shape = self.shape(ty);
                quote!(&#shape)
            }
        }
    }

    fn name(&mut self, name: &str) {
        if self.statics.contains_key(name) {
            return;
        }
        // Entered before it is made, because it may refer to itself.
        self.statics.insert(name.to_owned(), None);
        let shape = match self.api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Enum { values }) => {
                let values = values.iter().filter_map(|choice| choice.value.as_str());
                quote!(Shape::String { min: None, max: None, values: &[#(#values),*] })
            }
            Some(TypeShape::Struct { fields, closed, .. }) => {
                let fields = self.fields(fields);
                let open = !closed;
                quote!(Shape::Object { fields: #fields, open: #open })
            }
            Some(TypeShape::Union { branches, .. }) => {
                let branches: Vec<_> = branches
                    .iter()
                    .map(|branch| self.reference(&branch.ty))
                    .collect();
                quote!(Shape::Union(&[#(#branches),*]))
            }
            None => quote!(Shape::Any),
        };
        self.statics.insert(name.to_owned(), Some(shape));
    }

    fn fields(&mut self, fields: &[Field]) -> TokenStream {
        let fields: Vec<_> = fields
            .iter()
            .map(|field| {
                let clearable = Type::OrEmpty(Box::new(field.ty.clone()));
                let ty = if field.presence == Presence::Clearable {
                    &clearable
                } else {
                    &field.ty
                };
                let nullable =
                    field.presence == Presence::Nullable || matches!(ty, Type::OrNull(_));
                self.entry(
                    &field.name,
                    field.presence == Presence::Required,
                    nullable,
                    ty,
                )
            })
            .collect();
        quote!(&[#(#fields),*])
    }

    fn entry(&mut self, name: &str, required: bool, nullable: bool, ty: &Type) -> TokenStream {
        // A field says by itself that null is admitted.
        let ty = match ty {
            Type::OrNull(inner) => inner,
            other => other,
        };
        let shape = self.reference(ty);
        quote!(Field { name: #name, required: #required, nullable: #nullable, shape: #shape })
    }

    fn shape(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::String(Text {
                length: Size { min, max },
                ..
            }) => {
                let (min, max) = (
                    option(min.map(usize_literal)),
                    option(max.map(usize_literal)),
                );
                quote!(Shape::String { min: #min, max: #max, values: &[] })
            }
            Type::Integer(Integer { min, max, .. }) => {
                let (min, max) = (
                    option(min.map(|n| quote!(#n))),
                    option(max.map(|n| quote!(#n))),
                );
                quote!(Shape::Integer { min: #min, max: #max })
            }
            Type::Number(_) => quote!(Shape::Number),
            Type::Boolean => quote!(Shape::Boolean),
            Type::OpenObject => quote!(Shape::Map {
                values: &Shape::Any
            }),
            Type::List {
                items,
                size: Size { min, max },
                ..
            } => {
                let items = self.reference(items);
                let (min, max) = (
                    option(min.map(usize_literal)),
                    option(max.map(usize_literal)),
                );
                quote!(Shape::Array { items: #items, min: #min, max: #max })
            }
            Type::Map { values, .. } => {
                let values = self.reference(values);
                quote!(Shape::Map { values: #values })
            }
            Type::Named(_) | Type::OpenEnum(_) => {
                let reference = self.reference(ty);
                quote!(*#reference)
            }
            Type::Expandable(inner) => {
                let inner = self.reference(inner);
                quote!(Shape::Union(&[&Shape::String { min: None, max: None, values: &[] }, #inner]))
            }
            Type::OrEmpty(inner) => {
                let inner = self.reference(inner);
                quote!(Shape::OrEmpty(#inner))
            }
            // Pages are answers; a request that holds one is not bounded here.
            Type::Any | Type::Page(_) => quote!(Shape::Any),
            Type::OrNull(inner) => {
                let inner = self.reference(inner);
                quote!(Shape::OrNull(#inner))
            }
        }
    }
}

fn usize_literal(number: u64) -> TokenStream {
    let literal = proc_macro2::Literal::u64_unsuffixed(number);
    quote!(#literal)
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
