//! A schema as HTML: what it admits, and its members.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::kinds::{Telling, join, literal};
use super::limits;
use super::text::{anchor, escape, phrase, prose};
use crate::emit::schema::convert::facts;
use crate::emit::schema::requests::Parameter;
use crate::schema::{Kind, Object, Schema, SchemaId};

impl<'a> Telling<'a> {
    /// A schema that has a place of its own: its description or else another, what it is where no members tell that,
    /// its limits, and the members of it and of what is in it.
    pub(super) fn described(
        self,
        id: SchemaId,
        text: Option<&str>,
        exclusive: &[Value],
        place: &str,
    ) -> String {
        let text = self.text(Some(id), text);
        let mut html = text.map(prose).unwrap_or_default();
        let object = self.schemas[id].kind.object();
        if object.is_none_or(|object| object.members.is_empty()) {
            html.push_str(&format!("<p class=\"kind\">{}</p>\n", self.kind(id)));
        }
        let mut limits = self.limits(id, false);
        limits.splice(0..0, limits::exclusive(exclusive));
        html.push_str(&limits::list(limits, text));
        self.inner(id, place, &mut html);
        html
    }

    /// The description of a schema or else another, or else that of what the schema leads to.
    fn text<'t>(self, id: Option<SchemaId>, other: Option<&'t str>) -> Option<&'t str>
    where
        'a: 't,
    {
        let own = id.and_then(|id| self.schemas[id].text("description"));
        own.or(other)
            .or_else(|| self.schemas.text(id?, "description"))
    }

    /// Parameters, each with a place of its own.
    pub(super) fn parameters(
        self,
        parameters: &BTreeMap<String, Parameter>,
        place: &str,
    ) -> String {
        let mut html = String::from("<ul class=\"fields\">\n");
        for (name, parameter) in parameters {
            self.member(name, parameter, place, &mut html);
        }
        html + "</ul>\n"
    }

    /// The members of an object on this side.
    fn members(self, object: &Object, place: &str, html: &mut String) {
        if object.members.is_empty() {
            return;
        }
        html.push_str("<ul class=\"fields\">\n");
        for (name, of) in &object.members {
            if self.side.is_without(self.schemas, of) {
                continue;
            }
            let member = Parameter {
                schema: Some(of.schema),
                description: None,
                required: of.required,
                may_be_empty: false,
            };
            self.member(name, &member, place, html);
        }
        html.push_str("</ul>\n");
    }

    fn member(self, name: &str, member: &Parameter, place: &str, html: &mut String) {
        let (of, id) = (member.schema, format!("{place}/{}", anchor(&[name])));
        let mut kinds = of.map_or_else(|| vec!["any value".to_owned()], |of| self.kinds(of));
        if member.may_be_empty {
            kinds.push(literal(&Value::from("")));
        }
        html.push_str(&format!(
            "<li class=\"field\" id=\"{id}\">\n<p class=\"head\"><a class=\"name\" href=\"#{id}\"><code>{}</code></a> <span class=\"kind\">{}</span>{}</p>\n",
            escape(name),
            join(&kinds),
            self.tags(of, member.required)
        ));
        let text = self.text(of, member.description.as_deref());
        html.push_str(&text.map(prose).unwrap_or_default());
        if let Some(of) = of {
            html.push_str(&limits::list(self.limits(of, member.may_be_empty), text));
            self.inner(of, &id, html);
        }
        html.push_str("</li>\n");
    }

    /// The members of whatever is described in place.
    fn inner(self, id: SchemaId, place: &str, html: &mut String) {
        let Some(inner) = self.deeper() else {
            return;
        };
        match &self.schemas[id].kind {
            Kind::Reference(to) if self.name(*to).is_none() => {
                inner.inner(self.schemas.end(*to), place, html);
            }
            Kind::List(Some(items)) => inner.inner(*items, &format!("{place}/~items"), html),
            Kind::Object(object) => {
                inner.members(object, place, html);
                if let Some(values) = self.values_of(object) {
                    inner.inner(values, &format!("{place}/~values"), html);
                }
            }
            Kind::Union(union) => {
                for (number, branch) in union.branches.iter().enumerate() {
                    inner.inner(*branch, &format!("{place}/~anyOf{number}"), html);
                }
            }
            _ => {}
        }
    }

    /// What one glance at a member tells. Where the schemas have a word of their own for it, the search finds it by that too.
    fn tags(self, id: Option<SchemaId>, required: bool) -> String {
        let mut html = String::new();
        let mut tag = |class: &str, also: &str, text: &str| {
            let also = match also.strip_prefix("x-") {
                Some(_) => format!(" data-also=\"{also}\""),
                None => String::new(),
            };
            html.push_str(&format!(
                " <span class=\"tag {class}\"{also}>{}</span>",
                escape(text)
            ));
        };
        let word = if required { "required" } else { "optional" };
        tag(word, "", word);
        let schema = id.map(|id| &self.schemas[id]);
        // What a reference leads to is marked there.
        let is_marked = |schema: &&Schema| {
            !schema.parts.is_empty() || !matches!(schema.kind, Kind::Reference(_))
        };
        let Some(schema) = schema.filter(is_marked) else {
            return html;
        };
        if schema.adds_null() {
            tag("nullable", "", "nullable");
        }
        let mut said = Map::new();
        facts(schema, &mut said);
        for (key, word) in FLAGS {
            if schema.is_true(key) || said.get(key) == Some(&Value::Bool(true)) {
                tag("fact", key, word);
            }
        }
        for (key, before) in [
            ("x-unit", ""),
            ("format", "format: "),
            ("x-format", "format: "),
        ] {
            if let Some(text) = said.get(key).and_then(Value::as_str) {
                tag("unit", key, &format!("{before}{text}"));
            }
        }
        html
    }
}

/// What the schemas say by true alone, and the mark of it.
const FLAGS: [(&str, &str); 4] = [
    ("x-expandable", "expandable"),
    ("deprecated", "deprecated"),
    ("readOnly", "read only"),
    ("writeOnly", "write only"),
];

/// The marks of a member.
const MARKS: [(&str, &str); 3] = [
    (
        "required",
        "It is always there. A request without it is refused.",
    ),
    ("optional", "It may be absent."),
    ("nullable", "It may be null."),
];

/// How members are marked, and what the schemas say in words of their own.
pub(super) fn legend(keywords: &[(&str, &str)]) -> String {
    let mut html = String::from("<dl class=\"legend\">\n");
    let marks = MARKS.iter().map(|(name, meaning)| {
        let tag = format!("<span class=\"tag {name}\">{name}</span>");
        (tag, *meaning)
    });
    let keywords = keywords.iter().map(|(name, meaning)| {
        let mark = FLAGS.iter().find(|(key, _)| key == name);
        let mark = mark.map_or_else(String::new, |(_, word)| {
            format!("<span class=\"tag fact\">{word}</span> ")
        });
        (format!("{mark}<code>{}</code>", escape(name)), *meaning)
    });
    for (name, meaning) in marks.chain(keywords) {
        html.push_str(&format!("<dt>{name}</dt><dd>{}</dd>\n", phrase(meaning)));
    }
    html + "</dl>\n"
}
