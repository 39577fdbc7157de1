//! The gate over the snapshots, for the cases as they are and for cases that somebody has tampered with.

mod render;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use reversals_cases::{Case, Suite};
use reversals_judge::subject::{Client, Server};

/// The sides that have a snapshot each.
pub(crate) const SIDES: [&str; 2] = ["client", "server"];

/// The cases of each operation that its snapshots show.
pub(crate) fn shown(suite: &Suite) -> BTreeMap<String, Vec<Arc<Case>>> {
    let mut folders: BTreeMap<String, Vec<Arc<Case>>> = BTreeMap::new();
    for case in &suite.cases {
        let all = folders.entry(case.folder.clone()).or_default();
        // What is carried is shown where it is written.
        if !case.carried {
            all.push(Arc::clone(case));
        }
    }
    folders
}

/// Holds what a side makes of the cases of an operation against its snapshot in the folder of the cases.
///
/// Panics: where they differ, or there is no snapshot.
pub(crate) fn snapshot(
    root: &Path,
    folder: &str,
    side: &str,
    cases: &[Arc<Case>],
    (client, server): (&dyn Client, &dyn Server),
) {
    let cases: Vec<&Case> = cases.iter().map(AsRef::as_ref).collect();
    let text = match side {
        "client" => render::client(&cases, client),
        _ => render::server(&cases, server),
    };
    insta::with_settings!({
        snapshot_path => root.join(folder),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(side, text);
    });
}

/// The snapshots that no operation has, below the folder of the cases.
pub(crate) fn unreferenced(root: &Path, suite: &Suite) -> Vec<String> {
    let folders = shown(suite);
    let wanted = |path: &str| {
        let split = path.rsplit_once('/');
        split.is_some_and(|(folder, file)| {
            let side = file.strip_suffix(".snap").unwrap_or(file);
            folders.contains_key(folder) && SIDES.contains(&side)
        })
    };
    let found = reversals_cases::files(root, "snap").unwrap();
    let found = found.iter().map(|path| {
        let path = path.strip_prefix(root).unwrap();
        path.to_string_lossy().replace('\\', "/")
    });
    found.filter(|path| !wanted(path)).collect()
}
