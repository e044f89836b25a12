//! Dialogs: native ones, so that focus is held inside and returns to where it was.

use leptos::{html, prelude::*};

use crate::{
    client::Failure,
    components::{Button, FailureNotice, Kind, TextField},
    dynamic::on,
    icons::{Glyph, icon_with},
    words,
};

/// A modal dialog. Escape is the safe choice: it closes.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    id: &'static str,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (open, Some(dialog)) = (open.get(), dialog.get()) else { return };
        if open && !dialog.open() {
            // After its content is drawn, so that the first focus is right.
            request_animation_frame(move || drop(dialog.show_modal()));
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog node_ref=dialog class="dialog" aria-labelledby=id on:close=on(move |_| open.set(false))>
            <h2 id=id>{move || title.get()}</h2>
            {move || open.get().then(|| children())}
        </dialog>
    }
    .into_any()
}

/// One consequence of something that cannot be taken lightly.
#[derive(Clone)]
pub(crate) struct Consequence {
    pub(crate) glyph: Glyph,
    pub(crate) colour: &'static str,
    pub(crate) fact: String,
    pub(crate) rest: String,
}

/// Asks for a name to be typed before something destructive happens, beside its consequences.
#[component]
pub(crate) fn ConfirmByTyping(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    #[prop(into)] consequences: Signal<Vec<Consequence>>,
    /// What has to be typed.
    name: String,
    #[prop(into)] action: String,
    doing: &'static str,
    on_confirm: Callback<()>,
    busy: Signal<bool>,
    failure: Signal<Option<Failure>>,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    Effect::new(move |_| {
        if !open.get() {
            typed.set(String::new());
        }
    });
    let (wanted, name) = (name.clone(), StoredValue::new(name));
    let matches = Memo::new(move |_| typed.with(|typed| typed.trim() == wanted));
    let action = StoredValue::new(action);
    view! {
        <Dialog open=open id="confirm-title" title=title>
            <ul role="list">{move || consequences.get().into_iter().map(consequence).collect_view()}</ul>
            {move || failure.get().map(|failure| view! { <FailureNotice failure=failure /> })}
            <p class="sr" id="confirm-reason" tabindex="-1">{words::type_the_name_first()}</p>
            <TextField
                id="confirm-name"
                label=name.with_value(|name| words::type_to_confirm(name))
                value=typed
                kind=Kind::Code
            />
            <div class="foot">
                <Button label=words::KEEP_IT on_press=Callback::new(move |()| open.set(false)) first=true />
                <Button
                    label=action.get_value()
                    look="dx"
                    on_press=on_confirm
                    unavailable=Signal::derive(move || !matches.get())
                    reason="confirm-name"
                    busy=busy doing=doing
                />
            </div>
        </Dialog>
    }
    .into_any()
}

/// Draws one as an item of a list.
pub(crate) fn consequence(one: Consequence) -> AnyView {
    view! {
        <li>
            {icon_with(one.glyph, 18, one.colour)}
            <span><b>{one.fact}</b> " " {one.rest}</span>
        </li>
    }
    .into_any()
}
