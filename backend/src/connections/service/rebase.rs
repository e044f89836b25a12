//! Jobs and tests write while people edit: an edit keeps what they have found.

use super::super::{
    domain::{Connection, State},
    rules,
};

/// A change made on what was seen, carried over to what is there now. None when somebody else has changed in the
/// meantime what people decide.
pub(super) fn rebase(seen: &Connection, latest: &Connection, change: Connection) -> Option<Connection> {
    let untouched = seen.generation == latest.generation
        && seen.revision == latest.revision
        && seen.display_name == latest.display_name
        && seen.tuning == latest.tuning
        && seen.offered == latest.offered
        && seen.retiring == latest.retiring
        && (seen.watch == latest.watch || seen.watch == change.watch);
    if !untouched {
        return None;
    }
    // A new revision that passes for tested has the settings of one that has passed.
    let proven = change.revision > seen.revision && change.is_tested();
    let state = if proven && rules::after_edit(&latest.state) == State::Configured {
        State::Tested
    } else if change.revision > seen.revision {
        rules::after_edit(&latest.state)
    } else if change.state == seen.state {
        latest.state.clone()
    } else {
        change.state
    };
    let watch = if change.watch == seen.watch { latest.watch.clone() } else { change.watch };
    let drift = if change.drift == seen.drift { latest.drift.clone() } else { change.drift };
    let sync = if change.sync == seen.sync { latest.sync.clone() } else { change.sync };
    let secret = if change.secret == seen.secret { latest.secret.clone() } else { change.secret };
    Some(Connection {
        state,
        secret,
        watch,
        drift,
        sync,
        agreed: latest.agreed.clone(),
        checked_at: latest.checked_at,
        tested_revision: if proven { change.tested_revision } else { latest.tested_revision },
        generation: latest.generation,
        version: latest.version,
        upstream_id: latest.upstream_id.clone(),
        upstream_digest: latest.upstream_digest.clone(),
        ticket_url: latest.ticket_url.clone(),
        ..change
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Connection {
        Connection::for_test(State::Configured)
    }

    #[test]
    fn a_rename_keeps_what_a_job_and_a_test_have_found() {
        let latest = Connection {
            state: State::Tested,
            tested_revision: Some(seen().revision),
            upstream_id: Some("con_1".to_owned()),
            version: 9,
            ..seen()
        };
        let renamed = Connection { display_name: "New".to_owned(), ..seen() };
        let carried = rebase(&seen(), &latest, renamed).unwrap();
        assert_eq!(carried, Connection { display_name: "New".to_owned(), ..latest });
    }

    #[test]
    fn new_settings_undo_a_test_that_passed_meanwhile() {
        let latest = Connection { state: State::Tested, tested_revision: Some(seen().revision), ..seen() };
        let edited = Connection { revision: seen().revision + 1, ..seen() };
        let carried = rebase(&seen(), &latest, edited).unwrap();
        assert_eq!((&carried.state, carried.is_tested()), (&State::Configured, false));
    }

    #[test]
    fn settings_that_have_passed_before_are_tested_when_they_come_back() {
        let back = Connection { revision: 3, tested_revision: Some(3), state: State::Tested, ..seen() };
        let carried = rebase(&seen(), &seen(), back).unwrap();
        assert_eq!((&carried.state, carried.is_tested()), (&State::Tested, true));
    }

    #[test]
    fn two_people_do_not_overwrite_each_other() {
        let renamed = |name: &str| Connection { display_name: name.to_owned(), ..seen() };
        assert_eq!(rebase(&seen(), &renamed("A"), renamed("B")), None);
        let edited = Connection { revision: seen().revision + 1, ..seen() };
        assert_eq!(rebase(&seen(), &edited, renamed("B")), None);
        let disabled = Connection { generation: seen().generation + 1, state: State::Disabled, ..seen() };
        assert_eq!(rebase(&seen(), &disabled, renamed("B")), None);
    }

    #[test]
    fn a_step_wins_over_what_a_test_has_found() {
        let latest = Connection { state: State::Tested, ..seen() };
        let disabled = Connection { state: State::Disabled, ..seen() };
        assert_eq!(rebase(&seen(), &latest, disabled).unwrap().state, State::Disabled);
    }
}
