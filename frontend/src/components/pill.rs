//! Status pills: a shape and a word.

use api::{Connection, ConnectionState, Health, Rollout, SyncState};
use leptos::prelude::*;

use crate::{
    icons::{Glyph, icon},
    words,
};

/// A shape and a word; `tone` is a class that repeats it in colour, or empty.
pub(crate) fn pill(tone: &'static str, glyph: Glyph, word: impl Into<String>) -> AnyView {
    let word = word.into();
    view! { <span class=format!("pill {tone}")>{icon(glyph, 14)}{word}</span> }.into_any()
}

/// How a connection is, in one word.
pub(crate) fn connection_pill(connection: &Connection) -> AnyView {
    let (tone, glyph, word) = look(connection);
    pill(tone, glyph, word)
}

fn look(connection: &Connection) -> (&'static str, Glyph, &'static str) {
    use words::state;
    match (connection.state, connection.health, connection.sync.state) {
        (ConnectionState::Deleting, ..) => ("", Glyph::Wait, state::DELETING),
        (_, _, SyncState::Failed) => ("bad", Glyph::Bad, state::NOT_SAVED),
        (ConnectionState::Active | ConnectionState::Enforced, Health::Failing, _) => {
            ("bad", Glyph::Bad, state::FAILING)
        }
        (_, _, SyncState::Pending) => ("", Glyph::Wait, state::SAVING),
        (ConnectionState::Active | ConnectionState::Enforced, Health::Attention, _)
        | (_, _, SyncState::Drifted) => ("warn", Glyph::Warning, state::ATTENTION),
        (ConnectionState::Active | ConnectionState::Enforced, Health::Ok, _) => match connection.rollout {
            Some(Rollout::Pilot) => ("ok", Glyph::Ok, state::PILOT),
            _ => ("ok", Glyph::Ok, state::ACTIVE),
        },
        (ConnectionState::Disabled, ..) => ("", Glyph::Off, state::OFF),
        (ConnectionState::Draft | ConnectionState::Configured | ConnectionState::Tested, ..) => {
            ("", Glyph::Half, state::IN_SETUP)
        }
    }
}
