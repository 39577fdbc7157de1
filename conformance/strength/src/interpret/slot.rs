//! Types of the model in the place of generated types, where the runtime asks for a Rust type.

use std::sync::Arc;

use reversals_codegen::ir::Type;
use reversals_runtime::server::NoParams;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::read::As;
use super::typed::Typed;
use super::types::Types;

/// The places of a call that hold a value: what an operation's generated code gives types to.
pub(super) const PATH: usize = 0;
pub(super) const QUERY: usize = 1;
pub(super) const BODY: usize = 2;
pub(super) const SUCCESS: usize = 3;
pub(super) const FAILURE: usize = 4;
/// A single parameter.
pub(super) const ARGUMENT: usize = 5;
/// What stands inside another type.
pub(super) const INNER: usize = 6;

/// The types of the places of one operation; none where it has nothing there.
pub(super) type Places = [Option<Type>; 7];

/// The types that values are read by at the moment.
#[derive(Clone)]
pub(super) struct Scope {
    pub(super) types: Arc<Types>,
    pub(super) places: Arc<Places>,
}

tokio::task_local! {
    /// Which document and operation a [`Slot`] belongs to. Generated types know; these learn it from the call.
    pub(super) static SCOPE: Scope;
}

/// The value of one place, in the types of the operation that is in scope.
#[derive(Debug)]
pub(super) struct Slot<const PLACE: usize>(pub(super) Typed);

impl Scope {
    /// The scope of one value of its own.
    pub(super) fn of(types: &Arc<Types>, ty: &Type, place: usize) -> Self {
        let mut places = Places::default();
        if let Some(at) = places.get_mut(place) {
            *at = Some(ty.clone());
        }
        Self {
            types: Arc::clone(types),
            places: Arc::new(places),
        }
    }

    /// Does what is to be done in this scope.
    pub(super) fn within<T>(self, work: impl FnOnce() -> T) -> T {
        SCOPE.sync_scope(self, work)
    }

    /// Reads the value of a place.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        &self,
        place: usize,
        from: D,
    ) -> Result<Typed, D::Error> {
        match self.places.get(place) {
            Some(Some(ty)) => As {
                types: &self.types,
                ty,
            }
            .deserialize(from),
            _ => NoParams::deserialize(from).map(|_| Typed::Nothing),
        }
    }
}

impl<'de, const PLACE: usize> Deserialize<'de> for Slot<PLACE> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let scope = SCOPE.try_with(Scope::clone).map_err(D::Error::custom)?;
        scope.read(PLACE, from).map(Self)
    }
}

impl<const PLACE: usize> Serialize for Slot<PLACE> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
