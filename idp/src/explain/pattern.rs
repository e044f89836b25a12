//! Patterns: literal text with captures, found anywhere in a message as whole words, whatever the case of ASCII letters.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer};

const MAX_CAPTURE: usize = 120;

/// A message to look into.
#[derive(Debug)]
pub(super) struct Message<'a> {
    text: &'a str,
    /// ASCII only: lower case then has the same places as the text.
    lower: String,
}

impl<'a> Message<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, lower: text.to_ascii_lowercase() }
    }

    /// Whether these words stand in it. They are given in lower case.
    pub(super) fn says(&self, words: &str) -> bool {
        find_whole(&self.lower, words, 0, (true, true)).is_some()
    }

    /// Whether a prefix with a number after it stands in it. It is given in lower case.
    pub(super) fn has_numbered(&self, prefix: &str) -> bool {
        let numbered = |rest: &str| rest.starts_with(|character: char| character.is_ascii_digit());
        self.lower.match_indices(prefix).any(|(at, _)| numbered(&self.lower[at + prefix.len()..]))
    }
}

/// One text such as `expected {expected}, got: {received}`, or several that have to be there all.
#[derive(Debug)]
pub(super) enum Pattern {
    One(Text),
    All(Vec<Text>),
}

/// A text with captures.
#[derive(Debug)]
pub(super) struct Text(Vec<Part>);

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
    /// Values that are known already.
    pub(super) fn of(values: &[(&str, &str)]) -> Self {
        Self(values.iter().map(|(name, value)| ((*name).to_owned(), cut(value))).collect())
    }

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
    /// What the pattern captures in a message; none when it is not there.
    pub(super) fn find(&self, message: &Message<'_>) -> Option<Captures> {
        match self {
            Self::One(text) => text.find(message),
            Self::All(texts) => texts.iter().try_fold(Captures::default(), |mut all, text| {
                all.0.extend(text.find(message)?.0);
                Some(all)
            }),
        }
    }
}

impl Text {
    pub(super) fn parse(text: &str) -> Self {
        Self(parts(text, str::to_ascii_lowercase))
    }

    fn find(&self, message: &Message<'_>) -> Option<Captures> {
        let mut captures = Captures::default();
        let mut place = 0;
        let mut open: Option<(&str, usize)> = None;
        let last = self.0.len().saturating_sub(1);
        for (index, part) in self.0.iter().enumerate() {
            match part {
                Part::Capture(name) => open = Some((name, place)),
                Part::Literal(literal) => {
                    let whole = (index == 0, index == last);
                    let found = find_whole(&message.lower, literal, place, whole)?;
                    if let Some((name, from)) = open.take() {
                        captures.0.insert(name.to_owned(), cut(&message.text[from..found]));
                    }
                    place = found + literal.len();
                }
            }
        }
        if let Some((name, from)) = open {
            captures.0.insert(name.to_owned(), cut(&message.text[from..]));
        }
        Some(captures)
    }
}

/// Finds a literal from a place on; where asked for, not in the middle of a word at its beginning or its end.
fn find_whole(text: &str, literal: &str, from: usize, (begins, ends): (bool, bool)) -> Option<usize> {
    let word = |character: char| character.is_alphanumeric() || character == '_';
    let mut from = from;
    loop {
        let found = from + text.get(from..)?.find(literal)?;
        let after = found + literal.len();
        let joined_before = begins
            && literal.starts_with(word)
            && text.get(..found).is_some_and(|before| before.ends_with(word));
        let joined_after =
            ends && literal.ends_with(word) && text.get(after..).is_some_and(|rest| rest.starts_with(word));
        if !joined_before && !joined_after {
            return Some(found);
        }
        from = found + literal.chars().next().map_or(1, char::len_utf8);
    }
}

fn cut(text: &str) -> String {
    text.trim().chars().take(MAX_CAPTURE).collect()
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Literal(literal) => f.write_str(literal),
            Part::Capture(name) => write!(f, "{{{name}}}"),
        })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(text) => text.fmt(f),
            Self::All(texts) => {
                let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
                f.write_str(&texts.join(" … "))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            All(Vec<String>),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::One(text) => Self::One(Text::parse(&text)),
            Written::All(texts) => Self::All(texts.iter().map(|text| Text::parse(text)).collect()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(pattern: &str, message: &str) -> Option<(String, String)> {
        let captures = Text::parse(pattern).find(&Message::new(message))?;
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
        assert_eq!(captured("x{expected}y", "İİ x1y"), Some(("1".to_owned(), "not told".to_owned())));
    }

    #[test]
    fn a_code_is_not_found_inside_a_longer_one() {
        assert!(captured("AADSTS50011", "AADSTS500119: other").is_none());
        assert!(captured("AADSTS50011", "XAADSTS50011: other").is_none());
        assert!(captured("app_not_configured", "app_not_configured_for_user").is_none());
        assert!(captured("AADSTS50011", "AADSTS500119 then AADSTS50011: it").is_some());
    }

    #[test]
    fn several_texts_have_to_be_there_all_in_any_order() {
        let pattern: Pattern = serde_json::from_str(r#"["scim", "status 401"]"#).unwrap();
        assert!(pattern.find(&Message::new("Status 401 from the SCIM endpoint")).is_some());
        assert!(pattern.find(&Message::new("status 401 from the login page")).is_none());
    }
}
