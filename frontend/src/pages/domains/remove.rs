//! Removing a domain: who is no longer led by it, and that others can claim it then.

use api::Domain;
use leptos::prelude::*;

use super::{Asking, Connections, Listed};
use crate::{
    components::{ConfirmByTyping, Consequence},
    dynamic::dynamic,
    icons::Glyph,
    words::domains as words,
};

/// The dialog.
#[component]
pub(super) fn RemoveDialog(listed: Listed) -> AnyView {
    let asking = listed.asking;
    dynamic(move || {
        let domain = asking.domain.get()?;
        let facts = untrack(move || consequences(listed.connections, &domain.value));
        let name =
            asking.domain.with_untracked(|one| one.as_ref().map(|one| one.value.display_name.clone()))?;
        Some(view! {
            <ConfirmByTyping
                open=asking.remove
                title=words::remove_question(&name)
                consequences=Signal::stored(facts)
                name=name
                action=words::REMOVE_IT
                doing=words::REMOVE_DOING
                on_confirm=Callback::new(move |()| asking.remove_it())
                busy=asking.busy.into()
                failure=asking.failure.into()
            />
        })
    })
}

fn consequences(connections: Connections, domain: &Domain) -> Vec<Consequence> {
    let led_to = domain.connection_ids.first().map(|id| connections.name(*id));
    let (fact, rest) = words::remove_people(domain.people, led_to.as_deref());
    let people = if led_to.is_some() { (Glyph::Warning, "twarn") } else { (Glyph::Info, "tinfo") };
    let (proof_fact, proof_rest) = words::REMOVE_PROOF;
    vec![
        Consequence { glyph: people.0, colour: people.1, fact, rest },
        Consequence {
            glyph: Glyph::Warning,
            colour: "twarn",
            fact: proof_fact.into(),
            rest: proof_rest.into(),
        },
    ]
}

impl Asking {
    fn remove_it(self) {
        let Some(domain) = self.domain.get_untracked() else { return };
        let (client, at) = (self.client, self.at(domain.value.id));
        self.run(async move { client.delete_domain(at, &domain.etag).await }, words::REMOVED.into());
    }
}
