//! The part of the Lucene query syntax that `q` understands: `field:value`, phrases, `*`, ranges, AND, OR, NOT.

use serde_json::Value;

/// Not a member of a user, but searched as if it were; case does not count.
const EMAIL_DOMAIN: &str = "email.domain";

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    /// Any of these groups; in a group all terms.
    groups: Vec<Vec<Term>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    field: String,
    wanted: Wanted,
    negated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Text(String),
    Range { from: String, to: String, inclusive: bool },
}

impl Filter {
    /// Reads a query; an empty one takes everything.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut groups = vec![Vec::new()];
        let mut negated = false;
        for word in words(text)? {
            match word.as_str() {
                "AND" => {}
                "OR" => groups.push(Vec::new()),
                "NOT" => negated = true,
                _ => {
                    if let Some(group) = groups.last_mut() {
                        group.push(term(&word, negated)?);
                    }
                    negated = false;
                }
            }
        }
        Ok(Self { groups })
    }

    /// Whether the object satisfies the query.
    pub(super) fn matches(&self, object: &Value) -> bool {
        self.groups.iter().any(|group| group.iter().all(|term| term.matches(object)))
    }
}

impl Term {
    fn matches(&self, object: &Value) -> bool {
        let mut values = Vec::new();
        if self.field == EMAIL_DOMAIN {
            values.extend(email_domain(object));
        } else {
            collect(object, &self.field.split('.').collect::<Vec<_>>(), &mut values);
        }
        values.iter().any(|value| self.wanted.accepts(value)) != self.negated
    }
}

impl Wanted {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Self::Text(text) => match text.strip_suffix('*') {
                Some(prefix) => value.starts_with(prefix),
                None => value == text,
            },
            Self::Range { from, to, inclusive } => {
                let above = from == "*" || value > from.as_str() || (*inclusive && value == from);
                let below = to == "*" || value < to.as_str() || (*inclusive && value == to);
                above && below
            }
        }
    }
}

/// What follows the last @ of the address, in lower case.
fn email_domain(object: &Value) -> Option<String> {
    let (_, domain) = object.get("email")?.as_str()?.rsplit_once('@')?;
    Some(domain.to_lowercase())
}

fn collect(value: &Value, path: &[&str], found: &mut Vec<String>) {
    match (value, path) {
        (Value::Array(items), _) => items.iter().for_each(|item| collect(item, path, found)),
        (Value::Object(object), [first, rest @ ..]) => {
            if let Some(inner) = object.get(*first) {
                collect(inner, rest, found);
            }
        }
        (Value::String(text), []) => found.push(text.clone()),
        (Value::Number(_) | Value::Bool(_), []) => found.push(value.to_string()),
        _ => {}
    }
}

/// Splits at spaces outside quotes and brackets.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for letter in text.chars() {
        if std::mem::take(&mut escaped) {
            word.push(letter);
            continue;
        }
        match letter {
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => {
                bracketed = true;
                word.push(letter);
            }
            ']' | '}' if !quoted => {
                bracketed = false;
                word.push(letter);
            }
            '(' | ')' if !quoted => {}
            ' ' if !quoted && !bracketed => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            _ => word.push(letter),
        }
    }
    if quoted || bracketed {
        return Err(format!("Failed to parse query [{text}]"));
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

fn term(word: &str, negated: bool) -> Result<Term, String> {
    let (negated, word) = match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (negated, word),
    };
    let (field, wanted) =
        word.split_once(':').ok_or_else(|| format!("Failed to parse query [{word}]: a field is needed"))?;
    let range = |inclusive| {
        let inner = wanted.get(1..wanted.len() - 1)?;
        let (from, to) = inner.split_once(" TO ")?;
        Some(Wanted::Range { from: from.trim().to_owned(), to: to.trim().to_owned(), inclusive })
    };
    let wanted = match wanted.chars().next() {
        Some('[') => range(true).ok_or_else(|| format!("Failed to parse query [{word}]"))?,
        Some('{') => range(false).ok_or_else(|| format!("Failed to parse query [{word}]"))?,
        _ if field == EMAIL_DOMAIN => Wanted::Text(wanted.to_lowercase()),
        _ => Wanted::Text(wanted.to_owned()),
    };
    Ok(Term { field: field.to_owned(), wanted, negated })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(query: &str) -> bool {
        let record = json!({
            "type": "f", "date": "2026-11-24T10:00:00.000Z", "description": "Audience is invalid.",
            "identities": [{ "connection": "globex-saml" }],
        });
        Filter::parse(query).unwrap().matches(&record)
    }

    #[test]
    fn terms_phrases_wildcards_ranges_and_operators() {
        assert!(found(""));
        assert!(found("type:f"));
        assert!(!found("type:s"));
        assert!(found("type:s OR type:f"));
        assert!(!found("type:f AND NOT description:Audience*"));
        assert!(found("description:\"Audience is invalid.\""));
        assert!(found("description:Audience\\ is*"));
        assert!(found("identities.connection:\"globex-saml\""));
        assert!(found("date:[2026-11-24 TO 2026-11-25]"));
        assert!(!found("date:{2026-11-25 TO *}"));
        assert!(Filter::parse("\"open").is_err());
    }

    #[test]
    fn the_domain_of_an_address_is_found_whatever_its_case() {
        let user = json!({ "email": "Ann@Globex.example", "domain": "other.example" });
        let found = |query: &str| Filter::parse(query).unwrap().matches(&user);
        assert!(found("email.domain:\"globex.example\""));
        assert!(found("email.domain:GLOBEX.EXAMPLE"));
        assert!(found("email.domain:glo*"));
        assert!(!found("email.domain:\"example\""));
        assert!(!found("email.domain:\"www.globex.example\""));
        assert!(!found("NOT email.domain:\"globex.example\""));
        assert!(
            !Filter::parse("email.domain:\"globex.example\"").unwrap().matches(&json!({ "email": null }))
        );
    }
}
