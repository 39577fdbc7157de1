//! Paths and methods.

use json_patch::jsonptr::PointerBuf;

use super::patch::{below, rename};
use super::place::{Place, Reach};
use super::view::{View, fresh, members};
use super::{Change, Edit, Found};

/// The methods that an operation may get in place of its own; those with bodies first.
const OTHERS: [&str; 4] = ["put", "patch", "post", "delete"];

pub(super) fn add(view: View<'_>, found: &mut Found) {
    for (path, _) in members(view.root, "paths") {
        let place = place(view, path);
        segments(view, path, &place, found);
        swapped(view, path, &place, found);
    }
    for operation in view.operations() {
        let item = &view.root["paths"][operation.path];
        let free = |method: &&&str| **method != operation.method && item.get(**method).is_none();
        let Some(method) = OTHERS.iter().find(free) else {
            continue;
        };
        let parent = below(&PointerBuf::new(), &["paths", operation.path]);
        let reach = Reach::requests(vec![operation.id.to_owned()]);
        let place = Place::new(below(&parent, &[operation.method]), operation.id, reach);
        let what = format!(
            "`{}` is a {method}, not a {}",
            operation.id, operation.method
        );
        let edits = vec![rename(&parent, operation.method, method)];
        let change = Change::new(Edit::MethodChanged, what, edits);
        found.add(&place, change.word(operation.method).word("method"));
    }
}

/// The place of a path item.
pub(super) fn place(view: View<'_>, path: &str) -> Place {
    let of_item = view
        .operations()
        .into_iter()
        .filter(|operation| operation.path == path);
    let ids = of_item.map(|operation| operation.id.to_owned()).collect();
    let pointer = below(&PointerBuf::new(), &["paths", path]);
    Place::new(pointer, path, Reach::requests(ids))
}

/// Whether the document has a path that matches the same requests.
pub(super) fn exists(view: View<'_>, path: &str) -> bool {
    let shape = |path: &str| -> Vec<String> {
        let parts = path.split('/');
        parts
            .map(|part| {
                if part.starts_with('{') {
                    "{}".to_owned()
                } else {
                    part.to_owned()
                }
            })
            .collect()
    };
    let wanted = shape(path);
    members(view.root, "paths").any(|(other, _)| shape(other) == wanted)
}

fn segments(view: View<'_>, path: &str, place: &Place, found: &mut Found) {
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        if part.is_empty() || part.contains('{') {
            continue;
        }
        let with = |part: &str| {
            let mut parts = parts.clone();
            parts[index] = part;
            parts.join("/")
        };
        let new = fresh(part, &|new| exists(view, &with(new)));
        let what = format!("the part `{part}` of the path `{path}` is `{new}`");
        let edits = vec![rename(
            &below(&PointerBuf::new(), &["paths"]),
            path,
            &with(&new),
        )];
        let change = Change::new(Edit::SegmentRenamed, what, edits);
        found.add(place, change.detail(*part).word(*part).word("path"));
    }
}

fn swapped(view: View<'_>, path: &str, place: &Place, found: &mut Found) {
    let parts: Vec<&str> = path.split('/').collect();
    let names: Vec<usize> = (0..parts.len())
        .filter(|index| parts[*index].starts_with('{'))
        .collect();
    for pair in names.windows(2) {
        let mut swapped = parts.clone();
        swapped.swap(pair[0], pair[1]);
        let new = swapped.join("/");
        // Another template of that shape is what this one is.
        if members(view.root, "paths").any(|(other, _)| other == new) {
            continue;
        }
        let (first, second) = (parts[pair[0]], parts[pair[1]]);
        let what =
            format!("`{first}` and `{second}` of the path `{path}` are in each other's place");
        let edits = vec![rename(&below(&PointerBuf::new(), &["paths"]), path, &new)];
        let change = Change::new(Edit::PathParametersSwapped, what, edits);
        let bare = |name: &str| name.trim_matches(['{', '}']).to_owned();
        let change = change
            .detail(bare(first))
            .word(bare(first))
            .word(bare(second));
        found.add(place, change);
    }
}
