//! One page of a list.

use serde::{Deserialize, Serialize};

/// One page of a list.
///
/// Shape: all four members are required; unknown members (older API versions also sent `total_count`) are ignored.
/// Errors: an `object` other than `list`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct List<T> {
    /// The items of this page, newest first.
    pub data: Vec<T>,
    /// Whether more items lie beyond this page, in the direction of travel.
    pub has_more: bool,
    /// Always `list`.
    pub object: ListObject,
    /// The path of the list, without a query.
    pub url: String,
}

/// The constant `list` that marks a list envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ListObject {
    /// `list`, the only value.
    #[serde(rename = "list")]
    List,
}

impl<T> List<T> {
    /// One page at `url`.
    pub fn new(url: impl Into<String>, data: Vec<T>, has_more: bool) -> Self {
        Self {
            data,
            has_more,
            object: ListObject::List,
            url: url.into(),
        }
    }

    /// The items of this page, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.data.iter()
    }

    /// The last item of this page, whose id is the cursor of the next.
    pub fn last(&self) -> Option<&T> {
        self.data.last()
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_survives_the_round_trip_and_iterates_in_order() {
        let page = List::new("/v1/things", vec![3, 2, 1], true);
        let body = serde_json::to_string(&page).unwrap();
        assert_eq!(
            body,
            r#"{"data":[3,2,1],"has_more":true,"object":"list","url":"/v1/things"}"#
        );
        assert_eq!(serde_json::from_str::<List<i32>>(&body).unwrap(), page);
        assert_eq!(page.last(), Some(&1));
        assert_eq!((&page).into_iter().sum::<i32>(), 6);
        assert_eq!(page.into_iter().collect::<Vec<_>>(), [3, 2, 1]);
    }

    #[test]
    fn unknown_members_are_ignored() {
        let body = json!({"data": [], "has_more": false, "object": "list", "url": "/v1/x", "total_count": 0});
        assert_eq!(
            serde_json::from_value::<List<i32>>(body).unwrap(),
            List::new("/v1/x", vec![], false)
        );
    }

    #[test]
    fn each_member_is_required_and_object_must_be_list() {
        let whole = json!({"data": [], "has_more": false, "object": "list", "url": "/v1/x"});
        for member in ["data", "has_more", "object", "url"] {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(member);
            let error = serde_json::from_value::<List<i32>>(part)
                .unwrap_err()
                .to_string();
            assert_eq!(error, format!("missing field `{member}`"));
        }
        let other =
            json!({"data": [], "has_more": false, "object": "search_result", "url": "/v1/x"});
        let error = serde_json::from_value::<List<i32>>(other)
            .unwrap_err()
            .to_string();
        assert_eq!(error, "unknown variant `search_result`, expected `list`");
    }
}
