//! What a client and a server have to know of the operations of a model.

use std::sync::Arc;

use reversals_codegen::ir::{self, Media, Type};
use reversals_runtime::server::Scheme;

use super::operation;
use super::slot::{Places, Scope};
use super::types::Types;

/// One operation with the types of its places.
pub(super) struct Planned {
    pub(super) operation: ir::Operation,
    pub(super) security: &'static [&'static [Scheme]],
    pub(super) scope: Scope,
}

/// The operations of a model.
pub(super) fn plan(api: &ir::Api) -> Vec<Planned> {
    let mut types = Types::new(api);
    let places: Vec<Places> = api
        .operations
        .iter()
        .map(|operation| {
            let id = &operation.id;
            let mut params = |what: &str, params: &[ir::Param]| {
                (!params.is_empty()).then(|| types.define(format!("{id} {what}"), params))
            };
            let path = params("path", &operation.path_params);
            let query = params("query", &operation.query);
            let body = operation.body.as_ref().map(body);
            let success = Some(operation.success.clone());
            let failure = operation.error.clone();
            [path, query, body, success, failure, None, None]
        })
        .collect();
    let types = Arc::new(types);
    api.operations
        .iter()
        .zip(places)
        .map(|(operation, places)| Planned {
            operation: operation.clone(),
            security: operation::security(operation),
            scope: Scope {
                types: Arc::clone(&types),
                places: Arc::new(places),
            },
        })
        .collect()
}

/// A form that may be absent is an empty one; JSON that may be absent is not there.
fn body(body: &ir::Body) -> Type {
    if body.media == Media::Json && !body.required {
        Type::OrNull(Box::new(body.ty.clone()))
    } else {
        body.ty.clone()
    }
}
