//! The public items of crates.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{Attribute, FnArg, ImplItem, Signature, TraitItem, Visibility};

use super::NoRust;

/// Why an item that is added may stop a program from compiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// It may not.
    None,
    /// A field of a struct that has a constructor: a literal of it lacks the field.
    Built,
    /// A field of a struct that is made by a literal.
    Literal,
    /// A variant of an enum whose matches name all.
    Match,
    /// A method that whoever implements the trait must have.
    Implemented,
}

/// One item, or one part of an item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What a program depends on, without names of arguments.
    pub(super) signature: String,
    /// The item that it is a part of.
    pub(super) owner: Option<String>,
    /// Where the document says what it is, as documentation cites it.
    pub(super) source: Option<String>,
    pub(super) is_deprecated: bool,
    pub(super) guard: Guard,
}

/// Reads every crate that has a library.
pub(super) fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, Item>, NoRust> {
    let mut reader = Reader {
        files,
        items: BTreeMap::new(),
    };
    for root in files.keys() {
        if let Some(name) = root.strip_suffix("/src/lib.rs") {
            let place = Module {
                path: name.to_owned(),
                folder: format!("{name}/src"),
                source: None,
            };
            reader.file(root, &place)?;
        }
    }
    Ok(reader.items)
}

/// A module, by the name that programs reach it by.
struct Module {
    path: String,
    /// Where the files of its modules are.
    folder: String,
    source: Option<String>,
}

struct Reader<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
    items: BTreeMap<String, Item>,
}

impl Reader<'_> {
    fn file(&mut self, name: &str, module: &Module) -> Result<(), NoRust> {
        let text = self.files.get(name).map(Vec::as_slice).unwrap_or_default();
        let file = syn::parse_file(&String::from_utf8_lossy(text)).map_err(|source| NoRust {
            file: name.to_owned(),
            source,
        })?;
        self.items(&file.items, module)
    }

    fn items(&mut self, items: &[syn::Item], module: &Module) -> Result<(), NoRust> {
        // Impls after all else, since they say of structs that these have a constructor.
        for item in items {
            if let syn::Item::Mod(inner) = item {
                self.module(inner, module)?;
            } else if !matches!(item, syn::Item::Impl(_)) {
                self.item(item, module);
            }
        }
        for item in items {
            if let syn::Item::Impl(inner) = item {
                self.implementation(inner, module);
            }
        }
        Ok(())
    }

    fn module(&mut self, inner: &syn::ItemMod, module: &Module) -> Result<(), NoRust> {
        if is_of_tests(&inner.attrs) {
            return Ok(());
        }
        let name = inner.ident.to_string();
        let folder = format!("{}/{name}", module.folder);
        let below = Module {
            // What a module hides is told by what is used of it, which has no name of the module in it.
            path: if is_public(&inner.vis) {
                format!("{}::{name}", module.path)
            } else {
                module.path.clone()
            },
            source: source(&inner.attrs).or_else(|| module.source.clone()),
            folder: folder.clone(),
        };
        if let Some((_, items)) = &inner.content {
            return self.items(items, &below);
        }
        let names = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
        match names.iter().find(|name| self.files.contains_key(*name)) {
            Some(name) => self.file(name, &below),
            None => Ok(()),
        }
    }

    fn add(&mut self, path: String, attributes: &[Attribute], of: &At<'_>, signature: String) {
        let owned = of.owner.and_then(|owner| self.items.get(owner));
        let source = source(attributes)
            .or_else(|| owned.and_then(|owner| owner.source.clone()))
            .or_else(|| of.module.source.clone());
        let item = Item {
            signature,
            owner: of.owner.map(str::to_owned),
            source,
            is_deprecated: has(attributes, "deprecated"),
            guard: of.guard,
        };
        self.items.insert(path, item);
    }

    fn item(&mut self, item: &syn::Item, module: &Module) {
        let of = &At {
            module,
            owner: None,
            guard: Guard::None,
        };
        match item {
            syn::Item::Struct(it) if is_public(&it.vis) => self.structure(it, module),
            syn::Item::Enum(it) if is_public(&it.vis) => self.enumeration(it, module),
            syn::Item::Trait(it) if is_public(&it.vis) => self.interface(it, module),
            syn::Item::Fn(it) if is_public(&it.vis) => {
                let path = format!("{}::{}", module.path, it.sig.ident);
                self.add(path, &it.attrs, of, signature(&it.sig));
            }
            syn::Item::Const(it) if is_public(&it.vis) => {
                let path = format!("{}::{}", module.path, it.ident);
                self.add(path, &it.attrs, of, format!("const {}", words(&it.ty)));
            }
            syn::Item::Static(it) if is_public(&it.vis) => {
                let path = format!("{}::{}", module.path, it.ident);
                self.add(path, &it.attrs, of, format!("static {}", words(&it.ty)));
            }
            syn::Item::Type(it) if is_public(&it.vis) => {
                let path = format!("{}::{}", module.path, it.ident);
                let what = format!("type {} = {}", words(&it.generics), words(&it.ty));
                self.add(path, &it.attrs, of, what);
            }
            syn::Item::Use(it) if is_public(&it.vis) => {
                let tree = words(&it.tree);
                let path = format!("{}::use {tree}", module.path);
                self.add(path, &it.attrs, of, format!("use {tree}"));
            }
            _ => {}
        }
    }

    fn structure(&mut self, it: &syn::ItemStruct, module: &Module) {
        let path = format!("{}::{}", module.path, it.ident);
        let what = format!("struct{}", words(&it.generics));
        self.add(path.clone(), &it.attrs, &At::plain(module, None), what);
        let is_literal = !has(&it.attrs, "non_exhaustive")
            && it.fields.iter().all(|field| is_public(&field.vis));
        for (at, field) in it.fields.iter().enumerate() {
            if !is_public(&field.vis) {
                continue;
            }
            let name = field.ident.as_ref();
            let name = name.map_or_else(|| at.to_string(), ToString::to_string);
            let of = &At {
                module,
                owner: Some(&path),
                guard: if is_literal {
                    Guard::Literal
                } else {
                    Guard::None
                },
            };
            self.add(format!("{path}.{name}"), &field.attrs, of, words(&field.ty));
        }
        self.derived(&path, &it.attrs, module);
    }

    fn enumeration(&mut self, it: &syn::ItemEnum, module: &Module) {
        let path = format!("{}::{}", module.path, it.ident);
        let what = format!("enum{}", words(&it.generics));
        self.add(path.clone(), &it.attrs, &At::plain(module, None), what);
        self.derived(&path, &it.attrs, module);
        let guard = if has(&it.attrs, "non_exhaustive") {
            Guard::None
        } else {
            Guard::Match
        };
        for variant in &it.variants {
            let of = &At {
                module,
                owner: Some(&path),
                guard,
            };
            let fields = variant.fields.iter().map(|field| {
                let name = field.ident.as_ref();
                name.map_or_else(String::new, |name| format!("{name}: ")) + &words(&field.ty)
            });
            let fields: Vec<String> = fields.collect();
            let what = format!("variant ({})", fields.join(", "));
            self.add(
                format!("{path}::{}", variant.ident),
                &variant.attrs,
                of,
                what,
            );
        }
    }

    fn interface(&mut self, it: &syn::ItemTrait, module: &Module) {
        let path = format!("{}::{}", module.path, it.ident);
        let what = format!("trait {}: {}", words(&it.generics), words(&it.supertraits));
        self.add(path.clone(), &it.attrs, &At::plain(module, None), what);
        for item in &it.items {
            let TraitItem::Fn(method) = item else {
                continue;
            };
            let of = &At {
                module,
                owner: Some(&path),
                guard: if method.default.is_none() {
                    Guard::Implemented
                } else {
                    Guard::None
                },
            };
            let name = format!("{path}::{}", method.sig.ident);
            self.add(name, &method.attrs, of, signature(&method.sig));
        }
    }

    fn implementation(&mut self, it: &syn::ItemImpl, module: &Module) {
        if is_of_tests(&it.attrs) {
            return;
        }
        // By its name alone: what it is of stands before it.
        let whose = words(&it.self_ty).replace("crate::", "");
        let path = format!("{}::{whose}", module.path);
        let plain = path.split('<').next().unwrap_or_default();
        let owner = self.items.contains_key(plain).then(|| plain.to_owned());
        if let Some((of_trait, _)) = &it.trait_ {
            let path = format!("{}::impl {} for {whose}", module.path, words(of_trait));
            let of = &At::plain(module, owner.as_deref());
            self.add(path, &it.attrs, of, format!("impl {}", words(&it.generics)));
            return;
        }
        for item in &it.items {
            match item {
                ImplItem::Fn(method) if is_public(&method.vis) => {
                    if method.sig.ident == "new" {
                        self.is_built(&path);
                    }
                    let of = &At::plain(module, owner.as_deref());
                    let name = format!("{path}::{}", method.sig.ident);
                    self.add(name, &method.attrs, of, signature(&method.sig));
                }
                ImplItem::Const(constant) if is_public(&constant.vis) => {
                    let of = &At::plain(module, owner.as_deref());
                    let name = format!("{path}::{}", constant.ident);
                    let what = format!("const {}", words(&constant.ty));
                    self.add(name, &constant.attrs, of, what);
                }
                _ => {}
            }
        }
    }

    /// Notes of a struct that it has a constructor, which an added field leaves as it is.
    fn is_built(&mut self, path: &str) {
        let fields = self.items.range_mut(format!("{path}.")..);
        for (_, item) in fields.take_while(|(name, _)| name.starts_with(&format!("{path}."))) {
            if item.guard == Guard::Literal {
                item.guard = Guard::Built;
            }
        }
    }

    fn derived(&mut self, path: &str, attributes: &[Attribute], module: &Module) {
        let derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
        let mut traits = Vec::new();
        for derive in derives {
            // What can't be read has nothing derived, and does not compile either.
            let _ = derive.parse_nested_meta(|meta| {
                traits.push(words(&meta.path));
                Ok(())
            });
        }
        for name in traits {
            if name == "Default" {
                self.is_built(path);
            }
            let of = &At::plain(module, Some(path));
            self.add(format!("{path}: {name}"), &[], of, "derived".to_owned());
        }
    }
}

/// Where an item stands.
struct At<'a> {
    module: &'a Module,
    owner: Option<&'a str>,
    guard: Guard,
}

impl<'a> At<'a> {
    fn plain(module: &'a Module, owner: Option<&'a str>) -> Self {
        Self {
            module,
            owner,
            guard: Guard::None,
        }
    }
}

/// A function without its name and those of its arguments, by which nobody calls it.
fn signature(it: &Signature) -> String {
    let arguments = it.inputs.iter().map(|argument| match argument {
        FnArg::Receiver(receiver) => words(receiver),
        FnArg::Typed(typed) => words(&typed.ty),
    });
    let arguments: Vec<String> = arguments.collect();
    let asynchronous = if it.asyncness.is_some() { "async " } else { "" };
    let bounds = it.generics.where_clause.as_ref().map(words);
    format!(
        "{asynchronous}fn{}({}) {} {}",
        words(&it.generics),
        arguments.join(", "),
        words(&it.output),
        bounds.unwrap_or_default(),
    )
    .trim_end()
    .to_owned()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    let is = |it: &Attribute| it.path().is_ident("cfg") && words(it).contains("(test)");
    attributes.iter().any(is)
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|it| it.path().is_ident(name))
}

/// What documentation cites as the source of an item.
fn source(attributes: &[Attribute]) -> Option<String> {
    let docs = attributes.iter().filter(|it| it.path().is_ident("doc"));
    docs.filter_map(|it| match &it.meta {
        syn::Meta::NameValue(it) => match &it.value {
            syn::Expr::Lit(it) => match &it.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
    .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
    .find_map(|line| {
        let cited = line.trim().strip_prefix("Source: `")?;
        Some(cited.strip_suffix('`')?.to_owned())
    })
}

/// Tokens with the spaces that a person writes between them.
fn words(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut out = String::new();
    for token in text.split(' ') {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let apart = ["->", "=", "+"];
        let between_words =
            out.ends_with(is_word) && token.starts_with(|c| is_word(c) || c == '\'');
        let before = out.ends_with([',', '=', '+']) || out.ends_with("->") || out.ends_with(": ");
        if !out.is_empty() && (between_words || before || apart.contains(&token)) {
            out.push(' ');
        }
        out.push_str(token);
    }
    out
}
