//! Saving a step: the change first, then Auth0.

use api::{Connection, Severity, SyncState, UpdateConnection};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use leptos::prelude::*;

use super::Setup;
use crate::client::{Client, Failure};

/// How saving ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Saved {
    /// Auth0 has it.
    InAuth0,
    /// It is saved here, but problems keep it out of Auth0; the findings say which.
    HasProblems,
    /// It is saved here, but Auth0 did not take it.
    NotInAuth0(Option<String>),
    /// It is saved here, and still on its way.
    OnItsWay,
    /// It was not saved.
    Failed(Failure),
}

/// Saves a change, if there is one, and writes the connection to Auth0.
pub(super) async fn save_and_configure(
    client: Client,
    setup: Setup,
    wish: Option<UpdateConnection>,
) -> Saved {
    if let Some(wish) = wish {
        let Some(etag) = setup.connection.try_with_untracked(|one| one.etag.clone()) else {
            return Saved::OnItsWay;
        };
        match client.update_connection(setup.at, &etag, &wish).await {
            Ok(connection) => setup.saved(connection),
            Err(why) => return refused(client, setup, why).await,
        }
    }
    if setup.connection.try_with_untracked(|one| has_problems(&one.value)) == Some(true) {
        return Saved::HasProblems;
    }
    match client.configure(setup.at).await {
        Ok(connection) => {
            let sync = connection.value.sync.clone();
            setup.saved(connection);
            match sync.state {
                SyncState::InSync | SyncState::Drifted => Saved::InAuth0,
                SyncState::Pending => Saved::OnItsWay,
                SyncState::Failed => Saved::NotInAuth0(sync.last_error),
            }
        }
        Err(why) => Saved::Failed(why),
    }
}

/// After a conflict the newest version is read, so that the next try can succeed; what was typed stays.
async fn refused(client: Client, setup: Setup, why: Failure) -> Saved {
    if why.is_conflict()
        && let Ok(newest) = client.connection(setup.at).await
    {
        setup.connection.try_set(newest);
    }
    Saved::Failed(why)
}

/// Whether problems keep it out of Auth0.
fn has_problems(connection: &Connection) -> bool {
    connection.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The end of a day that was chosen as `2027-01-31`.
pub(crate) fn end_of_day(text: &str) -> Option<DateTime<Utc>> {
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_time(NaiveTime::from_hms_opt(23, 59, 59)?).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_works_to_the_end_of_its_last_day() {
        assert_eq!(
            end_of_day("2027-01-31").map(|end| end.to_rfc3339()),
            Some("2027-01-31T23:59:59+00:00".into())
        );
        assert_eq!(end_of_day(""), None);
        assert_eq!(end_of_day("31.1.2027"), None);
    }
}
