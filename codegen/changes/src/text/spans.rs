//! Where each value of a YAML text begins and ends, for edits in place.

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

/// A value, by bytes of the text.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    /// Whether it has an anchor: other places may be it, too.
    pub(super) anchored: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar(Style, String),
    List {
        flow: bool,
        items: Vec<Part>,
    },
    Map {
        flow: bool,
        members: Vec<(Key, Part)>,
    },
    Alias,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    /// `|` or `>`.
    Block,
}

#[derive(Debug)]
pub(super) struct Key {
    pub(super) start: usize,
    pub(super) text: String,
}

/// The values of a text; nothing where it can't be read.
pub(super) fn read(text: &str) -> Option<Part> {
    let bytes = if text.is_ascii() {
        Vec::new()
    } else {
        let starts = text.char_indices().map(|(at, _)| at);
        starts.chain([text.len()]).collect()
    };
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        text,
        bytes,
        depth: 0,
    };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => {}
            Event::DocumentEnd | Event::StreamEnd => return None,
            event => return reader.part(event, span),
        }
    }
}

/// As deep as the loader reads.
const MAX_DEPTH: usize = 130;

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    text: &'a str,
    /// The bytes at which characters begin; none where each is one.
    bytes: Vec<usize>,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn byte(&self, char: usize) -> usize {
        if self.bytes.is_empty() {
            return char.min(self.text.len());
        }
        self.bytes.get(char).copied().unwrap_or(self.text.len())
    }

    fn part(&mut self, event: Event<'a>, span: Span) -> Option<Part> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let start = self.byte(span.start.index());
        let (anchor, kind, end) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                };
                // What is wanted ends with its last letter.
                let end = self.byte(span.end.index());
                let end = start + self.text.get(start..end)?.trim_end().len();
                (anchor, Kind::Scalar(style, text.into_owned()), end)
            }
            Event::SequenceStart(anchor, _) => {
                let (items, end) = self.items()?;
                let flow = self.text.get(start..)?.starts_with('[');
                let end = self.close(start, flow, end, items.last())?;
                (anchor, Kind::List { flow, items }, end)
            }
            Event::MappingStart(anchor, _) => {
                let (members, end) = self.members()?;
                let flow = self.text.get(start..)?.starts_with('{');
                let last = members.last().map(|(_, part)| part);
                let end = self.close(start, flow, end, last)?;
                (anchor, Kind::Map { flow, members }, end)
            }
            Event::Alias(_) => (0, Kind::Alias, self.byte(span.end.index())),
            _ => return None,
        };
        self.depth -= 1;
        Some(Part {
            start,
            end,
            kind,
            anchored: anchor > 0,
        })
    }

    /// Where a collection ends: after its bracket, or where the last that is in it does.
    fn close(&self, start: usize, flow: bool, end: Span, last: Option<&Part>) -> Option<usize> {
        if !flow {
            return last.map(|last| last.end);
        }
        // After a comma at the end it is told by the comma.
        let mut rest = self.text.get(self.byte(end.start.index())..)?;
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        while rest.starts_with('#') {
            rest = rest.get(rest.find('\n')?..)?.trim_start();
        }
        let bracket = self.text.len() - rest.len();
        (rest.starts_with([']', '}']) && bracket > start).then_some(bracket + 1)
    }

    fn items(&mut self) -> Option<(Vec<Part>, Span)> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => return Some((items, span)),
                (event, span) => items.push(self.part(event, span)?),
            }
        }
    }

    fn members(&mut self) -> Option<(Vec<(Key, Part)>, Span)> {
        let mut members = Vec::new();
        loop {
            let (text, span) = match self.next()? {
                (Event::MappingEnd, span) => return Some((members, span)),
                (Event::Scalar(text, ..), span) => (text.into_owned(), span),
                _ => return None,
            };
            let start = self.byte(span.start.index());
            let (event, span) = self.next()?;
            members.push((Key { start, text }, self.part(event, span)?));
        }
    }
}

impl Part {
    /// What is at a JSON pointer, where no other place may be it, too.
    pub(super) fn at<S: AsRef<str>>(&self, tokens: &[S]) -> Option<&Part> {
        if self.anchored {
            return None;
        }
        let Some((token, rest)) = tokens.split_first() else {
            return Some(self);
        };
        let token = token.as_ref();
        match &self.kind {
            Kind::Map { members, .. } => {
                let found = members.iter().find(|(key, _)| key.text == token)?;
                found.1.at(rest)
            }
            Kind::List { items, .. } => items.get(token.parse::<usize>().ok()?)?.at(rest),
            _ => None,
        }
    }

    /// Whether two say the same, wherever it is written.
    pub(super) fn says(&self, other: &Part) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Scalar(style, text), Kind::Scalar(other_style, other)) => {
                (*style == Style::Plain) == (*other_style == Style::Plain) && text == other
            }
            (Kind::List { items, .. }, Kind::List { items: others, .. }) => {
                items.len() == others.len() && items.iter().zip(others).all(|(a, b)| a.says(b))
            }
            (
                Kind::Map { members, .. },
                Kind::Map {
                    members: others, ..
                },
            ) => {
                let same = |((key, a), (other, b)): (&(Key, Part), &(Key, Part))| {
                    key.text == other.text && a.says(b)
                };
                members.len() == others.len() && members.iter().zip(others).all(same)
            }
            (Kind::Alias, Kind::Alias) => true,
            _ => false,
        }
    }
}
