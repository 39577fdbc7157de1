//! What is counted beside tests, in lines.

use super::{Control, Report, Share, Unjudged, grouped};
use reversals_cases::Side;

/// The reasons for which tests were not judged, each with what lifts it.
pub(super) fn aside(report: &Report) -> impl Iterator<Item = String> {
    let reasons = report.floor.iter().flat_map(|floor| &floor.unjudged);
    reasons.map(|reason| {
        let Unjudged {
            tests,
            reason,
            why,
            give,
        } = reason;
        let give = give.as_ref().map(|give| format!("; give {give}"));
        let tests = grouped(*tests);
        format!("{tests} × {reason}: {why}{}", give.unwrap_or_default())
    })
}

/// What was judged of each operation and side, the control requests, and the laws.
pub(super) fn counted(report: &Report) -> Vec<String> {
    let shares = report.floor.iter().flat_map(|floor| &floor.shares);
    let mut lines: Vec<String> = shares.map(share).collect();
    lines.extend(report.controls.iter().map(control));
    let broken = report.laws.iter().filter(|law| law.broken > 0).count();
    let silent: Vec<_> = report.laws.iter().filter(|law| law.asked == 0).collect();
    let all = report.laws.len();
    if all > 0 {
        let mut line = format!(
            "laws: {} of {} asked, {} broken",
            grouped(all - silent.len()),
            grouped(all),
            grouped(broken)
        );
        if !silent.is_empty() {
            let names: Vec<_> = silent.iter().map(|law| law.law.as_str()).collect();
            line.push_str(&format!("; never asked: {}", names.join(", ")));
        }
        lines.push(line);
    }
    lines
}

fn share(share: &Share) -> String {
    let side = match share.side {
        Side::Client => "client",
        Side::Server => "server",
    };
    let accepted = match share.accepted {
        0 => String::new(),
        some => format!(", {} accepted", grouped(some)),
    };
    format!(
        "judged {} of {}: {} ({side}){accepted}",
        grouped(share.judged),
        grouped(share.of),
        share.operation
    )
}

fn control(control: &Control) -> String {
    let said = control.said.as_ref().map(|said| format!(": {said}"));
    format!(
        "control requests of {}: {} accepted, {} refused{}",
        control.operation,
        grouped(control.accepted),
        grouped(control.refused),
        said.unwrap_or_default()
    )
}
