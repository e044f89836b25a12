//! Changing the mapping: every change is tried against the last test before it is saved.

use api::{AttributeMapping, MappedAttribute, PutAttributeMapping};
use leptos::{prelude::*, task::spawn_local};

use super::{super::Shown, findings, table};
use crate::{
    browser,
    client::{Client, Failure, Versioned, client},
    components::{Button, FailureNotice, TextField, field_error, sheet},
    drafts,
    dynamic::{dynamic, on},
    live::{Live, live},
    load::Load,
    words::{self as all_words, mapping as words},
};

/// How long after the last key the mapping is tried.
const PAUSE: u64 = 400;

/// One attribute with what is typed for it.
#[derive(Clone)]
struct Line {
    target: String,
    required: bool,
    names: RwSignal<String>,
}

/// What is typed, what it would give, and how saving goes.
#[derive(Clone, Copy)]
struct Editor {
    shown: Shown,
    client: Client,
    live: Live,
    mapping: Load<Versioned<AttributeMapping>>,
    etag: RwSignal<String>,
    saved: RwSignal<PutAttributeMapping>,
    lines: RwSignal<Vec<Line>>,
    /// What the last test gives with what is typed.
    tried: RwSignal<AttributeMapping>,
    typed: StoredValue<u32>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

/// The form.
pub(super) fn draw(
    shown: Shown,
    mapping: Load<Versioned<AttributeMapping>>,
    now: AttributeMapping,
    etag: String,
) -> AnyView {
    let saved = set_by_hand(&now);
    let kept = drafts::kept(&draft_name(shown)).and_then(|text| serde_json::from_str(&text).ok());
    let wish: PutAttributeMapping = kept.unwrap_or_else(|| saved.clone());
    let editor = Editor {
        shown,
        client: client(),
        live: live(),
        mapping,
        etag: RwSignal::new(etag),
        saved: RwSignal::new(saved),
        lines: RwSignal::new(lines(&now, &wish)),
        tried: RwSignal::new(now),
        typed: StoredValue::new(0),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    editor.try_while_typing();
    let rows = dynamic(move || editor.lines.get().into_iter().map(|line| editor.row(line)).collect_view());
    let found = dynamic(move || editor.tried.with(findings));
    let content = view! {
        <p class="note pad">{words::LEDE}</p>
        <div aria-live="polite">{found}</div>
        {table::frame(rows)}
        <Add editor=editor />
        <Foot editor=editor />
    };
    sheet("mapping", words::TITLE, content.into_any())
}

/// What differs from the usual names.
fn set_by_hand(now: &AttributeMapping) -> PutAttributeMapping {
    let set = now.attributes.iter().filter(|one| !one.is_default);
    PutAttributeMapping { attributes: set.map(|one| (one.target.clone(), one.sources.clone())).collect() }
}

fn draft_name(shown: Shown) -> String {
    format!("mapping:{}", shown.at.id)
}

/// The attributes that are known, and those that were added.
fn lines(now: &AttributeMapping, wish: &PutAttributeMapping) -> Vec<Line> {
    let names = |target: &str| wish.attributes.get(target).map(|names| names.join("\n")).unwrap_or_default();
    let known = now.attributes.iter().map(|one| (one.target.clone(), one.required));
    let added = wish.attributes.keys().filter(|name| now.attributes.iter().all(|one| one.target != **name));
    known
        .chain(added.map(|name| (name.clone(), false)))
        .map(|(target, required)| Line { names: RwSignal::new(names(&target)), target, required })
        .collect()
}

/// The names on the lines of a text.
fn names(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl Editor {
    /// What is typed; attributes without a name keep the usual ones.
    fn wish(self) -> PutAttributeMapping {
        let set = |line: &Line| (line.target.clone(), line.names.with(|text| names(text)));
        let named = |(_, names): &(String, Vec<String>)| !names.is_empty();
        PutAttributeMapping {
            attributes: self.lines.with(|lines| lines.iter().map(set).filter(named).collect()),
        }
    }

    fn is_changed(self) -> bool {
        let wish = self.wish();
        self.saved.with(|saved| *saved != wish)
    }

    /// Tries what is typed a moment after the last key, and keeps it in this tab.
    fn try_while_typing(self) {
        Effect::new(move |before: Option<()>| {
            let wish = self.wish();
            let name = draft_name(self.shown);
            if self.saved.with(|saved| *saved == wish) {
                drafts::forget(&name);
                if before.is_none() {
                    return;
                }
            } else if let Ok(text) = serde_json::to_string(&wish) {
                drafts::keep(&name, &text);
            }
            self.typed.update_value(|count| *count += 1);
            let mine = self.typed.get_value();
            browser::after(PAUSE, move || {
                if self.typed.try_get_value() == Some(mine) {
                    spawn_local(self.attempt(mine, wish));
                }
            });
        });
    }

    async fn attempt(self, mine: u32, wish: PutAttributeMapping) {
        let result = self.client.preview_mapping(self.shown.at, &wish).await;
        if self.typed.try_get_value() != Some(mine) {
            return;
        }
        match result {
            Ok(tried) => {
                self.failure.try_set(None);
                self.tried.try_set(tried);
            }
            Err(why) => drop(self.failure.try_set(Some(why))),
        }
    }

    fn save(self) {
        let (wish, etag) = (untrack(move || self.wish()), self.etag.get_untracked());
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let result = self.client.put_mapping(self.shown.at, &etag, &wish).await;
            self.busy.try_set(false);
            match result {
                Ok(()) => {
                    drafts::forget(&draft_name(self.shown));
                    self.live.done(words::SAVED);
                    self.mapping.reload();
                    self.shown.connection.reload();
                }
                Err(why) => {
                    if why.is_conflict() {
                        self.learn_again().await;
                    }
                    self.failure.try_set(Some(why));
                }
            }
        });
    }

    /// Reads what somebody else saved; what is typed here stays.
    async fn learn_again(self) {
        if let Ok(now) = self.client.attribute_mapping(self.shown.at).await {
            self.etag.try_set(now.etag);
            self.saved.try_set(set_by_hand(&now.value));
        }
    }

    fn discard(self) {
        drafts::forget(&draft_name(self.shown));
        self.failure.set(None);
        self.mapping.reload();
    }

    fn row(self, line: Line) -> AnyView {
        let target = StoredValue::new(line.target.clone());
        let one = move || {
            let target = target.get_value();
            self.tried.with(|tried| tried.attributes.iter().find(|one| one.target == target).cloned())
        };
        let pointer = format!("/attributes/{}", line.target);
        let error = move || self.failure.with(|failure| failure.as_ref()?.at(&pointer));
        let text = line.names;
        let usual = dynamic(move || {
            let one = one().filter(|one| one.is_default)?;
            let names = one.sources.join(", ");
            Some(view! { <p class="usual">{words::USUALLY} " " <code>{names}</code></p> })
        });
        let result =
            dynamic(move || one().map(|one| view! { {table::received(&one)} {suggestion(&one, text)} }));
        view! {
            <tr>
                <th scope="row">{table::name(&line.target, line.required)}</th>
                <td>
                    <textarea
                        class="input inmono ltr"
                        rows=move || text.with(|text| text.lines().count().clamp(1, 4).to_string())
                        aria-label=words::names_of(&line.target)
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        prop:value=move || text.get()
                        on:input=on(move |event| text.set(event_target_value(&event)))
                    ></textarea>
                    <span class="err">{move || field_error(error())}</span>
                    {usual}
                </td>
                <td>{result}</td>
            </tr>
        }
        .into_any()
    }
}

/// Takes over, with one press, what looks like the attribute.
fn suggestion(one: &MappedAttribute, text: RwSignal<String>) -> Option<AnyView> {
    let name = one.suggestion.clone()?;
    let label = words::take(&name);
    let take = Callback::new(move |()| text.set(name.clone()));
    Some(view! { <Button label=label look="s sm" on_press=take /> }.into_any())
}

/// One more attribute.
#[component]
fn Add(editor: Editor) -> AnyView {
    let (name, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let add = Callback::new(move |()| {
        let target = name.with_untracked(|name| name.trim().to_owned());
        let is_plain =
            !target.is_empty() && target.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let known = editor.lines.with_untracked(|lines| lines.iter().any(|line| line.target == target));
        error.set(match (is_plain, known) {
            (false, _) => Some(words::ADD_WRONG.to_owned()),
            (true, true) => Some(words::ALREADY.to_owned()),
            (true, false) => None,
        });
        if is_plain && !known {
            // It is read from an attribute of the same name until another one is typed.
            let names = RwSignal::new(target.clone());
            editor.lines.update(|lines| lines.push(Line { target, required: false, names }));
            name.set(String::new());
        }
    });
    view! {
        <div class="pad stack ruled">
            <div class="addline">
                <TextField id="add-attribute" label=words::ADD_LABEL hint=words::ADD_HINT value=name error=error />
                <Button label=words::ADD on_press=add />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Foot(editor: Editor) -> AnyView {
    let changed = Memo::new(move |_| editor.is_changed());
    let elsewhere = dynamic(move || {
        let why = editor.failure.get().filter(|why| why.errors().is_empty())?;
        Some(view! { <FailureNotice failure=why /> })
    });
    let discard = dynamic(move || {
        changed.get().then(|| {
            let press = Callback::new(move |()| editor.discard());
            view! { <Button label=words::DISCARD look="q" on_press=press /> }
        })
    });
    view! {
        <div class="pad stack ruled">
            {elsewhere}
            <div class="actions">
                <Button
                    label=words::SAVE
                    look="p"
                    on_press=Callback::new(move |()| editor.save())
                    unavailable=Signal::derive(move || !changed.get())
                    reason="mapping-reason"
                    busy=editor.busy doing=all_words::SAVING
                />
                {discard}
            </div>
            <p class="small soft" id="mapping-reason" tabindex="-1">
                {move || if changed.get() { words::THEN } else { words::UNCHANGED }}
            </p>
        </div>
    }
    .into_any()
}
