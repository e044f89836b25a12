//! The settings: to read first, to change where allowed. Settings of the provider are changed in the wizard, which
//! tests them before people use them.

use api::{
    Connection, ConnectionState, IdentityProvider, OidcSettings, Permission, SamlSettings, SamlSource,
};
use leptos::prelude::*;

use super::{
    Shown, certificates::ChangeCertificates, options::OptionsSheet, rename::Rename, secret::ReplaceSecretForm,
};
use crate::{
    browser,
    components::{certificates, empty_state, facts, finding_rows, link_button, sheet, sheet_with},
    dynamic::dynamic,
    place::{Page, Step},
    progress::{client_secret, domain_client, has_settings, signed_settings},
    session::account,
    words::{
        connections as words, findings as finding_words, metadata as metadata_words, setup as setup_words,
    },
};

/// The tab.
#[component]
pub(super) fn ConfigurationTab(shown: Shown) -> AnyView {
    let account = account();
    let may_write = account.can(Permission::ConnectionsWrite);
    let rename = may_write.then(|| view! { <Rename shown=shown /> });
    let client = Memo::new(move |_| {
        shown.connection.value().is_some_and(|found| client_secret(&found.value).is_some())
    });
    let may_replace = account.can(Permission::ConnectionsSecrets);
    let secret =
        dynamic(move || (may_replace && client.get()).then(|| view! { <ReplaceSecretForm shown=shown /> }));
    let reading = dynamic(move || {
        shown.connection.value().map(|found| {
            let connection = found.value;
            view! {
                {general(&connection, shown.provider.get())}
                {settings(shown, &connection, may_write)}
                {findings(&connection)}
            }
        })
    });
    let note = (!may_write).then(|| view! { <p class="note">{words::READ_ONLY}</p> });
    view! { {note} {reading} <ChangeCertificates shown=shown /> <OptionsSheet shown=shown /> {rename} {secret} }.into_any()
}

fn general(connection: &Connection, provider: Option<IdentityProvider>) -> AnyView {
    let provider = provider.map(|one| setup_words::named_kind(&one.name, &one.variant)).unwrap_or_default();
    let rows = vec![
        (words::NAME, view! { <bdi>{connection.display_name.clone()}</bdi> }.into_any()),
        (words::PROVIDER, provider.into_any()),
        (words::REVISION, connection.revision.to_string().into_any()),
    ];
    sheet("general", words::SETTINGS, facts(rows))
}

/// What was read from the provider, with the ways to replace it.
fn settings(shown: Shown, connection: &Connection, may_write: bool) -> AnyView {
    let setup = |step| shown.within.reference.page(Page::Setup(connection.id, step));
    let label =
        if signed_settings(connection).is_none() { words::REPLACE_OIDC } else { words::REPLACE_METADATA };
    let live = matches!(connection.state, ConnectionState::Active | ConnectionState::Enforced);
    let replace =
        (!live && has_settings(connection)).then(|| link_button(setup(Step::Metadata), label, "s sm", None));
    let note = (may_write && live).then(|| view! { <p class="note pad ruled">{words::LIVE}</p> });
    let actions = may_write.then(|| {
        view! {
            <div class="actions">{link_button(setup(Step::App), words::SHOW_VALUES, "q sm", None)} {replace}</div>
        }
    });
    let content = match rows(connection) {
        Some(rows) => facts(rows),
        None => empty_state(words::NO_SETTINGS, words::NO_SETTINGS_DETAIL, ().into_any()),
    };
    let content = view! { {content} {note} };
    sheet_with("read", metadata_words::WHAT_WE_READ, actions.into_any(), content.into_any())
}

type Rows = Vec<(&'static str, AnyView)>;

fn rows(connection: &Connection) -> Option<Rows> {
    let code = |text: &str| view! { <code>{text.to_owned()}</code> }.into_any();
    if let Some(signed) = signed_settings(connection) {
        let mut rows = Rows::new();
        rows.extend(
            connection.pingfederate.as_ref().map(|server| (metadata_words::BASE_URL, code(&server.base_url))),
        );
        rows.extend(saml_rows(signed));
        return Some(rows);
    }
    if let Some(client) = domain_client(connection) {
        let domain = client.domain.iter().map(|domain| (metadata_words::DOMAIN_LABEL, code(domain)));
        let id = client.client_id.iter().map(|id| (words::CLIENT_ID, code(id)));
        return Some(domain.chain(id).collect());
    }
    if let Some(directory) = &connection.ad {
        let domain = directory.domain.iter();
        return Some(domain.map(|one| (metadata_words::PEOPLE_DOMAIN_LABEL, code(one))).collect());
    }
    connection.oidc.as_ref().map(oidc_rows)
}

fn saml_rows(saml: &SamlSettings) -> Vec<(&'static str, AnyView)> {
    let source = match (saml.source, &saml.metadata_url) {
        (SamlSource::Url, Some(url)) => view! { <code>{url.clone()}</code> }.into_any(),
        (SamlSource::Manual, _) => words::BY_HAND.into_any(),
        _ => words::BY_TEXT.into_any(),
    };
    let mut rows =
        vec![(words::SOURCE, source), (words::READ_AT, browser::date_time(saml.read_at).into_any())];
    rows.extend(metadata_rows(&saml.metadata));
    rows
}

/// What SAML metadata says.
pub(crate) fn metadata_rows(metadata: &api::SamlMetadata) -> Vec<(&'static str, AnyView)> {
    let mut rows = Vec::new();
    if let Some(entity_id) = &metadata.entity_id {
        rows.push((metadata_words::ISSUER, view! { <code>{entity_id.clone()}</code> }.into_any()));
    }
    if let Some(endpoint) = metadata.sign_in.first() {
        rows.push((
            metadata_words::SIGN_IN_ADDRESS,
            view! { <code>{endpoint.url.clone()}</code> }.into_any(),
        ));
    }
    if let Some(until) = metadata.valid_until {
        rows.push((metadata_words::VALID_UNTIL, browser::date(until).into_any()));
    }
    rows.push((metadata_words::CERTIFICATE, certificates(&metadata.certificates)));
    rows
}

fn oidc_rows(oidc: &OidcSettings) -> Vec<(&'static str, AnyView)> {
    let mut rows = vec![(words::DISCOVERY, view! { <code>{oidc.discovery_url.clone()}</code> }.into_any())];
    if let Some(client_id) = &oidc.client_id {
        rows.push((words::CLIENT_ID, view! { <code>{client_id.clone()}</code> }.into_any()));
    }
    rows.push((words::SCOPES, oidc.scopes.join(" ").into_any()));
    if let Some(discovery) = &oidc.discovery {
        rows.extend(discovery_rows(discovery));
    }
    rows
}

/// What a discovery document says.
pub(crate) fn discovery_rows(discovery: &api::OidcDiscovery) -> Vec<(&'static str, AnyView)> {
    let code = |text: &str| view! { <code>{text.to_owned()}</code> }.into_any();
    vec![
        (metadata_words::ISSUER, code(&discovery.issuer)),
        (metadata_words::SIGN_IN_ADDRESS, code(&discovery.authorization_endpoint)),
        (metadata_words::TOKEN_ADDRESS, code(&discovery.token_endpoint)),
        (metadata_words::KEYS_ADDRESS, code(&discovery.jwks_uri)),
    ]
}

fn findings(connection: &Connection) -> AnyView {
    if connection.findings.is_empty() {
        return ().into_any();
    }
    let rows = view! { <div class="rows">{finding_rows(&connection.findings)}</div> };
    sheet("checks", finding_words::CHECKS, rows.into_any())
}
