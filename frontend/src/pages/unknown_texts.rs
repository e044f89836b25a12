//! Texts that nobody could explain yet: what operators extend the catalogue from.

use api::{Page, Permission, UnknownText, UnknownTextId};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    browser,
    client::{Client, Failure, client},
    components::{Button, FailureNotice, empty_state},
    dynamic::dynamic,
    live::{Live, live},
    load::Load,
    session::account,
    shell,
    words::{organizations as paging_words, unknown_texts as words},
};

/// The list, and what is under way.
#[derive(Clone, Copy)]
struct List {
    client: Client,
    live: Live,
    page: Load<Page<UnknownText>>,
    /// Where the page that is shown begins: empty for the newest.
    cursor: RwSignal<String>,
    busy: RwSignal<Option<UnknownTextId>>,
    failure: RwSignal<Option<Failure>>,
}

/// The page.
#[component]
pub(crate) fn UnknownTexts() -> AnyView {
    shell::title(&[words::TITLE, &account().vendor.name]);
    let (client, cursor) = (client(), RwSignal::new(String::new()));
    let page = Load::new(move || async move {
        let cursor = cursor.get_untracked();
        client.unknown_texts(&cursor).await
    });
    let list =
        List { client, live: live(), page, cursor, busy: RwSignal::new(None), failure: RwSignal::new(None) };
    let failed =
        dynamic(move || list.failure.get().map(|failure| view! { <FailureNotice failure=failure /> }));
    view! {
        <div class="pagehead"><div><h1>{words::TITLE}</h1><p class="soft lede2">{words::LEDE}</p></div></div>
        {failed}
        <section class="sheet" aria-label=words::TITLE>
            {page.view(words::LOADING, move |page| content(list, &page))}
        </section>
    }
    .into_any()
}

fn content(list: List, page: &Page<UnknownText>) -> AnyView {
    if page.data.is_empty() && list.cursor.with_untracked(String::is_empty) {
        return empty_state(words::EMPTY, words::EMPTY_DETAIL, ().into_any());
    }
    let may = account().can(Permission::OperationsWrite);
    let rows: Vec<_> = page.data.iter().map(|one| list.row(one, may)).collect();
    let note = (!may).then(|| view! { <p class="note pad">{words::NEEDS_ROLE}</p> });
    view! {
        {note}
        <div class="tablewrap" tabindex="0" role="group" aria-label=words::TITLE>
            <table class="table texts">
                <caption class="sr">{words::TITLE}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words::TEXT}</th>
                        <th scope="col">{words::SOURCE}</th>
                        <th scope="col">{words::COUNT}</th>
                        <th scope="col">{words::LAST}</th>
                        <th scope="col"><span class="sr">{words::DISMISS}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {list.paging(page.page.next_cursor.clone().filter(|_| page.page.has_more))}
    }
    .into_any()
}

impl List {
    fn row(self, one: &UnknownText, may: bool) -> AnyView {
        let id = one.id;
        let busy = Signal::derive(move || self.busy.get() == Some(id));
        let press = Callback::new(move |()| self.dismiss(id));
        let dismiss = may.then(|| {
            view! { <Button label=words::DISMISS look="s sm" on_press=press busy=busy doing=words::DISMISSING /> }
        });
        let provider = one.provider.clone().map(|provider| view! { <code class="small">{provider}</code> });
        view! {
            <tr>
                <th scope="row"><code class="small">{one.text.clone()}</code></th>
                <td>{words::source(&one.source)} " " {provider}</td>
                <td>{words::times(one.count)}</td>
                <td class="soft">{browser::date_time(one.last_seen_at)}</td>
                <td>{dismiss}</td>
            </tr>
        }
        .into_any()
    }

    fn dismiss(self, id: UnknownTextId) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(id));
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.dismiss_unknown_text(id).await;
            self.busy.try_set(None);
            match result {
                Ok(()) => self.live.done(words::DISMISSED),
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
            self.page.reload();
        });
    }

    fn paging(self, next: Option<String>) -> AnyView {
        let first = self.cursor.with_untracked(String::is_empty);
        let last = next.is_none();
        let go = move |cursor: String| {
            self.cursor.set(cursor);
            self.page.retry();
        };
        let newest = Callback::new(move |()| go(String::new()));
        let older = Callback::new(move |()| {
            if let Some(cursor) = &next {
                go(cursor.clone());
            }
        });
        view! {
            <div class="tablefoot">
                <span id="paging" tabindex="-1">{last.then_some(paging_words::NO_MORE)}</span>
                <nav aria-label=paging_words::PAGES class="actions push">
                    <Button label=paging_words::NEWER on_press=newest look="s sm" unavailable=Signal::stored(first) reason="paging" />
                    <Button label=paging_words::OLDER on_press=older look="s sm" unavailable=Signal::stored(last) reason="paging" />
                </nav>
            </div>
        }
        .into_any()
    }
}
