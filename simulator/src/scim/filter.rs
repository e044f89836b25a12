//! Filters (RFC 7644, section 3.4.2.2) as far as Auth0 takes them: `eq`, `and`, `or` and parentheses.

use serde_json::{Value, json};

use super::{ScimError, attributes::member};

/// A condition on a resource or on one of several values.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// An attribute has a value.
    Equals(String, Value),
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// Either.
    Or(Box<Filter>, Box<Filter>),
}

impl Filter {
    /// Reads a filter.
    pub(super) fn parse(text: &str) -> Result<Self, ScimError> {
        let mut reader = Reader { tokens: tokens(text)?, at: 0 };
        let filter = reader.alternatives()?;
        if reader.at == reader.tokens.len() { Ok(filter) } else { Err(invalid(text)) }
    }

    /// Whether it holds of the value itself; texts are compared without regard to case.
    pub(super) fn matches(&self, value: &Value) -> bool {
        self.holds(&|name| member(value, name).cloned())
    }

    /// Whether it holds of something whose attributes are looked up.
    pub(super) fn holds(&self, look: &impl Fn(&str) -> Option<Value>) -> bool {
        match self {
            Self::Equals(name, wanted) => match (look(name), wanted) {
                (Some(Value::String(found)), Value::String(wanted)) => found.eq_ignore_ascii_case(wanted),
                (Some(found), wanted) => found == *wanted,
                (None, wanted) => wanted.is_null(),
            },
            Self::And(left, right) => left.holds(look) && right.holds(look),
            Self::Or(left, right) => left.holds(look) || right.holds(look),
        }
    }

    /// The attributes that it asks for.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Equals(name, _) => vec![name],
            Self::And(left, right) | Self::Or(left, right) => [left.names(), right.names()].concat(),
        }
    }

    /// Whether it is one comparison.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self, Self::Equals(..))
    }

    /// A value of which it holds.
    pub(super) fn example(&self) -> Value {
        let mut example = json!({});
        self.fill(&mut example);
        example
    }

    fn fill(&self, example: &mut Value) {
        match self {
            Self::Equals(name, value) => example[name] = value.clone(),
            Self::And(left, right) => {
                left.fill(example);
                right.fill(example);
            }
            Self::Or(left, _) => left.fill(example),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(Value),
}

fn invalid(text: &str) -> ScimError {
    ScimError::bad("invalidFilter", format!("The filter cannot be read at: {text}"))
}

fn tokens(text: &str) -> Result<Vec<Token>, ScimError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                1
            }
            '"' => {
                let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
                let value = values.next().and_then(Result::ok).ok_or_else(|| invalid(rest))?;
                tokens.push(Token::Text(value));
                values.byte_offset()
            }
            _ => {
                let end = rest.find([' ', '(', ')', '"']).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn takes(&mut self, word: &str) -> bool {
        let here =
            matches!(self.tokens.get(self.at), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word));
        self.at += usize::from(here);
        here
    }

    fn alternatives(&mut self) -> Result<Filter, ScimError> {
        let mut filter = self.conjunction()?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.conjunction()?));
        }
        Ok(filter)
    }

    fn conjunction(&mut self) -> Result<Filter, ScimError> {
        let mut filter = self.comparison()?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.comparison()?));
        }
        Ok(filter)
    }

    fn comparison(&mut self) -> Result<Filter, ScimError> {
        let name = match self.next() {
            Some(Token::Open) => {
                let inner = self.alternatives()?;
                return if self.next() == Some(Token::Close) { Ok(inner) } else { Err(invalid("(")) };
            }
            Some(Token::Word(name)) => name,
            _ => return Err(invalid("the end")),
        };
        match self.next() {
            Some(Token::Word(operator)) if operator.eq_ignore_ascii_case("eq") => {}
            Some(Token::Word(operator)) => {
                let detail = format!("The filter operator {operator} is not supported");
                return Err(ScimError::bad("invalidFilter", detail));
            }
            _ => return Err(invalid(&name)),
        }
        let value = match self.next() {
            Some(Token::Text(value)) => value,
            // Entra writes True and False.
            Some(Token::Word(word)) => {
                serde_json::from_str(&word.to_lowercase()).map_err(|_| invalid(&word))?
            }
            _ => return Err(invalid(&name)),
        };
        Ok(Filter::Equals(name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_before_or_and_parentheses_before_both() {
        let holds = |filter: &str, value: &Value| Filter::parse(filter).unwrap().matches(value);
        let value = json!({ "a": "1", "b": "2", "c": true });
        assert!(holds(r#"a eq "1" or a eq "x" and b eq "x""#, &value));
        assert!(!holds(r#"(a eq "1" or a eq "x") and b eq "x""#, &value));
        assert!(holds(r#"A EQ "1" AND c eq True"#, &value));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in ["", "a", "a eq", r#"a co "x""#, r#"(a eq "x""#, r#"a eq "x" b"#, r#"a eq "x"#, "a eq x"]
        {
            assert_eq!(Filter::parse(text).unwrap_err().kind, Some("invalidFilter"), "{text}");
        }
    }
}
