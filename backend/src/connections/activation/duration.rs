//! How long somebody has to confirm a step: an ISO 8601 duration of hours, minutes and seconds.

use api::{FieldProblem, ProblemCode};
use chrono::Duration;

use crate::problem::ApiError;

/// Reads `PT15M` and its like; a minute at least, a day at most.
pub(in crate::connections) fn confirm_time(text: Option<&str>) -> Result<Option<Duration>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    let fits = |duration: &Duration| *duration >= Duration::minutes(1) && *duration <= Duration::hours(24);
    parse(text).filter(fits).map(Some).ok_or_else(|| {
        let field = FieldProblem {
            pointer: "/auto_revert_after".to_owned(),
            code: "invalid_value".to_owned(),
            detail: "The time is not an ISO 8601 duration between a minute and a day.".to_owned(),
            fix: "Send PT15M for 15 minutes.".to_owned(),
        };
        ApiError::new(ProblemCode::InvalidRequest, "The time to confirm cannot be used.")
            .with_errors(vec![field])
    })
}

fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix("PT")?;
    let mut total = Duration::zero();
    let mut last = 0;
    while !rest.is_empty() {
        let unit = rest.find(|letter: char| !letter.is_ascii_digit())?;
        // Five digits are more than a day of any unit.
        let number: i64 = rest.get(..unit).filter(|digits| digits.len() <= 5)?.parse().ok()?;
        let (order, part) = match rest.as_bytes().get(unit)? {
            b'H' => (1, Duration::hours(number)),
            b'M' => (2, Duration::minutes(number)),
            b'S' => (3, Duration::seconds(number)),
            _ => return None,
        };
        if order <= last {
            return None;
        }
        (last, total, rest) = (order, total + part, rest.get(unit + 1..)?);
    }
    (last > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_minutes_and_seconds_in_their_order_between_a_minute_and_a_day() {
        for (text, minutes) in [("PT15M", 15), ("PT1H30M", 90), ("PT24H", 1440), ("PT60S", 1)] {
            assert_eq!(confirm_time(Some(text)).unwrap(), Some(Duration::minutes(minutes)), "{text}");
        }
        for text in ["", "15", "PT", "P1D", "PT59S", "PT25H", "PT1M1H", "PTM", "PT-5M", "PT999999M", "PT1.5H"]
        {
            assert!(confirm_time(Some(text)).is_err(), "{text}");
        }
        assert_eq!(confirm_time(None).unwrap(), None);
    }
}
