//! The items of a list, over all of its pages.

use std::collections::BTreeSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::Serialize;

use super::doubt::Doubt;
use super::{Error, Mismatch, ResponseValue, Undecodable};
use crate::List;

/// From where on a page is asked for.
#[derive(Clone, Debug)]
enum Cursor {
    /// From the first, which is the newest.
    Start,
    /// After the item of this id, so the older ones.
    After(String),
    /// Before the item of this id, so the newer ones.
    Before(String),
}

impl Cursor {
    /// `starting_after` and `ending_before`.
    fn params(&self) -> (Option<String>, Option<String>) {
        match self {
            Self::Start => (None, None),
            Self::After(id) => (Some(id.clone()), None),
            Self::Before(id) => (None, Some(id.clone())),
        }
    }
}

/// What asks for a page, by `starting_after` and `ending_before`.
type Fetch<'a, T, E> =
    Box<dyn FnMut(Option<String>, Option<String>) -> Fetched<'a, T, E> + Send + 'a>;

/// A page that is asked for.
pub type Fetched<'a, T, E> =
    Pin<Box<dyn Future<Output = Result<ResponseValue<List<T>>, Error<E>>> + Send + 'a>>;

/// The items of a list one after the other, over all of its pages.
///
/// Lazy: nothing is sent before the first item is asked for, and no page before the last item of the one before it was
/// given; who stops early has sent nothing that was of no use. Each page is a call of its own, with all that the call was
/// told: parameters, expansions, options. `limit` is the size of a page, not of the list: `take(n)` is for that.
///
/// In a list that is newest first the items come newest first, from `starting_after` on where that is given. A call that
/// was given `ending_before` goes the other way: from that item to ever newer ones, the oldest first.
///
/// A call that fails is one `Err` in its place, and whoever goes on asks for the same page once more; so does what ignores
/// errors, and forever where the error stays. Where nothing can be sent, and where a page does not say how to go on, which
/// is [`Error::Undecodable`], the error is the end.
///
/// A [`Stream`], and [`next`](Self::next) takes no other crate.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<'a, T, E> {
    fetch: Fetch<'a, T, E>,
    /// What the cursor is made of.
    id: fn(&T) -> Option<String>,
    cursor: Cursor,
    /// The ids that pages were asked from: one that comes again would go round in a circle.
    seen: BTreeSet<String>,
    /// What is left of a page, in the order in which it is given.
    left: std::vec::IntoIter<T>,
    state: State<'a, T, E>,
}

enum State<'a, T, E> {
    /// The next page is to be asked for.
    Ready,
    Asked(Fetched<'a, T, E>),
    /// The error that is told in place of the next page.
    Failed(Error<E>),
    Ended,
}

impl<'a, T, E> Items<'a, T, E> {
    /// The items of the pages that `fetch` gives for `starting_after` and `ending_before`, of which it has one at most;
    /// `after` and `before` are those that the call was given. `id` is that of an item.
    ///
    /// Errors: [`Error::InvalidRequest`] as the only item where both cursors were given: of a list they leave nothing.
    pub fn new(
        after: Option<String>,
        before: Option<String>,
        id: fn(&T) -> Option<String>,
        fetch: impl FnMut(Option<String>, Option<String>) -> Fetched<'a, T, E> + Send + 'a,
    ) -> Self {
        let (cursor, state) = match (after, before) {
            (None, None) => (Cursor::Start, State::Ready),
            (Some(id), None) => (Cursor::After(id), State::Ready),
            (None, Some(id)) => (Cursor::Before(id), State::Ready),
            (Some(_), Some(_)) => {
                let text = "`starting_after` and `ending_before` exclude each other";
                let error = Error::InvalidRequest(text.to_owned());
                (Cursor::Start, State::Failed(error))
            }
        };
        let seen = match &cursor {
            Cursor::Start => BTreeSet::new(),
            Cursor::After(id) | Cursor::Before(id) => BTreeSet::from([id.clone()]),
        };
        Self {
            fetch: Box::new(fetch),
            id,
            cursor,
            seen,
            left: Vec::new().into_iter(),
            state,
        }
    }

    /// The next item, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Takes a page, and from it what is to follow.
    fn take(&mut self, page: ResponseValue<List<T>>) {
        let goes_back = matches!(self.cursor, Cursor::Before(_));
        let last = if goes_back {
            page.data.first()
        } else {
            page.data.last()
        };
        let place = if goes_back {
            0
        } else {
            page.data.len().saturating_sub(1)
        };
        let stuck = |place: String, reason: &str| {
            State::Failed(Error::Undecodable(Box::new(Undecodable {
                status: page.status(),
                headers: page.headers().clone(),
                mismatch: Mismatch::Body {
                    place,
                    reason: reason.to_owned(),
                },
                body: Vec::new(),
                excerpt: String::new(),
                doubt: Doubt::Never,
            })))
        };
        self.state = if !page.has_more {
            State::Ended
        } else if let Some(last) = last {
            match (self.id)(last) {
                None => stuck(
                    format!("/data/{place}"),
                    "more items follow, and this one has no id to ask for them by",
                ),
                Some(id) if !self.seen.insert(id.clone()) => stuck(
                    format!("/data/{place}/id"),
                    "more items follow, and they were asked for by this id before",
                ),
                Some(id) => {
                    self.cursor = if goes_back {
                        Cursor::Before(id)
                    } else {
                        Cursor::After(id)
                    };
                    State::Ready
                }
            }
        } else {
            stuck(
                "/has_more".to_owned(),
                "more items follow, and the page has none to ask for them by",
            )
        };
        let mut items = page.into_inner().data;
        if goes_back {
            items.reverse();
        }
        self.left = items.into_iter();
    }
}

impl<T, E> Stream for Items<'_, T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.left.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match &mut this.state {
                State::Ready => {
                    let (after, before) = this.cursor.params();
                    this.state = State::Asked((this.fetch)(after, before));
                }
                State::Asked(page) => match std::task::ready!(page.as_mut().poll(context)) {
                    Ok(page) => this.take(page),
                    Err(error) => {
                        // What was not sent once would not be sent again either.
                        this.state = match error {
                            Error::InvalidRequest(_) | Error::Tls(_) => State::Ended,
                            _ => State::Ready,
                        };
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Failed(_) => {
                    let failed = std::mem::replace(&mut this.state, State::Ended);
                    if let State::Failed(error) = failed {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                State::Ended => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left.len();
        let is_last = matches!(self.state, State::Ended);
        (left, is_last.then_some(left))
    }
}

/// The id of an item that has it in no member of a struct, as where it is one of several types.
pub fn id_of<T: Serialize>(item: &T) -> Option<String> {
    let item = serde_json::to_value(item).ok()?;
    item.get("id")?.as_str().map(str::to_owned)
}

/// Nothing is pinned in place: what is asked for is in a box.
impl<T, E> Unpin for Items<'_, T, E> {}

impl<T, E> fmt::Debug for Items<'_, T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("cursor", &self.cursor)
            .field("left", &self.left.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
