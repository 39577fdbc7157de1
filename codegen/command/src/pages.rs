//! Page after page of a list.

use reversals_runtime::Arguments;
use serde::Deserialize;
use serde_json::value::RawValue;

/// A page as it came.
#[derive(Deserialize)]
pub(crate) struct Page<'a> {
    has_more: bool,
    #[serde(borrow)]
    pub(crate) data: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
}

/// Which page comes next: the parameter, and the id of the last item that was seen.
pub(crate) struct Cursor {
    name: &'static str,
}

impl Cursor {
    /// Forwards; backwards where the caller asks for what is before something.
    pub(crate) fn of(arguments: &Arguments) -> Self {
        let name = if arguments.query.contains_key("ending_before") {
            "ending_before"
        } else {
            "starting_after"
        };
        Self { name }
    }

    /// The items in the order in which they are passed: those of a page are the newest first, so backwards from its end.
    pub(crate) fn items<'a>(&self, page: &Page<'a>) -> Vec<&'a RawValue> {
        let mut items = page.data.clone();
        if self.name == "ending_before" {
            items.reverse();
        }
        items
    }

    /// Makes the arguments those of the next page; false where there is none.
    ///
    /// Errors: an item without an id, or the same one as before, after which no page can be asked for.
    pub(crate) fn next(&self, page: &Page<'_>, arguments: &mut Arguments) -> Result<bool, String> {
        let items = self.items(page);
        let Some(last) = items.last().filter(|_| page.has_more) else {
            return Ok(false);
        };
        let item: Item = serde_json::from_str(last.get())
            .map_err(|_| "the last item of a page has no id".to_owned())?;
        let id = serde_json::Value::from(item.id);
        if arguments.query.get(self.name) == Some(&id) {
            return Err(format!("the page after {id} ends with it again"));
        }
        arguments.query.insert(self.name.to_owned(), id);
        Ok(true)
    }

    /// How to go on from here, for people.
    pub(crate) fn told(&self, arguments: &Arguments) -> Option<String> {
        let id = arguments.query.get(self.name)?.as_str()?;
        let option = self.name.replace('_', "-");
        Some(format!("--{option} {id} goes on from there"))
    }
}
