//! Any options at all, for tests: known names and unknown ones, values of every kind.

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::strategies::Known;

/// Any JSON.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,8}".prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z_]{1,8}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Any members, half of them with names that are known.
pub(crate) fn members(known: &'static [Known]) -> impl Strategy<Value = Map<String, Value>> {
    let name =
        prop_oneof![prop::sample::select(known).prop_map(|known| known.name.to_owned()), "[a-zA-Z_]{1,10}",];
    prop::collection::btree_map(name, json(), 0..16).prop_map(|members| members.into_iter().collect())
}
