//! Decimal numbers by their digits, since a float is near to most of them and none of them.

use std::cmp::Ordering;

/// A decimal number, exactly as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// The digits without zeros at either end; none for zero.
    digits: Vec<u8>,
    /// Where the point stands, counted from before the first digit.
    point: i64,
}

impl Decimal {
    /// Reads JSON's notation of a number; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, self::exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return None;
        }
        let all = [whole.as_bytes(), fraction.as_bytes()].concat();
        let zeros = all.iter().take_while(|&&digit| digit == b'0').count();
        let end = all.iter().rposition(|&digit| digit != b'0');
        let Some(end) = end else {
            return Some(Self {
                negative: false,
                digits: Vec::new(),
                point: 0,
            });
        };
        let digits = all[zeros..=end].iter().map(|digit| digit - b'0').collect();
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
        Some(Self {
            negative,
            digits,
            point: point.saturating_add(exponent),
        })
    }

    /// Whether the number is a whole multiple of `step`. Of zero, and of a step with more than 19 digits, none is.
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        if self.digits.is_empty() {
            return true;
        }
        let step_digits = step.digits.iter().try_fold(0_u64, |number, &digit| {
            number.checked_mul(10)?.checked_add(u64::from(digit))
        });
        let Some(divisor) = step_digits.filter(|&digits| digits != 0).map(u128::from) else {
            return false;
        };
        // What this one's last digit counts, in units of the last digit of the step. Neither ends in a zero, so that a
        // finer one is no multiple.
        let Some(shift) = self
            .last()
            .checked_sub(step.last())
            .filter(|&shift| shift >= 0)
        else {
            return false;
        };
        let digits = self.digits.iter().fold(0_u128, |rest, &digit| {
            (rest * 10 + u128::from(digit)) % divisor
        });
        (digits * power_of_ten(shift, divisor)).is_multiple_of(divisor)
    }

    /// The whole number that it is; none where it is not whole, or where 64 bits with a sign can't hold it.
    pub(crate) fn whole(&self) -> Option<i64> {
        /// No number of 64 bits has more digits.
        const MOST: u32 = 19;
        let zeros = u32::try_from(self.last())
            .ok()
            .filter(|&zeros| zeros <= MOST)?;
        let digits = self.digits.iter().try_fold(0_i128, |number, &digit| {
            number.checked_mul(10)?.checked_add(digit.into())
        })?;
        let size = digits.checked_mul(10_i128.pow(zeros))?;
        i64::try_from(if self.negative { -size } else { size }).ok()
    }

    /// The power of ten of the last digit.
    fn last(&self) -> i64 {
        let digits = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        self.point.saturating_sub(digits)
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        // Zero has no place of its own.
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .point
                .cmp(&other.point)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn exponent(text: &str) -> Option<i64> {
    /// Far beyond every float, and far from the end of an `i64`.
    const MOST: i64 = i64::MAX / 4;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(MOST).min(MOST);
    Some(if text.starts_with('-') { -size } else { size })
}

/// 10 to a power, modulo a number of 64 bits.
fn power_of_ten(mut power: i64, modulus: u128) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        power >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_ordered_by_what_is_written_and_not_by_the_nearest_float() {
        let ascending = [
            "-1e400",
            "-10.5",
            "-10.05",
            "-1",
            "-0.1",
            "0",
            "1e-400",
            "0.1",
            "0.10000000000000000000000001",
            "9007199254740992.0",
            "9007199254740993",
            "1e308",
            "1E+309",
        ];
        for (at, low) in ascending.iter().enumerate() {
            for high in &ascending[at + 1..] {
                assert!(decimal(low) < decimal(high), "{low} {high}");
            }
        }
        for (one, same) in [
            ("0", "-0.0"),
            ("1", "1.000"),
            ("100", "1e2"),
            ("0.01", "10e-3"),
            ("007", "7"),
        ] {
            assert_eq!(decimal(one), decimal(same));
        }
    }

    #[test]
    fn a_multiple_is_one_exactly() {
        for (number, step) in [
            ("19.99", "0.01"),
            ("0.3", "0.1"),
            ("-0.3", "0.1"),
            ("1e308", "0.01"),
            ("9007199254740993", "3"),
            ("0", "5"),
            ("10", "2.5"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert!(
                decimal(number).is_multiple_of(&decimal(step)),
                "{number} {step}"
            );
        }
        for (number, step) in [
            ("19.999", "0.01"),
            ("0.30000000000000004", "0.1"),
            ("9007199254740992", "3"),
            ("1e-400", "0.01"),
            ("5", "10"),
            ("5", "0"),
        ] {
            assert!(
                !decimal(number).is_multiple_of(&decimal(step)),
                "{number} {step}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", "-", ".5", "5.", "1e", "1e+", "+1", "0x1", "1 ", "١", "NaN", "1e1.5",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        // Its end is out of sight, and found in no time.
        assert!(!decimal("1e99999999999999999999").is_multiple_of(&decimal("7")));
    }
}
