//! What is lost, changed or claimed opens a gap or counts for nothing.

use std::sync::Arc;

use reversals_cases::Judge;
use reversals_codegen::ir::{Api, Choice, Literal, Size, Text, Type, TypeShape};
use reversals_judge::{Contract, Test};
use reversals_strength::obligations::Observer;
use serde_json::{Value, json};

use super::{bench, coverage};

/// The tests of one operation.
fn of_operation(id: &str) -> Vec<Test> {
    let all = bench().tests.iter();
    all.filter(|test| test.case.call.operation == id)
        .cloned()
        .collect()
}

/// What these tests leave open of their operation.
fn gaps_of(contract: &Contract, tests: &[Test]) -> Vec<String> {
    let operation = &tests[0].case.call.operation;
    let coverage = coverage(contract, tests);
    let own = coverage
        .gaps
        .into_iter()
        .filter(|gap| gap.operation.as_ref() == Some(operation));
    own.map(|gap| gap.id).collect()
}

/// The contract after a change of its model.
fn changed(change: impl FnOnce(&mut Api)) -> Contract {
    let own = &bench().contract;
    let mut api = own.api.clone();
    change(&mut api);
    Contract::new(own.document.clone(), api)
}

/// A test by its name.
fn test(name: &str) -> Test {
    let mut found = bench().tests.iter().filter(|test| test.name() == name);
    found
        .next()
        .unwrap_or_else(|| panic!("no test {name}"))
        .clone()
}

fn discharges(test: &Test) -> Vec<String> {
    Observer::new(&bench().contract).discharged(test)
}

#[test]
fn a_lost_case_is_a_gap_with_a_name() {
    let contract = &bench().contract;
    let id = "PostTransfersIdReversals/server/body.expand[]/two-values";
    let case = "transfer_reversals/create/expand_index_twice/two_values";
    let operation = of_operation("PostTransfersIdReversals");
    assert_eq!(gaps_of(contract, &operation), [""; 0]);
    let left: Vec<_> = operation
        .into_iter()
        .filter(|test| test.case.id != case)
        .collect();
    assert_eq!(gaps_of(contract, &left), [id]);
}

#[test]
fn a_new_value_of_an_enum_is_a_gap_on_both_sides() {
    let contract = changed(|api| {
        let def = api
            .types
            .get_mut("GetTreasuryCreditReversalsStatus")
            .unwrap();
        let TypeShape::Enum { values, .. } = &mut def.shape else {
            panic!("it is an enum")
        };
        values.push(Choice {
            value: Literal::Text("returned".to_owned()),
            rust_name: "Returned".to_owned(),
        });
    });
    let gaps = gaps_of(&contract, &of_operation("GetTreasuryCreditReversals"));
    // `returned` is what the cases have for a value that is refused.
    assert_eq!(
        gaps,
        [
            "GetTreasuryCreditReversals/client/query.status/value:returned",
            "GetTreasuryCreditReversals/server/query.status/value:returned",
        ]
    );
}

#[test]
fn a_bound_that_moves_by_one_is_a_gap_at_the_bound() {
    let contract = changed(|api| {
        let def = api.types.get_mut("PostTransfersIdReversalsBody").unwrap();
        let TypeShape::Struct { fields, .. } = &mut def.shape else {
            panic!("it is a struct")
        };
        let field = fields.iter_mut().find(|field| field.name == "description");
        field.unwrap().ty = Type::String(Text {
            length: Size {
                min: None,
                max: Some(5001),
            },
            ..Text::default()
        });
    });
    let gaps = gaps_of(&contract, &of_operation("PostTransfersIdReversals"));
    // 5001 characters are no longer too many, and no case has more, or takes that many.
    assert_eq!(
        gaps,
        [
            "PostTransfersIdReversals/client/body.description/max-length",
            "PostTransfersIdReversals/server/body.description/max-length",
            "PostTransfersIdReversals/server/body.description/above-max-length",
        ]
    );
}

#[test]
fn a_request_with_two_faults_discharges_nothing() {
    let mut refused = test("transfer_reversals/create/amount_is_no_integer/word::server-refuse");
    assert_eq!(
        discharges(&refused),
        ["PostTransfersIdReversals/server/body.amount/wrong-type"]
    );
    let case = Arc::make_mut(&mut refused.case);
    case.request.body = Some("amount=ten&refund_application_fee=2".to_owned());
    assert_eq!(discharges(&refused), [""; 0]);
}

#[test]
fn a_refusal_that_names_another_parameter_discharges_nothing() {
    let mut refused = test("transfer_reversals/create/amount_is_no_integer/word::server-refuse");
    let case = Arc::make_mut(&mut refused.case);
    let Judge::Refused(refusal) = &mut case.judge else {
        panic!("it is refused")
    };
    refusal.param = Some("description".to_owned());
    assert_eq!(discharges(&refused), [""; 0]);
}

#[test]
fn arguments_that_are_not_on_the_wire_discharge_nothing() {
    let id = "PostTransfersIdReversals/client/body.amount/greatest-integer".to_owned();
    let mut sent = test("transfer_reversals/create/amount/greatest::client-encode");
    assert!(discharges(&sent).contains(&id));
    Arc::make_mut(&mut sent.case).request.body = Some(String::new());
    assert!(!discharges(&sent).contains(&id));
}

#[test]
fn an_answer_with_two_faults_or_refused_elsewhere_discharges_nothing() {
    let name = "transfer_reversals/create/transfer_reversal/refused/amount_absent::client-refuse";
    let mut refuses = test(name);
    assert_eq!(
        discharges(&refuses),
        ["PostTransfersIdReversals/client/response.amount/missing"]
    );
    let mut two_faults = refuses.clone();
    let (body, _) = refusal(&mut two_faults);
    body["currency"] = json!(1);
    assert_eq!(discharges(&two_faults), [""; 0]);
    let (_, at) = refusal(&mut refuses);
    "/created".clone_into(at);
    assert_eq!(discharges(&refuses), [""; 0]);
}

/// The body that a client refuses, and where it does.
fn refusal(test: &mut Test) -> (&mut Value, &mut String) {
    match &mut Arc::make_mut(&mut test.case).judge {
        Judge::Refuses {
            body: Some(body),
            at,
            ..
        } => (body, at),
        other => panic!("it is refused, not {other:?}"),
    }
}
