//! What the generated sides cost a call beside what one writes by hand, over loopback: the client with its retries on
//! beside reqwest, the server stub beside three of axum's.
//!
//! The client by hand (`by_hand`) does what must be done: the key, the version, a key for each POST, times, and a typed
//! answer. It escapes nothing in a path, sends nothing again and tells no refusal from another, which the generated one
//! does.
//!
//! The servers by hand are one that does what the document asks of any (`whole`, which says what it leaves out); one of
//! typed paths, queries and forms alone, without a key, bounds, a refusal in the envelope or a header of its answer; and a
//! constant, which is what axum costs. What the stub reaches of the first is what its generality costs.
//!
//! `cargo bench -p reversals-conformance --bench overhead`. Both of a pair take turns in one run, a block of calls each, and
//! a line is the median of the blocks' ratios with their quartiles: of the time that passed, and of the CPU that the thread
//! of the measured side took, which a busy machine changes less. `-- --test` only shows that all of it runs.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

#[path = "overhead/by_hand.rs"]
mod by_hand;
#[path = "overhead/served.rs"]
mod served;
#[path = "overhead/stub.rs"]
mod stub;
#[path = "overhead/whole.rs"]
mod whole;

use std::time::{Duration, Instant};

use by_hand::{ByHand, REVERSAL};
use reversals_client::{Client, Session};
use served::Served;
use tokio::runtime::{Builder, Runtime};

const KEY: &str = "sk_test_123";

/// What a block of calls took.
#[derive(Clone, Copy)]
struct Cost {
    passed: Duration,
    cpu: Duration,
}

/// How much is measured.
#[derive(Clone, Copy)]
struct Plan {
    rounds: usize,
    calls: usize,
}

fn main() {
    let plan = if std::env::args().any(|argument| argument == "--test") {
        Plan {
            rounds: 1,
            calls: 2,
        }
    } else {
        Plan {
            rounds: 200,
            calls: 100,
        }
    };
    println!(
        "{:<44} {:>21} {:>21}",
        "time of the first / of the second", "passed", "CPU"
    );
    clients(plan);
    servers(plan);
}

/// The time that this thread was on a processor.
#[cfg(target_os = "linux")]
fn cpu() -> Duration {
    let clock = nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID;
    nix::time::clock_gettime(clock).unwrap().into()
}

#[cfg(not(target_os = "linux"))]
fn cpu() -> Duration {
    Duration::ZERO
}

/// Runs both by turns, each first in every second round, and prints how the first compares.
fn paired(
    name: &str,
    plan: Plan,
    first: &mut dyn FnMut(usize) -> Cost,
    second: &mut dyn FnMut(usize) -> Cost,
) {
    // Connections, caches and the processor's clock come first.
    first(plan.calls);
    second(plan.calls);
    let mut pairs = Vec::new();
    for round in 0..plan.rounds {
        pairs.push(if round % 2 == 0 {
            let first = first(plan.calls);
            (first, second(plan.calls))
        } else {
            let second = second(plan.calls);
            (first(plan.calls), second)
        });
    }
    let spread = |of: fn(Cost) -> Duration| {
        let ratio = |(a, b): &(Cost, Cost)| of(*a).as_secs_f64() / of(*b).as_secs_f64();
        let mut ratios: Vec<f64> = pairs.iter().map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        let at = |part: usize| ratios[(ratios.len() - 1) * part / 4];
        format!("{:.3} ({:.3}-{:.3})", at(2), at(1), at(3))
    };
    let each = |of: fn(&(Cost, Cost)) -> Cost| {
        let mut all: Vec<Duration> = pairs.iter().map(|pair| of(pair).cpu).collect();
        all.sort_unstable();
        let calls = u32::try_from(plan.calls).unwrap();
        (all[all.len() / 2] / calls).as_nanos() / 100
    };
    let (passed, on_cpu) = (spread(|cost| cost.passed), spread(|cost| cost.cpu));
    let [a, b] = [each(|pair| pair.0), each(|pair| pair.1)].map(|tenths| {
        let (whole, tenth) = (tenths / 10, tenths % 10);
        format!("{whole}.{tenth}")
    });
    println!("{name:<44} {passed:>21} {on_cpu:>21}   CPU {a} and {b} us");
}

/// A block of calls on a thread's own runtime.
fn block(runtime: &Runtime, calls: usize, call: impl AsyncFn()) -> Cost {
    let (began, before) = (Instant::now(), cpu());
    runtime.block_on(async {
        for _ in 0..calls {
            call().await;
        }
    });
    Cost {
        passed: began.elapsed(),
        cpu: cpu().checked_sub(before).unwrap(),
    }
}

fn clients(plan: Plan) {
    let server = Served::start(by_hand::constant());
    let base = format!("http://{}", server.address);
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::connect(&base, Session::bearer(KEY)).unwrap();
    let by_hand = ByHand::new(&base);
    let ours = async || {
        let answer = client.transfer_reversals().retrieve("tr_1", "trr_1").send();
        assert_eq!(answer.await.unwrap().amount, 1100);
    };
    let theirs = async || assert_eq!(by_hand.retrieve("tr_1", "trr_1").await.amount, 1100);
    paired(
        "retrieve: client / reqwest by hand",
        plan,
        &mut |calls| block(&runtime, calls, ours),
        &mut |calls| block(&runtime, calls, theirs),
    );
    let ours = async || {
        let call = client.transfer_reversals().create("tr_1").amount(400);
        let answer = call.metadata([("order_id", "6735")]).send().await;
        assert_eq!(answer.unwrap().amount, 1100);
    };
    let theirs = async || assert_eq!(by_hand.create("tr_1", 400).await.amount, 1100);
    paired(
        "create: client / reqwest by hand",
        plan,
        &mut |calls| block(&runtime, calls, ours),
        &mut |calls| block(&runtime, calls, theirs),
    );
}

fn servers(plan: Plan) {
    let routers = [
        stub::router(),
        whole::router(),
        by_hand::typed(),
        by_hand::constant(),
    ];
    let [stub, whole, typed, constant] = routers.map(Served::start);
    let retrieve = "GET /v1/transfers/tr_1/reversals/trr_1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_123\r\nstripe-version: 2026-05-27.dahlia\r\n\r\n";
    let form = "amount=400&description=Order+6735";
    let create = format!(
        "POST /v1/transfers/tr_1/reversals HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_123\r\nstripe-version: 2026-05-27.dahlia\r\nidempotency-key: 6735\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    for (verb, request) in [("retrieve", retrieve), ("create", &create)] {
        // What is measured must be right.
        for server in [&stub, &whole, &typed, &constant] {
            assert_eq!(
                server.answer(request),
                serde_json::from_str::<serde_json::Value>(REVERSAL).unwrap()
            );
        }
        for (name, other) in [
            ("axum by hand", &whole),
            ("axum, typed alone", &typed),
            ("axum, a constant", &constant),
        ] {
            paired(
                &format!("{verb}: {name} / stub"),
                plan,
                &mut |calls| other.block(request, calls),
                &mut |calls| stub.block(request, calls),
            );
        }
    }
}
