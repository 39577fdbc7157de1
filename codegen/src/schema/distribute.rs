//! A union beside other demands: the union of what each of its branches says together with them.

use super::build::Builder;
use super::meet::{Clash, Sum};
use super::{Kind, SchemaId, Union, written};

/// The most branches of what a union comes to beside another.
const MAX_BRANCHES: usize = 256;

impl Builder<'_> {
    /// Makes a sum the union of what the branches of one of the two say together with the other, without those of
    /// which no value is.
    pub(super) fn distribute(
        &mut self,
        sum: &mut Sum,
        part: SchemaId,
        other: Kind,
    ) -> Result<(), Clash> {
        let before = sum.same;
        let (union, others) = match (std::mem::replace(&mut sum.kind, Kind::Broken), other) {
            (Kind::Union(union), Kind::Union(other)) => (union, other.branches),
            (Kind::Union(union), _) => (union, vec![part]),
            (kind, Kind::Union(union)) => {
                let so_far = sum.same.unwrap_or_else(|| {
                    let mut schema = written::blank(&self.schemas[part].place, kind);
                    schema.nullable = sum.nullable;
                    schema.values.clone_from(&sum.values);
                    schema.stated.clone_from(&sum.bounds);
                    self.add(schema)
                });
                (union, vec![so_far])
            }
            _ => return Ok(()),
        };
        let mut branches = Vec::new();
        for &branch in &union.branches {
            for &other in &others {
                let mut both = self.start(branch)?;
                match self.meet(&mut both, other) {
                    Ok(()) => branches.push(self.settle(both, [branch, other])),
                    Err(Clash::NoValue(_)) => {}
                    Err(clash) => return Err(clash),
                }
                if branches.len() > MAX_BRANCHES {
                    let what =
                        format!("a union beside others has more than {MAX_BRANCHES} branches");
                    return Err(Clash::Unsupported(what));
                }
            }
        }
        let nullable = sum.nullable;
        match branches.as_slice() {
            [] => return Err(Clash::NoValue("no branch has one".to_owned())),
            [only] => {
                *sum = self.start(*only)?;
                sum.nullable |= nullable;
            }
            _ => {
                *sum = Sum {
                    kind: Kind::Union(Union { branches, ..union }),
                    nullable,
                    values: None,
                    bounds: Vec::new(),
                    same: None,
                };
                let mut known = [Some(part), before].into_iter().flatten();
                sum.same = known.find(|id| self.says(*id, sum));
            }
        }
        Ok(())
    }

    /// A sum as a schema of its own, unless another says the same.
    fn settle(&mut self, sum: Sum, parts: [SchemaId; 2]) -> SchemaId {
        if let Some(same) = sum.same {
            return same;
        }
        let mut schema = written::blank(&self.schemas[parts[0]].place, sum.kind);
        schema.nullable = sum.nullable;
        schema.values = sum.values;
        schema.stated = sum.bounds;
        schema.parts = parts.to_vec();
        let id = self.add(schema);
        self.adopt(id, parts[0]);
        id
    }
}
