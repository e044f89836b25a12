//! The tenant's log.

use http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::Value;

use crate::{Call, Members, Offset, Page, call::Request, page};

/// One record.
#[derive(Debug, Clone, Deserialize)]
pub struct LogRecord {
    /// Sorts by time; what to go on from.
    pub log_id: String,
    /// When it happened.
    #[serde(default)]
    pub date: Value,
    /// Such as `f` or `s`; absent from some.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What happened, in words.
    pub description: Option<String>,
    /// The connection's name.
    pub connection: Option<String>,
    /// The connection.
    pub connection_id: Option<String>,
    /// The organization.
    pub organization_id: Option<String>,
    /// The application.
    pub client_id: Option<String>,
    /// The user.
    pub user_id: Option<String>,
    /// The user's name.
    pub user_name: Option<String>,
    /// Where from.
    pub ip: Option<String>,
    /// The connection's strategy.
    pub strategy: Option<String>,
    /// What Auth0 knows besides; its shape depends on `kind`.
    #[serde(default)]
    pub details: Value,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// Records from the one after `from` on, oldest first: how to read the log to its end, and to go on later.
pub fn after(from: &str, take: u16) -> Call<Page<LogRecord>> {
    Request::get("logs", &[]).query("from", from).query("take", take).reads_with(|answer| {
        let rows = page::read::<LogRecord>(answer, "logs")?;
        // An empty page repeats its own address: there is nothing to go on to yet.
        let last = rows.items.last().map(|record| record.log_id.clone());
        let next = last.map(|last| next_link(answer.headers).unwrap_or(last));
        Ok(Page { next, ..rows })
    })
}

/// How many records a page of [`records_after`] holds at most (auth0-facts section 2.8).
pub const PAGE: usize = 100;

/// The records after the one of this id as Auth0 wrote them, oldest first; from the beginning of what Auth0 keeps where
/// none is named. A page that holds fewer than [`PAGE`] is the last one for now.
pub fn records_after(log_id: Option<&str>) -> Call<Vec<Value>> {
    Request::get("logs", &[]).query("take", PAGE).optional("from", log_id).reads()
}

/// Sign-ins through a connection since a moment (RFC 3339), the newest first: a hundred at most, and how many there are.
/// Those of one application, where test sign-ins happen, do not count.
pub fn sign_ins_through(connection: &str, except_client: &str, since: &str) -> Call<Page<LogRecord>> {
    let whose = format!("connection_id:{} AND NOT client_id:{}", quoted(connection), quoted(except_client));
    sign_ins(&whose, since)
}

/// Sign-ins of a person since a moment (RFC 3339), the newest first.
pub fn sign_ins_of(user: &str, since: &str) -> Call<Page<LogRecord>> {
    sign_ins(&format!("user_id:{}", quoted(user)), since)
}

fn sign_ins(whose: &str, since: &str) -> Call<Page<LogRecord>> {
    search(&format!("{whose} AND date:[{since} TO *]"), Offset::page(0))
}

/// A phrase of the search language, whatever characters are in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Records by a Lucene query, newest first, 1000 at most in all.
pub fn search(query: &str, place: Offset) -> Call<Page<LogRecord>> {
    Request::get("logs", &[])
        .query("search", query)
        .query("sort", "date:-1")
        .query("page", place.page)
        .query("per_page", place.per_page)
        .query("include_totals", "true")
        .reads_page("logs")
}

/// One record.
pub fn get(id: &str) -> Call<LogRecord> {
    Request::get("logs/{id}", &[id]).reads()
}

/// The `from` of the `Link` header's next address.
fn next_link(headers: &HeaderMap) -> Option<String> {
    let links = headers.get(header::LINK)?.to_str().ok()?;
    let next = links.split(',').find(|link| link.contains("rel=\"next\"") || link.contains("rel=next"))?;
    let address = next.split_once('<')?.1.split_once('>')?.0;
    let url = url::Url::parse(address).ok()?;
    url.query_pairs().find(|(name, _)| name == "from").map(|(_, from)| from.into_owned())
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::Answer;

    #[test]
    fn the_log_is_read_on_from_the_link_or_from_the_last_record() {
        let mut headers = HeaderMap::new();
        let body =
            br#"[{"_id":"1","log_id":"90020261","type":"s"},{"log_id":"90020262","type":"f","new":1}]"#;
        let read = |headers: &HeaderMap| {
            let answer = Answer { status: StatusCode::OK, headers, body };
            after("90020260", 2).read(&answer).unwrap()
        };
        assert_eq!(read(&headers).next.as_deref(), Some("90020262"));
        let link = "<https://t.auth0.com/api/v2/logs?from=90020269&take=2>; rel=\"next\"";
        headers.insert(header::LINK, link.parse().unwrap());
        let page = read(&headers);
        assert_eq!(page.next.as_deref(), Some("90020269"));
        assert_eq!(page.items[0].log_id, "90020261");
    }

    #[test]
    fn a_name_cannot_say_anything_but_itself_in_a_search() {
        assert_eq!(quoted("a\" OR type:\"s"), "\"a\\\" OR type:\\\"s\"");
        let call = sign_ins_of("samlp|globex|jane", "2026-11-25T00:00:00.000Z");
        let (_, query) = call.queries().iter().find(|(name, _)| *name == "search").unwrap();
        assert_eq!(query, "user_id:\"samlp|globex|jane\" AND date:[2026-11-25T00:00:00.000Z TO *]");
    }
}
