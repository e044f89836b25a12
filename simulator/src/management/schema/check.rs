//! Walks a value along its description and complains in the words of Auth0's validator.

use serde_json::{Map, Value};

use super::{ApiError, Field, Kind};

/// Where in the body a value stands, and the title its schema has there.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) title: &'static str,
}

impl Place {
    fn member(&self, name: &str, title: &'static str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { path, title }
    }

    fn item(&self, place: usize) -> Self {
        Self { path: format!("{}[{place}]", self.path), title: self.title }
    }

    fn complain(&self, problem: String) -> Result<(), ApiError> {
        let property =
            if self.title.is_empty() { self.path.clone() } else { format!("{} ({})", self.path, self.title) };
        Err(ApiError::payload(&problem, &property))
    }

    fn mistyped(&self, value: &Value, wanted: &str) -> Result<(), ApiError> {
        self.complain(format!("Expected type {wanted} but found type {}", type_of(value)))
    }
}

/// An object with these members and no others.
pub(super) fn record(object: &Map<String, Value>, fields: &[Field], place: &Place) -> Result<(), ApiError> {
    if let Some(name) = object.keys().find(|name| !fields.iter().any(|field| field.name == *name)) {
        return Err(ApiError::payload(&format!("Additional properties not allowed: {name}"), &place.path));
    }
    members(object, fields, place)
}

fn members(object: &Map<String, Value>, fields: &[Field], place: &Place) -> Result<(), ApiError> {
    for field in fields {
        match object.get(field.name) {
            None if field.required => {
                let problem = format!("Missing required property: {}", field.name);
                return Err(ApiError::payload(&problem, &place.path));
            }
            None => {}
            Some(member) => value(member, &field.kind, &place.member(field.name, field.title))?,
        }
    }
    Ok(())
}

/// Any value.
pub(super) fn value(given: &Value, kind: &Kind, place: &Place) -> Result<(), ApiError> {
    match kind {
        Kind::Any => Ok(()),
        Kind::Nullable(_) if given.is_null() => Ok(()),
        Kind::Nullable(inner) => value(given, inner, place),
        Kind::Either(kinds) => either(given, kinds, place),
        Kind::Flag if given.is_boolean() => Ok(()),
        Kind::Flag => place.mistyped(given, "boolean"),
        Kind::Integer(least, most) if given.is_i64() || given.is_u64() => {
            bounds(given, *least, *most).or_else(|problem| place.complain(problem))
        }
        Kind::Integer(..) => place.mistyped(given, "integer"),
        Kind::Number(least, most) if given.is_number() => {
            bounds(given, *least, *most).or_else(|problem| place.complain(problem))
        }
        Kind::Number(..) => place.mistyped(given, "number"),
        Kind::Text(..) | Kind::Pattern(..) | Kind::OneOf(_) | Kind::Format(..) => match given.as_str() {
            None => place.mistyped(given, "string"),
            Some(text) => form(text, kind).or_else(|problem| place.complain(problem)),
        },
        Kind::List(..) | Kind::Set(..) => match given.as_array() {
            None => place.mistyped(given, "array"),
            Some(items) => list(items, kind, place),
        },
        Kind::Object | Kind::Record(_) | Kind::Open(_) | Kind::Texts(..) | Kind::Map(..) => {
            match given.as_object() {
                None => place.mistyped(given, "object"),
                Some(members) => object(members, kind, place),
            }
        }
    }
}

fn object(given: &Map<String, Value>, kind: &Kind, place: &Place) -> Result<(), ApiError> {
    match kind {
        Kind::Record(fields) => record(given, fields, place),
        Kind::Open(fields) => members(given, fields, place),
        Kind::Map(inner, most) => {
            count_members(given, *most, place)?;
            given.iter().try_for_each(|(name, item)| value(item, inner, &place.member(name, place.title)))
        }
        Kind::Texts(most, length) => {
            count_members(given, *most, place)?;
            let texts = given.iter().filter(|(_, item)| !item.is_null());
            let kind = Kind::Text(0, *length);
            let mut named = texts.map(|(name, item)| (place.member(name, place.title), item));
            named.try_for_each(|(place, item)| value(item, &kind, &place))
        }
        _ => Ok(()),
    }
}

fn count_members(given: &Map<String, Value>, most: usize, place: &Place) -> Result<(), ApiError> {
    if given.len() > most {
        let problem = format!("Too many properties defined ({}), maximum {most}", given.len());
        return Err(ApiError::payload(&problem, &place.path));
    }
    Ok(())
}

fn list(items: &[Value], kind: &Kind, place: &Place) -> Result<(), ApiError> {
    let (Kind::List(inner, least, most) | Kind::Set(inner, least, most)) = kind else { return Ok(()) };
    count(items.len(), *least, *most).or_else(|problem| place.complain(problem))?;
    if matches!(kind, Kind::Set(..)) {
        unique(items).or_else(|problem| place.complain(problem))?;
    }
    let mut numbered = items.iter().enumerate();
    numbered.try_for_each(|(number, item)| value(item, inner, &place.item(number)))
}

/// Passes when one kind accepts the value; else tells what each of them misses.
fn either(given: &Value, kinds: &[Kind], place: &Place) -> Result<(), ApiError> {
    let mut refusals = Vec::new();
    for kind in kinds {
        match value(given, kind, place) {
            Ok(()) => return Ok(()),
            Err(refusal) => refusals.push(refusal.message().trim_end_matches('.').to_owned()),
        }
    }
    let inner = refusals.join(", ");
    Err(ApiError::invalid_body(format!(
        "Payload validation error: 'None of the valid schemas were met'. Inner errors: [ {inner} ]"
    )))
}

/// What a text may be.
fn form(text: &str, kind: &Kind) -> Result<(), String> {
    match kind {
        Kind::Text(least, most) => length(text, *least, *most),
        Kind::Pattern(most, pattern, fits) => {
            length(text, 1, *most)?;
            let problem = || format!("String does not match pattern {pattern}: {text}");
            if fits(text) { Ok(()) } else { Err(problem()) }
        }
        Kind::OneOf(allowed) if !allowed.contains(&text) => Err(format!("No enum match for: {text}")),
        Kind::Format(name, fits) if !fits(text) => {
            Err(format!("Object didn't pass validation for format {name}: {text}"))
        }
        _ => Ok(()),
    }
}

fn length(text: &str, least: usize, most: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < least {
        Err(format!("String is too short ({length} chars), minimum {least}"))
    } else if length > most {
        Err(format!("String is too long ({length} chars), maximum {most}"))
    } else {
        Ok(())
    }
}

fn count(count: usize, least: usize, most: usize) -> Result<(), String> {
    if count < least {
        Err(format!("Array is too short ({count}), minimum {least}"))
    } else if count > most {
        Err(format!("Array is too long ({count}), maximum {most}"))
    } else {
        Ok(())
    }
}

fn unique(items: &[Value]) -> Result<(), String> {
    for (place, item) in items.iter().enumerate() {
        if let Some(earlier) = items[..place].iter().position(|other| other == item) {
            return Err(format!("Array items are not unique (indexes {earlier} and {place})"));
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "bounds of the API are far below 2^53")]
fn bounds(value: &Value, least: i64, most: i64) -> Result<(), String> {
    let number = value.as_f64().unwrap_or_default();
    if number < least as f64 {
        Err(format!("Value {value} is less than minimum {least}"))
    } else if most != i64::MAX && number > most as f64 {
        Err(format!("Value {value} is greater than maximum {most}"))
    } else {
        Ok(())
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
