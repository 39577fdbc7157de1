//! What a form says before any type is known.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// One value of a form: text, or what the brackets behind its name built. What has no escapes is where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<'a> {
    /// A value given once.
    Text(Cow<'a, str>),
    /// A value given two times or more, in order.
    Repeated(Vec<Cow<'a, str>>),
    /// A structure.
    Branch(Branch<'a>),
}

impl<'a> Tree<'a> {
    /// The value where one is meant: the last one given; `None` for a structure.
    ///
    /// Ask [`Tree::is_ambiguous`] first where the last one is not as good as any.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Repeated(texts) => texts.last().map(|text| &**text),
            Self::Branch(_) => None,
        }
    }

    /// Whether one value was given twice or more with different texts, so that nobody can say which one is meant.
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Repeated(texts) => texts.windows(2).any(|pair| pair[0] != pair[1]),
            Self::Text(_) | Self::Branch(_) => false,
        }
    }

    /// The structure, if this is one.
    pub fn branch(&self) -> Option<&Branch<'a>> {
        match self {
            Self::Branch(branch) => Some(branch),
            Self::Text(_) | Self::Repeated(_) => None,
        }
    }
}

impl<'a> Tree<'a> {
    /// Adds one more value to a scalar.
    fn repeat(&mut self, text: Cow<'a, str>) -> Result<(), Conflict> {
        match self {
            Self::Text(earlier) => *self = Self::Repeated(vec![std::mem::take(earlier), text]),
            Self::Repeated(texts) => texts.push(text),
            Self::Branch(_) => return Err(Conflict),
        }
        Ok(())
    }
}

/// A JSON rendering for messages: `{"a":"b"}` or `["a"]`.
impl fmt::Display for Tree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(branch) => branch.fmt(formatter),
            scalar => Value::from(scalar.text().unwrap_or_default()).fmt(formatter),
        }
    }
}

/// A structure: entries with a key (`a[k]=v`), in order of arrival, and pushed items (`a[]=v`).
///
/// Whether keyed entries are a map or the indices of a list is for the shape to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch<'a> {
    entries: Vec<(Cow<'a, str>, Tree<'a>)>,
    /// Where in `entries` a key is, so that many keys cost no quadratic time.
    places: BTreeMap<Cow<'a, str>, usize>,
    pushes: Vec<Tree<'a>>,
}

impl<'a> Branch<'a> {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Tree<'a>> {
        let place = self.places.get(key)?;
        self.entries.get(*place).map(|entry| &entry.1)
    }

    /// Adds an entry under a key that is new.
    fn add(&mut self, key: Cow<'a, str>, value: Tree<'a>) {
        self.places.insert(key.clone(), self.entries.len());
        self.entries.push((key, value));
    }

    /// The keyed entries, each key once, in order of first arrival.
    pub fn keyed(&self) -> impl ExactSizeIterator<Item = (&str, &Tree<'a>)> {
        self.entries.iter().map(|(key, value)| (&**key, value))
    }

    /// The pushed items, in order of arrival.
    pub fn pushes(&self) -> &[Tree<'a>] {
        &self.pushes
    }

    /// Whether there is no entry and no item.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.pushes.is_empty()
    }

    /// Puts `text` at `first` and then `rest`. `Err` when a scalar and a structure meet.
    pub(super) fn insert(
        &mut self,
        first: Step<'a>,
        mut rest: Steps<'a>,
        text: Cow<'a, str>,
    ) -> Result<(), Conflict> {
        let slot = match first {
            Step::Key(key) => {
                let Some(&place) = self.places.get(&key) else {
                    self.add(key, grown(rest, text));
                    return Ok(());
                };
                self.entries.get_mut(place).map(|entry| &mut entry.1)
            }
            Step::Push => match self.pushes.last() {
                // `a[][b]=1&a[][c]=2` is one item; a key that comes again begins the next.
                Some(Tree::Branch(last))
                    if !rest.as_slice().is_empty() && !last.holds(rest.as_slice()) =>
                {
                    self.pushes.last_mut()
                }
                _ => {
                    self.pushes.push(grown(rest, text));
                    return Ok(());
                }
            },
        };
        match (slot, rest.next()) {
            (Some(Tree::Branch(inner)), Some(next)) => inner.insert(next, rest, text),
            (Some(slot), None) => slot.repeat(text),
            _ => Err(Conflict),
        }
    }

    /// Whether a value at `path` would meet one that is there. A push never does.
    fn holds(&self, path: &[Step<'_>]) -> bool {
        match path.split_first() {
            None => true,
            Some((Step::Push, _)) => false,
            Some((Step::Key(key), rest)) => match self.get(key) {
                None => false,
                Some(Tree::Branch(inner)) => inner.holds(rest),
                Some(Tree::Text(_) | Tree::Repeated(_)) => true,
            },
        }
    }
}

impl fmt::Display for Branch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.entries.is_empty() {
            formatter.write_str("[")?;
            for item in &self.pushes {
                write!(formatter, "{separator}{item}")?;
                separator = ",";
            }
            return formatter.write_str("]");
        }
        formatter.write_str("{")?;
        let pushes = self.pushes.iter().map(|item| ("", item));
        for (key, value) in self.keyed().chain(pushes) {
            write!(formatter, "{separator}{}:{value}", Value::from(key))?;
            separator = ",";
        }
        formatter.write_str("}")
    }
}

/// One pair of brackets behind a name, or the name itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Key(Cow<'a, str>),
    Push,
}

pub(super) type Steps<'a> = std::vec::IntoIter<Step<'a>>;

/// A scalar and a structure in one place.
#[derive(Debug)]
pub(super) struct Conflict;

/// The tree that one path makes where nothing was.
fn grown<'a>(mut path: Steps<'a>, text: Cow<'a, str>) -> Tree<'a> {
    let Some(step) = path.next() else {
        return Tree::Text(text);
    };
    let inner = grown(path, text);
    let mut branch = Branch::default();
    match step {
        Step::Key(key) => branch.add(key, inner),
        Step::Push => branch.pushes.push(inner),
    }
    Tree::Branch(branch)
}
