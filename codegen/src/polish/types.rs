//! Stand-in types to the types they stand for, with the serde attributes that keep absent and null apart.

use quote::{ToTokens as _, quote};
use syn::parse_quote;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, Field, GenericArgument, Item, ItemEnum, ItemStruct, Lit, Meta, PathArguments,
    Type,
};

use crate::lowered::MARKER;

/// Replaces the stand-ins of the lowered document in types and signatures.
pub(super) fn replace_stand_ins(items: &mut [Item]) {
    for item in items {
        StandIns.visit_item_mut(item);
    }
}

struct StandIns;

impl VisitMut for StandIns {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some(better) = replacement(ty) {
            *ty = better;
            // What stood inside may be a stand-in itself.
            self.visit_type_mut(ty);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        let required_null = stand_in(&field.ty) == Some("OrNull");
        visit_mut::visit_field_mut(self, field);
        let three_states = match runtime_type(&field.ty) {
            Some("Nullable") => "::reversals_runtime::Nullable::is_absent",
            Some("Clearable") => "::reversals_runtime::Clearable::is_keep",
            // serde takes a missing member for null unless it is told how to read the field.
            _ if required_null => {
                field.attrs.push(
                    parse_quote!(#[serde(deserialize_with = "::reversals_runtime::present")]),
                );
                return;
            }
            _ => return,
        };
        let rename = field.attrs.iter().find_map(rename_of);
        field.attrs.retain(|attr| !attr.path().is_ident("serde"));
        let rename = rename.map(|name| quote!(rename = #name,));
        field
            .attrs
            .push(parse_quote!(#[serde(#rename default, skip_serializing_if = #three_states)]));
    }
}

/// The type that a stand-in stands for.
fn replacement(ty: &Type) -> Option<Type> {
    let (path, inner) = single_parameter(ty)?;
    if path == "std::option::Option" {
        return match runtime_type(inner)? {
            // Absence is one of their states.
            "Nullable" | "Clearable" => Some(inner.clone()),
            _ => match stand_in(inner)? {
                "Optional" => {
                    let (_, inner) = single_parameter(inner)?;
                    Some(parse_quote!(::std::option::Option<#inner>))
                }
                _ => None,
            },
        };
    }
    match stand_in(ty)? {
        "Boxed" => Some(parse_quote!(::std::boxed::Box<#inner>)),
        "OrNull" => Some(parse_quote!(::std::option::Option<#inner>)),
        // `Optional` outside a field has no absence to keep apart.
        "Plain" | "Optional" => Some(inner.clone()),
        _ => None,
    }
}

/// `Plain` of `::reversals_runtime::marker::Plain<T>`.
fn stand_in(ty: &Type) -> Option<&'static str> {
    let (path, _) = single_parameter(ty)?;
    let name = path
        .strip_prefix("reversals_runtime::")?
        .strip_prefix(MARKER)?
        .strip_prefix("::")?;
    ["Plain", "Boxed", "OrNull", "Optional"]
        .into_iter()
        .find(|known| *known == name)
}

/// `Nullable` of `::reversals_runtime::Nullable<T>`; any other type of the runtime is `""`.
fn runtime_type(ty: &Type) -> Option<&'static str> {
    let (path, _) = single_parameter(ty)?;
    let name = path.strip_prefix("reversals_runtime::")?;
    Some(
        ["Nullable", "Clearable"]
            .into_iter()
            .find(|known| *known == name)
            .unwrap_or_default(),
    )
}

/// The path and the one type parameter of `a::b::C<T>`.
fn single_parameter(ty: &Type) -> Option<(String, &Type)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let mut arguments = arguments.args.iter();
    let (Some(GenericArgument::Type(inner)), None) = (arguments.next(), arguments.next()) else {
        return None;
    };
    let names: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    Some((names.join("::"), inner))
}

fn rename_of(attr: &Attribute) -> Option<String> {
    if !attr.path().is_ident("serde") {
        return None;
    }
    let mut rename = None;
    // An attribute that is not of this form has no rename either.
    let _ = attr.parse_nested_meta(|meta| {
        if meta.path.is_ident("rename") {
            rename = Some(meta.value()?.parse::<syn::LitStr>()?.value());
        } else if let Ok(value) = meta.value() {
            value.parse::<Expr>()?;
        }
        Ok(())
    });
    rename
}

/// Takes the copies of the lowered schemas out of the documentation, derives schemars' trait on request, and names
/// by its path what a type of the document may share a name with.
pub(super) fn describe(items: &mut [Item]) {
    for item in items {
        Describe.visit_item_mut(item);
    }
}

struct Describe;

impl VisitMut for Describe {
    fn visit_attribute_mut(&mut self, attr: &mut Attribute) {
        if let Meta::NameValue(meta) = &mut attr.meta
            && meta.path.is_ident("doc")
            && let Expr::Lit(literal) = &mut meta.value
            && let Lit::Str(text) = &literal.lit
        {
            let docs = text.value();
            let kept = docs.split_once("<details><summary>JSON schema</summary>");
            let kept = kept.map_or(docs.as_str(), |(kept, _)| kept).trim_end();
            // progenitor's examples lack the setting in which they would compile.
            let kept = kept.replace("```ignore", "```text");
            literal.lit = Lit::Str(syn::LitStr::new(&kept, text.span()));
        }
    }

    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        // A type of the document may be called `Default`.
        if path.to_token_stream().to_string() == "Default :: default" {
            *path = parse_quote!(::std::default::Default::default);
        }
        visit_mut::visit_expr_path_mut(self, path);
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        derive_schema(&mut item.attrs);
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        derive_schema(&mut item.attrs);
        visit_mut::visit_item_enum_mut(self, item);
    }
}

fn derive_schema(attrs: &mut Vec<Attribute>) {
    let position = attrs.iter().position(|attr| {
        let Meta::List(list) = &attr.meta else {
            return false;
        };
        list.path.is_ident("derive") && list.tokens.to_string().contains("Deserialize")
    });
    if let Some(position) = position {
        attrs.insert(
            position + 1,
            parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn polished(item: Item) -> String {
        let mut items = [item];
        replace_stand_ins(&mut items);
        items[0].to_token_stream().to_string()
    }

    #[test]
    fn absent_and_null_are_two_states_of_one_field_and_its_name_is_kept() {
        let out = polished(parse_quote! {
            struct A {
                #[serde(rename = "type", default, skip_serializing_if = "::std::option::Option::is_none")]
                type_: ::std::option::Option<::reversals_runtime::Nullable<::std::string::String>>,
            }
        });
        let want: Item = parse_quote! {
            struct A {
                #[serde(rename = "type", default, skip_serializing_if = "::reversals_runtime::Nullable::is_absent")]
                type_: ::reversals_runtime::Nullable<::std::string::String>,
            }
        };
        assert_eq!(out, want.to_token_stream().to_string());
    }

    #[test]
    fn a_required_null_must_be_there() {
        let out = polished(parse_quote! {
            struct A { #[doc = "x"] a: ::reversals_runtime::marker::OrNull<i64> }
        });
        let want: Item = parse_quote! {
            struct A {
                #[doc = "x"]
                #[serde(deserialize_with = "::reversals_runtime::present")]
                a: ::std::option::Option<i64>
            }
        };
        assert_eq!(out, want.to_token_stream().to_string());
    }

    #[test]
    fn an_absent_list_is_not_an_empty_one() {
        let out = polished(parse_quote! {
            fn f(a: ::std::option::Option<::reversals_runtime::marker::Optional<::std::vec::Vec<i64>>>) {}
        });
        let want: Item = parse_quote!(
            fn f(a: ::std::option::Option<::std::vec::Vec<i64>>) {}
        );
        assert_eq!(out, want.to_token_stream().to_string());
    }

    #[test]
    fn stand_ins_inside_stand_ins_are_replaced_too() {
        let out = polished(parse_quote! {
            type T = ::reversals_runtime::Nullable<::reversals_runtime::marker::Boxed<super::A>>;
        });
        let want: Item = parse_quote!(
            type T = ::reversals_runtime::Nullable<::std::boxed::Box<super::A>>;
        );
        assert_eq!(out, want.to_token_stream().to_string());
    }

    #[test]
    fn the_lowered_schema_is_no_documentation() {
        let mut items: [Item; 1] = [parse_quote! {
            #[doc = "A reversal.\n\n<details><summary>JSON schema</summary>\n\n```json\n{}\n```\n</details>"]
            #[derive(::serde::Deserialize, ::serde::Serialize)]
            struct A;
        }];
        describe(&mut items);
        let want: Item = parse_quote! {
            #[doc = "A reversal."]
            #[derive(::serde::Deserialize, ::serde::Serialize)]
            #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
            struct A;
        };
        assert_eq!(
            items[0].to_token_stream().to_string(),
            want.to_token_stream().to_string()
        );
    }
}
