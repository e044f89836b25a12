//! Checks request bodies as Auth0's validator does, and complains in its words.

mod check;

use serde_json::{Map, Value};

use super::ApiError;
use check::Place;

/// A member of an object.
#[derive(Debug)]
pub(super) struct Field {
    name: &'static str,
    title: &'static str,
    required: bool,
    kind: Kind,
}

/// What a value may be.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text of so many characters.
    Text(usize, usize),
    /// A text of a form: at most so long, the pattern as shown, and whether it fits.
    Pattern(usize, &'static str, fn(&str) -> bool),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A list of so many.
    List(&'static Kind, usize, usize),
    /// An object with these members.
    Record(&'static [Field]),
    /// Texts or nulls by name: so many, each so long.
    Texts(usize, usize),
    /// Any object.
    Object,
    /// May also be null.
    Nullable(&'static Kind),
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// A number between two bounds.
    Number(i64, i64),
    /// A text that a named format accepts.
    Format(&'static str, fn(&str) -> bool),
    /// A list of so many, all different.
    Set(&'static Kind, usize, usize),
    /// An object whose members have names of the caller's choice: so many, each of this kind.
    Map(&'static Kind, usize),
    /// An object with these members and any others.
    Open(&'static [Field]),
    /// What one of these accepts.
    Either(&'static [Kind]),
    /// Anything.
    Any,
}

/// For lists and texts without a limit.
pub(super) const MANY: usize = usize::MAX;

/// A member that may be absent.
pub(super) const fn optional(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: false, kind }
}

/// A member that must be there.
pub(super) const fn required(name: &'static str, title: &'static str, kind: Kind) -> Field {
    Field { name, title, required: true, kind }
}

/// A member that may be absent; complaints about it show no title.
pub(super) const fn may(name: &'static str, kind: Kind) -> Field {
    optional(name, "", kind)
}

/// A member that must be there; complaints about it show no title.
pub(super) const fn must(name: &'static str, kind: Kind) -> Field {
    required(name, "", kind)
}

/// What the members are called.
pub(super) fn names(fields: &[Field]) -> impl Iterator<Item = &'static str> {
    fields.iter().map(|field| field.name)
}

/// Checks an object and everything in it.
pub(super) fn check(object: &Map<String, Value>, fields: &[Field]) -> Result<(), ApiError> {
    check::record(object, fields, &Place::default())
}

/// Checks a value that stands alone.
pub(super) fn check_value(value: &Value, kind: &Kind) -> Result<(), ApiError> {
    check::value(value, kind, &Place::default())
}

/// Checks a value in a body, of which complaints tell the place.
pub(super) fn check_at(value: &Value, kind: &Kind, path: &str) -> Result<(), ApiError> {
    check::value(value, kind, &Place { path: path.to_owned(), title: "" })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIELDS: &[Field] = &[
        required("name", "The name", Kind::Text(1, 3)),
        optional("flags", "", Kind::List(&Kind::Flag, 1, 2)),
        optional(
            "inner",
            "",
            Kind::Nullable(&Kind::Record(&[required("kind", "", Kind::OneOf(&["a", "b"]))])),
        ),
        may("many", Kind::Set(&Kind::Integer(1, 9), 0, 5)),
        may("either", Kind::Either(&[Kind::Flag, Kind::Map(&Kind::Text(1, 2), 1)])),
        may("open", Kind::Open(&[must("size", Kind::Number(0, 1))])),
    ];

    fn complaint(body: &Value) -> String {
        check(body.as_object().unwrap(), FIELDS).unwrap_err().to_string()
    }

    #[test]
    fn what_fits_passes() {
        let body = json!({ "name": "abc", "flags": [true], "inner": null });
        check(body.as_object().unwrap(), FIELDS).unwrap();
    }

    #[test]
    fn what_is_open_takes_more_and_either_takes_both() {
        for body in [
            json!({ "name": "a", "open": { "size": 0.5, "else": 1 }, "either": true }),
            json!({ "name": "a", "many": [1, 9], "either": { "x": "yz" } }),
        ] {
            check(body.as_object().unwrap(), FIELDS).unwrap();
        }
        let refused = |member: &str, value: Value| complaint(&json!({ "name": "a", member: value }));
        assert!(
            refused("open", json!({ "size": 2 }))
                .contains("'Value 2 is greater than maximum 1' on property open.size.")
        );
        assert!(
            refused("many", json!([3, 4, 3]))
                .contains("'Array items are not unique (indexes 0 and 2)' on property many.")
        );
        assert!(refused("many", json!([0.5])).contains("Expected type integer but found type number"));
        let neither = refused("either", json!({ "x": "long" }));
        assert!(neither.contains("'None of the valid schemas were met'. Inner errors: [ "), "{neither}");
        assert!(neither.contains("Expected type boolean but found type object"), "{neither}");
        assert!(
            neither.contains("String is too long (4 chars), maximum 2' on property either.x"),
            "{neither}"
        );
    }

    #[test]
    fn complaints_name_the_place() {
        assert!(complaint(&json!({})).contains("'Missing required property: name'"));
        assert!(
            complaint(&json!({ "name": "a", "x": 1 })).contains("'Additional properties not allowed: x'")
        );
        assert!(
            complaint(&json!({ "name": 1 }))
                .contains("Expected type string but found type integer' on property name (The name).")
        );
        assert!(complaint(&json!({ "name": "a", "flags": [true, "no"] })).contains("on property flags[1]."));
        assert!(
            complaint(&json!({ "name": "a", "inner": { "kind": "c" } }))
                .contains("'No enum match for: c' on property inner.kind.")
        );
    }
}
