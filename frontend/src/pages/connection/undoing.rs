//! A step that undoes itself: until when, and the word that keeps it.

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

/// The notice, while somebody's word is waited for.
pub(super) fn undoing(shown: Shown, connection: &Connection) -> Option<AnyView> {
    let by = connection.auto_revert.as_ref()?.confirm_by?;
    let relative = format::relative(browser::now(), by);
    // What comes back is shown when its time is over.
    let left = u64::try_from((by - browser::now()).num_milliseconds()).unwrap_or_default();
    browser::after(left + 3_000, move || shown.connection.reload());
    let keep = Deed {
        label: words::CONFIRM,
        look: "p sm",
        glyph: Glyph::Check,
        doing: words::CONFIRMING,
        done: words::CONFIRMED,
        work: |client, at| Box::pin(client.confirm_step(at)),
    };
    let may = account().can(Permission::ConnectionsActivate);
    Some(notice_with(
        Tone::Warning,
        words::undoes_itself(&relative),
        words::undoes_detail(&browser::time(by)),
        may.then(|| deed(shown, keep)).into_any(),
    ))
}
