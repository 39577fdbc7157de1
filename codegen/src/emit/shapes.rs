//! Type expressions as the runtime's shapes, by which a server decodes and bounds what it is sent.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use reversals_runtime::shape::Rule;

use crate::ir::{
    self, Api, Branch, Choice, Field, Limit, Literal, Param, Pattern, Presence, Size, Tag, Type,
    TypeShape,
};
use crate::{constants, naming};

/// Expressions of the runtime's `Shape`, with a static for each named type that they meet.
pub(super) struct Shapes<'a> {
    api: &'a Api,
    statics: BTreeMap<&'a str, Option<TokenStream>>,
    /// By how they are written, in the order in which they were met.
    patterns: Vec<&'a Pattern>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            statics: BTreeMap::new(),
            patterns: Vec::new(),
        }
    }

    /// The statics of all named types met so far, by type, and those of patterns.
    pub(super) fn statics(
        self,
        visibility: &TokenStream,
    ) -> (BTreeMap<&'a str, TokenStream>, TokenStream) {
        let items = self.statics.into_iter().map(|(name, shape)| {
            let constant = format_ident!("{}", naming::constant_name(name));
            (name, quote!(#visibility static #constant: Shape = #shape;))
        });
        let items = items.collect();
        let patterns = self.patterns.iter().enumerate().map(|(index, pattern)| {
            let constant = format_ident!("PATTERN_{index}");
            let Pattern { written, regex } = pattern;
            quote! {
                #visibility static #constant: ::reversals_runtime::shape::Pattern =
                    ::reversals_runtime::shape::Pattern::new(#written, #regex);
            }
        });
        (items, quote!(#(#patterns)*))
    }

    /// Whether a pattern was met.
    pub(super) fn has_patterns(&self) -> bool {
        !self.patterns.is_empty()
    }

    /// The fields of an operation's parameters.
    pub(super) fn params(&mut self, params: &'a [Param]) -> TokenStream {
        let fields: Vec<_> = params.iter().map(|param| self.param(param)).collect();
        quote!(&[#(#fields),*])
    }

    /// The same with each value in brackets, however it travels.
    pub(super) fn unpacked(&mut self, params: &'a [Param]) -> TokenStream {
        let fields = params.iter().map(|param| {
            let shape = self.member(&param.ty);
            entry(&param.name, param.required, false, &shape)
        });
        let fields: Vec<_> = fields.collect();
        quote!(&[#(#fields),*])
    }

    fn param(&mut self, param: &'a Param) -> TokenStream {
        let mut shape = self.member(&param.ty);
        if let Some(packing) = param.packing() {
            let packing = constants::packing(packing);
            shape = quote!(&Shape::Packed { packing: #packing, of: #shape });
        }
        entry(&param.name, param.required, false, &shape)
    }

    /// What a body of named parameters is: its fields, what others must be, and its rules.
    pub(super) fn body(&mut self, ty: &'a Type) -> TokenStream {
        let (fields, rest, rules) = self.parameters(ty);
        quote!(fields: #fields, rest: #rest, rules: #rules)
    }

    /// The same one by one.
    pub(super) fn parameters(&mut self, ty: &'a Type) -> (TokenStream, TokenStream, TokenStream) {
        let named = match ty {
            Type::Named(name) => self.api.types.get(name).map(|def| &def.shape),
            _ => None,
        };
        let (fields, rest, held) = match (named, ty) {
            (
                Some(TypeShape::Struct {
                    fields,
                    closed,
                    rest,
                    rules,
                    without,
                }),
                _,
            ) => {
                let fields = self.fields(fields, without);
                (fields, self.rest(*closed, rest.as_ref()), rules.as_slice())
            }
            (_, Type::Map { values, rules }) => (
                quote!(&[]),
                self.rest(false, Some(values)),
                rules.as_slice(),
            ),
            _ => (quote!(&[]), self.rest(false, None), [].as_slice()),
        };
        (fields, rest, rules(&written(held)))
    }

    /// What members without a name of theirs must be.
    fn rest(&mut self, closed: bool, rest: Option<&'a Type>) -> TokenStream {
        if closed {
            return quote!(None);
        }
        let shape = rest.map_or(quote!(&Shape::Any), |rest| self.member(rest));
        quote!(Some(#shape))
    }

    /// A shape as a `&'static Shape`.
    pub(super) fn reference(&mut self, ty: &'a Type) -> TokenStream {
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

    fn name(&mut self, name: &'a str) {
        if self.statics.contains_key(name) {
            return;
        }
        // Entered before it is made, because it may refer to itself.
        self.statics.insert(name, None);
        let shape = match self.api.types.get(name).map(|def| &def.shape) {
            Some(TypeShape::Enum { values, .. }) => choice(values),
            Some(TypeShape::Struct {
                fields,
                closed,
                rest,
                rules,
                without,
            }) => {
                let fields = self.fields(fields, without);
                let rest = self.rest(*closed, rest.as_ref());
                held(
                    quote!(Shape::Object { fields: #fields, rest: #rest }),
                    &written(rules),
                )
            }
            Some(TypeShape::Union { branches, .. }) => {
                let cases: Vec<_> = branches.iter().map(|branch| self.case(branch)).collect();
                quote!(Shape::Union { name: #name, cases: &[#(#cases),*] })
            }
            None => quote!(Shape::Any),
        };
        self.statics.insert(name, Some(shape));
    }

    fn fields(&mut self, fields: &'a [Field], without: &[String]) -> TokenStream {
        let mut entries: Vec<_> = fields
            .iter()
            .map(|field| {
                let nullable =
                    field.presence == Presence::Nullable || matches!(field.ty, Type::OrNull(_));
                let clearable = field.presence == Presence::Clearable;
                let shape = if clearable {
                    let inner = self.reference(&field.ty);
                    quote!(&Shape::OrEmpty(#inner))
                } else {
                    self.member(&field.ty)
                };
                let required = field.presence == Presence::Required;
                entry(&field.name, required, nullable && !clearable, &shape)
            })
            .collect();
        entries.extend(
            without
                .iter()
                .map(|name| entry(name, false, false, &quote!(&Shape::Never))),
        );
        quote!(&[#(#entries),*])
    }

    /// The shape of a field, which says by itself that null is admitted.
    fn member(&mut self, ty: &'a Type) -> TokenStream {
        match ty {
            Type::OrNull(inner) => self.reference(inner),
            other => self.reference(other),
        }
    }

    fn shape(&mut self, ty: &'a Type) -> TokenStream {
        match ty {
            Type::String(text) => {
                let (min, max) = bounds(text.length);
                let mut rules = written(&text.rules);
                rules.extend(text.pattern.as_ref().map(|pattern| {
                    let constant = self.pattern(pattern);
                    quote!(Pattern(&shapes::#constant))
                }));
                held(
                    quote!(Shape::String { min: #min, max: #max, values: &[] }),
                    &rules,
                )
            }
            Type::Integer(integer) => {
                let min = option(integer.min.map(|n| quote!(#n)));
                let max = option(integer.max.map(|n| quote!(#n)));
                held(
                    quote!(Shape::Integer { min: #min, max: #max }),
                    &written(&integer.rules),
                )
            }
            Type::Number(number) => {
                let mut rules = Vec::new();
                for (name, limit) in [("Minimum", &number.min), ("Maximum", &number.max)] {
                    if let Some(Limit { value, exclusive }) = limit {
                        let name = format_ident!("{name}");
                        rules.push(quote!(#name { bound: #value, exclusive: #exclusive }));
                    }
                }
                rules.extend(written(&number.rules));
                if !number.values.is_empty() {
                    let values = &number.values;
                    rules.push(quote!(OneOf(&[#(#values),*])));
                }
                held(quote!(Shape::Number), &rules)
            }
            Type::Boolean => quote!(Shape::Boolean),
            Type::Only(truth) => {
                let truth = truth.to_string();
                held(quote!(Shape::Boolean), &[quote!(OneOf(&[#truth]))])
            }
            Type::OpenObject => quote!(Shape::Map {
                values: &Shape::Any
            }),
            Type::List { items, size, rules } => {
                let items = self.reference(items);
                let (min, max) = bounds(*size);
                held(
                    quote!(Shape::Array { items: #items, min: #min, max: #max }),
                    &written(rules),
                )
            }
            Type::Map { values, rules } => {
                let values = self.reference(values);
                held(quote!(Shape::Map { values: #values }), &written(rules))
            }
            Type::Named(_) | Type::OpenEnum(_) => {
                let reference = self.reference(ty);
                quote!(*#reference)
            }
            Type::Expandable(inner) => {
                let inner = self.reference(inner);
                let text = quote!(&Shape::String {
                    min: None,
                    max: None,
                    values: &[]
                });
                let case = quote!(::reversals_runtime::shape::Case::of);
                quote!(Shape::Union { name: "", cases: &[#case(#text), #case(#inner)] })
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

impl<'a> Shapes<'a> {
    /// A branch of a union, with the constants that it is known by.
    fn case(&mut self, branch: &'a Branch) -> TokenStream {
        let shape = self.reference(&branch.ty);
        let case = quote!(::reversals_runtime::shape::Case::of(#shape));
        if branch.tags.is_empty() {
            return case;
        }
        let tags = branch.tags.iter().map(|Tag { path, values }| {
            let values = values.iter().map(|value| {
                let constant = match value {
                    Literal::Text(text) => quote!(Text(#text)),
                    Literal::Integer(whole) => quote!(Whole(#whole)),
                    Literal::Boolean(truth) => quote!(Boolean(#truth)),
                };
                quote!(::reversals_runtime::unions::Constant::#constant)
            });
            quote!(::reversals_runtime::unions::Tag { path: &[#(#path),*], values: &[#(#values),*] })
        });
        quote!(#case.tags(&[#(#tags),*]))
    }

    fn pattern(&mut self, pattern: &'a Pattern) -> syn::Ident {
        let met = self.patterns.iter().position(|met| *met == pattern);
        let index = met.unwrap_or_else(|| {
            self.patterns.push(pattern);
            self.patterns.len() - 1
        });
        format_ident!("PATTERN_{index}")
    }
}

/// The shape of an enum: texts, or whole numbers.
fn choice(values: &[Choice]) -> TokenStream {
    let texts = values.iter().map(|choice| choice.value.to_string());
    if values.iter().all(|choice| choice.value.as_str().is_some()) {
        return quote!(Shape::String { min: None, max: None, values: &[#(#texts),*] });
    }
    held(
        quote!(Shape::Integer {
            min: None,
            max: None
        }),
        &[quote!(OneOf(&[#(#texts),*]))],
    )
}

fn entry(name: &str, required: bool, nullable: bool, shape: &TokenStream) -> TokenStream {
    quote!(Field { name: #name, required: #required, nullable: #nullable, shape: #shape })
}

/// A shape with the rules that a value of it is held to, each without the path to it.
fn held(shape: TokenStream, rules: &[TokenStream]) -> TokenStream {
    if rules.is_empty() {
        return shape;
    }
    let rules = self::rules(rules);
    quote!(Shape::Held(&#shape, #rules))
}

fn rules(rules: &[TokenStream]) -> TokenStream {
    quote!(&[#(::reversals_runtime::shape::Rule::#rules),*])
}

/// The rules of a type as they are written, each without the path to it.
fn written(rules: &[ir::Rule]) -> Vec<TokenStream> {
    let rules = rules.iter().filter_map(|rule| rule.of(&rule.value));
    let written = rules.map(|rule| match rule {
        Rule::Format(format) => {
            let format = format_ident!("{}", format!("{format:?}"));
            quote!(Format(::reversals_runtime::shape::Format::#format))
        }
        // As its `Debug` promises, this is Rust.
        other => format!("{other:?}").parse().unwrap_or_default(),
    });
    written.collect()
}

fn bounds(size: Size) -> (TokenStream, TokenStream) {
    let literal = |bound: u64| {
        let literal = proc_macro2::Literal::u64_unsuffixed(bound);
        quote!(#literal)
    };
    (option(size.min.map(literal)), option(size.max.map(literal)))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
