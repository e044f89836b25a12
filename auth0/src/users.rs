//! Users: looking them up, counting them, and deleting one that was named.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Call, Error, Members, Offset, Page, call::Request, organizations::Organization};

/// A user.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// Auth0's id, such as `samlp|name|subject`.
    pub user_id: String,
    /// The address.
    pub email: Option<String>,
    /// Whether it is known to be theirs; some identity providers say so in a text.
    #[serde(default)]
    pub email_verified: Value,
    /// The name.
    pub name: Option<String>,
    /// Whether they cannot sign in.
    #[serde(default)]
    pub blocked: Option<bool>,
    /// When they signed in last.
    pub last_login: Option<String>,
    /// By which connections they come.
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Members,
}

/// By which connection a user comes.
#[derive(Debug, Clone, Deserialize)]
pub struct Identity {
    /// The connection's name.
    pub connection: Option<String>,
    /// Its strategy.
    pub provider: Option<String>,
    /// The identity provider's id for the user: a text, or a number.
    #[serde(default)]
    pub user_id: Value,
}

/// Leave to delete one user, which only their own id, typed by a person, gives.
#[derive(Debug)]
pub struct DeletionOfUser {
    user_id: String,
}

impl DeletionOfUser {
    /// Leave to delete `user`, if `typed` is their id or their address. None otherwise.
    pub fn confirmed(user: &User, typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let is_address = user.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(typed));
        (typed == user.user_id || is_address).then(|| Self { user_id: user.user_id.clone() })
    }
}

/// What a person was told that deleting a connection takes along: its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersGone(pub u64);

impl UsersGone {
    /// Whether that still holds, by a count made just before the deletion.
    ///
    /// # Errors
    /// `Conflict` when more users would go than the person was told.
    pub fn still_holds(self, now: u64) -> Result<(), Error> {
        if now <= self.0 {
            return Ok(());
        }
        let message = format!("{now} users would be deleted, not {}; look again before deleting", self.0);
        Err(Error::Conflict { message })
    }
}

/// One user.
pub fn get(id: &str) -> Call<User> {
    Request::get("users/{id}", &[id]).reads()
}

/// Users by a Lucene query, 1000 at most in all. It lags behind writes.
pub fn search(query: &str, place: Offset) -> Call<Page<User>> {
    Request::get("users", &[])
        .offset(place)
        .query("q", query)
        .query("search_engine", "v3")
        .reads_page("users")
}

/// The users of that address. Unlike a search it does not lag behind.
pub fn by_email(email: &str) -> Call<Vec<User>> {
    Request::get("users-by-email", &[]).query("email", email).reads()
}

/// The users who come by a connection, by its name.
pub fn by_connection(name: &str, place: Offset) -> Call<Page<User>> {
    search(&in_connection(name), place)
}

/// How many users come by a connection, by its name.
pub fn count_by_connection(name: &str) -> Call<u64> {
    by_connection(name, Offset::only_total()).map(|page| page.total.unwrap_or(page.items.len() as u64))
}

/// How many users have an address at a domain.
pub fn count_by_email_domain(domain: &str) -> Call<u64> {
    let query = format!("email.domain:{}", quoted(domain));
    search(&query, Offset::only_total()).map(|page| page.total.unwrap_or(page.items.len() as u64))
}

/// The organizations that a user is a member of.
pub fn organizations(id: &str, place: Offset) -> Call<Page<Organization>> {
    Request::get("users/{id}/organizations", &[id]).offset(place).reads_page("organizations")
}

/// Deletes a user for whom there is leave.
pub fn delete(deletion: &DeletionOfUser) -> Call<()> {
    Request::delete("users/{id}", &[&deletion.user_id]).reads_nothing()
}

fn in_connection(name: &str) -> String {
    format!("identities.connection:{}", quoted(name))
}

/// Names of connections and domains hold letters, digits, hyphens and dots; anything else cannot leave the quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace(['"', '\\'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        serde_json::from_str(r#"{"user_id":"samlp|acme|7","email":"Jane@Acme.example"}"#).unwrap()
    }

    #[test]
    fn only_a_named_user_can_be_deleted() {
        assert!(DeletionOfUser::confirmed(&user(), "samlp|acme|8").is_none());
        assert!(DeletionOfUser::confirmed(&user(), "").is_none());
        let leave = DeletionOfUser::confirmed(&user(), " jane@acme.example ").unwrap();
        assert_eq!(delete(&leave).path(), "users/samlp%7Cacme%7C7");
    }

    #[test]
    fn more_users_than_a_person_was_told_stop_a_deletion() {
        UsersGone(3).still_holds(2).unwrap();
        assert!(matches!(UsersGone(3).still_holds(4), Err(Error::Conflict { .. })));
    }

    #[test]
    fn a_name_cannot_widen_the_search() {
        let call = by_connection("a\" OR *:*\\", Offset::page(0));
        let query = &call.queries().iter().find(|(name, _)| *name == "q").unwrap().1;
        assert_eq!(query, "identities.connection:\"a OR *:*\"");
    }

    #[test]
    fn the_users_of_an_email_domain_are_counted_by_one_search_of_one_row() {
        let call = count_by_email_domain("globex.example\" OR *:*");
        let query =
            |wanted| call.queries().iter().find(|(name, _)| *name == wanted).map(|(_, value)| &**value);
        assert_eq!(call.path(), "users");
        assert_eq!(query("q"), Some("email.domain:\"globex.example OR *:*\""));
        assert_eq!((query("per_page"), query("include_totals")), (Some("1"), Some("true")));
    }
}
