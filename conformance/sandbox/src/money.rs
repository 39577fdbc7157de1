//! Arithmetic with minor units.

/// What of an application fee goes back with a reversal.
///
/// `reversed` is what the reversals that asked for the fee have taken back with this one, `refunded` what of the fee
/// went back before. The share is rounded down to a whole minor unit over all of them together, so the parts never sum
/// above the fee, and a transfer whose every reversal asked for it gives back the whole fee.
pub(crate) fn fee_refund(fee: i64, amount: i64, reversed: i64, refunded: i64) -> i64 {
    if fee <= 0 || amount <= 0 {
        return 0;
    }
    let due = i128::from(fee) * i128::from(reversed.clamp(0, amount)) / i128::from(amount);
    // At most the fee, which is an i64.
    i64::try_from(due)
        .unwrap_or(fee)
        .saturating_sub(refunded)
        .max(0)
}

/// `$5.01`, `¥501` or `5.01 CHF`: an amount as people write it.
pub(crate) fn shown(amount: i64, currency: &str) -> String {
    const WITHOUT_CENTS: [&str; 16] = [
        "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv",
        "xaf", "xof", "xpf",
    ];
    let sign = if amount < 0 { "-" } else { "" };
    let units = amount.unsigned_abs();
    let number = if WITHOUT_CENTS.contains(&currency) {
        units.to_string()
    } else {
        format!("{}.{:02}", units / 100, units % 100)
    };
    match currency {
        "usd" => format!("{sign}${number}"),
        "eur" => format!("{sign}€{number}"),
        "gbp" => format!("{sign}£{number}"),
        "jpy" => format!("{sign}¥{number}"),
        other => format!("{sign}{number} {}", other.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_of_a_fee_never_sum_above_it_and_all_of_them_are_the_fee(
            fee in 0..i64::MAX, parts in prop::collection::vec(1..i64::MAX / 64, 1..32),
        ) {
            let amount: i64 = parts.iter().sum();
            let (mut reversed, mut refunded) = (0, 0);
            for part in parts {
                reversed += part;
                let refund = fee_refund(fee, amount, reversed, refunded);
                prop_assert!(refund >= 0);
                refunded += refund;
                prop_assert!(refunded <= fee);
            }
            prop_assert_eq!(refunded, fee);
        }
    }

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!(fee_refund(100, 300, 100, 0), 33);
        assert_eq!(fee_refund(100, 300, 200, 33), 33);
        assert_eq!(fee_refund(100, 300, 300, 66), 34);
        assert_eq!(fee_refund(0, 300, 300, 0), 0);
        assert_eq!(fee_refund(100, 300, 400, 0), 100);
    }

    #[test]
    fn amounts_are_shown_as_people_write_them() {
        for (amount, currency, text) in [
            (501, "usd", "$5.01"),
            (5, "gbp", "£0.05"),
            (501, "jpy", "¥501"),
            (-501, "eur", "-€5.01"),
            (501, "chf", "5.01 CHF"),
            (501, "xof", "501 XOF"),
            (i64::MIN, "usd", "-$92233720368547758.08"),
        ] {
            assert_eq!(shown(amount, currency), text);
        }
    }
}
