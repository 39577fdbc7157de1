//! What a client and a server have to know of the operations of a model.

use std::sync::Arc;

use reversals_codegen::ir::{self, Common, Content, Media, Type};
use reversals_runtime::server::Scheme;

use super::operation;
use super::slot::{Places, Scope};
use super::types::Types;

/// One operation with the types of its places.
pub(super) struct Planned {
    pub(super) operation: ir::Operation,
    pub(super) security: &'static [&'static [Scheme]],
    pub(super) scope: Scope,
    /// Whether a call without a body is another one than a call with an empty one.
    pub(super) can_lack_body: bool,
}

/// Whether JSON of one type for success and one for failure says all of an operation; those of others are left out.
fn is_told(operation: &ir::Operation) -> bool {
    let is_json = |common: Common<'_>| matches!(common, Common::One(Content::Json { .. }));
    let errors = operation.error();
    !operation.has_files()
        && is_json(operation.success())
        && (matches!(errors, Common::Nothing) || is_json(errors))
}

/// The operations of a model, but for those that JSON of one type can't say.
pub(super) fn plan(api: &ir::Api) -> Vec<Planned> {
    let mut types = Types::new(api);
    let told: Vec<&ir::Operation> = api.operations.iter().filter(|it| is_told(it)).collect();
    let places: Vec<Places> = told
        .iter()
        .map(|operation| {
            let id = &operation.id;
            let mut params = |what: &str, params: &[ir::Param]| {
                (!params.is_empty()).then(|| types.define(format!("{id} {what}"), params))
            };
            let path = params("path", &operation.path_params);
            let query = params("query", &operation.query);
            let body = operation.body.as_ref().map(|body| self::body(api, body));
            let success = operation.success_type().cloned();
            let failure = operation.error_type().cloned();
            [path, query, body, success, failure, None, None]
        })
        .collect();
    let types = Arc::new(types);
    told.into_iter()
        .zip(places)
        .map(|(operation, places)| Planned {
            operation: operation.clone(),
            security: operation::security(operation),
            scope: Scope {
                types: Arc::clone(&types),
                places: Arc::new(places),
            },
            can_lack_body: operation
                .body
                .as_ref()
                .is_some_and(|body| api.can_lack(body)),
        })
        .collect()
}

/// A body that is not there, where that is another thing than an empty one.
fn body(api: &ir::Api, body: &ir::Body) -> Type {
    if body.media != Media::Raw && api.can_lack(body) {
        Type::OrNull(Box::new(body.ty.clone()))
    } else {
        body.ty.clone()
    }
}
