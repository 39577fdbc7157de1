//! Cursor paging.

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
    /// Reads the three parameters, of which the stub has let through a limit of 1 to 100 and one cursor at most.
    pub(crate) fn new(
        limit: Option<i64>,
        starting_after: Option<&'a str>,
        ending_before: Option<&'a str>,
    ) -> Self {
        Self {
            limit: limit.unwrap_or(DEFAULT),
            cursor: match (starting_after, ending_before) {
                (Some(id), _) => Cursor::After(id),
                (None, Some(id)) => Cursor::Before(id),
                (None, None) => Cursor::Newest,
            },
        }
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
    fn a_page_is_of_ten_where_no_limit_is_given() {
        assert_eq!(Page::new(None, None, None).limit, 10);
        assert_eq!(Page::new(Some(100), None, None).limit, 100);
    }

    #[test]
    fn a_page_backwards_is_newest_first_too() {
        let page = Page::new(Some(2), None, Some("x"));
        assert_eq!(page.cut(vec![4, 5, 6]), (vec![5, 4], true));
        let page = Page::new(Some(2), Some("x"), None);
        assert_eq!(page.cut(vec![4, 3]), (vec![4, 3], false));
    }
}
