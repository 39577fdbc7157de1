//! Type expressions as the runtime's shapes: the constants that a generated server has beside its types.

use std::collections::BTreeMap;

use reversals_codegen::ir::{
    self, Api, Choice, Field, Limit, Literal, Number, Param, Presence, Text, Type, TypeShape,
};
use reversals_runtime::shape::{Case, Field as ShapeField, Packing, Pattern, Rule, Shape};
use reversals_runtime::unions::{Constant, Tag};

use super::fixed;

/// How often a type may come inside itself in one value. `serde_json` refuses what is nested deeper, and a form ends
/// far above; what a constant says by pointing at itself is written out so many times here.
const LEVELS: usize = 128;

/// Makes shapes, each named type once a level.
pub(super) struct Shapes<'a> {
    api: &'a Api,
    made: BTreeMap<(&'a str, usize), &'static Shape>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            made: BTreeMap::new(),
        }
    }

    /// The fields of an operation's parameters.
    pub(super) fn params(&mut self, params: &'a [Param]) -> &'static [ShapeField] {
        let fields = params
            .iter()
            .map(|param| {
                let mut entry = self.entry(&param.name, param.required, false, &param.ty, LEVELS);
                if let Some(packing) = param.packing() {
                    let of = self.shape(&param.ty, LEVELS);
                    let packing = self::packing(packing);
                    entry.shape = fixed::value(Shape::Packed { packing, of });
                }
                entry
            })
            .collect();
        fixed::list(fields)
    }

    /// The fields of a form, what others must be, and its rules.
    pub(super) fn form(
        &mut self,
        ty: &'a Type,
    ) -> (
        &'static [ShapeField],
        Option<&'static Shape>,
        &'static [Rule<'static>],
    ) {
        let named = match ty {
            Type::Named(name) => self.shape_of(name),
            _ => None,
        };
        let (fields, rest, rules) = match (named, ty) {
            (
                Some(TypeShape::Struct {
                    fields,
                    closed,
                    rest,
                    rules,
                    without,
                }),
                _,
            ) => (
                self.fields(fields, without, LEVELS),
                self.rest(*closed, rest.as_ref(), LEVELS),
                rules.as_slice(),
            ),
            (_, Type::Map { values, rules }) => (
                Default::default(),
                self.rest(false, Some(values), LEVELS),
                rules.as_slice(),
            ),
            _ => (Default::default(), Some(&Shape::Any), Default::default()),
        };
        (fields, rest, fixed::list(self::rules(rules)))
    }

    /// What members without a name of theirs must be.
    fn rest(
        &mut self,
        closed: bool,
        rest: Option<&'a Type>,
        levels: usize,
    ) -> Option<&'static Shape> {
        (!closed).then(|| rest.map_or(&Shape::Any, |rest| self.shape(rest, levels)))
    }

    /// The shape of a JSON body.
    pub(super) fn whole(&mut self, ty: &'a Type) -> &'static Shape {
        self.shape(ty, LEVELS)
    }

    fn shape_of(&self, name: &str) -> Option<&'a TypeShape> {
        self.api.types.get(name).map(|def| &def.shape)
    }

    fn named(&mut self, name: &'a str, levels: usize) -> &'static Shape {
        if let Some(made) = self.made.get(&(name, levels)) {
            return made;
        }
        let Some(below) = levels.checked_sub(1) else {
            return &Shape::Any;
        };
        let shape = match self.shape_of(name) {
            Some(TypeShape::Enum { values, .. }) => choice(values),
            Some(TypeShape::Struct {
                fields,
                closed,
                rest,
                rules,
                without,
            }) => held(
                Shape::Object {
                    fields: self.fields(fields, without, below),
                    rest: self.rest(*closed, rest.as_ref(), below),
                },
                self::rules(rules),
            ),
            Some(TypeShape::Union { branches, .. }) => {
                let cases = branches
                    .iter()
                    .map(|branch| Case {
                        tags: fixed::list(branch.tags.iter().map(tag).collect()),
                        shape: self.shape(&branch.ty, below),
                    })
                    .collect();
                Shape::Union {
                    name: fixed::text(name),
                    cases: fixed::list(cases),
                }
            }
            None => Shape::Any,
        };
        let shape = fixed::value(shape);
        self.made.insert((name, levels), shape);
        shape
    }

    fn fields(
        &mut self,
        fields: &'a [Field],
        without: &[String],
        levels: usize,
    ) -> &'static [ShapeField] {
        let mut fields: Vec<_> = fields
            .iter()
            .map(|field| {
                let required = field.presence == Presence::Required;
                let nullable =
                    field.presence == Presence::Nullable || matches!(field.ty, Type::OrNull(_));
                let clearable = field.presence == Presence::Clearable;
                let mut entry = self.entry(
                    &field.name,
                    required,
                    nullable && !clearable,
                    &field.ty,
                    levels,
                );
                if clearable {
                    // What is in brackets here is the type as it stands, null and all.
                    entry.shape = fixed::value(Shape::OrEmpty(self.shape(&field.ty, levels)));
                }
                entry
            })
            .collect();
        fields.extend(without.iter().map(|name| ShapeField {
            name: fixed::text(name),
            required: false,
            nullable: false,
            shape: &Shape::Never,
        }));
        fixed::list(fields)
    }

    fn entry(
        &mut self,
        name: &str,
        required: bool,
        nullable: bool,
        ty: &'a Type,
        levels: usize,
    ) -> ShapeField {
        // A field says by itself that null is admitted.
        let ty = match ty {
            Type::OrNull(inner) => inner,
            other => other,
        };
        ShapeField {
            name: fixed::text(name),
            required,
            nullable,
            shape: self.shape(ty, levels),
        }
    }

    fn shape(&mut self, ty: &'a Type, levels: usize) -> &'static Shape {
        let text = Shape::String {
            min: None,
            max: None,
            values: &[],
        };
        let shape = match ty {
            Type::Named(name) | Type::OpenEnum(name) => return self.named(name, levels),
            // Pages are answers; a request that holds one is not bounded here.
            Type::Any | Type::Page(_) => return &Shape::Any,
            Type::Boolean => return &Shape::Boolean,
            Type::Only(truth) => {
                let only = fixed::texts([if *truth { "true" } else { "false" }]);
                held(Shape::Boolean, vec![Rule::OneOf(only)])
            }
            Type::String(text) => texts(text),
            Type::Integer(integer) => held(
                Shape::Integer {
                    min: integer.min,
                    max: integer.max,
                },
                rules(&integer.rules),
            ),
            Type::Number(number) => held(Shape::Number, numbers(number)),
            Type::OpenObject => Shape::Map {
                values: &Shape::Any,
            },
            Type::List { items, size, rules } => held(
                Shape::Array {
                    items: self.shape(items, levels),
                    min: length(size.min),
                    max: length(size.max),
                },
                self::rules(rules),
            ),
            Type::Map { values, rules } => held(
                Shape::Map {
                    values: self.shape(values, levels),
                },
                self::rules(rules),
            ),
            Type::Expandable(inner) => {
                let cases = vec![
                    Case::of(fixed::value(text)),
                    Case::of(self.shape(inner, levels)),
                ];
                Shape::Union {
                    name: "",
                    cases: fixed::list(cases),
                }
            }
            Type::OrEmpty(inner) => Shape::OrEmpty(self.shape(inner, levels)),
            Type::OrNull(inner) => Shape::OrNull(self.shape(inner, levels)),
        };
        fixed::value(shape)
    }
}

/// A tag in the runtime's words.
pub(super) fn tag(tag: &ir::Tag) -> Tag {
    let values = tag.values.iter().map(|value| match value {
        Literal::Text(text) => Constant::Text(fixed::text(text)),
        Literal::Integer(whole) => Constant::Whole(*whole),
        Literal::Boolean(truth) => Constant::Boolean(*truth),
    });
    Tag {
        path: fixed::texts(tag.path.iter().map(String::as_str)),
        values: fixed::list(values.collect()),
    }
}

/// A packing in the runtime's words.
pub(super) fn packing(packing: ir::Packing) -> Packing {
    match packing {
        ir::Packing::Commas => Packing::Commas,
        ir::Packing::Spaces => Packing::Spaces,
        ir::Packing::Pipes => Packing::Pipes,
        ir::Packing::Pairs => Packing::Pairs,
        ir::Packing::Members => Packing::Members,
        ir::Packing::Json => Packing::Json,
    }
}

/// A shape with the rules that a value of it is held to.
fn held(shape: Shape, rules: Vec<Rule<'static>>) -> Shape {
    if rules.is_empty() {
        return shape;
    }
    Shape::Held(fixed::value(shape), fixed::list(rules))
}

fn choice(values: &[Choice]) -> Shape {
    let all: Vec<String> = values
        .iter()
        .map(|choice| choice.value.to_string())
        .collect();
    let all = fixed::texts(all.iter().map(String::as_str));
    let (min, max) = (None, None);
    if values.iter().all(|choice| choice.value.as_str().is_some()) {
        let (min, max, values) = (None, None, all);
        return Shape::String { min, max, values };
    }
    held(Shape::Integer { min, max }, vec![Rule::OneOf(all)])
}

fn texts(text: &Text) -> Shape {
    let mut rules = self::rules(&text.rules);
    rules.extend(text.pattern.as_ref().map(|pattern| {
        let (written, regex) = (fixed::text(&pattern.written), fixed::text(&pattern.regex));
        Rule::Pattern(fixed::value(Pattern::new(written, regex)))
    }));
    let shape = Shape::String {
        min: length(text.length.min),
        max: length(text.length.max),
        values: &[],
    };
    held(shape, rules)
}

fn numbers(number: &Number) -> Vec<Rule<'static>> {
    let bound = |limit: &Limit| (fixed::text(&limit.value), limit.exclusive);
    let (min, max) = (number.min.as_ref(), number.max.as_ref());
    let min = min
        .map(bound)
        .map(|(bound, exclusive)| Rule::Minimum { bound, exclusive });
    let max = max
        .map(bound)
        .map(|(bound, exclusive)| Rule::Maximum { bound, exclusive });
    let mut rules: Vec<_> = min.into_iter().chain(max).collect();
    rules.extend(self::rules(&number.rules));
    if !number.values.is_empty() {
        let values = fixed::texts(number.values.iter().map(String::as_str));
        rules.push(Rule::OneOf(values));
    }
    rules
}

/// The rules of a type in the runtime's words.
fn rules(rules: &[ir::Rule]) -> Vec<Rule<'static>> {
    let rules = rules.iter();
    rules
        .filter_map(|rule| rule.of(fixed::text(&rule.value)))
        .collect()
}

fn length(bound: Option<u64>) -> Option<usize> {
    bound.map(|bound| usize::try_from(bound).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use reversals_codegen::ir::TypeDef;

    use super::*;

    #[test]
    fn a_type_inside_itself_is_written_out_as_deep_as_any_value_goes_and_in_no_time() {
        let ty = Type::Named("A".to_owned());
        let list = Type::List {
            items: Box::new(ty.clone()),
            size: ir::Size::default(),
            rules: Vec::new(),
        };
        let field = |name: &str, ty: &Type| Field {
            name: name.to_owned(),
            rust_name: name.to_owned(),
            presence: Presence::Optional,
            ty: ty.clone(),
            docs: String::new(),
            source: String::new(),
            deprecated: false,
        };
        let shape = TypeShape::Struct {
            fields: vec![field("a", &ty), field("b", &list)],
            closed: true,
            rest: None,
            rules: Vec::new(),
            without: Vec::new(),
        };
        let def = TypeDef {
            docs: String::new(),
            source: String::new(),
            shape,
        };
        let api = Api {
            title: String::new(),
            version: String::new(),
            description: String::new(),
            server: None,
            fragments: Vec::new(),
            operations: Vec::new(),
            reserved: Vec::new(),
            resources: std::collections::BTreeMap::new(),
            types: BTreeMap::from([("A".to_owned(), def)]),
        };
        let started = Instant::now();
        let mut shape = Shapes::new(&api).whole(&ty);
        assert!(started.elapsed() < Duration::from_secs(1));
        let mut levels = 0;
        while let Shape::Object { fields, rest: None } = shape {
            (shape, levels) = (fields[0].shape, levels + 1);
        }
        assert_eq!(levels, LEVELS);
        assert!(matches!(shape, Shape::Any));
    }
}
