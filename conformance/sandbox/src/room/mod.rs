//! Room for answers: how large one may be, and how much all may hold until they are read.

mod sending;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use reversals_runtime::ApiError;
use reversals_runtime::server::Context;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::expand::Expand;
use crate::refusal::Refusal;

pub(crate) use sending::counted;

/// What is not counted of an answer, in bytes, so that small ones are given whatever the others hold. There are no
/// more of them than connections.
pub(crate) const FREE: usize = 16 * 1024;

/// How often an answer counts while it is made: rows, typed objects and text are there at once.
const WHILE_MADE: usize = 3;

/// How many answers that may be large are made at a time: fewer than there are connections to the database, so that
/// the others do not wait for them.
const WIDE: usize = 2;

/// How long an answer that may be large waits for those before it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most objects of a page that is not large.
const NARROW: i64 = 10;

/// The room of all answers.
#[derive(Debug)]
pub(crate) struct Room {
    /// The most bytes of one answer.
    one: usize,
    /// The most bytes of all answers.
    all: usize,
    held: Mutex<usize>,
    wide: Arc<Semaphore>,
}

/// The room of one answer, which it has until this is dropped.
#[derive(Debug, Default)]
pub(crate) struct Share {
    /// None where nobody bounds answers.
    room: Option<Arc<Room>>,
    size: Mutex<Size>,
}

#[derive(Debug, Default)]
struct Size {
    /// The bytes of the objects that are made.
    made: usize,
    /// The bytes of the room that are taken.
    held: usize,
}

impl Room {
    /// Room for answers of so many bytes each, and so many bytes together.
    pub(crate) fn new(one: usize, all: usize) -> Arc<Self> {
        Arc::new(Self {
            // One that never fits is refused as too large, not put off.
            one: one.min(all.saturating_add(FREE) / WHILE_MADE),
            all,
            held: Mutex::default(),
            wide: Arc::new(Semaphore::new(WIDE)),
        })
    }

    pub(crate) fn share(self: &Arc<Self>) -> Share {
        Share {
            room: Some(Arc::clone(self)),
            size: Mutex::default(),
        }
    }
}

impl Share {
    /// The share that the request's answer has. Without a server before it, it is not bounded.
    pub(crate) fn of(context: &Context) -> Arc<Self> {
        context.extensions.get().cloned().unwrap_or_default()
    }

    /// Waits until an answer of so many objects with that in them may be made: at once, unless it may be large.
    ///
    /// Errors: a 503 where the wait is long.
    pub(crate) async fn turn(
        &self,
        objects: i64,
        expand: &Expand,
    ) -> Result<Option<OwnedSemaphorePermit>, Refusal> {
        match &self.room {
            Some(room) if objects > NARROW || !expand.is_empty() => {
                let waiting = Arc::clone(&room.wide).acquire_owned();
                let turn = tokio::time::timeout(PATIENCE, waiting).await;
                // It is never closed.
                turn.ok().and_then(Result::ok).map(Some).ok_or_else(full)
            }
            _ => Ok(None),
        }
    }

    /// The bytes of what is made so far.
    pub(crate) fn made(&self) -> usize {
        self.size().made
    }

    /// Counts an object in place of what was counted since, which are its parts.
    ///
    /// Errors: a 400 where the answer is too large, a 503 where there is no room for it now. Before an answer is whole,
    /// its transaction is not committed, so what is refused here is not done either.
    pub(crate) fn count<T: Serialize>(&self, since: usize, object: T) -> Result<T, Refusal> {
        let Some(room) = &self.room else {
            return Ok(object);
        };
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, &object).map_err(|_| Refusal::internal())?;
        let mut size = self.size();
        size.made = since + counter.0;
        let bytes = size.made;
        if bytes > room.one {
            return Err(too_large(room.one));
        }
        let wanted = bytes * WHILE_MADE;
        size.take(room, wanted)?;
        Ok(object)
    }

    /// Takes room for an answer that was made before.
    ///
    /// Errors: a 503 where there is none now.
    pub(crate) fn again(&self, bytes: usize) -> Result<(), Refusal> {
        match &self.room {
            Some(room) => self.size().take(room, bytes),
            None => Ok(()),
        }
    }

    /// Gives back what an answer does not need once it is text of so many bytes.
    fn written(&self, bytes: usize) {
        if let Some(room) = &self.room {
            let mut size = self.size();
            let spare = size.held.saturating_sub(bytes.saturating_sub(FREE));
            size.held -= spare;
            *held(room) -= spare;
        }
    }

    fn size(&self) -> MutexGuard<'_, Size> {
        self.size.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.written(0);
    }
}

impl Size {
    fn take(&mut self, room: &Room, bytes: usize) -> Result<(), Refusal> {
        let more = bytes.saturating_sub(FREE).saturating_sub(self.held);
        let mut held = held(room);
        if room.all - *held < more {
            return Err(full());
        }
        *held += more;
        self.held += more;
        Ok(())
    }
}

fn held(room: &Room) -> MutexGuard<'_, usize> {
    room.held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn too_large(bytes: usize) -> Refusal {
    Refusal::invalid(format!(
        "The answer would be larger than {bytes} bytes. Nothing was changed. Ask for fewer objects by `limit`, or for \
         less of them by `expand`."
    ))
}

/// The caller is not at fault, and the same request is fine a moment later.
fn full() -> Refusal {
    let message = "The sandbox holds as many answers as it has room for until they are read. This request has changed \
                   nothing; try it again.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, ApiError::api(message))
}

/// Counts what is written.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expand::Kind;

    /// A text that is so many bytes of JSON.
    fn text(bytes: usize) -> String {
        "a".repeat(bytes - 2)
    }

    fn status<T>(outcome: Result<T, Refusal>) -> Option<u16> {
        outcome.err().map(|refusal| refusal.status.as_u16())
    }

    #[test]
    fn an_answer_is_as_large_as_its_objects_and_no_larger_than_it_may_be() {
        let room = Room::new(100, 1 << 20);
        let share = room.share();
        assert_eq!(share.count(0, text(60)).unwrap().len(), 58);
        let since = share.made();
        share.count(since, text(30)).unwrap();
        assert_eq!(share.made(), 90);
        // The object that both are in.
        share.count(0, text(100)).unwrap();
        let refused = share.count(0, text(101)).unwrap_err();
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            refused.error.message.unwrap(),
            "The answer would be larger than 100 bytes. Nothing was changed. Ask for fewer objects by `limit`, or for \
             less of them by `expand`."
        );
    }

    #[test]
    fn all_answers_hold_no_more_than_they_may_and_each_gives_its_part_back() {
        let room = Room::new(usize::MAX, 2 * 3 * FREE);
        let (first, second, third) = (room.share(), room.share(), room.share());
        first.count(0, text(2 * FREE)).unwrap();
        assert_eq!(*held(&room), 5 * FREE);
        assert_eq!(status(second.count(0, text(FREE))), Some(503));
        assert_eq!(second.made(), FREE);
        // What is made already is there once.
        first.written(2 * FREE);
        assert_eq!(*held(&room), FREE);
        second.count(0, text(2 * FREE)).unwrap();
        assert_eq!(status(third.again(FREE + 1)), Some(503));
        // A small one needs no room.
        third.count(0, text(FREE / 3)).unwrap();
        drop(first);
        third.again(FREE + 1).unwrap();
        assert_eq!(*held(&room), 5 * FREE + 1);
        drop((second, third));
        assert_eq!(*held(&room), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn answers_that_may_be_large_wait_for_each_other_and_nobody_waits_for_them() {
        let room = Room::new(1 << 20, 1 << 20);
        let (none, some) = (
            Expand::default(),
            Expand::of(Some(&["transfer".to_owned()]), Kind::TransferReversal).unwrap(),
        );
        let share = room.share();
        let turns = [
            share.turn(11, &none).await.unwrap(),
            share.turn(1, &some).await.unwrap(),
        ];
        assert!(turns.iter().all(Option::is_some));
        assert!(share.turn(10, &none).await.unwrap().is_none());
        assert_eq!(status(share.turn(11, &none).await), Some(503));
        assert_eq!(status(share.turn(1, &some).await), Some(503));
        drop(turns);
        assert!(share.turn(100, &some).await.unwrap().is_some());
        let without = Share::default();
        assert!(without.turn(100, &some).await.unwrap().is_none());
    }

    #[test]
    fn an_answer_that_never_has_room_is_too_large_and_is_not_put_off() {
        let room = Room::new(usize::MAX, 2 * FREE);
        assert_eq!(status(room.share().count(0, text(FREE))), None);
        assert_eq!(status(room.share().count(0, text(FREE + 1))), Some(400));
        let without = Share::default();
        without.count(0, text(1 << 20)).unwrap();
        without.again(usize::MAX).unwrap();
    }
}
