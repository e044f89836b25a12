//! Numbers, spans of time, names and fingerprints as people read them.

use chrono::{DateTime, TimeDelta, Utc};

/// A number with separators, such as `2,184`.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun, such as `1 problem` or `3 problems`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// How far a moment is away, such as `in 21 days` or `4 minutes ago`.
pub(crate) fn relative(now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    let away = then - now;
    match span(away.abs()) {
        None => "just now".into(),
        Some(text) if away > TimeDelta::zero() => format!("in {text}"),
        Some(text) => format!("{text} ago"),
    }
}

/// The length of a span in its largest unit; nothing below ten seconds.
fn span(length: TimeDelta) -> Option<String> {
    let seconds = u64::try_from(length.num_seconds()).unwrap_or_default();
    Some(match seconds {
        0..10 => return None,
        10..60 => counted(seconds, "second", "seconds"),
        60..3_600 => counted(seconds / 60, "minute", "minutes"),
        3_600..86_400 => counted(seconds / 3_600, "hour", "hours"),
        86_400..5_184_000 => counted(seconds / 86_400, "day", "days"),
        5_184_000..63_072_000 => counted(seconds / 2_592_000, "month", "months"),
        _ => counted(seconds / 31_536_000, "year", "years"),
    })
}

/// A length of time in its largest unit and few letters, such as `12 s` or `5 min`.
pub(crate) fn brief(length: TimeDelta) -> String {
    let seconds = u64::try_from(length.num_seconds()).unwrap_or_default();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => counted(seconds / 86_400, "day", "days"),
    }
}

/// A length of time on a clock face, such as `1:05`.
pub(crate) fn countdown(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The first bytes of a fingerprint in pairs, such as `4E 91 B0 7A C3 …`.
pub(crate) fn fingerprint(hex: &str) -> String {
    let mut text = String::new();
    for (index, digit) in hex.chars().filter(char::is_ascii_hexdigit).take(10).enumerate() {
        if index > 0 && index % 2 == 0 {
            text.push(' ');
        }
        text.push(digit.to_ascii_uppercase());
    }
    text + " …"
}

/// Two letters for an avatar or a tile.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split([' ', '@', '.', '-', '_']).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return "·".into() };
    let mut letters = first.chars();
    let start = letters.next().map(|letter| letter.to_ascii_uppercase().to_string()).unwrap_or_default();
    let second = if name.contains(' ') { words.next() } else { None };
    match second.and_then(|word| word.chars().next()) {
        Some(letter) => start + &letter.to_ascii_uppercase().to_string(),
        None => {
            start
                + &letters
                    .next_back()
                    .map(|letter| letter.to_ascii_lowercase().to_string())
                    .unwrap_or_default()
        }
    }
}

/// A text that is not longer than `limit` characters, cut at its end.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators() {
        let written: Vec<String> = [0, 12, 412, 2_184, 1_234_567].into_iter().map(number).collect();
        assert_eq!(written, ["0", "12", "412", "2,184", "1,234,567"]);
    }

    #[test]
    fn spans_use_the_largest_unit() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let at = |delta| relative(now, now + delta);
        assert_eq!(at(TimeDelta::days(21)), "in 21 days");
        assert_eq!(at(TimeDelta::days(-1)), "1 day ago");
        assert_eq!(at(TimeDelta::minutes(-4)), "4 minutes ago");
        assert_eq!(at(TimeDelta::seconds(3)), "just now");
        assert_eq!(at(TimeDelta::days(400)), "in 13 months");
        assert_eq!(at(TimeDelta::days(1_100)), "in 3 years");
    }

    #[test]
    fn a_short_span_has_few_letters() {
        let lengths = [-5, 0, 59, 60, 3_599, 7_200, 86_400, 30 * 86_400].map(TimeDelta::seconds);
        let written = lengths.map(brief);
        assert_eq!(written, ["0 s", "0 s", "59 s", "1 min", "59 min", "2 h", "1 day", "30 days"]);
    }

    #[test]
    fn names_become_two_letters() {
        let pairs =
            [("Globex", "Gx"), ("Acme Cloud", "AC"), ("owner@globex.example", "Or"), ("", "·"), ("A", "A")];
        for (name, letters) in pairs {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn fingerprints_show_five_bytes() {
        assert_eq!(fingerprint("4e91b07ac3189900"), "4E 91 B0 7A C3 …");
    }

    #[test]
    fn long_texts_are_cut_at_their_end() {
        assert_eq!(shortened("abcdef", 6), "abcdef");
        assert_eq!(shortened("abcdefg", 6), "abcde…");
    }

    #[test]
    fn a_countdown_has_two_digits_of_seconds() {
        assert_eq!(countdown(65), "1:05");
    }
}
