//! Both ways to page: by number and by checkpoint.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{ApiError, query::Query};

/// What an endpoint allows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows of a numbered page when nothing is asked.
    pub(super) per_page: usize,
    /// The most rows of a checkpoint page.
    pub(super) take: usize,
    /// Numbered pages end at row 1000.
    pub(super) capped: bool,
}

/// 50 rows, up to 100 by checkpoint, numbered pages up to row 1000.
pub(super) const USUAL: Limits = Limits { per_page: 50, take: 100, capped: true };

/// The page that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Paging {
    /// By number.
    Offset {
        /// From zero.
        page: usize,
        /// Rows.
        per_page: usize,
        /// Whether to count.
        totals: bool,
    },
    /// By checkpoint.
    Checkpoint {
        /// Rows.
        take: usize,
        /// Where to go on.
        from: Option<String>,
    },
}

impl Paging {
    /// By checkpoint only: 50 rows unless asked, and at most so many.
    pub(super) fn checkpoint(query: &Query, most: usize) -> Result<Self, ApiError> {
        let take = query.number("take", 1, most)?.unwrap_or(50);
        Ok(Self::Checkpoint { take, from: query.text("from").map(str::to_owned) })
    }

    /// Reads the parameters; with both kinds the checkpoint wins.
    pub(super) fn read(query: &Query, limits: Limits) -> Result<Self, ApiError> {
        let page = query.number("page", 0, usize::MAX)?.unwrap_or(0);
        let per_page = query.number("per_page", 1, 100)?.unwrap_or(limits.per_page);
        let totals = query.flag("include_totals")?.unwrap_or(false);
        let take = query.number("take", 1, limits.take)?;
        let from = query.text("from").map(str::to_owned);
        if take.is_some() || from.is_some() {
            return Ok(Self::Checkpoint { take: take.unwrap_or(50), from });
        }
        if limits.capped && page.saturating_add(1).saturating_mul(per_page) > 1000 {
            return Err(ApiError::bad_request(
                "invalid_paging",
                "You can only page through the first 1000 records. Use checkpoint pagination (from and take) instead.",
            ));
        }
        Ok(Self::Offset { page, per_page, totals })
    }

    /// The answer: a bare list, a counted list, or a page with its `next`.
    pub(super) fn answer<T>(
        &self,
        key: &str,
        rows: &[T],
        id: impl Fn(&T) -> String,
        render: impl Fn(&T) -> Value,
    ) -> Result<Value, ApiError> {
        match self {
            Self::Offset { page, per_page, totals } => {
                let start = page.saturating_mul(*per_page);
                let shown: Vec<Value> = rows.iter().skip(start).take(*per_page).map(render).collect();
                if *totals {
                    Ok(json!({ key: shown, "start": start, "limit": per_page, "total": rows.len() }))
                } else {
                    Ok(Value::Array(shown))
                }
            }
            Self::Checkpoint { take, from } => {
                let start = match from {
                    None => 0,
                    Some(cursor) => place(rows, cursor, &id)?,
                };
                let shown: Vec<Value> = rows.iter().skip(start).take(*take).map(render).collect();
                let mut answer = json!({ key: shown });
                let end = start.saturating_add(*take);
                if let Some(last) =
                    end.checked_sub(1).and_then(|last| rows.get(last)).filter(|_| end < rows.len())
                {
                    answer["next"] = json!(cursor(end, &id(last)));
                }
                Ok(answer)
            }
        }
    }
}

/// A numbered page as the endpoints of actions have it; the flag says whether a zero is told.
pub(super) fn counted<T>(
    key: &str,
    zeros: bool,
    query: &Query,
    rows: &[T],
    show: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let page = query.number("page", 0, usize::MAX)?.unwrap_or(0);
    let per_page = query.number("per_page", 1, 100)?.unwrap_or(20);
    let start = page.saturating_mul(per_page);
    let shown: Vec<Value> = rows.iter().skip(start).take(per_page).map(show).collect();
    let mut answer = json!({ key: shown, "per_page": per_page });
    for (name, count) in [("total", rows.len()), ("page", page)] {
        if zeros || count > 0 {
            answer[name] = json!(count);
        }
    }
    Ok(answer)
}

/// Where to go on: after the row of this id, or at this place when it is gone by then.
pub(super) fn cursor(place: usize, last: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("{place},{last}"))
}

fn place<T>(rows: &[T], cursor: &str, id: impl Fn(&T) -> String) -> Result<usize, ApiError> {
    let invalid = || ApiError::bad_request("invalid_query_string", "Invalid pagination cursor");
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or_else(invalid)?;
    let (place, last) = text.split_once(',').ok_or_else(invalid)?;
    let place = place.parse().map_err(|_| invalid())?;
    Ok(rows.iter().position(|row| id(row) == last).map_or(place, |found| found + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(paging: &Paging) -> Value {
        paging.answer("rows", &[1, 2, 3], ToString::to_string, |row| json!(row)).unwrap()
    }

    #[test]
    fn a_page_past_the_end_is_empty_and_still_counts() {
        let paging = Paging::Offset { page: 1, per_page: 50, totals: true };
        assert_eq!(page(&paging), json!({ "rows": [], "start": 50, "limit": 50, "total": 3 }));
    }

    #[test]
    fn checkpoints_lead_to_the_end_and_stop() {
        let first = page(&Paging::Checkpoint { take: 2, from: None });
        let next = first["next"].as_str().unwrap().to_owned();
        assert_eq!(page(&Paging::Checkpoint { take: 2, from: Some(next) }), json!({ "rows": [3] }));
    }
}
