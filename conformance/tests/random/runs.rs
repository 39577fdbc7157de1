//! How often random inputs are made.

use proptest::test_runner::{Config, RngSeed};

/// So many, where `PROPTEST_CASES` says nothing, and the same each time, unless another run is asked for.
pub(crate) fn config(cases: u32, max_shrink_iters: u32) -> Config {
    let mut config = Config {
        failure_persistence: None,
        max_shrink_iters,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config
}
