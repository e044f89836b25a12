//! People, and what the tenant's log says of their sign-ins.

use http::Method;
use serde::Deserialize;

use crate::{Call, call::json};

/// The accounts of one person.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// One for each connection that the person comes through.
    #[serde(default)]
    pub identities: Vec<Identity>,
}

/// An account of a person.
#[derive(Debug, Clone, Deserialize)]
pub struct Identity {
    /// The name of the connection.
    pub connection: String,
}

/// A list of which only the total is wanted.
#[derive(Debug, Deserialize)]
pub struct Total {
    /// How many there are.
    pub total: u64,
}

/// Some records of the tenant's log.
#[derive(Debug, Deserialize)]
pub struct Records {
    /// The records, the newest first.
    pub logs: Vec<Record>,
    /// How many there are.
    pub total: u64,
}

/// A record of the tenant's log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Record {
    /// Such as `s` for a sign-in and `f` for one that failed.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, as Auth0 writes it: RFC 3339.
    pub date: String,
    /// Where from.
    pub ip: Option<String>,
}

/// The accounts of a person.
pub fn person(id: &str) -> Call<Person> {
    Call::new(Method::GET, "users/{id}", &[id], json)
        .query("fields", "identities")
        .query("include_fields", "true")
}

/// How many people come through a connection, by its name.
pub fn count_through(connection: &str) -> Call<Total> {
    Call::new(Method::GET, "users", &[], json)
        .query("q", format!("identities.connection:{}", quoted(connection)))
        .query("search_engine", "v3")
        .query("per_page", "1")
        .query("include_totals", "true")
}

/// Sign-ins through a connection since a moment (RFC 3339), the newest first: a hundred at most, and how many there are.
/// Those of one application, where test sign-ins happen, do not count.
pub fn sign_ins_through(connection: &str, except_client: &str, since: &str) -> Call<Records> {
    sign_ins(
        &format!("connection_id:{} AND NOT client_id:{}", quoted(connection), quoted(except_client)),
        since,
    )
}

/// Sign-ins of a person since a moment (RFC 3339), the newest first.
pub fn sign_ins_of(user: &str, since: &str) -> Call<Records> {
    sign_ins(&format!("user_id:{}", quoted(user)), since)
}

fn sign_ins(whose: &str, since: &str) -> Call<Records> {
    Call::new(Method::GET, "logs", &[], json)
        .query("q", format!("{whose} AND date:[{since} TO *]"))
        .query("sort", "date:-1")
        .query("per_page", "100")
        .query("include_totals", "true")
}

/// A phrase of the search language, whatever characters are in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_say_anything_but_itself_in_a_search() {
        assert_eq!(quoted("a\" OR type:\"s"), "\"a\\\" OR type:\\\"s\"");
        let call = sign_ins_of("samlp|globex|jane", "2026-11-25T00:00:00.000Z");
        assert_eq!(call.query[0].1, "user_id:\"samlp|globex|jane\" AND date:[2026-11-25T00:00:00.000Z TO *]");
    }
}
