//! An operation of the model as the constant that the runtime's server takes.

use reversals_codegen::ir::{self, Media};
use reversals_runtime::server::{Body, Exclusive, FilePart, Operation, QueryStyle, Scheme};

use super::fixed;
use super::shapes::Shapes;

/// The description of an operation, as a generated server states it.
pub(super) fn operation<'a>(
    operation: &'a ir::Operation,
    shapes: &mut Shapes<'a>,
) -> &'static Operation {
    let styles = operation
        .query
        .iter()
        .map(|param| {
            if param.is_deep() {
                QueryStyle::DeepObject
            } else {
                QueryStyle::Form
            }
        })
        .collect();
    let exclusive = operation
        .exclusive
        .iter()
        .map(|group| Exclusive {
            in_body: group.in_body,
            names: fixed::texts(group.names.iter().map(String::as_str)),
            message: group.message.as_deref().map(fixed::text),
        })
        .collect();
    let body = operation
        .body
        .as_ref()
        .map_or(Body::None, |body| self::body(body, shapes));
    fixed::value(Operation {
        id: fixed::text(&operation.id),
        method: fixed::text(&operation.method.to_uppercase()),
        path: fixed::text(&operation.path),
        path_params: shapes.params(&operation.path_params),
        query: shapes.params(&operation.query),
        query_styles: fixed::list(styles),
        headers: shapes.params(&operation.headers),
        cookies: shapes.params(&operation.cookies),
        body,
        exclusive: fixed::list(exclusive),
        security: security(operation),
        success: operation.status(),
    })
}

/// The alternatives of an operation's security, in the runtime's words.
pub(super) fn security(operation: &ir::Operation) -> &'static [&'static [Scheme]] {
    let alternatives = operation.security.iter();
    fixed::list(
        alternatives
            .map(|all| fixed::list(all.iter().map(scheme).collect()))
            .collect(),
    )
}

fn scheme(scheme: &ir::Scheme) -> Scheme {
    match scheme {
        ir::Scheme::Basic => Scheme::Basic,
        ir::Scheme::Bearer => Scheme::Bearer,
        ir::Scheme::Header(name) => Scheme::Header(fixed::text(name)),
        ir::Scheme::Query(name) => Scheme::Query(fixed::text(name)),
        ir::Scheme::Cookie(name) => Scheme::Cookie(fixed::text(name)),
    }
}

fn body<'a>(body: &'a ir::Body, shapes: &mut Shapes<'a>) -> Body {
    let required = body.required;
    match body.media {
        Media::Form => {
            let (fields, rest, rules) = shapes.form(&body.ty);
            Body::Form {
                required,
                fields,
                rest,
                rules,
            }
        }
        Media::Json => Body::Json {
            required,
            shape: shapes.whole(&body.ty),
        },
        Media::Multipart => {
            let (fields, rest, rules) = shapes.form(&body.ty);
            let files = body.files.iter().map(|file| FilePart {
                name: fixed::text(&file.name),
                required: file.required,
                many: file.many,
            });
            Body::Parts {
                required,
                fields,
                rest,
                rules,
                files: fixed::list(files.collect()),
            }
        }
        Media::Raw => Body::Bytes {
            required,
            media: fixed::texts(body.types.iter().map(String::as_str)),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use reversals_codegen::load;

    use super::*;

    #[test]
    fn the_descriptions_are_those_of_the_generated_server() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
        let files = [
            "common",
            "credit_reversals",
            "secrets",
            "transfer_reversals",
        ];
        let files = files.map(|name| folder.join(format!("{name}.yaml")));
        let input = load::spec_files(&files).unwrap();
        let api = reversals_codegen::model(&input, &mut |_| ()).unwrap().api;
        let mut shapes = Shapes::new(&api);
        assert_eq!(
            api.operations.len(),
            reversals_server::operations::ALL.len()
        );
        for (ir, generated) in api.operations.iter().zip(reversals_server::operations::ALL) {
            let interpreted = operation(ir, &mut shapes);
            assert_eq!(format!("{interpreted:#?}"), format!("{generated:#?}"));
        }
    }
}
