//! Parameters of paths. Every operation of a path has them, so that an edit changes all of these.

use json_patch::PatchOperation;
use json_patch::jsonptr::PointerBuf;
use serde_json::{Value, json};

use super::patch::{add as put, below, remove, rename, replace};
use super::paths::{exists, place};
use super::sites::parameters;
use super::view::{View, fresh, items, members, reference, text};
use super::{Change, Edit, Found};

pub(super) fn add(view: View<'_>, found: &mut Found) {
    for (path, item) in members(view.root, "paths") {
        for part in path.split('/') {
            let name = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'));
            if let Some(name) = name {
                parameter(view, (path, item), name, found);
            }
        }
    }
}

/// The parameter `name` of a path, wherever it is described for that.
fn parameter(view: View<'_>, (path, item): (&str, &Value), name: &str, found: &mut Found) {
    let root = below(&PointerBuf::new(), &["paths", path]);
    let all = parameters(view);
    let described: Vec<&PointerBuf> = all
        .iter()
        .filter(|(place, node)| {
            place.pointer.starts_with(&root)
                && text(node, "in") == Some("path")
                && text(node, "name") == Some(name)
        })
        .map(|(place, _)| &place.pointer)
        .collect();
    // A component may describe the parameters of other paths too.
    if described.is_empty() || by_reference(view, item, name) {
        return;
    }
    let place = place(view, path).child(&[], name).named(name);
    let paths = below(&PointerBuf::new(), &["paths"]);
    let part = format!("{{{name}}}");
    let to = |new: &str| rename(&paths, path, &path.replace(&part, new));
    let each = |edit: &dyn Fn(&PointerBuf) -> Vec<PatchOperation>, last: PatchOperation| {
        // The last of a list first, since an element that goes moves those behind it.
        let mut edits: Vec<PatchOperation> = described
            .iter()
            .rev()
            .flat_map(|pointer| edit(pointer))
            .collect();
        edits.push(last);
        edits
    };

    let new = fresh(name, &|new| path.contains(&format!("{{{new}}}")));
    let edits = each(
        &|pointer| vec![replace(below(pointer, &["name"]), json!(new))],
        to(&format!("{{{new}}}")),
    );
    let what = format!("the path parameter `{name}` of `{path}` is called `{new}`");
    found.add(
        &place,
        Change::new(Edit::ParameterRenamed, what, edits)
            .word(name)
            .word(new),
    );

    if exists(view, &path.replace(&part, name)) {
        return;
    }
    let edits = each(&|pointer| vec![remove(pointer.clone())], to(name));
    let what = format!("the path `{path}` has the fixed part `{name}` instead of a parameter");
    found.add(&place, Change::new(Edit::ParameterRemoved, what, edits));

    let edits = each(
        &|pointer| {
            vec![
                replace(below(pointer, &["in"]), json!("query")),
                // Its style in a path is none in a query.
                put(below(pointer, &["style"]), json!("form")),
            ]
        },
        to(name),
    );
    let what = format!("the path parameter `{name}` of `{path}` is in the query");
    let change = Change::new(Edit::ParameterMoved, what, edits);
    found.add(&place, change.detail("query"));
}

/// Whether a parameter of a path item or of one of its operations is a reference to one of the path.
fn by_reference(view: View<'_>, item: &Value, name: &str) -> bool {
    let operations = item.as_object().into_iter().flatten().map(|(_, node)| node);
    operations
        .chain([item])
        .flat_map(|node| items(node, "parameters"))
        .any(|listed| {
            let node = view.resolve(listed);
            reference(listed).is_some()
                && text(node, "in") == Some("path")
                && text(node, "name") == Some(name)
        })
}
