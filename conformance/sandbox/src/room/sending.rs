//! An answer on its way to its caller.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use hyper::body::{Frame, SizeHint};

use super::{FREE, Room, Share};

/// How much of an answer is handed on at a time, so that its room is not given back before most of it is read.
const PIECE: usize = 64 * 1024;

/// Gives the answer to a request its room, until it is sent or nobody wants it any more.
pub(crate) async fn counted(
    State(room): State<Arc<Room>>,
    mut request: Request,
    next: Next,
) -> Response {
    let share = Arc::new(room.share());
    request.extensions_mut().insert(Arc::clone(&share));
    let response = next.run(request).await;
    let length = response.body().size_hint().lower();
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    share.written(length);
    if length <= FREE {
        return response;
    }
    response.map(|body| {
        Body::new(Sending {
            body,
            next: Bytes::new(),
            _share: share,
        })
    })
}

struct Sending {
    body: Body,
    /// What was taken of it and not handed on yet.
    next: Bytes,
    _share: Arc<Share>,
}

impl HttpBody for Sending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.next.is_empty() {
            let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.next = data,
                Some(Ok(Err(trailers))) => return Poll::Ready(Some(Ok(trailers))),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        let length = self.next.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.next.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.next.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (rest, next) = (self.body.size_hint(), self.next.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower() + next);
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper + next);
        }
        hint
    }
}
