//! What OpenAPI 3.0 defines, as one table: the members of every object and what each holds.
//!
//! Loading walks it to find references, bundling to rewrite them, checking to judge members.

use crate::keywords::GRAMMAR;
use crate::tree::Node;

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A whole number, zero or more.
    Count,
    /// A truth value.
    Bool,
    /// Any value at all, into which nobody looks.
    Opaque,
    /// An array of any values.
    Values,
    /// An array.
    List(&'static Shape),
    /// An object whose keys are names.
    Map(&'static Shape),
    /// An object whose keys are names, beside extensions.
    Extensible(&'static Shape),
    /// A truth value or something else.
    BoolOr(&'static Shape),
    /// An object of OpenAPI, or a reference to one where it can be a component.
    Object(Object),
}

/// A member that OpenAPI defines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

const fn may(name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        name,
        shape,
        required: false,
    }
}

const fn must(name: &'static str, shape: Shape) -> Keyword {
    Keyword {
        name,
        shape,
        required: true,
    }
}

/// Declares the objects once: the variant, what messages call it, where its components are kept, its members.
macro_rules! objects {
    ($($variant:ident, $title:literal, $component:expr, $keywords:expr;)*) => {
        /// A kind of object that OpenAPI 3.0 defines with fixed members.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Object {
            $($variant,)*
        }

        impl Object {
            /// What messages call it, without an article.
            pub(crate) fn title(self) -> &'static str {
                match self { $(Object::$variant => $title,)* }
            }

            /// The member of `components` that keeps such objects, where a reference may stand for one.
            pub(crate) fn component(self) -> Option<&'static str> {
                match self { $(Object::$variant => $component,)* }
            }

            /// Its members.
            pub(crate) fn keywords(self) -> &'static [Keyword] {
                match self { $(Object::$variant => { const K: &[Keyword] = &$keywords; K })* }
            }
        }
    };
}

use Shape::{Bool, BoolOr, Extensible, List, Map, Opaque, Text};

const fn object(object: Object) -> Shape {
    Shape::Object(object)
}

const SCHEMA: Shape = object(Object::Schema);
const SCHEMAS: Shape = List(&SCHEMA);
const OPERATION: Shape = object(Object::Operation);
const DOCS: Shape = object(Object::ExternalDocs);
const SERVERS: Shape = List(&object(Object::Server));
const PARAMETERS: Shape = List(&object(Object::Parameter));
const HEADERS: Shape = Map(&object(Object::Header));
const CONTENT: Shape = Map(&object(Object::MediaType));
const RESPONSES: Shape = Extensible(&object(Object::Response));
const REQUIREMENTS: Shape = List(&Map(&List(&Text)));
const FLOW: Shape = object(Object::OauthFlow);

objects! {
    Document, "document", None, [
        must("openapi", Text), must("info", object(Object::Info)), may("servers", SERVERS),
        must("paths", Extensible(&object(Object::PathItem))), may("components", object(Object::Components)),
        may("security", REQUIREMENTS), may("tags", List(&object(Object::Tag))), may("externalDocs", DOCS),
    ];
    Info, "info object", None, [
        must("title", Text), may("description", Text), may("termsOfService", Text),
        may("contact", object(Object::Contact)), may("license", object(Object::License)), must("version", Text),
    ];
    Contact, "contact object", None, [may("name", Text), may("url", Text), may("email", Text)];
    License, "license object", None, [must("name", Text), may("url", Text)];
    Server, "server object", None, [
        must("url", Text), may("description", Text), may("variables", Map(&object(Object::ServerVariable))),
    ];
    ServerVariable, "server variable", None, [
        may("enum", List(&Text)), must("default", Text), may("description", Text),
    ];
    Components, "components object", None, [
        may("schemas", Map(&SCHEMA)), may("responses", Map(&object(Object::Response))),
        may("parameters", Map(&object(Object::Parameter))), may("examples", Map(&object(Object::Example))),
        may("requestBodies", Map(&object(Object::RequestBody))), may("headers", HEADERS),
        may("securitySchemes", Map(&object(Object::SecurityScheme))), may("links", Map(&object(Object::Link))),
        // No emitter reads callbacks.
        may("callbacks", Opaque),
    ];
    PathItem, "path item", None, [
        may("$ref", Text), may("summary", Text), may("description", Text),
        may("get", OPERATION), may("put", OPERATION), may("post", OPERATION), may("delete", OPERATION),
        may("options", OPERATION), may("head", OPERATION), may("patch", OPERATION), may("trace", OPERATION),
        may("servers", SERVERS), may("parameters", PARAMETERS),
    ];
    Operation, "operation", None, [
        may("tags", List(&Text)), may("summary", Text), may("description", Text), may("externalDocs", DOCS),
        may("operationId", Text), may("parameters", PARAMETERS), may("requestBody", object(Object::RequestBody)),
        must("responses", RESPONSES), may("callbacks", Opaque), may("deprecated", Bool),
        may("security", REQUIREMENTS), may("servers", SERVERS),
        // Parameters of which a request may have one at most.
        may("x-exclusive", List(&object(Object::Exclusive))),
        // What the operation is about and what it does, instead of what `resources` derives.
        may("x-resource", Text), may("x-verb", Text),
    ];
    Exclusive, "exclusive group", None, [must("parameters", List(&Text)), may("message", Text)];
    ExternalDocs, "external documentation object", None, [may("description", Text), must("url", Text)];
    Parameter, "parameter", Some("parameters"), [
        must("name", Text), must("in", Text), may("description", Text), may("required", Bool),
        may("deprecated", Bool), may("allowEmptyValue", Bool), may("style", Text), may("explode", Bool),
        may("allowReserved", Bool), may("schema", SCHEMA), may("example", Opaque), may("examples", Opaque),
        may("content", CONTENT),
        // What the parameter is called in Rust.
        may("x-rust-name", Text),
    ];
    Header, "header", Some("headers"), [
        may("description", Text), may("required", Bool), may("deprecated", Bool), may("allowEmptyValue", Bool),
        may("style", Text), may("explode", Bool), may("allowReserved", Bool), may("schema", SCHEMA),
        may("example", Opaque), may("examples", Opaque), may("content", CONTENT),
    ];
    RequestBody, "request body", Some("requestBodies"), [
        may("description", Text), must("content", CONTENT), may("required", Bool),
    ];
    MediaType, "media type object", None, [
        may("schema", SCHEMA), may("example", Opaque), may("examples", Opaque),
        may("encoding", Map(&object(Object::Encoding))),
    ];
    Encoding, "encoding object", None, [
        may("contentType", Text), may("headers", HEADERS), may("style", Text), may("explode", Bool),
        may("allowReserved", Bool),
    ];
    Response, "response", Some("responses"), [
        must("description", Text), may("headers", HEADERS), may("content", CONTENT),
        may("links", Map(&object(Object::Link))),
    ];
    Example, "example object", Some("examples"), [
        may("summary", Text), may("description", Text), may("value", Opaque), may("externalValue", Text),
    ];
    Link, "link", Some("links"), [
        may("operationRef", Text), may("operationId", Text), may("parameters", Map(&Opaque)),
        may("requestBody", Opaque), may("description", Text), may("server", object(Object::Server)),
    ];
    Tag, "tag", None, [must("name", Text), may("description", Text), may("externalDocs", DOCS)];
    Schema, "schema", Some("schemas"), GRAMMAR;
    Expansion, "expansion", None, [must("oneOf", SCHEMAS)];
    Discriminator, "discriminator", None, [must("propertyName", Text), may("mapping", Map(&Text))];
    Xml, "xml object", None, [
        may("name", Text), may("namespace", Text), may("prefix", Text), may("attribute", Bool),
        may("wrapped", Bool),
    ];
    SecurityScheme, "security scheme", Some("securitySchemes"), [
        must("type", Text), may("description", Text), may("name", Text), may("in", Text), may("scheme", Text),
        may("bearerFormat", Text), may("flows", object(Object::OauthFlows)), may("openIdConnectUrl", Text),
    ];
    OauthFlows, "flows object", None, [
        may("implicit", FLOW), may("password", FLOW), may("clientCredentials", FLOW),
        may("authorizationCode", FLOW),
    ];
    OauthFlow, "flow", None, [
        may("authorizationUrl", Text), may("tokenUrl", Text), may("refreshUrl", Text),
        must("scopes", Map(&Text)),
    ];
}

/// The methods of a path item, in the order in which operations are listed.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The name by which a component kind is declared in the table: `schemas` to a schema's shape.
pub(crate) fn component_shape(kind: &str) -> Option<Shape> {
    let keyword = Object::Components
        .keywords()
        .iter()
        .find(|keyword| keyword.name == kind)?;
    match keyword.shape {
        Map(shape) => Some(*shape),
        _ => None,
    }
}

impl Object {
    /// What messages call one of them.
    pub(crate) fn any(self) -> String {
        let title = self.title();
        let article = if title.starts_with(['a', 'e', 'i', 'o', 'x']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {title}")
    }

    /// The member `name`, where OpenAPI defines it here.
    pub(crate) fn keyword(self, name: &str) -> Option<&'static Keyword> {
        self.keywords().iter().find(|keyword| keyword.name == name)
    }
}

/// The text of the reference that stands for an object of this kind at `node`, where one does.
pub(crate) fn reference(node: &Node, object: Object) -> Option<&str> {
    object.component().and_then(|_| node.text("$ref"))
}

/// What `key` holds inside a node of the shape `shape`; `None` where OpenAPI doesn't say.
pub(crate) fn member_shape(shape: Shape, key: &str) -> Option<Shape> {
    match shape {
        Shape::Object(object) => object.keyword(key).map(|keyword| keyword.shape),
        Extensible(_) if key.starts_with("x-") => None,
        Map(inner) | Extensible(inner) => Some(*inner),
        BoolOr(inner) => member_shape(*inner, key),
        _ => None,
    }
}

/// The nodes directly under `node` whose shape is known; none where `node` is a reference.
pub(crate) fn children(node: &Node, shape: Shape) -> Vec<(&Node, Shape)> {
    let shape = match shape {
        BoolOr(inner) => *inner,
        other => other,
    };
    if let Shape::Object(object) = shape
        && reference(node, object).is_some()
    {
        return Vec::new();
    }
    if let List(inner) = shape {
        return node.items().iter().map(|item| (item, *inner)).collect();
    }
    node.members()
        .iter()
        .filter_map(|member| Some((&member.value, member_shape(shape, &member.key)?)))
        .collect()
}
