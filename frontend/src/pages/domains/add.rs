//! Adding a domain: its name, and what happens next.

use leptos::{prelude::*, task::spawn_local};

use super::Listed;
use crate::{
    client::{Failure, client},
    components::{Button, Consequence, Dialog, FailureNotice, Kind, TextField, consequence},
    dynamic::{dynamic, on},
    icons::Glyph,
    live::live,
    words::{BACK, domains as words},
};

/// What is typed, and how adding goes.
#[derive(Clone, Copy)]
struct Addition {
    listed: Listed,
    name: RwSignal<String>,
    missing: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

/// The dialog. What was typed stays until it is added.
#[component]
pub(super) fn AddDialog(listed: Listed) -> AnyView {
    let addition = Addition {
        listed,
        name: RwSignal::new(String::new()),
        missing: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let (client, live) = (client(), live());
    let add = Callback::new(move |()| addition.add(client, live));
    view! {
        <Dialog open=listed.adding id="add-title" title=words::ADD>
            {form(addition, add)}
        </Dialog>
    }
    .into_any()
}

fn form(addition: Addition, add: Callback<()>) -> AnyView {
    let error = Signal::derive(move || {
        let missing = addition.missing.get() && addition.name.with(|name| name.trim().is_empty());
        let refused = addition.failure.with(|failure| failure.as_ref()?.at("/name"));
        if missing { Some(words::NAME_FIRST.to_owned()) } else { refused }
    });
    let elsewhere = dynamic(move || {
        let why = addition.failure.get().filter(|why| why.at("/name").is_none())?;
        Some(view! { <FailureNotice failure=why /> })
    });
    let next = dynamic(move || next(addition.listed).into_iter().map(consequence).collect_view());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        add.run(());
    };
    view! {
        <form class="stack" on:submit=on(submit)>
            {elsewhere}
            <TextField
                id="domain-name"
                label=words::NAME
                hint=words::NAME_HINT
                placeholder="globex.example"
                value=addition.name
                kind=Kind::Code
                error=error
            />
            <ul role="list">{next}</ul>
            <div class="foot">
                <Button label=BACK on_press=Callback::new(move |()| addition.listed.adding.set(false)) />
                <Button label=words::ADD look="p" on_press=add busy=addition.busy doing=words::ADDING />
            </div>
        </form>
    }
    .into_any()
}

/// What happens next.
fn next(listed: Listed) -> Vec<Consequence> {
    let owned = |(fact, rest): (&str, &str)| (fact.to_owned(), rest.to_owned());
    let led = listed.connections.only_one().map(|one| words::next_led(&one.display_name));
    let mut all = vec![(Glyph::Globe, owned(words::NEXT_RECORD)), (Glyph::Refresh, owned(words::NEXT_LOOK))];
    all.extend(led.map(|led| (Glyph::Arrow, led)));
    all.push((Glyph::Shield, owned(words::NEXT_NOBODY)));
    all.into_iter()
        .map(|(glyph, (fact, rest))| Consequence { glyph, colour: "toff flip", fact, rest })
        .collect()
}

impl Addition {
    fn add(self, client: crate::client::Client, live: crate::live::Live) {
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        self.missing.set(name.is_empty());
        if name.is_empty() || self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        let organization = self.listed.within.reference;
        spawn_local(async move {
            let result = client.create_domain(organization, name).await;
            self.busy.try_set(false);
            match result {
                Ok(domain) => {
                    self.name.try_set(String::new());
                    self.missing.try_set(false);
                    self.listed.added.try_set(Some(domain.id));
                    self.listed.adding.try_set(false);
                    live.done(words::added(&domain.display_name));
                    self.listed.list.reload();
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }
}
