//! What a request can ask to have in full, by type.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Expandable, Nullable};

/// Something with an id.
pub trait Identified {
    /// Its id.
    fn id(&self) -> &str;
}

impl Identified for Map<String, Value> {
    /// Of an object of which nothing is known: empty where it has none.
    fn id(&self) -> &str {
        self.get("id").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What is found where an object was asked for.
#[derive(Debug)]
pub enum Found<'a, T> {
    /// It.
    Object(&'a T),
    /// Its id alone.
    Id(&'a str),
    /// Null or nothing.
    Nothing,
}

impl<'a, T> From<&'a Expandable<T>> for Found<'a, T> {
    fn from(member: &'a Expandable<T>) -> Self {
        match member {
            Expandable::Id(id) => Self::Id(id),
            Expandable::Object(object) => Self::Object(object),
        }
    }
}

impl<'a, T, M> From<&'a Nullable<M>> for Found<'a, T>
where
    &'a M: Into<Found<'a, T>>,
{
    fn from(member: &'a Nullable<M>) -> Self {
        member.value().map_or(Self::Nothing, Into::into)
    }
}

impl<'a, T, M> From<&'a Option<M>> for Found<'a, T>
where
    &'a M: Into<Found<'a, T>>,
{
    fn from(member: &'a Option<M>) -> Self {
        member.as_ref().map_or(Self::Nothing, Into::into)
    }
}

/// Where an object was asked for and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexpanded {
    /// The service gave its id: `expand` did not ask for it, or the service did not do it.
    #[error("`{path}` is the id of an object, not the object")]
    Id {
        /// The members that lead to it, such as `transfer.balance_transaction`.
        path: String,
        /// The id, by which the object can be had.
        id: String,
    },
    /// There is none: the member is null or absent.
    #[error("`{path}` is nothing")]
    Nothing {
        /// The members that lead to it.
        path: String,
    },
}

/// What leads from an `A` to an object that can be had in full: a `B`.
///
/// Given to a call's `expand` it asks for the object, and [`of`](Self::of) reaches for it in the answer:
/// `Thing::OWNER.of(&thing)?.name`. Generated types have one for each member that can be expanded. [`then`](Self::then)
/// goes on from it, to [`DEEPEST`] members, which is as deep as a service goes; text goes anywhere.
pub struct Expansion<A, B> {
    path: Cow<'static, str>,
    find: Find<A, B>,
}

/// How many members an expansion leads through at most.
pub const DEEPEST: usize = 4;

enum Find<A, B> {
    Member(for<'a> fn(&'a A) -> Found<'a, B>),
    Members(Arc<Reach<A, B>>),
}

type Reach<A, B> = dyn for<'a> Fn(&'a A) -> Result<&'a B, Unexpanded> + Send + Sync;

impl<A, B> Expansion<A, B> {
    /// The member of that name, and how it is found.
    pub const fn new(name: &'static str, find: for<'a> fn(&'a A) -> Found<'a, B>) -> Self {
        Self {
            path: Cow::Borrowed(name),
            find: Find::Member(find),
        }
    }

    /// The members on the way, with dots between, such as `owner.address`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The object in `from`.
    ///
    /// # Errors
    ///
    /// What is there instead of it: its id, or nothing. An answer never fails for that, since what was asked for may have
    /// been done.
    pub fn of<'a>(&self, from: &'a A) -> Result<&'a B, Unexpanded> {
        let path = || self.path.clone().into_owned();
        match &self.find {
            Find::Members(reach) => reach(from),
            Find::Member(find) => match find(from) {
                Found::Object(object) => Ok(object),
                Found::Id(id) => Err(Unexpanded::Id {
                    path: path(),
                    id: id.to_owned(),
                }),
                Found::Nothing => Err(Unexpanded::Nothing { path: path() }),
            },
        }
    }
}

impl<A: 'static, B: 'static> Expansion<A, B> {
    /// The same, and on to what can be expanded in the object.
    #[must_use]
    pub fn then<C: 'static>(self, next: Expansion<B, C>) -> Expansion<A, C> {
        let path = format!("{}.{}", self.path, next.path);
        let whole = path.clone();
        let reach = lending(move |from| {
            let between = self.of(from)?;
            next.of(between).map_err(|error| error.at(&whole))
        });
        Expansion {
            path: path.into(),
            find: Find::Members(Arc::new(reach)),
        }
    }
}

/// Tells the compiler that what a function gives is lent from what it takes.
fn lending<A, B, F>(reach: F) -> F
where
    F: for<'a> Fn(&'a A) -> Result<&'a B, Unexpanded>,
{
    reach
}

impl Unexpanded {
    fn at(self, whole: &str) -> Self {
        let path = whole.to_owned();
        match self {
            Self::Id { id, .. } => Self::Id { path, id },
            Self::Nothing { .. } => Self::Nothing { path },
        }
    }
}

impl<A, B> Clone for Expansion<A, B> {
    fn clone(&self) -> Self {
        let find = match &self.find {
            Find::Member(find) => Find::Member(*find),
            Find::Members(reach) => Find::Members(Arc::clone(reach)),
        };
        Self {
            path: self.path.clone(),
            find,
        }
    }
}

impl<A, B> fmt::Debug for Expansion<A, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Expansion({:?})", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Reversal {
        transfer: Expandable<Transfer>,
        refund: Nullable<Expandable<Transfer>>,
    }

    #[derive(Debug, PartialEq)]
    struct Transfer {
        amount: i64,
        entry: Option<Expandable<Entry>>,
    }

    #[derive(Debug, PartialEq)]
    struct Entry(i64);

    const TRANSFER: Expansion<Reversal, Transfer> =
        Expansion::new("transfer", |it| (&it.transfer).into());
    const REFUND: Expansion<Reversal, Transfer> =
        Expansion::new("refund", |it| (&it.refund).into());
    const ENTRY: Expansion<Transfer, Entry> = Expansion::new("entry", |it| (&it.entry).into());

    fn reversal(entry: Option<Expandable<Entry>>) -> Reversal {
        Reversal {
            transfer: Expandable::whole(Transfer { amount: 400, entry }),
            refund: Nullable::Null,
        }
    }

    #[test]
    fn an_expansion_reaches_the_object_that_it_asked_for() {
        let entry = Some(Expandable::whole(Entry(3)));
        let reversal = reversal(entry);
        assert_eq!(TRANSFER.of(&reversal).unwrap().amount, 400);
        let deeper = TRANSFER.then(ENTRY);
        assert_eq!(deeper.path(), "transfer.entry");
        assert_eq!(deeper.clone().of(&reversal), Ok(&Entry(3)));
    }

    #[test]
    fn what_is_there_instead_is_told_with_its_whole_path_when_it_is_reached_for() {
        let deeper = TRANSFER.then(ENTRY);
        let id = deeper.of(&reversal(Some("txn_1".into()))).unwrap_err();
        assert_eq!(
            id,
            Unexpanded::Id {
                path: "transfer.entry".to_owned(),
                id: "txn_1".to_owned()
            }
        );
        assert_eq!(
            id.to_string(),
            "`transfer.entry` is the id of an object, not the object"
        );
        let nothing = deeper.of(&reversal(None)).unwrap_err();
        assert_eq!(nothing.to_string(), "`transfer.entry` is nothing");
        let null = REFUND.of(&reversal(None)).unwrap_err();
        assert_eq!(null.to_string(), "`refund` is nothing");
        let mut short = reversal(None);
        short.transfer = "tr_1".into();
        let error = deeper.of(&short).unwrap_err();
        assert!(matches!(error, Unexpanded::Id { path, .. } if path == "transfer"));
    }
}
