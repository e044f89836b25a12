//! What can be set besides where the provider is: each field only for the strategies that have it, within what the
//! vendor allows.

mod parameters;

use api::{
    Connection, ConnectionOptions, ConnectionState, IdpInitiated, Permission, Strategy, UpdateConnection,
};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Shown;
use crate::{
    client::{Client, Failure, client},
    components::{Area, Button, FailureNotice, Kind, TextField, field_error, sheet},
    dynamic::{dynamic, on},
    live::{Live, live},
    session::account,
    words::{self as all_words, options as words, options::Choices},
};

/// The sheet, for who can change it while nobody signs in through the connection.
#[component]
pub(super) fn OptionsSheet(shown: Shown) -> AnyView {
    let may = account().can(Permission::ConnectionsWrite);
    let open = Memo::new(move |_| {
        let closed = |state| {
            matches!(state, ConnectionState::Active | ConnectionState::Enforced | ConnectionState::Deleting)
        };
        may && shown.connection.value().is_some_and(|found| !closed(found.value.state))
    });
    dynamic(move || {
        // Drawn once: a connection that is read anew must not take away what is typed.
        let found = open.get().then(|| untrack(move || shown.connection.value())).flatten()?;
        Some(sheet("options", words::TITLE, form(shown, &found.value)))
    })
}

/// One field: the member of the options, its words, and what is chosen.
#[derive(Clone, Copy)]
struct Field {
    member: &'static str,
    label: &'static str,
    hint: &'static str,
    choices: Choices,
    value: RwSignal<String>,
}

/// What is chosen, and how saving goes.
#[derive(Clone, Copy)]
struct Form {
    shown: Shown,
    client: Client,
    live: Live,
    fields: StoredValue<Vec<Field>>,
    /// What was saved, by field.
    before: RwSignal<Vec<String>>,
    wrong: RwSignal<bool>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

const ICON: &str = "icon_url";
const PARAMETERS: &str = "upstream_parameters";
const BEGINS_THERE: &str = "idp_initiated";

/// The fields that a strategy has.
fn fields(connection: &Connection) -> Vec<Field> {
    let now = serde_json::to_value(&connection.options).unwrap_or_default();
    let field = |member: &'static str, label, choices: Choices| {
        let member_now = if member == BEGINS_THERE { &now[member]["enabled"] } else { &now[member] };
        Field { member, label, hint: "", choices, value: RwSignal::new(text(member_now)) }
    };
    let mut fields = Vec::new();
    if matches!(connection.strategy, Strategy::Samlp | Strategy::Pingfederate) {
        let begins = field(BEGINS_THERE, words::BEGINS_THERE, words::BEGINS_THERE_CHOICES);
        fields.extend([
            field("sign_requests", words::SIGN_REQUESTS, words::SIGN_REQUESTS_CHOICES),
            field("request_signature", words::SIGNATURE, words::SIGNATURE_CHOICES),
            field("request_binding", words::BINDING, words::BINDING_CHOICES),
            field("accept_cbc_encryption", words::ENCRYPTION, words::ENCRYPTION_CHOICES),
            field("sign_out", words::SIGN_OUT, words::SIGN_OUT_CHOICES),
            Field { hint: words::BEGINS_THERE_HINT, ..begins },
        ]);
    }
    if matches!(connection.strategy, Strategy::Oidc | Strategy::Okta) {
        fields.push(field("pkce", words::PKCE, words::PKCE_CHOICES));
    }
    let icon = connection.options.icon_url.clone().unwrap_or_default();
    let parameters = connection.options.upstream_parameters.as_ref().map(parameters::print);
    let typed = |member, label, hint, value: String| Field {
        member,
        label,
        hint,
        choices: &[],
        value: RwSignal::new(value),
    };
    fields.push(typed(ICON, words::ICON, words::ICON_HINT, icon));
    fields.push(typed(PARAMETERS, words::PARAMETERS, words::PARAMETERS_HINT, parameters.unwrap_or_default()));
    fields
}

/// A value as the choices name it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(set) => set.to_string(),
        _ => String::new(),
    }
}

fn form(shown: Shown, connection: &Connection) -> AnyView {
    let fields = fields(connection);
    let before = fields.iter().map(|field| field.value.get_untracked()).collect();
    let form = Form {
        shown,
        client: client(),
        live: live(),
        fields: StoredValue::new(fields.clone()),
        before: RwSignal::new(before),
        wrong: RwSignal::new(false),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
    };
    let drawn: Vec<_> = fields.into_iter().map(|field| form.draw(field)).collect();
    let changed = Memo::new(move |_| form.is_changed());
    let elsewhere = dynamic(move || {
        let why = form.failure.get().filter(|why| why.errors().is_empty())?;
        Some(view! { <FailureNotice failure=why /> })
    });
    view! {
        <div class="pad stack">
            <p class="note">{words::DETAIL}</p>
            {elsewhere}
            <div class="options">{drawn}</div>
            <div class="actions">
                <Button
                    label=words::SAVE
                    on_press=Callback::new(move |()| form.save())
                    unavailable=Signal::derive(move || !changed.get())
                    reason="options-reason"
                    busy=form.busy doing=all_words::SAVING
                />
            </div>
            <p class="small soft" id="options-reason" tabindex="-1">
                {move || if changed.get() { words::THEN } else { words::UNCHANGED }}
            </p>
        </div>
    }
    .into_any()
}

impl Form {
    fn typed(self) -> Vec<String> {
        self.fields.get_value().iter().map(|field| field.value.get()).collect()
    }

    fn is_changed(self) -> bool {
        self.typed().iter().zip(self.before.get()).any(|(typed, before)| *typed != before)
    }

    /// What is wrong with a field: its member, or something within it.
    fn error(self, field: Field) -> Signal<Option<String>> {
        let pointer = format!("/options/{}", field.member);
        Signal::derive(move || {
            if field.member == PARAMETERS && self.wrong.get() {
                return Some(words::NOT_A_PARAMETER.to_owned());
            }
            self.failure.with(|failure| {
                let errors = failure.as_ref()?.errors();
                let here = errors.iter().find(|error| error.pointer.starts_with(&pointer))?;
                Some(format!("{} {}", here.detail, here.fix))
            })
        })
    }

    fn draw(self, field: Field) -> AnyView {
        let error = self.error(field);
        match field.member {
            ICON => view! {
                <TextField id=field.member label=field.label hint=field.hint value=field.value kind=Kind::Code error=error />
            }
            .into_any(),
            PARAMETERS => view! {
                <Area id=field.member label=field.label hint=field.hint value=field.value error=error rows=3 />
            }
            .into_any(),
            _ => select(field, error),
        }
    }

    /// The members that were changed; nothing when one cannot be read.
    fn wish(self) -> Option<ConnectionOptions> {
        let before = self.before.get_untracked();
        let mut wish = ConnectionOptions::default();
        for (field, before) in self.fields.get_value().into_iter().zip(before) {
            let now = field.value.get_untracked();
            if now == before {
                continue;
            }
            match field.member {
                "sign_requests" => wish.sign_requests = read(&now),
                "request_signature" => wish.request_signature = read(&now),
                "request_binding" => wish.request_binding = read(&now),
                "accept_cbc_encryption" => wish.accept_cbc_encryption = read(&now),
                "sign_out" => wish.sign_out = read(&now),
                "pkce" => wish.pkce = read(&now),
                BEGINS_THERE => {
                    wish.idp_initiated =
                        read(&now).map(|enabled| IdpInitiated { enabled, application: None });
                }
                ICON => wish.icon_url = Some(now.trim().to_owned()),
                _ => wish.upstream_parameters = Some(parameters::read(&now)?),
            }
        }
        Some(wish)
    }

    fn save(self) {
        let Some(found) = self.shown.connection.value() else { return };
        let wish = self.wish();
        self.wrong.set(wish.is_none());
        let Some(options) = wish else { return };
        let saved = untrack(move || self.typed());
        let (client, live) = (self.client, self.live);
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let wish = UpdateConnection { options: Some(options), ..UpdateConnection::default() };
            let result = client.update_connection(self.shown.at, &found.etag, &wish).await;
            self.busy.try_set(false);
            match result {
                Ok(_) => {
                    live.done(words::SAVED);
                    self.before.try_set(saved);
                }
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
            self.shown.connection.reload();
        });
    }
}

/// A choice in the API's words.
fn read<T: DeserializeOwned>(choice: &str) -> Option<T> {
    let value = match choice {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => Value::String(text.to_owned()),
    };
    serde_json::from_value(value).ok()
}

/// A list to choose from. What was once chosen can be changed, and not be left open again.
fn select(field: Field, error: Signal<Option<String>>) -> AnyView {
    let open = field.value.with_untracked(String::is_empty);
    let options: Vec<_> = field
        .choices
        .iter()
        .filter(|(value, _)| open || !value.is_empty())
        .map(|&(value, label)| {
            let selected = move || field.value.with(|now| now == value);
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect();
    let hint = (!field.hint.is_empty()).then(|| view! { <span class="hint">{field.hint}</span> });
    view! {
        <div class="field">
            <label for=field.member>{field.label}</label>
            <select class="select" id=field.member on:change=on(move |event| field.value.set(event_target_value(&event)))>
                {options}
            </select>
            <span class="err">{move || field_error(error.get())}</span>
            {hint}
        </div>
    }
    .into_any()
}
