//! What a run of the generator costs on the project's own fragments, nothing written.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use criterion::{Criterion, criterion_group, criterion_main};
use reversals_codegen::emit::{Home, Options, Package};
use reversals_codegen::{generate, load, model};

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

fn pipeline(criterion: &mut Criterion) {
    let options = Options {
        name: "reversals".to_owned(),
        home: Home::Member,
        package: Package::default(),
        partial: false,
        schemas: true,
        cli: false,
        extra: BTreeMap::new(),
        docs: None,
    };
    let input = load::spec_dir(&spec(), "spec").expect("the fragments are part of the project");
    let mut group = criterion.benchmark_group("pipeline");
    // A run takes long enough that a hundred of them would say no more than these.
    group.sample_size(20);
    group.bench_function("load_check_lower", |bencher| {
        bencher.iter(|| model(&input, &mut |_| ()).expect("the fragments pass"));
    });
    group.bench_function("generate", |bencher| {
        bencher.iter(|| generate(&input, &options, &mut |_| ()).expect("the fragments pass"));
    });
    group.finish();
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
