//! Patterns: literal text with captures, found anywhere in a message, whatever the case of ASCII letters.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

const MAX_CAPTURE: usize = 120;

/// A pattern such as `expected {expected}, got: {received}`.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// In lower case.
    Literal(String),
    Capture(String),
}

/// What was captured.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Captures(BTreeMap<String, String>);

impl Captures {
    /// A text with its `{name}`s filled; a name that was not captured is "not told".
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        for part in parts(text, str::to_owned) {
            match part {
                Part::Literal(literal) => filled.push_str(&literal),
                Part::Capture(name) => filled.push_str(self.0.get(&name).map_or("not told", String::as_str)),
            }
        }
        filled
    }
}

fn parts(text: &str, literal: impl Fn(&str) -> String) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !before.is_empty() {
            parts.push(Part::Literal(literal(before)));
        }
        parts.push(Part::Capture(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(literal(rest)));
    }
    parts
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Self {
        Self(parts(text, str::to_ascii_lowercase))
    }

    /// What the pattern captures in a message; none when it is not there.
    pub(super) fn find(&self, message: &str) -> Option<Captures> {
        // ASCII only: lower case then has the same places as the message itself.
        let lower = message.to_ascii_lowercase();
        let mut captures = Captures::default();
        let mut place = 0;
        let mut open: Option<(&str, usize)> = None;
        for part in &self.0 {
            match part {
                Part::Capture(name) => open = Some((name, place)),
                Part::Literal(literal) => {
                    let found = place + lower.get(place..)?.find(literal.as_str())?;
                    if let Some((name, from)) = open.take() {
                        captures.0.insert(name.to_owned(), cut(&message[from..found]));
                    }
                    place = found + literal.len();
                }
            }
        }
        if let Some((name, from)) = open {
            captures.0.insert(name.to_owned(), cut(&message[from..]));
        }
        Some(captures)
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(MAX_CAPTURE).collect()
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(pattern: &str, message: &str) -> Option<(String, String)> {
        let captures = Pattern::parse(pattern).find(message)?;
        Some((captures.fill("{expected}"), captures.fill("{received}")))
    }

    #[test]
    fn captures_stand_between_literals() {
        let found =
            captured("expected {expected}, got: {received}", "Error: Expected https://a/, GOT: https://b/");
        assert_eq!(found, Some(("https://a/".to_owned(), "https://b/".to_owned())));
        assert_eq!(
            captured("(a: {expected}. b: {received})", "x (a: 1. b: 2) y"),
            Some(("1".to_owned(), "2".to_owned()))
        );
        assert_eq!(captured("expected {expected}", "nothing"), None);
        assert_eq!(captured("plain", "a Plain text"), Some(("not told".to_owned(), "not told".to_owned())));
    }

    #[test]
    fn captures_are_cut_and_other_alphabets_do_not_disturb() {
        let (expected, _) = captured("größe {expected}", &format!("größe {}", "ß".repeat(999))).unwrap();
        assert_eq!(expected.chars().count(), MAX_CAPTURE);
        assert_eq!(captured("x{expected}y", "İİx1y"), Some(("1".to_owned(), "not told".to_owned())));
    }
}
