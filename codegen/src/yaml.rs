//! YAML text to a tree: saphyr's events, read by the core schema of YAML 1.2.

mod size;

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput, Tag};

use crate::diagnostic::{Report, Rule};
use crate::json::duplicate;
use crate::scalar::core_schema;
use crate::tree::{Kind, Member, Node, Place, Pointer, Source};
use size::Size;

/// How deep a file may nest, so that no reader of the tree runs out of stack.
pub(crate) const MAX_DEPTH: usize = 128;
/// How many values a file, and all files of a run together, may hold: twelve times what the whole document of a large
/// service does. Each takes some 240 bytes, and in a text two are enough.
pub(crate) const MAX_VALUES: usize = 2_000_000;
pub(crate) const VALUES_HELP: &str =
    "leave out what the document does not need, or generate its parts one by one";
pub(crate) const DEPTH_HELP: &str = "move the inner parts into components and refer to them";

/// Reads a document; the report has every duplicate key, or the first fault of syntax.
pub(crate) fn read(text: &str, source: &Arc<Source>) -> Result<Node, Report> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        source: Arc::clone(source),
        anchors: BTreeMap::new(),
        aliased: Size::default(),
        values: 0,
        report: Report::default(),
    };
    match reader.document() {
        Some(node) => reader.report.into_result(node),
        None => Err(reader.report),
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    source: Arc<Source>,
    anchors: BTreeMap<usize, Node>,
    aliased: Size,
    values: usize,
    report: Report,
}

/// Every function here gives `None` once it has refused something that ends the reading.
impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Node> {
        let root = Pointer::default();
        let mut found: Option<Node> = None;
        loop {
            let (event, span) = self.next(&root)?;
            match event {
                Event::DocumentStart(_) if found.is_some() => {
                    return self.fault(
                        span.start,
                        &root,
                        "a second document begins in one file".to_owned(),
                        "keep one document a file",
                    );
                }
                Event::StreamEnd => break,
                Event::Nothing
                | Event::StreamStart
                | Event::DocumentStart(_)
                | Event::DocumentEnd => {}
                content => found = Some(self.node(content, span, &root, 0)?),
            }
        }
        if found.is_none() {
            return self.fault(
                Marker::new(0, 1, 0),
                &root,
                "the file is empty".to_owned(),
                "write a document into it, or remove the file",
            );
        }
        found
    }

    fn next(&mut self, pointer: &Pointer) -> Option<(Event<'a>, Span)> {
        match self.parser.next_event() {
            Some(Ok(next)) => Some(next),
            Some(Err(error)) => {
                let (marker, what) = (*error.marker(), error.info().to_owned());
                self.fault(marker, pointer, what, "mend the YAML at this place")
            }
            // The parser ends with `StreamEnd`, after which nobody asks.
            None => None,
        }
    }

    fn node(
        &mut self,
        event: Event<'a>,
        span: Span,
        pointer: &Pointer,
        depth: usize,
    ) -> Option<Node> {
        let place = self.place(span.start, pointer);
        if depth > MAX_DEPTH {
            return self.too_deep(span.start, pointer);
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            let what = format!("the file holds more than {MAX_VALUES} values");
            return self.fault(span.start, pointer, what, VALUES_HELP);
        }
        let (kind, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => (
                self.scalar(&text, style, tag.as_deref(), &place, span.start)?,
                anchor,
            ),
            Event::SequenceStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", span.start, pointer)?;
                (self.sequence(pointer, depth)?, anchor)
            }
            Event::MappingStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", span.start, pointer)?;
                (self.mapping(pointer, depth)?, anchor)
            }
            Event::Alias(anchor) => return self.alias(anchor, span.start, pointer, depth),
            _ => {
                return self.fault(
                    span.start,
                    pointer,
                    "a value is missing".to_owned(),
                    "mend the YAML at this place",
                );
            }
        };
        let node = Node { place, kind };
        if anchor > 0 {
            self.count(Size::of(&node), span.start, pointer)?;
            self.anchors.insert(anchor, node.clone());
        }
        Some(node)
    }

    fn sequence(&mut self, pointer: &Pointer, depth: usize) -> Option<Kind> {
        let mut items = Vec::new();
        loop {
            let at = pointer.child(items.len().to_string());
            match self.next(pointer)? {
                (Event::SequenceEnd, _) => return Some(Kind::Array(items)),
                (event, span) => items.push(self.node(event, span, &at, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, pointer: &Pointer, depth: usize) -> Option<Kind> {
        let mut members = Vec::new();
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        loop {
            let (event, span) = self.next(pointer)?;
            // A key is its text whatever its type would be, for the sake of response codes.
            let key = match event {
                Event::MappingEnd => return Some(Kind::Object(members)),
                Event::Scalar(text, ScalarStyle::Plain, _, _) if text == "<<" => {
                    return self.fault(
                        span.start,
                        pointer,
                        "the merge key `<<` is not part of YAML 1.2".to_owned(),
                        "write the members out, or refer to a component with `$ref`",
                    );
                }
                Event::Scalar(text, _, 0, None) => text.into_owned(),
                _ => {
                    return self.fault(
                        span.start,
                        pointer,
                        "a key is not a plain text".to_owned(),
                        "write the key as text, without anchor, alias, tag or nesting",
                    );
                }
            };
            let place = self.place(span.start, &pointer.child(key.clone()));
            let (event, span) = self.next(&place.pointer)?;
            let value = self.node(event, span, &place.pointer, depth + 1)?;
            if let Some(first) = seen.get(&key) {
                duplicate(&mut self.report, &place, &key, first);
            } else {
                seen.insert(key.clone(), place.clone());
                members.push(Member { key, place, value });
            }
        }
    }

    /// A copy of the anchored node, which keeps the places where it was written.
    fn alias(
        &mut self,
        anchor: usize,
        marker: Marker,
        pointer: &Pointer,
        depth: usize,
    ) -> Option<Node> {
        let Some(node) = self.anchors.get(&anchor) else {
            return self.fault(
                marker,
                pointer,
                "an alias stands inside the node that it names".to_owned(),
                "refer to a component with `$ref` to express recursion",
            );
        };
        let size = Size::of(node);
        if depth + size.height > MAX_DEPTH {
            return self.too_deep(marker, pointer);
        }
        self.count(size, marker, pointer)?;
        self.anchors.get(&anchor).cloned()
    }

    /// Counts what is copied, which must stay little.
    fn count(&mut self, size: Size, marker: Marker, pointer: &Pointer) -> Option<()> {
        let Some(most) = self.aliased.add(size) else {
            return Some(());
        };
        self.fault(
            marker,
            pointer,
            format!("the anchors and aliases of the file stand for more than {most}"),
            "refer to components with `$ref` instead",
        )
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        place: &Place,
        marker: Marker,
    ) -> Option<Kind> {
        let suffix = match tag {
            None => None,
            // The non-specific tag, which makes any scalar a string.
            Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Some("str"),
            Some(tag) if tag.is_yaml_core_schema() => Some(tag.suffix.as_str()),
            Some(tag) => return self.unknown_tag(tag, marker, &place.pointer),
        };
        if suffix == Some("str") || (suffix.is_none() && style != ScalarStyle::Plain) {
            return Some(Kind::String(text.to_owned()));
        }
        let kind = match core_schema(text) {
            Ok(kind) => kind,
            Err(what) => {
                return self.fault(
                    marker,
                    &place.pointer,
                    what,
                    "write a number of 64 bits, or quote it",
                );
            }
        };
        let fits = match (suffix, &kind) {
            (None, _)
            | (Some("null"), Kind::Null)
            | (Some("bool"), Kind::Bool(_))
            | (Some("float"), Kind::Number(_)) => true,
            (Some("int"), Kind::Number(number)) => !number.is_f64(),
            _ => false,
        };
        if fits {
            return Some(kind);
        }
        self.fault(
            marker,
            &place.pointer,
            format!("`{text}` does not fit its tag"),
            "drop the tag, or mend the value",
        )
    }

    fn collection_tag(
        &mut self,
        tag: Option<&Tag>,
        own: &str,
        marker: Marker,
        pointer: &Pointer,
    ) -> Option<()> {
        match tag {
            Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == own) => {
                self.unknown_tag(tag, marker, pointer)
            }
            _ => Some(()),
        }
    }

    fn unknown_tag<T>(&mut self, tag: &Tag, marker: Marker, pointer: &Pointer) -> Option<T> {
        self.fault(
            marker,
            pointer,
            format!("the tag `{tag}` has no meaning here"),
            "drop the tag",
        )
    }

    fn too_deep<T>(&mut self, marker: Marker, pointer: &Pointer) -> Option<T> {
        let what = format!("the file nests deeper than {MAX_DEPTH} levels");
        self.fault(marker, pointer, what, DEPTH_HELP)
    }

    fn fault<T>(
        &mut self,
        marker: Marker,
        pointer: &Pointer,
        what: String,
        help: &str,
    ) -> Option<T> {
        let place = self.place(marker, pointer);
        self.report.refuse(&place, Rule::Syntax, what, help);
        None
    }

    fn place(&self, marker: Marker, pointer: &Pointer) -> Place {
        Place {
            source: Arc::clone(&self.source),
            line: marker.line(),
            column: marker.col() + 1,
            pointer: pointer.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
