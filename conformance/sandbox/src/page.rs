//! Cursor paging.

use crate::refusal::Refusal;

/// The limit of a page that names none.
const DEFAULT: i64 = 10;

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page<'a> {
    /// How many objects it has at most, 1 to 100.
    pub(crate) limit: i64,
    /// From where, and in which direction.
    pub(crate) cursor: Cursor<'a>,
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cursor<'a> {
    /// At the newest object.
    Newest,
    /// With what is older than an object.
    After(&'a str),
    /// With what is newer than an object, the nearest to it.
    Before(&'a str),
}

impl<'a> Page<'a> {
    /// Reads the three parameters.
    ///
    /// Errors: a 400 for a limit outside 1 to 100, and for both cursors at once.
    pub(crate) fn new(
        limit: Option<i64>,
        starting_after: Option<&'a str>,
        ending_before: Option<&'a str>,
    ) -> Result<Self, Refusal> {
        let limit = limit.unwrap_or(DEFAULT);
        if limit < 1 {
            return Err(Refusal::below(1, "limit"));
        }
        if limit > 100 {
            let message = format!(
                "This value must be less than or equal to 100 (it currently is '{limit}')."
            );
            return Err(Refusal::invalid(message)
                .code("parameter_invalid_integer")
                .param("limit"));
        }
        let cursor = match (starting_after, ending_before) {
            (None, None) => Cursor::Newest,
            (Some(id), None) => Cursor::After(id),
            (None, Some(id)) => Cursor::Before(id),
            (Some(_), Some(_)) => {
                let message =
                    "You may only specify one of these parameters: ending_before, starting_after.";
                return Err(Refusal::invalid(message)
                    .code("parameters_exclusive")
                    .param("ending_before"));
            }
        };
        Ok(Self { limit, cursor })
    }

    /// The parameter that the cursor is in.
    pub(crate) fn param(&self) -> &'static str {
        match self.cursor {
            Cursor::Before(_) => "ending_before",
            Cursor::After(_) | Cursor::Newest => "starting_after",
        }
    }

    /// The object at the cursor.
    pub(crate) fn id(&self) -> &'a str {
        match self.cursor {
            Cursor::Newest => "",
            Cursor::After(id) | Cursor::Before(id) => id,
        }
    }

    /// Makes a page of what a query for one more than the limit found: the rows, newest first, and whether there are
    /// more in the direction of travel.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if matches!(self.cursor, Cursor::Before(_)) {
            rows.reverse();
        }
        (rows, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_one_to_a_hundred_and_ten_where_none_is_given() {
        assert_eq!(Page::new(None, None, None).unwrap().limit, 10);
        for limit in [1, 100] {
            assert_eq!(Page::new(Some(limit), None, None).unwrap().limit, limit);
        }
        for (limit, message) in [
            (0, "This value must be greater than or equal to 1."),
            (-1, "This value must be greater than or equal to 1."),
            (
                101,
                "This value must be less than or equal to 100 (it currently is '101').",
            ),
        ] {
            let refusal = Page::new(Some(limit), None, None).unwrap_err();
            assert_eq!(refusal.error.message.as_deref(), Some(message));
            assert_eq!(refusal.error.param.as_deref(), Some("limit"));
        }
    }

    #[test]
    fn two_cursors_are_refused() {
        let refusal = Page::new(None, Some("a"), Some("b")).unwrap_err();
        assert_eq!(refusal.error.code.as_deref(), Some("parameters_exclusive"));
    }

    #[test]
    fn a_page_backwards_is_newest_first_too() {
        let page = Page::new(Some(2), None, Some("x")).unwrap();
        assert_eq!(page.cut(vec![4, 5, 6]), (vec![5, 4], true));
        let page = Page::new(Some(2), Some("x"), None).unwrap();
        assert_eq!(page.cut(vec![4, 3]), (vec![4, 3], false));
    }
}
