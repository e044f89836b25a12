//! The signing certificates: which is in use, which waits, and the one that takes over next.

use api::{
    CertificateInfo, CertificateStanding, ConnectionCertificate, ConnectionState, Permission,
    StageCertificate,
};
use leptos::{prelude::*, task::spawn_local};

use super::Shown;
use crate::{
    browser,
    client::{Client, Failure, client},
    components::{
        Area, Button, Dialog, FailureNotice, Kind, TextField, certificate, link_button, pill, sheet,
        sheet_with,
    },
    dynamic::dynamic,
    format,
    icons::Glyph,
    live::{Live, live},
    load::Load,
    place::Tab,
    progress::signed_settings,
    session::account,
    words::{KEEP_AS_IT_IS, upkeep as words},
};

/// The sheet on the overview: to look at, with the way to the configuration.
#[component]
pub(super) fn CertificatesSheet(shown: Shown) -> AnyView {
    let list = list(shown);
    let may = account().can(Permission::ConnectionsSecrets);
    let change = may.then(|| link_button(shown.page(Tab::Configuration), words::ROLL_OVER, "s sm", None));
    let rows = list.view(words::LOADING, move |all| lines(&all, |_| ().into_any()));
    sheet_with("keys", words::CERTIFICATES, change.into_any(), rows)
}

/// The sheet in the configuration: with what can be done about each, and room for the next. Only for connections that
/// have certificates.
#[component]
pub(super) fn ChangeCertificates(shown: Shown) -> AnyView {
    let signed = Memo::new(move |_| {
        shown.connection.value().is_some_and(|found| signed_settings(&found.value).is_some())
    });
    dynamic(move || signed.get().then(|| view! { <Changing shown=shown /> }))
}

/// What is typed, and how it goes.
#[derive(Clone, Copy)]
struct Change {
    shown: Shown,
    client: Client,
    live: Live,
    list: Load<Vec<ConnectionCertificate>>,
    text: RwSignal<String>,
    moment: RwSignal<String>,
    wrong: RwSignal<Option<(&'static str, &'static str)>>,
    /// What is under way: the fingerprint of a certificate of the list, or nothing for the new one.
    busy: RwSignal<Option<String>>,
    failure: RwSignal<Option<Failure>>,
    /// Whether it is asked if a certificate of the list shall take over at once, and which.
    asked: RwSignal<bool>,
    chosen: RwSignal<Option<CertificateInfo>>,
}

#[component]
fn Changing(shown: Shown) -> AnyView {
    let change = Change {
        shown,
        client: client(),
        live: live(),
        list: list(shown),
        text: RwSignal::new(String::new()),
        moment: RwSignal::new(String::new()),
        wrong: RwSignal::new(None),
        busy: RwSignal::new(None),
        failure: RwSignal::new(None),
        asked: RwSignal::new(false),
        chosen: RwSignal::new(None),
    };
    let may = account().can(Permission::ConnectionsSecrets);
    let rows = change.list.view(words::LOADING, move |all| {
        lines(&all, move |one| if may { change.actions(one) } else { ().into_any() })
    });
    let form = may.then(|| view! { <Next change=change /> <Question change=change /> });
    sheet("certificates", words::CERTIFICATES, view! { {rows} {form} }.into_any())
}

/// The certificates, read anew when the connection has changed.
fn list(shown: Shown) -> Load<Vec<ConnectionCertificate>> {
    let client = client();
    let list = Load::new(move || client.certificates(shown.at));
    let changed = Memo::new(move |_| shown.connection.value().map(|found| found.value.updated_at));
    Effect::new(move |before: Option<()>| {
        changed.track();
        if before.is_some() {
            list.reload();
        }
    });
    list
}

fn lines(all: &[ConnectionCertificate], actions: impl Fn(&ConnectionCertificate) -> AnyView) -> AnyView {
    if all.is_empty() {
        return view! { <p class="note pad">{words::NONE}</p> }.into_any();
    }
    let rows: Vec<_> = all
        .iter()
        .map(|one| {
            view! {
                <div class="certline">
                    {certificate(&one.certificate)}
                    <div class="actions">{standing(one)} {actions(one)}</div>
                </div>
            }
        })
        .collect();
    view! { <div class="rows">{rows}</div> }.into_any()
}

fn standing(one: &ConnectionCertificate) -> AnyView {
    match (one.standing, one.effective_at) {
        (CertificateStanding::InUse, _) => pill("ok", Glyph::Ok, words::IN_USE),
        (CertificateStanding::Staged, Some(at)) => {
            let relative = format::relative(browser::now(), at);
            pill("", Glyph::Wait, words::takes_over(&browser::date_time(at), &relative))
        }
        _ => pill("", Glyph::Off, words::KEPT),
    }
}

impl Change {
    /// What can be done about a certificate that is not in use.
    fn actions(self, one: &ConnectionCertificate) -> AnyView {
        if one.standing == CertificateStanding::InUse {
            return ().into_any();
        }
        let sha256 = one.certificate.sha256.clone();
        let valid = (one.certificate.not_before..one.certificate.not_after).contains(&browser::now());
        let (certificate, using) = (one.certificate.clone(), used(&sha256));
        let take = valid.then(|| {
            let press = Callback::new(move |()| {
                self.chosen.set(Some(certificate.clone()));
                self.asked.set(true);
            });
            let busy = Signal::derive(move || self.busy.with(|busy| busy.as_ref() == Some(&using)));
            view! { <Button label=words::USE_IT look="s sm" on_press=press busy=busy doing=words::USING /> }
        });
        let removing = sha256.clone();
        let busy = Signal::derive(move || self.busy.with(|busy| busy.as_ref() == Some(&removing)));
        let remove = Callback::new(move |()| self.remove(sha256.clone()));
        view! {
            {take}
            <Button label=words::REMOVE look="q sm" on_press=remove busy=busy doing=words::REMOVING />
        }
        .into_any()
    }

    /// Lets the chosen certificate take over at once.
    fn use_chosen(self) {
        self.asked.set(false);
        if let Some(one) = self.chosen.get_untracked() {
            let wish = StageCertificate { certificate: one.pem, effective_at: None };
            self.stage(wish, used(&one.sha256));
        }
    }

    /// What comes of another certificate.
    fn consequence(self) -> &'static str {
        let live = self.shown.connection.value().is_some_and(|found| {
            matches!(found.value.state, ConnectionState::Active | ConnectionState::Enforced)
        });
        if live { words::LIVE } else { words::NOT_LIVE }
    }

    fn stage(self, wish: StageCertificate, name: String) {
        if self.busy.with_untracked(Option::is_some) {
            return;
        }
        self.busy.set(Some(name));
        self.failure.set(None);
        spawn_local(async move {
            match self.client.stage_certificate(self.shown.at, &wish).await {
                Ok(staged) => {
                    self.text.try_set(String::new());
                    self.moment.try_set(String::new());
                    let waits = staged.standing == CertificateStanding::Staged;
                    self.ended(None, if waits { words::WAITS } else { words::TOOK_OVER });
                }
                Err(why) => self.ended(Some(why), ""),
            }
        });
    }

    fn remove(self, sha256: String) {
        if self.busy.with_untracked(Option::is_some) {
            return;
        }
        self.busy.set(Some(sha256.clone()));
        self.failure.set(None);
        spawn_local(async move {
            let failure = self.client.remove_certificate(self.shown.at, &sha256).await.err();
            self.ended(failure, words::REMOVED);
        });
    }

    fn ended(self, failure: Option<Failure>, done: &'static str) {
        self.busy.try_set(None);
        if failure.is_none() {
            self.live.done(done);
        }
        self.failure.try_set(failure);
        self.list.reload();
        self.shown.connection.reload();
    }

    fn save(self) {
        let certificate = self.text.with_untracked(|text| text.trim().to_owned());
        let typed = self.moment.get_untracked();
        let effective_at = browser::local_moment(&typed);
        self.wrong.set(if certificate.is_empty() {
            Some(("/certificate", words::PASTE_FIRST))
        } else if !typed.is_empty() && effective_at.is_none() {
            Some(("/effective_at", words::MOMENT_WRONG))
        } else {
            None
        });
        if self.wrong.with_untracked(Option::is_none) {
            self.stage(StageCertificate { certificate, effective_at }, String::new());
        }
    }

    /// What is wrong with a member of the request.
    fn error(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let here = self.wrong.get().filter(|(at, _)| *at == pointer).map(|(_, why)| why.to_owned());
            here.or_else(|| self.failure.with(|failure| failure.as_ref()?.at(pointer)))
        })
    }
}

/// What is under way when a certificate of the list takes over.
fn used(sha256: &str) -> String {
    format!("use {sha256}")
}

/// Asks whether a certificate shall take over at once.
#[component]
fn Question(change: Change) -> AnyView {
    view! {
        <Dialog open=change.asked id="use-title" title=Signal::stored(words::USE_NOW.to_owned())>
            <p>{change.consequence()}</p>
            <div class="foot">
                <Button
                    label=KEEP_AS_IT_IS
                    on_press=Callback::new(move |()| change.asked.set(false))
                    first=true
                />
                <Button
                    label=words::USE_IT
                    look="p"
                    on_press=Callback::new(move |()| change.use_chosen())
                />
            </div>
        </Dialog>
    }
    .into_any()
}

/// The certificate that takes over next.
#[component]
fn Next(change: Change) -> AnyView {
    let elsewhere = dynamic(move || {
        let why = change.failure.get().filter(|why| why.errors().is_empty())?;
        Some(view! { <FailureNotice failure=why /> })
    });
    view! {
        <div class="pad stack ruled">
            {elsewhere}
            <h3>{words::NEXT}</h3>
            <p class="note">{words::NEXT_DETAIL}</p>
            <Area
                id="new-certificate"
                label=words::NEW_CERTIFICATE
                hint=words::NEW_CERTIFICATE_HINT
                value=change.text
                error=change.error("/certificate")
                rows=4
            />
            <TextField
                id="takes-over"
                label=words::MOMENT
                hint=words::MOMENT_HINT
                value=change.moment
                kind=Kind::Moment
                error=change.error("/effective_at")
            />
            <div class="actions">
                <Button
                    label=words::STAGE
                    on_press=Callback::new(move |()| change.save())
                    busy=Signal::derive(move || change.busy.with(|busy| busy.as_deref() == Some("")))
                    doing=words::STAGING
                />
            </div>
            <p class="small soft">{move || change.consequence()}</p>
        </div>
    }
    .into_any()
}
