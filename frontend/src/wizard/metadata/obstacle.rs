//! What stands in the way of going on from the metadata. Needs no browser.

use api::{Connection, ConnectionState, InputMethod, Verdict};

use super::entry::Entry;
use crate::{
    progress::{client_secret, has_settings},
    words::{findings, metadata as words},
};

/// What stands in the way of going on, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Obstacle {
    pub(super) why: String,
    pub(super) at: Option<&'static str>,
}

/// What is known when the person wants to go on.
pub(super) struct Standing<'a> {
    pub(super) way: InputMethod,
    pub(super) entry: &'a Entry,
    /// Whether the server's own address is needed too.
    pub(super) pingfederate: bool,
    /// Whether it differs from what is saved.
    pub(super) changed: bool,
    pub(super) connection: &'a Connection,
    /// How many errors the linter has found.
    pub(super) problems: u64,
    /// Whether an address could not be read, and will not be a moment later.
    pub(super) unreadable: bool,
    pub(super) verdict: Option<Verdict>,
    pub(super) checking: bool,
}

fn obstacle(why: impl Into<String>, at: Option<&'static str>) -> Option<Obstacle> {
    Some(Obstacle { why: why.into(), at })
}

impl Standing<'_> {
    /// What stands in the way, the first thing to do first.
    pub(super) fn obstacle(&self) -> Option<Obstacle> {
        if self.changed
            && matches!(self.connection.state, ConnectionState::Active | ConnectionState::Enforced)
        {
            return obstacle(words::LIVE_FIRST, None);
        }
        let nothing =
            if self.changed { !self.entry.is_given(self.way) } else { !has_settings(self.connection) };
        if nothing {
            return obstacle(words::give_first(self.way), None);
        }
        if self.pingfederate && self.entry.base_url.trim().is_empty() {
            return obstacle(words::BASE_URL_FIRST, Some("base-url"));
        }
        if matches!(self.way, InputMethod::OidcClient | InputMethod::DomainClient) {
            let known = client_secret(self.connection).is_some_and(|secret| secret.set);
            if self.entry.client_id.trim().is_empty() {
                return obstacle(words::CLIENT_ID_FIRST, Some("client-id"));
            }
            if self.entry.secret.trim().is_empty() && !known {
                return obstacle(words::SECRET_FIRST, Some("client-secret"));
            }
        }
        if self.problems > 0 {
            return obstacle(findings::fix_first(self.problems), Some("findings"));
        }
        if self.unreadable {
            return obstacle(words::READABLE_FIRST, None);
        }
        if self.verdict == Some(Verdict::Choose) && self.entry.entity_id.is_none() {
            return obstacle(words::CHOOSE_ONE, Some("choices"));
        }
        if self.changed && self.checking { obstacle(words::CHECKING_FIRST, None) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::tests::{draft, tested};

    fn why(change: impl FnOnce(&mut Standing<'_>), connection: &Connection, entry: &Entry) -> Option<String> {
        let mut standing = Standing {
            way: InputMethod::MetadataText,
            entry,
            pingfederate: false,
            changed: true,
            connection,
            problems: 0,
            unreadable: false,
            verdict: None,
            checking: false,
        };
        change(&mut standing);
        standing.obstacle().map(|obstacle| obstacle.why)
    }

    fn given() -> Entry {
        Entry { text: "<xml/>".into(), ..Entry::default() }
    }

    #[test]
    fn what_was_given_and_is_fine_lets_go_on() {
        assert_eq!(why(|_| {}, &draft(), &given()), None);
    }

    #[test]
    fn a_draft_without_anything_asks_for_it() {
        let nothing = Entry::default();
        assert_eq!(
            why(|one| one.changed = false, &draft(), &nothing).as_deref(),
            Some("Paste the metadata first.")
        );
        let by_link = why(|one| one.way = InputMethod::MetadataUrl, &draft(), &nothing);
        assert_eq!(by_link.as_deref(), Some("Paste the link first."));
    }

    #[test]
    fn live_settings_are_not_changed() {
        let live = Connection { state: ConnectionState::Active, ..tested() };
        assert_eq!(why(|_| {}, &live, &given()).as_deref(), Some(words::LIVE_FIRST));
    }

    #[test]
    fn problems_come_before_the_choice_and_the_choice_before_the_wait() {
        let all = |one: &mut Standing<'_>| {
            one.problems = 2;
            one.verdict = Some(Verdict::Choose);
            one.checking = true;
        };
        assert_eq!(why(all, &draft(), &given()).as_deref(), Some("Fix 2 problems first."));
        let without_problems = |one: &mut Standing<'_>| {
            all(one);
            one.problems = 0;
        };
        assert_eq!(why(without_problems, &draft(), &given()).as_deref(), Some(words::CHOOSE_ONE));
        let chosen = Entry { entity_id: Some("https://idp.example".into()), ..given() };
        assert_eq!(why(without_problems, &draft(), &chosen).as_deref(), Some(words::CHECKING_FIRST));
    }

    #[test]
    fn a_client_at_a_known_domain_needs_the_same() {
        let by_domain = |one: &mut Standing<'_>| one.way = InputMethod::DomainClient;
        let domain = Entry { domain: "acme.okta.com".into(), ..Entry::default() };
        assert_eq!(why(by_domain, &draft(), &Entry::default()).as_deref(), Some("Fill in the domain first."));
        assert_eq!(why(by_domain, &draft(), &domain).as_deref(), Some(words::CLIENT_ID_FIRST));
        let complete = Entry { client_id: "abc".into(), secret: "s3cret".into(), ..domain };
        assert_eq!(why(by_domain, &draft(), &complete), None);
    }

    #[test]
    fn a_pingfederate_server_needs_its_own_address() {
        let server = |one: &mut Standing<'_>| one.pingfederate = true;
        assert_eq!(why(server, &draft(), &given()).as_deref(), Some(words::BASE_URL_FIRST));
        let complete = Entry { base_url: "https://sso.acme.example".into(), ..given() };
        assert_eq!(why(server, &draft(), &complete), None);
    }

    #[test]
    fn a_client_needs_its_id_and_a_secret() {
        let oidc = |one: &mut Standing<'_>| one.way = InputMethod::OidcClient;
        let issuer = Entry { issuer: "https://idp.example".into(), ..Entry::default() };
        assert_eq!(why(oidc, &draft(), &issuer).as_deref(), Some(words::CLIENT_ID_FIRST));
        let with_id = Entry { client_id: "abc".into(), ..issuer };
        assert_eq!(why(oidc, &draft(), &with_id).as_deref(), Some(words::SECRET_FIRST));
        let complete = Entry { secret: "s3cret".into(), ..with_id };
        assert_eq!(why(oidc, &draft(), &complete), None);
    }
}
