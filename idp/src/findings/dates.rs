//! Dates in words: absolute, with the distance beside it.

use chrono::{DateTime, Utc};

/// Such as `2 November 2026`.
pub(crate) fn date(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

/// Such as `on 2 November 2026, 21 days ago` or `on 5 December 2026, in 12 days`.
pub(crate) fn on_date(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("on {}, {}", date(at), distance(at, now))
}

fn distance(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (at.date_naive() - now.date_naive()).num_days();
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        2..=730 => format!("in {days} days"),
        -730..=-2 => format!("{} days ago", -days),
        731.. => format!("in {} years", days / 365),
        _ => format!("{} years ago", -days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::on_date;

    #[test]
    fn a_date_says_how_far_it_is() {
        let at = |text: &str| text.parse().unwrap();
        let now = at("2026-11-23T12:00:00Z");
        assert_eq!(on_date(at("2026-12-05T00:00:00Z"), now), "on 5 December 2026, in 12 days");
        assert_eq!(on_date(at("2026-11-22T23:00:00Z"), now), "on 22 November 2026, yesterday");
        assert_eq!(on_date(at("2014-11-22T23:00:00Z"), now), "on 22 November 2014, 12 years ago");
    }
}
