//! OpenAPI 3.1.

use std::fs;
use std::path::{Path, PathBuf};

use super::{code, tree, xtask};

#[test]
fn both_published_documents_give_the_same_crates_byte_for_byte() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/schema");
    let [old, new] = ["openapi-3.0.json", "openapi-3.1.json"].map(|document| {
        let home = tempfile::tempdir().unwrap();
        // Files say of which file they are made.
        fs::copy(published.join(document), home.path().join("api.json")).unwrap();
        let output = xtask()
            .current_dir(&home)
            .args(["--spec", "api.json", "--out", "out"])
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{output:?}");
        tree(&home.path().join("out"))
    });
    assert!(old.contains_key(Path::new("server/src/server.rs")));
    let names = |made: &std::collections::BTreeMap<PathBuf, Vec<u8>>| {
        made.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&old), names(&new));
    for (name, bytes) in &old {
        assert!(*bytes == new[name], "{} differs", name.display());
    }
}
