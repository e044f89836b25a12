//! The state of the metadata step: what is typed, what was read from it, what stands in the way of going on.

use api::{Connection, Finding, InputMethod, Inspection, SamlChoice, Severity, Strategy};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        Setup, end_of_day,
        save::{Saved, save_and_configure},
    },
    entry::Entry,
    lint,
    obstacle::{Obstacle, Standing},
};
use crate::{
    browser,
    client::{Client, Failure, client},
    components::Counts,
    drafts,
    progress::{domain_client, is_in_auth0},
};

/// How long after the last key an address is looked at by the server.
const PAUSE: u64 = 700;

/// Everything that the step knows.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) setup: Setup,
    client: Client,
    pub(super) way: RwSignal<InputMethod>,
    pub(super) url: RwSignal<String>,
    pub(super) text: RwSignal<String>,
    /// The name and the text of the file that was chosen.
    pub(super) file: RwSignal<Option<(String, String)>>,
    pub(super) sign_in_url: RwSignal<String>,
    pub(super) certificate: RwSignal<String>,
    pub(super) entity_id: RwSignal<Option<String>>,
    /// The identity providers to choose from, where the metadata holds several.
    pub(super) choices: RwSignal<Vec<SamlChoice>>,
    pub(super) issuer: RwSignal<String>,
    pub(super) domain: RwSignal<String>,
    pub(super) base_url: RwSignal<String>,
    pub(super) client_id: RwSignal<String>,
    pub(super) secret: RwSignal<String>,
    pub(super) ends_on: RwSignal<String>,
    /// What was read from what is typed; nothing while that is what is saved.
    pub(super) inspection: RwSignal<Option<Inspection>>,
    /// What is wrong with the client secret that is typed.
    secret_findings: RwSignal<Vec<Finding>>,
    pub(super) checking: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Failure>>,
    pub(super) saving: RwSignal<bool>,
    pub(super) outcome: RwSignal<Option<Saved>>,
    /// What is saved already.
    saved: StoredValue<Entry>,
    newest: StoredValue<u32>,
}

/// What of the settings is saved, as it would be typed.
fn saved_entry(connection: &Connection) -> Entry {
    let mut entry = Entry::default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    if let Some(saml) = &connection.saml {
        entry.url = text(&saml.metadata_url);
    }
    if let Some(oidc) = &connection.oidc {
        entry.issuer =
            oidc.discovery.as_ref().map_or_else(|| oidc.discovery_url.clone(), |found| found.issuer.clone());
        entry.client_id = text(&oidc.client_id);
    }
    if let Some(client) = domain_client(connection) {
        entry.domain = text(&client.domain);
        entry.client_id = text(&client.client_id);
    }
    if let Some(adfs) = &connection.adfs {
        entry.url = text(&adfs.server);
    }
    if let Some(pingfederate) = &connection.pingfederate {
        entry.base_url.clone_from(&pingfederate.base_url);
        entry.url = text(&pingfederate.saml.metadata_url);
    }
    if let Some(directory) = &connection.ad {
        entry.domain = text(&directory.domain);
    }
    entry
}

impl Form {
    pub(super) fn new(setup: Setup) -> Self {
        let saved = setup.connection.with_untracked(|one| saved_entry(&one.value));
        let kept = |field: &str, saved: &str| {
            RwSignal::new(drafts::kept(&draft_name(setup, field)).unwrap_or_else(|| saved.to_owned()))
        };
        let first_way = setup.provider.with_value(|provider| match provider.strategy {
            Strategy::Oidc => InputMethod::OidcClient,
            Strategy::Okta | Strategy::Waad | Strategy::GoogleApps => InputMethod::DomainClient,
            Strategy::Ad => InputMethod::Connector,
            _ => provider.inputs.first().copied().unwrap_or(InputMethod::MetadataUrl),
        });
        let form = Self {
            setup,
            client: client(),
            way: RwSignal::new(first_way),
            url: kept("url", &saved.url),
            text: kept("text", ""),
            file: RwSignal::new(None),
            sign_in_url: kept("sign_in_url", ""),
            certificate: kept("certificate", ""),
            entity_id: RwSignal::new(None),
            choices: RwSignal::new(Vec::new()),
            issuer: kept("issuer", &saved.issuer),
            domain: kept("domain", &saved.domain),
            base_url: kept("base_url", &saved.base_url),
            client_id: kept("client_id", &saved.client_id),
            secret: RwSignal::new(String::new()),
            ends_on: RwSignal::new(String::new()),
            inspection: RwSignal::new(None),
            secret_findings: RwSignal::new(Vec::new()),
            checking: RwSignal::new(false),
            failure: RwSignal::new(None),
            saving: RwSignal::new(false),
            outcome: RwSignal::new(None),
            saved: StoredValue::new(saved),
            newest: StoredValue::new(0),
        };
        lint::prepare();
        form.reopen();
        form.follow();
        form
    }

    /// Shows the way that holds something typed earlier and not saved.
    fn reopen(self) {
        let entry = self.entry();
        if matches!(
            self.way.get_untracked(),
            InputMethod::OidcClient | InputMethod::DomainClient | InputMethod::Connector
        ) {
            return;
        }
        let typed = [InputMethod::MetadataText, InputMethod::SignInUrlAndCertificate];
        if let Some(way) = typed.into_iter().find(|way| entry.is_given(*way)) {
            self.way.set(way);
        }
    }

    /// Looks at what is typed, whenever that changes, and keeps it in this tab.
    fn follow(self) {
        Effect::new(move |before: Option<(InputMethod, Entry)>| {
            let now = (self.way.get(), self.tracked_entry());
            if before.as_ref().is_some_and(|before| !now.1.is_same_document(&before.1)) {
                self.choices.set(Vec::new());
                self.entity_id.set(None);
            }
            if before.as_ref() != Some(&now) {
                self.keep(&now.1);
                if before.as_ref().is_none_or(|before| {
                    (&before.1.secret, before.1.secret_ends) != (&now.1.secret, now.1.secret_ends)
                }) {
                    self.look_at_secret(&now.1);
                }
                self.look(now.0, now.1.clone());
            }
            now
        });
    }

    /// What is typed now.
    pub(super) fn entry(self) -> Entry {
        untrack(move || self.tracked_entry())
    }

    fn tracked_entry(self) -> Entry {
        Entry {
            url: self.url.get(),
            text: match self.way.get() {
                InputMethod::MetadataFile => {
                    self.file.with(|file| file.as_ref().map(|(_, text)| text.clone()))
                }
                _ => Some(self.text.get()),
            }
            .unwrap_or_default(),
            sign_in_url: self.sign_in_url.get(),
            certificate: self.certificate.get(),
            entity_id: self.entity_id.get(),
            issuer: self.issuer.get(),
            domain: self.domain.get(),
            base_url: self.base_url.get(),
            client_id: self.client_id.get(),
            secret: self.secret.get(),
            secret_ends: end_of_day(&self.ends_on.get()),
        }
    }

    fn keep(self, entry: &Entry) {
        let saved = self.saved.get_value();
        let typed = self.text.get_untracked();
        let private = entry.holds_private_key();
        for (field, text, saved) in [
            ("url", &entry.url, &saved.url),
            ("text", &typed, &saved.text),
            ("sign_in_url", &entry.sign_in_url, &saved.sign_in_url),
            ("certificate", &entry.certificate, &saved.certificate),
            ("issuer", &entry.issuer, &saved.issuer),
            ("domain", &entry.domain, &saved.domain),
            ("base_url", &entry.base_url, &saved.base_url),
            ("client_id", &entry.client_id, &saved.client_id),
        ] {
            let name = draft_name(self.setup, field);
            if text == saved || private { drafts::forget(&name) } else { drafts::keep(&name, text) }
        }
    }

    /// Whether what is typed differs from what is saved.
    pub(super) fn is_changed(self) -> bool {
        let (way, entry, saved) = (self.way.get(), self.tracked_entry(), self.saved.get_value());
        match way {
            InputMethod::MetadataUrl => {
                entry.url.trim() != saved.url
                    || entry.base_url.trim() != saved.base_url
                    || entry.entity_id.is_some()
            }
            InputMethod::OidcClient | InputMethod::DomainClient | InputMethod::Connector => {
                let secret = !entry.secret.trim().is_empty() || entry.secret_ends.is_some();
                entry.issuer.trim() != saved.issuer
                    || entry.domain.trim() != saved.domain
                    || entry.client_id.trim() != saved.client_id
                    || secret
            }
            _ => entry.is_given(way),
        }
    }

    /// Looks at it here at once, and lets the server look a moment later: it has the last word.
    fn look(self, way: InputMethod, entry: Entry) {
        let mine = self.newest.try_update_value(|number| {
            *number += 1;
            *number
        });
        let address = matches!(way, InputMethod::MetadataUrl | InputMethod::OidcClient);
        // A domain is looked at when it is saved: there is no document to read before.
        let by_domain = matches!(way, InputMethod::DomainClient | InputMethod::Connector);
        if by_domain || !untrack(move || self.is_changed()) || !entry.is_given(way) {
            self.inspection.set(None);
            self.failure.set(None);
            self.checking.set(false);
            return;
        }
        if !address {
            self.failure.set(None);
            self.look_here(way, entry.clone(), mine);
        }
        self.checking.set(address);
        browser::after(PAUSE, move || {
            if self.newest.try_get_value() == mine {
                self.ask_server(way, &entry);
            }
        });
    }

    fn look_here(self, way: InputMethod, entry: Entry, mine: Option<u32>) {
        let provider = self.setup.provider.with_value(|provider| provider.id.clone());
        spawn_local(async move {
            let found = lint::inspect(way, entry, provider).await;
            if let Some(found) = found.filter(|_| self.newest.try_get_value() == mine) {
                self.read(found);
            }
        });
    }

    /// Takes over what was read. The choices stay when one of them was made.
    fn read(self, inspection: Inspection) {
        if inspection.choices.len() > 1 {
            self.choices.try_set(inspection.choices.clone());
        }
        self.inspection.try_set(Some(inspection));
    }

    /// Looks at the secret, which only this browser sees before it is saved.
    fn look_at_secret(self, entry: &Entry) {
        let (secret, ends) = (entry.secret.clone(), entry.secret_ends);
        spawn_local(async move {
            let found =
                if secret.trim().is_empty() { Vec::new() } else { lint::inspect_secret(&secret, ends).await };
            self.secret_findings.try_set(found);
        });
    }

    /// Looks again, as when the provider was repaired in the meantime.
    pub(super) fn check_again(self) {
        self.newest.update_value(|number| *number += 1);
        self.ask_server(self.way.get_untracked(), &self.entry());
    }

    fn ask_server(self, way: InputMethod, entry: &Entry) {
        let provider = self.setup.provider.with_value(|provider| provider.id.clone());
        let Some(request) = entry.to_inspect(way, &provider) else {
            self.checking.set(false);
            return;
        };
        let mine = self.newest.get_value();
        self.checking.set(true);
        spawn_local(async move {
            let result = self.client.inspect(request).await;
            if self.newest.try_get_value() != Some(mine) {
                return;
            }
            self.checking.try_set(false);
            match result {
                Ok(inspection) => {
                    self.failure.try_set(None);
                    self.read(inspection);
                }
                Err(why) => {
                    self.failure.try_set(Some(why));
                }
            }
        });
    }

    /// What the linter says of what is typed, or else of what is saved.
    pub(super) fn findings(self) -> Vec<Finding> {
        let mut all = match self.inspection.get() {
            Some(inspection) => inspection.findings,
            None if self.is_changed() => Vec::new(),
            None => self.setup.connection.with(|one| one.value.findings.clone()),
        };
        all.extend(self.secret_findings.get());
        all
    }

    /// What stands in the way of going on.
    pub(super) fn obstacle(self) -> Option<Obstacle> {
        Standing {
            way: self.way.get(),
            entry: &self.tracked_entry(),
            pingfederate: self
                .setup
                .provider
                .with_value(|provider| provider.strategy == Strategy::Pingfederate),
            changed: self.is_changed(),
            connection: &self.setup.connection.get().value,
            problems: Counts::of(&self.findings()).problems,
            unreadable: self.failure.with(|failure| failure.as_ref().is_some_and(|why| !why.is_passing())),
            verdict: self.inspection.with(|found| found.as_ref().map(|found| found.verdict)),
            checking: self.checking.get(),
        }
        .obstacle()
    }

    /// Whether a choice has to be made first.
    pub(super) fn has_to_choose(self) -> bool {
        self.choices.with(|all| !all.is_empty()) && self.entity_id.with(Option::is_none)
    }

    /// Saves what is typed, writes it to Auth0, and goes on when that is done.
    pub(super) fn save(self, go_on: impl Fn() + 'static) {
        let changed = untrack(move || self.is_changed());
        let settled = self.setup.connection.with_untracked(|one| is_in_auth0(&one.value));
        if !changed && settled {
            go_on();
            return;
        }
        let strategy = self.setup.provider.with_value(|provider| provider.strategy);
        let wish = changed.then(|| self.entry().to_save(self.way.get_untracked(), strategy));
        self.saving.set(true);
        self.outcome.set(None);
        spawn_local(async move {
            let saved = save_and_configure(self.client, self.setup, wish).await;
            self.saving.try_set(false);
            if changed && !matches!(saved, Saved::Failed(_)) {
                self.forget();
            }
            if saved == Saved::InAuth0 {
                go_on();
            } else {
                self.outcome.try_set(Some(saved));
                browser::focus_page();
            }
        });
    }

    /// What was typed is saved now.
    fn forget(self) {
        for field in
            ["url", "text", "sign_in_url", "certificate", "issuer", "domain", "base_url", "client_id"]
        {
            drafts::forget(&draft_name(self.setup, field));
        }
        let saved =
            self.setup.connection.try_with_untracked(|one| saved_entry(&one.value)).unwrap_or_default();
        self.saved.try_set_value(saved.clone());
        self.url.try_set(saved.url);
        self.issuer.try_set(saved.issuer);
        self.domain.try_set(saved.domain);
        self.base_url.try_set(saved.base_url);
        for field in [self.text, self.sign_in_url, self.certificate, self.secret, self.ends_on] {
            field.try_set(String::new());
        }
        self.file.try_set(None);
        self.entity_id.try_set(None);
    }

    /// Whether any finding is of this severity.
    pub(super) fn has_error(self) -> bool {
        self.findings().iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// The name under which a field is kept in this tab.
fn draft_name(setup: Setup, field: &str) -> String {
    format!("setup:{}:{field}", setup.at.id)
}
