//! Arithmetic with minor units.

/// What of an application fee goes back with a reversal.
///
/// `reversed` is what the reversals that asked for the fee have taken back with this one, `refunded` what of the fee
/// went back before. The share is rounded down to a whole minor unit over all of them together, so the parts never sum
/// above the fee, and a transfer whose every reversal asked for it gives back the whole fee.
pub(crate) fn fee_refund(fee: i64, amount: i64, reversed: i64, refunded: i64) -> i64 {
    let due = i128::from(fee) * i128::from(reversed.clamp(0, amount)) / i128::from(amount);
    // At most the fee, which is an i64.
    i64::try_from(due)
        .unwrap_or(fee)
        .saturating_sub(refunded)
        .max(0)
}

/// `$12,345.01`, `¥501`, `1.500 KWD`: an amount as people write it, with as many decimals as the currency has.
pub(crate) fn shown(amount: i64, currency: &str) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let (units, decimals) = (amount.unsigned_abs(), decimals(currency));
    let whole = 10_u64.pow(decimals);
    let mut number = grouped(units / whole);
    if decimals > 0 {
        let width = decimals as usize;
        number.push_str(&format!(".{:0width$}", units % whole));
    }
    match currency {
        "usd" => format!("{sign}${number}"),
        "eur" => format!("{sign}€{number}"),
        "gbp" => format!("{sign}£{number}"),
        "jpy" => format!("{sign}¥{number}"),
        other => format!("{sign}{number} {}", other.to_ascii_uppercase()),
    }
}

/// How many decimals a currency's minor unit stands for.
fn decimals(currency: &str) -> u32 {
    match currency {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "ugx"
        | "vnd" | "vuv" | "xaf" | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    }
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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

        #[test]
        fn an_amount_is_read_back_from_what_is_shown(
            amount in prop_oneof![any::<i64>(), -2_000_000..2_000_000_i64],
            (currency, decimals) in prop::sample::select(
                &[("jpy", 0), ("xof", 0), ("usd", 2), ("chf", 2), ("zzz", 2), ("kwd", 3), ("tnd", 3)][..],
            ),
        ) {
            let shown = shown(amount, currency);
            let number: String = shown.chars().filter(|it| it.is_ascii_digit() || ".,".contains(*it)).collect();
            let (whole, rest) = number.split_once('.').unwrap_or((&number, ""));
            prop_assert_eq!(number.contains('.'), decimals > 0);
            prop_assert_eq!(rest.len(), decimals);
            let groups: Vec<&str> = whole.split(',').collect();
            prop_assert!((1..=3).contains(&groups[0].len()), "{}", shown);
            prop_assert!(groups[1..].iter().all(|group| group.len() == 3), "{}", shown);
            prop_assert!(whole == "0" || !whole.starts_with('0'), "{}", shown);
            let sign = if shown.starts_with('-') { "-" } else { "" };
            let read = format!("{sign}{}{rest}", whole.replace(',', ""));
            prop_assert_eq!(read.parse(), Ok(amount), "{}", shown);
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
            (0, "usd", "$0.00"),
            (501, "usd", "$5.01"),
            (5, "gbp", "£0.05"),
            (501, "jpy", "¥501"),
            (989_900, "jpy", "¥989,900"),
            (1_234_567, "usd", "$12,345.67"),
            (99_999, "usd", "$999.99"),
            (100_000, "usd", "$1,000.00"),
            (-501, "eur", "-€5.01"),
            (501, "chf", "5.01 CHF"),
            (501, "xof", "501 XOF"),
            (1_234_567, "krw", "1,234,567 KRW"),
            (1_234_567, "kwd", "1,234.567 KWD"),
            (5, "bhd", "0.005 BHD"),
            (i64::MIN, "usd", "-$92,233,720,368,547,758.08"),
        ] {
            assert_eq!(shown(amount, currency), text);
        }
    }
}
