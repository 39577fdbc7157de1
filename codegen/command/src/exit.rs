//! What the program leaves with: a number for scripts.

use reversals_runtime::client::{CallError, Error};

pub(crate) const DONE: u8 = 0;
/// The service refused it.
pub(crate) const REFUSED: u8 = 1;
/// It can't be asked so, or a person said no; nothing was sent.
pub(crate) const USAGE: u8 = 2;
/// No key, or one that the service refused.
pub(crate) const KEY: u8 = 3;
/// The service does not know what was asked for.
pub(crate) const NOT_FOUND: u8 = 4;
/// No connection, or no answer in time, and nothing was done.
pub(crate) const TRANSPORT: u8 = 5;
/// An answer that the document does not describe.
pub(crate) const UNDECODABLE: u8 = 6;
/// The service failed, and nothing was done.
pub(crate) const SERVICE: u8 = 7;
/// The answer could not be written down.
pub(crate) const OUTPUT: u8 = 8;
/// Nobody knows whether it was done.
pub(crate) const OPEN: u8 = 9;

/// All of them, for people.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  refused by the service, which did nothing
  2  wrong usage, or the answer to a question was no: nothing was sent
  3  no API key, or one that the service refused (401, 403)
  4  not found (404)
  5  no connection or no answer in time, and nothing was done
  6  an answer that the document does not describe; a success among them was done
  7  the service failed (500 and above), and nothing was done
  8  it was done, and its answer could not be written
  9  it may have been done: the connection, the time or the service failed on the way (409 and 500 among them)";

/// The code of an error.
pub(crate) fn code(error: &CallError) -> u8 {
    let CallError::Client(error) = error else {
        return USAGE;
    };
    if error.may_have_happened() && !is_done(error) {
        return OPEN;
    }
    match &**error {
        Error::InvalidRequest(_) | Error::Tls(_) => USAGE,
        Error::Refused(refused) => match refused.status.as_u16() {
            401 | 403 => KEY,
            404 => NOT_FOUND,
            500.. => SERVICE,
            _ => REFUSED,
        },
        Error::Undecodable(_) => UNDECODABLE,
        _ => TRANSPORT,
    }
}

/// Whether a success came that nobody can read.
pub(crate) fn is_done<E>(error: &Error<E>) -> bool {
    matches!(error, Error::Undecodable(answer) if answer.status.is_success())
}
