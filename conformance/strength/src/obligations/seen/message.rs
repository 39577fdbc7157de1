//! What a call's arguments show, and what a whole request shows.

use percent_encoding::percent_decode_str;
use reversals_codegen::ir::{Media, Operation, Param, Type, TypeShape};
use reversals_runtime::Arguments;
use serde_json::{Map, Value};

use super::super::place::{self, Place, presence};
use super::form::{self, Part};
use super::{MALFORMED, OF_FORMS, OF_JSON, OF_PATHS, Seen, Slot};
use crate::words as w;
use reversals_cases::wire::Request;

impl<'a> Seen<'_, 'a> {
    /// Walks what a caller gives.
    pub(in super::super) fn arguments(&mut self, operation: &'a Operation, given: &Arguments) {
        let id = operation.id.as_str();
        self.together(operation, |in_body, name| match &given.body {
            Some(body) if in_body => body.get(name).is_some(),
            _ => !in_body && given.query.contains_key(name),
        });
        self.special = OF_PATHS;
        self.given(id, "path", &operation.path_params, &given.path);
        for param in &operation.path_params {
            let place = Place::root(id, "path").member(&param.name);
            match given.path.get(&param.name).and_then(Value::as_str) {
                Some("") => self.fault(&place, w::EMPTY_REFUSED),
                Some("." | "..") => self.fault(&place, w::DOTS),
                _ => {}
            }
        }
        self.special = OF_FORMS;
        self.given(id, "query", &operation.query, &given.query);
        self.given(id, "header", &operation.headers, &given.headers);
        let Some(body) = &operation.body else {
            return;
        };
        let none = Value::Object(Map::new());
        let value = match (&given.body, body.media) {
            (Some(value), _) => value,
            // A form that is not there is an empty one.
            (None, Media::Form) => &none,
            (None, Media::Json | Media::Multipart | Media::Raw) => return,
        };
        if body.media == Media::Json {
            self.special = OF_JSON;
        }
        self.json(&Place::root(id, "body"), &body.ty, value, Slot::Required);
    }

    /// Two parameters that exclude one another; `there` says whether one is, in the body or else in the query.
    fn together(&mut self, operation: &'a Operation, there: impl Fn(bool, &str) -> bool) {
        for group in &operation.exclusive {
            let given: Vec<&String> = group
                .names
                .iter()
                .filter(|name| there(group.in_body, name))
                .collect();
            for (place, situation) in place::exclusions(&operation.id, group) {
                let both = |(at, one): (usize, &&String)| {
                    let others = &given[at + 1..];
                    others.iter().any(|other| situation == w::both(one, other))
                };
                if given.iter().enumerate().any(both) {
                    self.fault(&place, situation.clone());
                }
            }
        }
    }

    fn given(&mut self, id: &'a str, root: &str, params: &'a [Param], given: &Map<String, Value>) {
        let place = Place::root(id, root);
        for param in params {
            let member = place.member(&param.name);
            match (given.get(&param.name), param.required) {
                (None, true) => self.fault(&member, w::MISSING),
                (None, false) => self.good(&member, w::ABSENT),
                (Some(value), required) => {
                    self.json(&member, &param.ty, value, Slot::of(required));
                }
            }
        }
        let known = |name: &String| params.iter().any(|param| param.name == *name);
        for name in given.keys().filter(|name| !known(name)) {
            self.fault(
                &Place::root(id, "request").beside(name),
                w::UNKNOWN_PARAMETER,
            );
        }
    }

    /// Walks a request as it travels.
    pub(in super::super) fn request(&mut self, operation: &'a Operation, request: &Request) {
        let root = Place::root(&operation.id, "request");
        if !request.method.eq_ignore_ascii_case(&operation.method) {
            self.fault(&root, w::WRONG_METHOD);
        }
        self.special = OF_PATHS;
        self.texts = true;
        self.path(operation, &request.path);
        self.head(operation, request);
        self.special = OF_FORMS;
        let body = request.body.as_deref().unwrap_or_default();
        let query = request.query.as_deref().unwrap_or_default();
        let place = Place::root(&operation.id, "body");
        match &operation.body {
            None => {
                if !body.is_empty() {
                    self.fault(&place, w::UNEXPECTED);
                }
                self.pairs_of(operation, None, query, "");
            }
            Some(described) => {
                let (media, is_form) = match described.media {
                    Media::Form => ("application/x-www-form-urlencoded", true),
                    Media::Json => ("application/json", false),
                    Media::Multipart | Media::Raw => return,
                };
                let said = request.header("content-type").unwrap_or_default();
                let essence = said.split(';').next().unwrap_or_default().trim();
                // Without the right name, the body is nothing that could be looked into.
                if !(essence.eq_ignore_ascii_case(media) || body.is_empty() && said.is_empty()) {
                    self.fault(&place, w::WRONG_MEDIA);
                } else if is_form {
                    self.pairs_of(operation, Some(&described.ty), query, body);
                } else {
                    self.pairs_of(operation, None, query, "");
                    (self.special, self.texts) = (OF_JSON, false);
                    match serde_json::from_str(body) {
                        Ok(value) => self.json(&place, &described.ty, &value, Slot::Required),
                        Err(_) => self.fault(&place, MALFORMED),
                    }
                }
            }
        }
    }

    fn path(&mut self, operation: &'a Operation, path: &str) {
        let (template, found): (Vec<_>, Vec<_>) = (
            operation.path.split('/').collect(),
            path.split('/').collect(),
        );
        let name = |segment: &str| {
            let name = segment.strip_prefix('{')?.strip_suffix('}')?;
            Some(name.to_owned())
        };
        let same = template.len() == found.len()
            && template
                .iter()
                .zip(&found)
                .all(|(template, found)| template == found || name(template).is_some());
        if !same {
            return self.fault(&Place::root(&operation.id, "request"), w::WRONG_PATH);
        }
        for (template, found) in template.iter().zip(found) {
            let Some(name) = name(template) else { continue };
            let Some(param) = operation
                .path_params
                .iter()
                .find(|param| param.name == name)
            else {
                continue;
            };
            let place = Place::root(&operation.id, "path").member(&name);
            match percent_decode_str(found).decode_utf8() {
                Ok(text) => {
                    let value = self.view.text(&param.ty, &text);
                    self.json(&place, &param.ty, &value, Slot::Required);
                }
                Err(_) => self.fault(&place, MALFORMED),
            }
        }
    }

    /// The pairs of query and form, which the idiom reads as one.
    fn pairs_of(
        &mut self,
        operation: &'a Operation,
        form: Option<&'a Type>,
        query: &str,
        body: &str,
    ) {
        let texts: Vec<_> = [query, body]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let root = Place::root(&operation.id, "request");
        let Some(pairs) = form::read(&texts.join("&")) else {
            return self.fault(&root, MALFORMED);
        };
        self.together(operation, |in_body, name| {
            let in_query = operation.query.iter().any(|param| param.name == name);
            in_body != in_query && form::named(&pairs, name).is_some()
        });
        let plain = operation.query.iter().filter(|it| it.packing().is_none());
        for param in plain {
            let place = Place::root(&operation.id, "query").member(&param.name);
            let value = form::named(&pairs, &param.name).map(|part| match (&param.ty, part) {
                // A list that travels as a repeated name.
                (Type::List { .. }, Part::Texts(texts)) if !param.is_deep() => {
                    texts.iter().map(|it| Value::from(it.as_str())).collect()
                }
                (Type::List { .. }, _) if !param.is_deep() => Value::from("no repeated name"),
                (ty, part) => self.view.meant(ty, part),
            });
            self.member(&place, (&param.ty, presence(param)), value.as_ref());
        }
        let (mut names, mut is_closed, mut kept) = (Vec::new(), true, false);
        let place = Place::root(&operation.id, "body");
        if let Some(Type::Named(name)) = form
            && let Some(shape) = self.view.shape(name)
            && let TypeShape::Struct {
                fields,
                closed,
                rest,
                ..
            } = shape
        {
            (is_closed, kept) = (*closed, rest.is_some());
            let inside = self.view.inside(&place, name);
            let given = self.view.object(fields, &pairs);
            names = self.structure(&inside, shape, &given);
        }
        let asked = form::read(query).unwrap_or_default();
        let in_query = |name: &str| form::named(&asked, name).is_some();
        let known = |name: &str| {
            names.contains(&name) || operation.query.iter().any(|param| param.name == name)
        };
        let given = pairs.iter().filter_map(|(key, _)| key.as_deref());
        for name in given.filter(|name| !known(name)) {
            match (in_query(name), kept, is_closed) {
                (true, ..) => self.fault(&root.beside(name), w::UNKNOWN_PARAMETER),
                (false, true, _) => self.good(&place.beside(name), w::UNKNOWN_KEPT),
                (false, false, true) => self.fault(&place.beside(name), w::UNKNOWN_REFUSED),
                (false, false, false) => {}
            }
        }
    }
}
