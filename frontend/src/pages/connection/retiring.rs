//! A connection whose place another one has taken: until when it is kept, and the way back.

use api::{Connection, Permission};
use leptos::prelude::*;

use super::{
    Shown,
    deed::{Deed, deed},
};
use crate::{
    browser,
    components::{Tone, notice_with},
    format,
    icons::Glyph,
    session::account,
    words::rollout as words,
};

/// The notice, while it is kept.
pub(super) fn retiring(shown: Shown, connection: &Connection) -> Option<AnyView> {
    let until = connection.retiring?.until;
    let back = Deed {
        label: words::TAKE_BACK,
        look: "s sm",
        glyph: Glyph::Undo,
        doing: words::TAKING_BACK,
        done: words::TAKEN_BACK,
        work: |client, at| Box::pin(async move { client.restore(at).await.map(drop) }),
    };
    let may = account().can(Permission::ConnectionsActivate);
    Some(notice_with(
        Tone::Info,
        words::retiring(&format::relative(browser::now(), until)),
        words::retiring_detail(&browser::date_time(until)),
        may.then(|| deed(shown, back)).into_any(),
    ))
}
