//! Whether a received credit can be sent back.

use crate::store::credits::ReceivedCredit;

impl ReceivedCredit {
    /// Why the credit can't be reversed, in the words of `reversal_details.restricted_reason`; none where it can.
    pub(crate) fn restricted_reason(&self, now: i64) -> Option<&str> {
        if self.credit_reversal.is_some() {
            return Some("already_reversed");
        }
        if self.status != "succeeded" {
            return Some("other");
        }
        match self.network.as_str() {
            "ach" => {}
            "stripe" if self.source_flow_type.as_deref() == Some("outbound_payment") => {}
            "stripe" => return Some("source_flow_restricted"),
            _ => return Some("network_restricted"),
        }
        if self.restricted.is_some() {
            return self.restricted.as_deref();
        }
        self.deadline
            .filter(|&deadline| now > deadline)
            .map(|_| "deadline_passed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credit(network: &str) -> ReceivedCredit {
        ReceivedCredit {
            id: "rc_1".to_owned(),
            amount: 1,
            currency: "usd".to_owned(),
            created: 0,
            description: String::new(),
            financial_account: "fa_1".to_owned(),
            network: network.to_owned(),
            status: "succeeded".to_owned(),
            source_flow_type: None,
            deadline: Some(10),
            restricted: None,
            credit_reversal: None,
            transaction_id: "trxn_1".to_owned(),
            holder: None,
            last4: None,
            routing_number: None,
        }
    }

    #[test]
    fn each_reason_is_told_and_the_deadline_is_the_last_moment() {
        let reason = |credit: ReceivedCredit, now| credit.restricted_reason(now).map(str::to_owned);
        assert_eq!(reason(credit("ach"), 10), None);
        assert_eq!(reason(credit("ach"), 11).unwrap(), "deadline_passed");
        let wire = reason(credit("us_domestic_wire"), 0).unwrap();
        assert_eq!(wire, "network_restricted");
        assert_eq!(
            reason(credit("stripe"), 0).unwrap(),
            "source_flow_restricted"
        );
        let paid = ReceivedCredit {
            source_flow_type: Some("outbound_payment".to_owned()),
            ..credit("stripe")
        };
        assert_eq!(reason(paid, 0), None);
        let failed = ReceivedCredit {
            status: "failed".to_owned(),
            ..credit("ach")
        };
        assert_eq!(reason(failed, 0).unwrap(), "other");
        let reversed = ReceivedCredit {
            credit_reversal: Some("credrev_1".to_owned()),
            ..credit("ach")
        };
        assert_eq!(reason(reversed, 11).unwrap(), "already_reversed");
        let held = ReceivedCredit {
            restricted: Some("other".to_owned()),
            ..credit("ach")
        };
        assert_eq!(reason(held, 0).unwrap(), "other");
    }
}
