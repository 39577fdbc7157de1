//! Type expressions as the runtime's shapes: the constants that a generated server has beside its types.

use std::collections::BTreeMap;

use reversals_codegen::ir::{
    self, Api, Field, Integer, Param, Presence, Size, Text, Type, TypeShape,
};
use reversals_runtime::shape::{Field as ShapeField, Packing, Shape};

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

    /// The fields of a form, and whether it is open to others.
    pub(super) fn form(&mut self, ty: &'a Type) -> (&'static [ShapeField], bool) {
        if let Type::Named(name) = ty
            && let Some(TypeShape::Struct { fields, closed, .. }) = self.shape_of(name)
        {
            return (self.fields(fields, LEVELS), !closed);
        }
        (&[], true)
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
            Some(TypeShape::Enum { values }) => Shape::String {
                min: None,
                max: None,
                values: fixed::texts(values.iter().filter_map(|choice| choice.value.as_str())),
            },
            Some(TypeShape::Struct { fields, closed, .. }) => Shape::Object {
                fields: self.fields(fields, below),
                open: !closed,
            },
            Some(TypeShape::Union { branches, .. }) => {
                let branches = branches
                    .iter()
                    .map(|branch| self.shape(&branch.ty, below))
                    .collect();
                Shape::Union(fixed::list(branches))
            }
            None => Shape::Any,
        };
        let shape = fixed::value(shape);
        self.made.insert((name, levels), shape);
        shape
    }

    fn fields(&mut self, fields: &'a [Field], levels: usize) -> &'static [ShapeField] {
        let fields = fields
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
            Type::Number(_) => return &Shape::Number,
            Type::Boolean => return &Shape::Boolean,
            Type::String(Text {
                length: Size { min, max },
                ..
            }) => Shape::String {
                min: length(*min),
                max: length(*max),
                values: &[],
            },
            Type::Integer(Integer { min, max, .. }) => Shape::Integer {
                min: *min,
                max: *max,
            },
            Type::OpenObject => Shape::Map {
                values: &Shape::Any,
            },
            Type::List {
                items,
                size: Size { min, max },
                ..
            } => Shape::Array {
                items: self.shape(items, levels),
                min: length(*min),
                max: length(*max),
            },
            Type::Map { values, .. } => Shape::Map {
                values: self.shape(values, levels),
            },
            Type::Expandable(inner) => {
                let branches = vec![fixed::value(text), self.shape(inner, levels)];
                Shape::Union(fixed::list(branches))
            }
            Type::OrEmpty(inner) => Shape::OrEmpty(self.shape(inner, levels)),
            Type::OrNull(inner) => Shape::OrNull(self.shape(inner, levels)),
        };
        fixed::value(shape)
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
            size: Size::default(),
            unique: false,
        };
        let field = |name: &str, ty: &Type| Field {
            name: name.to_owned(),
            rust_name: name.to_owned(),
            presence: Presence::Optional,
            ty: ty.clone(),
            docs: String::new(),
        };
        let shape = TypeShape::Struct {
            fields: vec![field("a", &ty), field("b", &list)],
            closed: true,
            rest: None,
            size: Size::default(),
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
            resources: std::collections::BTreeMap::new(),
            types: BTreeMap::from([("A".to_owned(), def)]),
        };
        let started = Instant::now();
        let mut shape = Shapes::new(&api).whole(&ty);
        assert!(started.elapsed() < Duration::from_secs(1));
        let mut levels = 0;
        while let Shape::Object {
            fields,
            open: false,
        } = shape
        {
            (shape, levels) = (fields[0].shape, levels + 1);
        }
        assert_eq!(levels, LEVELS);
        assert!(matches!(shape, Shape::Any));
    }
}
