//! Connections: the list, the page of one, and what needs attention.

use api::{Connection, ConnectionState, Rollout, Strategy, SyncState};

use crate::{attention::Attention, browser, format, place::Tab};

pub(crate) const CONNECT: &str = "Connect a provider";
pub(crate) const LOADING: &str = "connections";
pub(crate) const LOADING_ONE: &str = "the connection";
pub(crate) const EMPTY: &str = "No connections yet";
pub(crate) const CONTINUE_SETUP: &str = "Continue setup";
pub(crate) const ACTIVATE_AGAIN: &str = "Activate again";
pub(crate) const TEST_SIGN_IN: &str = "Test sign-in";
pub(crate) const OPEN: &str = "Open connection";
pub(crate) const BREADCRUMB: &str = "Breadcrumb";
pub(crate) const SECTION: &str = "Section of this connection";
pub(crate) const TABS: &str = "Connection";
pub(crate) const CERTIFICATE: &str = "Certificate";

pub(crate) fn empty_detail(organization: &str) -> String {
    format!(
        "Connect the place where people at {organization} type their work password. It takes about 20 minutes and \
         changes nothing until you activate it."
    )
}

pub(crate) const fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Overview => "Overview",
        Tab::Configuration => "Configuration",
        Tab::Mapping => "Attribute mapping",
        Tab::Test => "Test sign-in",
        Tab::Activity => "Activity",
        Tab::History => "History",
        Tab::Danger => "Danger zone",
    }
}

pub(crate) const fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Samlp => "SAML",
        Strategy::Oidc | Strategy::Okta | Strategy::Waad => "OpenID Connect",
        Strategy::GoogleApps => "OAuth",
        Strategy::Adfs => "WS-Federation",
        Strategy::Pingfederate => "SAML",
        Strategy::Ad => "Directory",
    }
}

/// Who can sign in through it, in a sentence; `domains` lead to it.
pub(crate) fn standing(connection: &Connection, organization: &str, domains: &[String]) -> String {
    match (connection.state, connection.rollout) {
        (ConnectionState::Draft, _) => "Not finished. Nobody can sign in through it yet.".into(),
        (ConnectionState::Configured, _) => {
            "Auth0 has it, for test sign-ins only. Nobody else sees it.".into()
        }
        (ConnectionState::Tested, _) => "A test sign-in passed. Nobody uses it until you activate it.".into(),
        (ConnectionState::Active, Some(Rollout::Pilot)) if !domains.is_empty() => format!(
            "People with the link sign in through it, and whoever types an address of {}. Everyone else sees no \
             difference.",
            super::list(domains)
        ),
        (ConnectionState::Active, Some(Rollout::Pilot)) => {
            "Only people with the link sign in through it. Everyone else sees no difference.".into()
        }
        (ConnectionState::Active, _) if connection.retiring.is_some() => {
            "Another connection has taken its place. It has no button any more; direct links work for a while.".into()
        }
        (ConnectionState::Active, _) => {
            format!("Side by side: people at {organization} see its button next to what they use today.")
        }
        (ConnectionState::Enforced, _) => {
            format!("The only way in: people at {organization} sign in through it and through nothing else.")
        }
        (ConnectionState::Disabled, _) => "Kept in Auth0, but nobody can sign in through it.".into(),
        (ConnectionState::Deleting, _) => "It is being removed.".into(),
    }
}

/// The same in a few words, with whether people are led to it by their address.
pub(crate) fn rollout(connection: &Connection, is_led: bool) -> &'static str {
    match (connection.state, connection.rollout) {
        (ConnectionState::Active, Some(Rollout::Pilot)) if is_led => {
            "People with a link, and by their address"
        }
        (ConnectionState::Active, Some(Rollout::Pilot)) => "Only people with a link",
        (ConnectionState::Active, _) if connection.retiring.is_some() => "Without a button",
        (ConnectionState::Active, _) => "Side by side",
        (ConnectionState::Enforced, _) => "The only way in",
        (ConnectionState::Disabled | ConnectionState::Deleting, _) => "Nobody",
        _ => "Nobody yet",
    }
}

/// Something that needs a person: fact and consequence.
pub(crate) fn attention(one: &Attention, name: &str) -> (String, String) {
    let when = |end| format!("{}, {}", browser::date_time(end), format::relative(browser::now(), end));
    match one {
        Attention::Failing(detail) => (format!("Sign-in through {name} fails"), detail.clone()),
        Attention::NotInAuth0(error) => {
            let why = error.clone().unwrap_or_else(|| "Auth0 did not take it.".into());
            (format!("{name} could not be written to Auth0"), format!("{why} What you saved is kept here."))
        }
        Attention::Drifted => (
            format!("Somebody changed {name} in Auth0"),
            "Auth0 differs from what is saved here. Look at the configuration before the next change.".into(),
        ),
        Attention::CertificateOver(end) => (
            format!("The signing certificate of {name} is over"),
            format!("It ended {}. Auth0 can refuse everyone who signs in through it.", when(*end)),
        ),
        Attention::CertificateEnds(end) => (
            format!("The signing certificate of {name} ends {}", format::relative(browser::now(), *end)),
            format!("Nobody is affected today. After {} sign-in can stop.", browser::date_time(*end)),
        ),
        Attention::SecretOver(end) => (
            format!("The client secret of {name} is over"),
            format!("It ended {}. Nobody can sign in through it until you replace it.", when(*end)),
        ),
        Attention::SecretEnds(end) => (
            format!("The client secret of {name} ends {}", format::relative(browser::now(), *end)),
            format!("Nobody is affected today. After {} sign-in stops.", browser::date_time(*end)),
        ),
        Attention::Look(detail) => (format!("Have a look at {name}"), detail.clone()),
    }
}

/// Whether Auth0 agrees.
pub(crate) fn sync(connection: &Connection) -> &'static str {
    match connection.sync.state {
        SyncState::InSync if connection.upstream.is_none() => "Nothing of it is in Auth0 yet",
        SyncState::InSync => "Auth0 agrees with what is saved here",
        SyncState::Pending => "Being written to Auth0",
        SyncState::Failed => "Could not be written to Auth0",
        SyncState::Drifted => "Changed in Auth0 by somebody else",
    }
}

/// When a certificate or a secret ends, or that it has.
pub(crate) fn ends(what: &str, relative: &str) -> String {
    let verb = if relative.ends_with("ago") { "ended" } else { "ends" };
    format!("{what} {verb} {relative}")
}

// Overview of one connection.
pub(crate) const WHO: &str = "Who signs in through it";
pub(crate) const CHANGE_WHO: &str = "Change who gets it";
pub(crate) const ACTIVATE: &str = "Choose who gets it first";
pub(crate) const DIRECT_LINK: &str = "Direct sign-in link";
pub(crate) const DIRECT_LINK_HINT: &str =
    "Whoever opens it signs in through this connection. It gives no access by itself.";
pub(crate) const PILOT_PEOPLE: &str = "Named for the pilot";
pub(crate) const IN_AUTH0: &str = "In Auth0";
pub(crate) const SYNC: &str = "State";
pub(crate) const SINCE: &str = "Since";
pub(crate) const UPSTREAM_NAME: &str = "Connection name";
pub(crate) const UPSTREAM_ID: &str = "Connection ID";
pub(crate) const LAST_ERROR: &str = "Last error";
pub(crate) const TRY_WRITING: &str = "Write to Auth0 again";
pub(crate) const WRITING: &str = "Writing to Auth0";
pub(crate) const WRITTEN: &str = "Auth0 has the current settings";
pub(crate) const CLIENT_SECRET: &str = "Client secret";
pub(crate) const SECRET_UNKNOWN_END: &str =
    "Nobody noted when it ends. Replace it with its date, so that we can warn you.";
pub(crate) const SECRET_NOT_SET: &str = "Not set";
pub(crate) const REPLACE: &str = "Replace";

pub(crate) fn secret_set(on: &str) -> String {
    format!("Set on {on}. It is never shown again.")
}

pub(crate) fn secret_ends(on: &str, relative: &str) -> String {
    format!("Ends on {on}, {relative}.")
}

// Configuration.
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const NAME: &str = "Name on the sign-in button";
pub(crate) const NAME_HINT: &str = "People see it as “Continue with …”.";
pub(crate) const EDIT_NAME: &str = "Change the name";
pub(crate) const RENAMED: &str = "Name saved";
pub(crate) const PROVIDER: &str = "Identity provider";
pub(crate) const REVISION: &str = "Revision";
pub(crate) const SOURCE: &str = "Read from";
pub(crate) const READ_AT: &str = "Read";
pub(crate) const BY_TEXT: &str = "Pasted text or a file";
pub(crate) const BY_HAND: &str = "Typed by hand";
pub(crate) const CLIENT_ID: &str = "Client ID";
pub(crate) const SCOPES: &str = "Scopes";
pub(crate) const DISCOVERY: &str = "Discovery address";
pub(crate) const REPLACE_METADATA: &str = "Replace the metadata";
pub(crate) const REPLACE_OIDC: &str = "Change the OpenID settings";
pub(crate) const SHOW_VALUES: &str = "Values for your provider";
pub(crate) const NO_SETTINGS: &str = "Nothing was read from the provider yet";
pub(crate) const NO_SETTINGS_DETAIL: &str = "Give its metadata in the setup. It takes about three minutes.";
pub(crate) const LIVE: &str = "People sign in through these settings right now, so they stay as they are. Turn sign-in off first, or connect a \
     second one beside it.";
pub(crate) const READ_ONLY: &str = "Your role can look at this, but not change it.";

pub(crate) const NEW_SECRET: &str = "New client secret";
pub(crate) const NEW_SECRET_HINT: &str = "Sent once, then only its dates are shown.";
pub(crate) const SECRET_ENDS_ON: &str = "Last day it works";
pub(crate) const SECRET_ENDS_HINT: &str = "Optional, as your provider shows it. We warn you before.";
pub(crate) const REPLACE_SECRET: &str = "Replace the secret";
pub(crate) const REPLACING: &str = "Replacing";
pub(crate) const SECRET_REPLACED: &str = "Secret replaced";
pub(crate) const SECRET_EMPTY: &str = "Paste the secret that your provider shows once.";

// Danger zone.
pub(crate) const DISABLE_TITLE: &str = "Stop sign-in through it";
pub(crate) const DISABLE: &str = "Turn off sign-in";
pub(crate) const DISABLING: &str = "Turning off";
pub(crate) const DISABLED: &str = "Sign-in through it is off";
pub(crate) const DISABLE_BACK: &str = "Activate it again whenever you like; it needs no new test.";
pub(crate) const NOT_ACTIVE: &str = "It is not active, so there is nothing to turn off.";
pub(crate) const DELETE_TITLE: &str = "Delete it";
pub(crate) const DELETE: &str = "Delete connection";
pub(crate) const DELETING: &str = "Deleting";
pub(crate) const DELETED: &str = "The connection is being deleted";
pub(crate) const DELETE_HINT: &str = "Turning off keeps everything and is easy to undo. Deleting is not.";
pub(crate) const WHAT_OF_AUTH0: &str = "What happens in Auth0";
pub(crate) const DETACH: &str = "Keep it there, unused";
pub(crate) const DETACH_DETAIL: &str =
    "Auth0 keeps the connection and its accounts, but no application uses it.";
pub(crate) const PURGE: &str = "Delete it there too";
pub(crate) const PURGE_DETAIL: &str = "Auth0 deletes the connection and every account that came through it.";
pub(crate) const NEEDS_OWNER: &str = "Your role does not include deleting connections. An owner can do it.";
pub(crate) const NEEDS_ACTIVATOR: &str =
    "Your role does not include turning connections off. An owner can do it.";

pub(crate) fn disable_consequence(pilot: bool, people: Option<u64>) -> String {
    let who = match people {
        _ if pilot => "people with the link".into(),
        Some(count) => format::counted(count, "person", "people"),
        None => "everybody".into(),
    };
    format!("When you turn it off, {who} can no longer sign in this way. Nobody is signed out.")
}

pub(crate) fn delete_question(name: &str) -> String {
    format!("Delete {name}?")
}

/// Who loses what when an active connection is deleted: the fact in bold, and the rest.
pub(crate) fn delete_people(active: bool, people: Option<u64>, organization: &str) -> (String, String) {
    match (active, people) {
        (false, _) => ("Nobody signs in through it today.".into(), String::new()),
        (true, Some(count)) => (
            format!(
                "{} at {organization} lose this way in at once.",
                format::counted(count, "person", "people")
            ),
            "Who has no other way in cannot sign in.".into(),
        ),
        (true, None) => (
            format!("People at {organization} lose this way in at once."),
            "Who has no other way in cannot sign in.".into(),
        ),
    }
}

pub(crate) const DELETE_PURGE: (&str, &str) =
    ("Auth0 deletes their accounts.", "What applications stored under those accounts loses its owner.");
pub(crate) const DELETE_DETACH: (&str, &str) =
    ("Auth0 keeps the accounts.", "Somebody with access to the tenant can bring the connection back.");
pub(crate) const DELETE_HISTORY: (&str, &str) =
    ("Revisions and settings go with it.", "The audit log keeps that it existed.");
