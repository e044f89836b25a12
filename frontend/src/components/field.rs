//! Form fields: visible label, hint and error joined to the input.

use leptos::prelude::*;

use crate::dynamic::on;
use crate::icons::{Glyph, icon};

/// What is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words.
    Text,
    /// An address or an identifier: compared letter by letter.
    Code,
    /// A secret: never completed, never kept.
    Secret,
    /// A day.
    Date,
    /// A day and a time of day, where the person is.
    Moment,
}

impl Kind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Text | Self::Code => "text",
            Self::Secret => "password",
            Self::Date => "date",
            Self::Moment => "datetime-local",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Text | Self::Date | Self::Moment => "input",
            Self::Code | Self::Secret => "input inmono ltr",
        }
    }
}

/// A label, an input of the caller's, a hint and an error.
#[component]
fn Field(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    children: Children,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {children()}
            <span class="err" id=format!("{id}-error")>{move || field_error(error.get())}</span>
            {(!hint.is_empty()).then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
        </div>
    }
    .into_any()
}

/// What is wrong with a field.
pub(crate) fn field_error(error: Option<String>) -> Option<AnyView> {
    error.map(|error| view! { {icon(Glyph::Bad, 16)} <span>{error}</span> }.into_any())
}

/// A field of one line.
#[component]
pub(crate) fn TextField(
    id: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = Kind::Text)] kind: Kind,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Called when the person leaves the field.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
) -> AnyView {
    let leave = move |_| {
        on_leave.inspect(|leave| leave.run(()));
    };
    let describes = format!("{id}-error {id}-hint");
    view! {
        <Field id=id label=label hint=hint error=error>
            <input
                id=id
                class=kind.class()
                class:bad=move || error.with(Option::is_some)
                type=kind.input_type()
                placeholder=placeholder
                autocomplete=if kind == Kind::Secret { "new-password" } else { "off" }
                autocapitalize="off"
                spellcheck="false"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=describes
                prop:value=move || value.get()
                on:input=on(move |event| value.set(event_target_value(&event)))
                on:blur=on(leave)
            />
        </Field>
    }
    .into_any()
}

/// A field of several lines, for text that is pasted.
#[component]
pub(crate) fn Area(
    id: &'static str,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = 10)] rows: u8,
) -> AnyView {
    let describes = format!("{id}-error {id}-hint");
    view! {
        <Field id=id label=label hint=hint error=error>
            <textarea
                id=id
                class="input inmono ltr area"
                class:bad=move || error.with(Option::is_some)
                rows=rows.to_string()
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=describes
                prop:value=move || value.get()
                on:input=on(move |event| value.set(event_target_value(&event)))
            ></textarea>
        </Field>
    }
    .into_any()
}
