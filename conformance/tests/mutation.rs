//! The cases notice edits of the document.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use reversals_conformance::case;
use reversals_conformance::interpret::{InterpretedClient, InterpretedServer};
use reversals_conformance::judge::{self, Contract};
use reversals_conformance::mutation::{
    self,
    run::{self, Fate},
};

#[test]
fn nearly_every_edit_of_the_document_is_noticed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let suite = case::load(&case::folder()).unwrap();
    let contract = Contract::of_fragments(&root.join("spec")).unwrap();
    let tests = judge::derive(&suite, &contract.api);
    let mutants = mutation::mutants(&contract.bundled);
    let t = std::time::Instant::now();
    let fates = run::run(
        &mutants,
        &tests,
        &contract,
        &|api| {
            (
                Box::new(InterpretedClient::new(api)),
                Box::new(InterpretedServer::new(api)),
            )
        },
        &|_| (),
    );
    eprintln!("{} in {:?}", mutants.len(), t.elapsed());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (mutant, fate) in mutants.iter().zip(&fates) {
        match fate {
            Fate::Killed { kind, .. } => *kinds.entry(kind.family().to_owned()).or_default() += 1,
            Fate::Survived => {
                *kinds.entry("survived".to_owned()).or_default() += 1;
                eprintln!("SURVIVED {} {}", mutant.id, mutant.what)
            }
            Fate::Unviable(_) => *kinds.entry("unviable".to_owned()).or_default() += 1,
        }
    }
    eprintln!("{kinds:#?}");
}
