//! Lists: pages by cursor.

use actix_web::{HttpRequest, HttpResponse, http::header};
use api::{Page, PageInfo, ProblemCode};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::ApiError;

const DEFAULT: u64 = 25;
const MAX: u64 = 100;

/// `?limit=&cursor=`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PageQuery {
    limit: Option<u64>,
    cursor: Option<String>,
}

/// How much of a list, from where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: u64,
    /// The last row of the page before.
    pub(crate) after: Option<Uuid>,
}

impl PageQuery {
    /// The window; wrong limits and cursors are refused.
    pub(crate) fn window(&self) -> Result<Window, ApiError> {
        let limit = self.limit.unwrap_or(DEFAULT);
        if !(1..=MAX).contains(&limit) {
            return Err(ApiError::new(
                ProblemCode::InvalidRequest,
                format!("limit is a number from 1 to {MAX}."),
            ));
        }
        let after = self.cursor.as_deref().map(decode).transpose()?;
        Ok(Window { limit, after })
    }
}

fn decode(cursor: &str) -> Result<Uuid, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let uuid = bytes.and_then(|bytes| Uuid::from_slice(&bytes).ok());
    uuid.ok_or_else(|| {
        ApiError::new(ProblemCode::InvalidCursor, "Take the cursor from next_cursor of the page before.")
    })
}

/// A page of rows, of which one more than the limit was asked for.
pub(crate) fn page<R, T: Serialize>(
    request: &HttpRequest,
    window: Window,
    mut rows: Vec<R>,
    id: impl Fn(&R) -> Uuid,
    wire: impl Fn(R) -> T,
) -> HttpResponse {
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| URL_SAFE_NO_PAD.encode(id(row).as_bytes()));
    let mut response = HttpResponse::Ok();
    if let Some(cursor) = &next_cursor {
        response.insert_header((header::LINK, format!("<{}>; rel=\"next\"", next_url(request, cursor))));
    }
    response.json(Page {
        data: rows.into_iter().map(wire).collect::<Vec<_>>(),
        page: PageInfo { next_cursor, has_more },
    })
}

fn next_url(request: &HttpRequest, cursor: &str) -> String {
    let others =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query = others.map(str::to_owned).chain([format!("cursor={cursor}")]).collect::<Vec<_>>().join("&");
    format!("{}?{query}", request.path())
}
