//! Lists, in both of Auth0's pagination styles.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    Answer, Error,
    call::{Request, malformed, parse},
};

/// One page of a list, whatever its shape was: a bare array, one with totals, or one with a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows; none at the end of a list, even where the page before promised more.
    pub items: Vec<T>,
    /// How to go on by checkpoint; absent at the end.
    pub next: Option<String>,
    /// How many there are in all, where Auth0 says so.
    pub total: Option<u64>,
}

/// A place in a list that is read by checkpoint: the style without a limit on how far one can read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// What the page before gave as `next`; none at the start.
    pub from: Option<&'a str>,
    /// How many rows; Auth0 takes 1 to 100, for some lists less or more. None leaves it to Auth0.
    pub take: Option<u16>,
}

impl<'a> Checkpoint<'a> {
    /// The page after `from`, or the first one.
    pub const fn after(from: Option<&'a str>) -> Self {
        Self { from, take: None }
    }

    /// With so many rows.
    #[must_use]
    pub const fn take(self, rows: u16) -> Self {
        Self { take: Some(rows), ..self }
    }
}

/// A place in a list that is read by page number. Auth0 refuses rows beyond the first 1000 of most lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    /// The number of the page, from 0.
    pub page: u16,
    /// How many rows, 1 to 100.
    pub per_page: u16,
}

impl Offset {
    /// The page of that number, as large as Auth0 allows.
    pub const fn page(page: u16) -> Self {
        Self { page, per_page: 100 }
    }

    /// Hardly any rows: when only the total is wanted.
    pub const fn only_total() -> Self {
        Self { page: 0, per_page: 1 }
    }
}

impl Request {
    pub(crate) fn checkpoint(self, place: Checkpoint<'_>) -> Self {
        self.optional("take", place.take).optional("from", place.from)
    }

    pub(crate) fn offset(self, place: Offset) -> Self {
        self.query("page", place.page).query("per_page", place.per_page).query("include_totals", "true")
    }
}

pub(crate) fn read<T: DeserializeOwned>(answer: &Answer<'_>, key: &str) -> Result<Page<T>, Error> {
    let (rows, next, total) = match parse::<Value>(answer.body)? {
        rows @ Value::Array(_) => (rows, None, None),
        Value::Object(mut envelope) => {
            let rows = envelope
                .remove(key)
                .ok_or_else(|| Error::Malformed(format!("a list without its member `{key}`")))?;
            let next = envelope.get("next").and_then(Value::as_str).filter(|next| !next.is_empty());
            (rows, next.map(ToOwned::to_owned), envelope.get("total").and_then(Value::as_u64))
        }
        _ => return Err(Error::Malformed("neither a list nor an object with one".to_owned())),
    };
    let items: Vec<T> = serde_path_to_error::deserialize(rows).map_err(|error| malformed(&error))?;
    // Members promise a page that turns out empty: an empty one ends the list.
    Ok(Page { next: next.filter(|_| !items.is_empty()), items, total })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn page(body: &str) -> Result<Page<u8>, Error> {
        let headers = HeaderMap::new();
        read(&Answer { status: StatusCode::OK, headers: &headers, body: body.as_bytes() }, "rows")
    }

    #[test]
    fn a_list_is_read_in_every_shape() {
        assert_eq!(page("[1,2]").unwrap().items, [1, 2]);
        let totals = page(r#"{"start":0,"limit":1,"total":7,"rows":[1],"new":{}}"#).unwrap();
        assert_eq!((totals.total, totals.next), (Some(7), None));
        assert_eq!(page(r#"{"next":"abc","rows":[1]}"#).unwrap().next.as_deref(), Some("abc"));
    }

    #[test]
    fn an_empty_page_is_the_end_whatever_it_promises() {
        assert_eq!(page(r#"{"next":"abc","rows":[]}"#).unwrap().next, None);
    }

    #[test]
    fn a_list_without_rows_is_refused_and_names_what_is_missing() {
        let Err(Error::Malformed(words)) = page(r#"{"others":[]}"#) else { panic!() };
        assert!(words.contains("rows"));
    }
}
