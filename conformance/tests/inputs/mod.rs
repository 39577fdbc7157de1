//! Random inputs, made from the model alone: what each side makes of them must be what the contract says.
//!
//! For each operation and [`Law`] there are random valid calls and answers, with the texts and numbers that careless
//! code trips over, and random other spellings of them. What must come of an input follows from the model and from
//! rules that share no code with either side: requests are written by `request` and read by `serde_qs`, answers are
//! judged by the published schemas. An input that breaks a law is made as small as it gets.
//!
//! Faults are none of its inputs: a case shows each that the document makes possible, as the obligations tell, and
//! `random.rs` beside this folder makes random ones of random schemas.
//!
//! Nothing here names an operation or a parameter. The same seed gives the same inputs.

mod calls;
mod check;
mod choices;
mod constrained;
mod divergence;
mod hash;
mod input;
mod kept;
mod law;
mod parse;
mod request;
mod respell;
mod simplest;
mod strings;
mod text;
mod values;
mod whitespace;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use reversals_codegen::ir::Operation;

pub(crate) use calls::calls;
pub(crate) use divergence::Divergence;
pub(crate) use law::Law;
pub(crate) use values::{Travel, values};

use reversals_judge::World;

/// How many smaller inputs are tried once one breaks a law.
const SHRINKS: u32 = 1024;

/// Among how many laws the inputs of an operation are shared out.
#[allow(clippy::cast_possible_truncation, reason = "there are seven")]
const LAWS: u32 = Law::ALL.len() as u32;

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// How many inputs each operation gets, shared out among the laws.
    pub(crate) per_operation: u32,
    /// What the inputs are made from. The same seed and count give the same inputs.
    pub(crate) seed: u64,
}

/// Runs every law for every operation, on every core, and gives of each the smallest input that breaks it, where one does.
pub(crate) fn run(world: World<'_>, options: Options) -> Vec<Option<Divergence>> {
    let operations = world.contract.api.operations.iter();
    let jobs: Vec<_> = operations
        .flat_map(|operation| Law::ALL.map(|law| (operation, law)))
        .collect();
    reversals_judge::parallel::map(&jobs, &|_| (), |(operation, law)| {
        run_one(world, operation, *law, options)
    })
}

/// Runs one law for one operation; none where it holds, or says nothing of the operation.
pub(crate) fn run_one(
    world: World<'_>,
    operation: &Operation,
    law: Law,
    options: Options,
) -> Option<Divergence> {
    let api = &world.contract.api;
    let inputs = input::inputs(api, operation, law)?;
    let reason = format!("found by the differential run, seed {}", options.seed);
    let config = Config {
        cases: options.per_operation.div_ceil(LAWS),
        max_shrink_iters: SHRINKS,
        failure_persistence: None,
        source_file: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(
        RngAlgorithm::ChaCha,
        &seed(options.seed, &operation.id, law),
    );
    let outcome = TestRunner::new_with_rng(config, rng).run(&inputs, |input| {
        check::check(world, operation, law, &input, &reason)
            .map_err(|finding| TestCaseError::fail(finding.place.clone()))
    });
    let input = match outcome {
        Err(TestError::Fail(_, input)) => input,
        // An abort is a model of which no form can say anything: there are no inputs.
        Ok(()) | Err(TestError::Abort(_)) => return None,
    };
    let finding = check::check(world, operation, law, &input, &reason).err()?;
    Some(Divergence {
        operation: operation.id.clone(),
        law,
        seed: options.seed,
        input,
        finding,
    })
}

/// A seed of its own for each operation and law, so that a new one moves none of the others.
fn seed(seed: u64, operation: &str, law: Law) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&hash::of(operation).to_le_bytes());
    bytes[16..24].copy_from_slice(&hash::of(law.name()).to_le_bytes());
    bytes
}
