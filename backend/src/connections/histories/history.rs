//! One history: its deeds, done one after the other, and what has to hold after each.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use api::{
    Activate, ConnectionId, DeleteMode, Disable, DomainId, DriftResolution, Enforce, JobId, OidcDiscovery,
    ProblemCode, Replaces, Rollout, Strategy, TestRunState,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    Stage,
    auth0_server::{ALIASES, Auth0, DATABASE, Organization, Trouble, VENDORS, Way},
    deeds::{Deed, SECRET},
};
use crate::{
    auth::{OrgScope, caller::RequestMeta},
    clock::Clock,
    connections::{
        activation,
        domain::{Connection, OidcGiven, Secret, Settings, State, Sync},
        drift,
        entity::revision,
        given::Kept,
        moving,
        reading::Given,
        revisions, service, store, sync, test_runs,
    },
    db::begin_write,
    jobs::worker::Progress,
    organizations,
    problem::ApiError,
    state::AppState,
    tenants::Tenant,
    upstream::Failure,
    ways_in,
};

const CERTIFICATE: &str = include_str!("certificate.pem");

struct Hand(Mutex<DateTime<Utc>>);

impl Clock for Hand {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(super) struct History {
    pub(super) state: AppState,
    pub(super) auth0: Auth0,
    clock: Arc<Hand>,
    pub(super) scope: OrgScope,
    /// The organization's name, here and in Auth0's id.
    pub(super) name: String,
    pub(super) connections: Vec<ConnectionId>,
    pub(super) domains: Vec<DomainId>,
    /// The revisions that have passed a test, or have the very settings of one that has.
    passed: BTreeSet<(ConnectionId, u32)>,
}

pub(super) fn job() -> JobId {
    JobId::from_uuid(Uuid::from_u128(99))
}

/// A client that remembers nothing of the troubles of other histories.
async fn tenant_anew(state: &AppState) -> Arc<Tenant> {
    let (clock, ids) = (state.clock.as_ref(), state.ids.as_ref());
    let tenant = Tenant::register(&state.settings, &state.db, clock, ids, state.http.clone()).await;
    Arc::new(tenant.unwrap())
}

impl History {
    /// Lives these deeds; an error says what must never happen, and did.
    pub(super) async fn live(stage: &Stage, number: u64, deeds: &[Deed]) -> Result<(), String> {
        let mut history = Self::begin(stage, number).await;
        history.prove().await;
        if number.is_multiple_of(2) {
            history.way_up().await?;
        }
        if number.is_multiple_of(4) {
            history.moved().await?;
        }
        for deed in deeds {
            // On the heap: a history is deep, and a test's stack is small.
            Box::pin(history.deed(deed)).await?;
            Box::pin(history.check()).await.map_err(|words| format!("after {deed:?}: {words}"))?;
        }
        Box::pin(history.come_to_rest()).await
    }

    async fn begin(stage: &Stage, number: u64) -> Self {
        let name = format!("h{number}");
        let organization = organizations::for_test(&stage.state, u128::from(number) + 1, &name).await;
        let at = DateTime::parse_from_rfc3339("2027-01-01T00:00:00Z").unwrap().into();
        let clock = Arc::new(Hand(Mutex::new(at)));
        let state =
            AppState { clock: clock.clone(), tenant: tenant_anew(&stage.state).await, ..stage.state.clone() };
        stage.auth0.with(|tenant| {
            let ways = [(DATABASE.to_owned(), Way { open: true, button: true })];
            tenant.trouble = None;
            tenant
                .organizations
                .insert(format!("org_{name}"), Organization { ways: ways.into(), ..Organization::default() });
        });
        let scope = OrgScope::of_test_answer(organization, RequestMeta::none());
        Self {
            state,
            auth0: stage.auth0.clone(),
            clock,
            scope,
            name,
            connections: Vec::new(),
            domains: Vec::new(),
            passed: BTreeSet::new(),
        }
    }

    /// The usual way, so that a history begins where things can go wrong.
    async fn way_up(&mut self) -> Result<(), String> {
        self.go([
            Deed::Create { oidc: false },
            Deed::Configure { which: 0 },
            Deed::Work { which: 0, trouble: None },
            Deed::Test { which: 0, passes: true },
            Deed::Activate { which: 0, everyone: true, confirm: false },
            Deed::Work { which: 0, trouble: None },
        ])
        .await
    }

    /// A second connection that has taken the place of the first.
    async fn moved(&mut self) -> Result<(), String> {
        self.go([
            Deed::Create { oidc: false },
            Deed::Configure { which: 1 },
            Deed::Work { which: 1, trouble: None },
            Deed::Test { which: 1, passes: true },
            Deed::Move { which: 1, confirm: true },
            Deed::Work { which: 1, trouble: None },
        ])
        .await
    }

    async fn go<const N: usize>(&mut self, deeds: [Deed; N]) -> Result<(), String> {
        for deed in deeds {
            self.deed(&deed).await?;
            self.check().await.map_err(|words| format!("on the way up, after {deed:?}: {words}"))?;
        }
        Ok(())
    }

    fn id(&self, which: u8) -> Option<ConnectionId> {
        self.connections.get(usize::from(which) % self.connections.len().max(1)).copied()
    }

    async fn deed(&mut self, deed: &Deed) -> Result<(), String> {
        let refused = match deed {
            Deed::Create { oidc } => self.create(*oidc).await,
            Deed::LetGo { domain } => self.let_domain_go(*domain).await,
            Deed::Wait { minutes } => {
                *self.clock.0.lock().unwrap() += Duration::minutes(i64::from(*minutes));
                for id in self.connections.clone() {
                    let progress = Progress { job: job() };
                    drop(activation::sync::run(&self.state, &progress, id).await);
                }
                Ok(())
            }
            Deed::Database { open } => {
                self.organization(|found| {
                    found.ways.entry(DATABASE.to_owned()).or_default().open = *open;
                    // The dashboard may close whatever it likes; Latchkey may not add to it.
                    found.may_be_shut |= !found.ways.values().any(|way| way.open);
                });
                Ok(())
            }
            of_one => self.deed_of_one(of_one).await,
        };
        match refused {
            Err(error) if error.code == ProblemCode::Internal => Err(format!("{deed:?}: {error:?}")),
            _ => Ok(()),
        }
    }

    pub(super) fn organization<T>(&self, act: impl FnOnce(&mut Organization) -> T) -> T {
        let name = format!("org_{}", self.name);
        self.auth0.with(|tenant| act(tenant.organizations.get_mut(&name).unwrap()))
    }

    async fn create(&mut self, oidc: bool) -> Result<(), ApiError> {
        if self.connections.len() == 2 {
            return Ok(());
        }
        let draft = service::Draft {
            provider: if oidc { "custom-oidc" } else { "custom-saml" }.to_owned(),
            display_name: Some("Staff".to_owned()),
            given: (!oidc).then(|| manual(0)),
            secret: None,
            options: None,
        };
        let id = service::create(&self.state, &self.scope, draft).await?.id;
        self.connections.push(id);
        if oidc {
            self.complete_oidc(id).await?;
        }
        Ok(())
    }

    /// Reading a discovery document takes a provider on the network; here it was read already.
    async fn complete_oidc(&self, id: ConnectionId) -> Result<(), ApiError> {
        let before = store::get(&self.state.db, &self.scope, id).await?;
        let text = format!("{SECRET}{id}");
        let sealed = self.state.sealer.seal(&Connection::secret_purpose(id), text.as_bytes())?;
        let at = |path: &str| format!("https://idp.example/{path}");
        let discovery = OidcDiscovery {
            issuer: at(""),
            authorization_endpoint: at("authorize"),
            token_endpoint: at("token"),
            jwks_uri: at("keys"),
            userinfo_endpoint: None,
            end_session_endpoint: None,
            scopes_supported: Vec::new(),
            response_types_supported: Vec::new(),
            id_token_signing_alg_values_supported: Vec::new(),
        };
        let given = OidcGiven {
            discovery_url: at("configuration"),
            discovery: Some(discovery),
            client_id: Some("client".to_owned()),
            scopes: vec!["openid".to_owned()],
            read_at: None,
        };
        let secret = Secret { sealed: Some(sealed), set_at: Some(self.state.clock.now()), expires_at: None };
        let after = Connection {
            strategy: Strategy::Oidc,
            settings: Settings::Oidc(given),
            secret,
            ..before.clone()
        };
        Ok(store::update(&self.state.db, &self.scope, &before, &after).await?)
    }

    async fn deed_of_one(&mut self, deed: &Deed) -> Result<(), ApiError> {
        let (state, scope) = (self.state.clone(), self.scope.clone());
        let Some(id) = deed.which().and_then(|which| self.id(which)) else { return Ok(()) };
        match deed {
            Deed::Edit { address, meanwhile, .. } => {
                let edit = service::Edit {
                    display_name: None,
                    given: Some(manual(*address)),
                    secret: None,
                    options: None,
                };
                self.edit(id, edit, meanwhile.as_deref()).await
            }
            Deed::Rename { name, meanwhile, .. } => {
                let name = Some(format!("N{name}"));
                let edit = service::Edit { display_name: name, given: None, secret: None, options: None };
                self.edit(id, edit, meanwhile.as_deref()).await
            }
            Deed::ReplaceSecret { .. } => {
                let seen = service::see(&state, &scope, id).await?;
                let value = format!("{SECRET}{}", state.ids.uuid()).into();
                let wish = service::SecretWish { value, expires_at: None };
                service::replace_secret(&state, &scope, seen, wish).await.map(drop)
            }
            Deed::Configure { .. } => service::configure(&state, &scope, id).await.map(drop),
            Deed::Test { passes, .. } => self.test(id, *passes).await,
            Deed::RollBack { to, .. } => self.roll_back(id, *to).await,
            Deed::Dashboard { what, .. } => self.dashboard(id, *what).await,
            Deed::Compare { .. } => {
                drop(drift::sync::run(&state, &Progress { job: job() }, id).await);
                Ok(())
            }
            Deed::Resolve { how, .. } => {
                let all = [DriftResolution::Adopt, DriftResolution::Reapply, DriftResolution::Ignore];
                drift::service::resolve(&state, &scope, id, all[usize::from(*how)]).await.map(drop)
            }
            Deed::Lead { domain, nowhere, .. } => self.lead(*domain, (!nowhere).then_some(id)).await,
            Deed::Work { trouble, .. } => {
                Box::pin(self.work(id, *trouble)).await;
                Ok(())
            }
            step => Box::pin(self.step(id, step)).await,
        }
    }

    /// A step that people feel.
    async fn step(&self, id: ConnectionId, step: &Deed) -> Result<(), ApiError> {
        let (state, scope) = (&self.state, &self.scope);
        match step {
            Deed::Activate { everyone, confirm, .. } => {
                let rollout = if *everyone { Rollout::Everyone } else { Rollout::Pilot };
                self.activate(id, (rollout, None), *confirm).await
            }
            Deed::Move { which, confirm } => {
                let other = self.id(which + 1).unwrap_or(id);
                self.activate(id, (Rollout::Everyone, Some(other)), *confirm).await
            }
            Deed::Restore { .. } => moving::service::restore(state, scope, id).await.map(drop),
            Deed::Enforce { .. } => {
                self.survey().await;
                let email = "owner@x.example".to_owned();
                let wish = Enforce { break_glass_email: email, auto_revert_after: None };
                activation::service::enforce(state, scope, id, wish).await.map(drop)
            }
            Deed::Unenforce { .. } => activation::service::unenforce(state, scope, id).await.map(drop),
            Deed::Confirm { .. } => activation::service::confirm(state, scope, id).await.map(drop),
            Deed::Disable { by_name, .. } => {
                self.survey().await;
                let wish = Disable { leave_no_way_in_to: by_name.then(|| self.name.clone()) };
                let done = service::disable(state, scope, id, wish).await.map(drop);
                self.asked_by_name(*by_name && done.is_ok());
                done
            }
            Deed::Delete { purge, by_name, .. } => {
                self.survey().await;
                let seen = service::see(state, scope, id).await?;
                let mode = if *purge { DeleteMode::Purge } else { DeleteMode::Detach };
                let typed = by_name.then(|| self.name.clone());
                let done = service::delete(state, scope, seen, (mode, typed)).await.map(drop);
                self.asked_by_name(*by_name && done.is_ok());
                done
            }
            _ => Ok(()),
        }
    }

    async fn activate(
        &self,
        id: ConnectionId,
        (rollout, replaces): (Rollout, Option<ConnectionId>),
        confirm: bool,
    ) -> Result<(), ApiError> {
        let findings = service::get(&self.state, &self.scope, id).await?.findings;
        let wish = Activate {
            rollout,
            pilot_emails: vec!["a@x.example".to_owned()],
            acknowledge: findings.into_iter().map(|one| one.code).collect(),
            auto_revert_after: confirm.then(|| "PT15M".to_owned()),
            replaces: replaces.map(|connection_id| Replaces { connection_id, keep_days: 1 }),
        };
        service::activate(&self.state, &self.scope, id, wish).await.map(drop)
    }

    fn asked_by_name(&self, asked: bool) {
        if asked {
            self.organization(|found| found.may_be_shut = true);
        }
    }

    async fn survey(&self) {
        self.auth0.with(|tenant| tenant.trouble = None);
        let progress = Progress { job: job() };
        // After many troubles in a row the client holds back for a moment.
        for _ in 0..100 {
            match ways_in::sync::run(&self.state, &progress, self.scope.organization()).await {
                Err(Failure::Later { .. }) => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                outcome => return outcome.unwrap(),
            }
        }
        panic!("the client holds back for ever");
    }

    async fn edit(
        &mut self,
        id: ConnectionId,
        edit: service::Edit,
        meanwhile: Option<&Deed>,
    ) -> Result<(), ApiError> {
        let seen = service::see(&self.state, &self.scope, id).await?;
        if let Some(other) = meanwhile {
            let _ = Box::pin(self.deed_of_one(other)).await;
        }
        service::update(&self.state, &self.scope, seen, edit).await.map(drop)
    }

    /// A test of the current revision comes to its end.
    async fn test(&mut self, id: ConnectionId, passes: bool) -> Result<(), ApiError> {
        let connection = store::get(&self.state.db, &self.scope, id).await?;
        if !matches!(connection.sync, Sync::Agreed { .. }) || connection.upstream_id.is_none() {
            return Ok(());
        }
        let outcome = if passes { TestRunState::Succeeded } else { TestRunState::Failed };
        let transaction = begin_write(&self.state.db).await?;
        test_runs::ended_for_test(&transaction, &self.state, &self.scope, (&connection, passes)).await?;
        service::record_test(&transaction, &self.state, &self.scope, id, connection.revision, outcome)
            .await?;
        transaction.commit().await?;
        if passes {
            self.passed.insert((id, connection.revision));
        }
        Ok(())
    }

    async fn roll_back(&mut self, id: ConnectionId, to: u8) -> Result<(), ApiError> {
        let rows = revision::Entity::find()
            .filter(revision::Column::ConnectionId.eq(id.uuid()))
            .all(&self.state.db)
            .await?;
        let Some(row) = rows.get(usize::from(to) % rows.len().max(1)) else { return Ok(()) };
        let seen = service::see(&self.state, &self.scope, id).await?;
        revisions::roll_back(&self.state, &self.scope, seen, api::RevisionId::from_uuid(row.id)).await?;
        let now = store::get(&self.state.db, &self.scope, id).await?;
        let older = u32::try_from(row.number).unwrap();
        if json!(Kept::of(&now)) == row.settings && self.passed.contains(&(id, older)) {
            self.passed.insert((id, now.revision));
        }
        Ok(())
    }

    /// What somebody does in Auth0's dashboard.
    async fn dashboard(&self, id: ConnectionId, what: u8) -> Result<(), ApiError> {
        let connection = store::get(&self.state.db, &self.scope, id).await?;
        self.auth0.with(|tenant| {
            let found = tenant.connections.iter_mut().find(|(_, one)| one.name == connection.upstream_name);
            let Some((upstream, found)) = found else { return };
            match what {
                0 => drop(found.options.insert("vendor_note".to_owned(), json!("theirs"))),
                1 => drop(
                    found.options.insert("signInEndpoint".to_owned(), json!("https://elsewhere.example/sso")),
                ),
                2 => found.display_name = "Theirs".to_owned(),
                3 => drop(found.options.insert(ALIASES.to_owned(), json!([VENDORS]))),
                4 => drop(found.options.remove(ALIASES)),
                _ => {
                    let upstream = upstream.clone();
                    tenant.connections.remove(&upstream);
                    tenant.removed.insert(upstream.clone());
                    for organization in tenant.organizations.values_mut() {
                        organization.ways.remove(&upstream);
                        organization.may_be_shut |= !organization.ways.values().any(|way| way.open);
                    }
                }
            }
        });
        Ok(())
    }

    /// A worker takes the job of a connection, if there is one.
    async fn work(&self, id: ConnectionId, trouble: Option<Trouble>) {
        let Ok(Some(connection)) = store::get_for_job(&self.state.db, id).await else { return };
        let Sync::Pending { job, .. } = connection.sync else { return };
        let buttons = service::buttons(&self.state, connection.organization).await.unwrap();
        let shall_show = buttons.into_iter().filter(|(_, shown)| *shown).map(|(id, _)| id);
        self.organization(|found| found.shall_show = shall_show.collect());
        self.hold_on(&connection).await;
        self.auth0.with(|tenant| tenant.trouble = trouble);
        let progress = Progress { job };
        let outcome = tokio::select! {
            outcome = sync::run(&self.state, &progress, id) => Some(outcome),
            // What it has done is done; another worker finds it so.
            () = self.auth0.crash.notified() => None,
        };
        self.auth0.with(|tenant| (tenant.trouble, tenant.holds_on) = (None, BTreeSet::new()));
        if let Some(Err(failure @ Failure::GiveUp { .. })) = outcome {
            sync::gave_up(&self.state, job, id, &failure.words()).await.unwrap();
        }
    }

    /// What has to hold at every moment.
    async fn check(&self) -> Result<(), String> {
        let outrages = self.auth0.with(|tenant| std::mem::take(&mut tenant.outrages));
        if let Some(outrage) = outrages.first() {
            return Err(outrage.clone());
        }
        self.leads_to_open_ones().await?;
        let mut ours = BTreeSet::new();
        for id in &self.connections {
            let found = store::get_for_job(&self.state.db, *id).await.map_err(|error| error.to_string())?;
            let Some(connection) = found else { continue };
            ours.insert(connection.upstream_name.clone());
            let passed = connection.is_tested() && self.passed.contains(&(*id, connection.revision));
            if connection.state.is_live() && !passed {
                return Err(format!("revision {} is live without a passing test", connection.revision));
            }
            self.retires_beside_another(&connection).await?;
            let agreed = matches!(connection.sync, Sync::Agreed { .. });
            if let (State::Enforced(break_glass), true) = (&connection.state, agreed) {
                let known = break_glass.user_id == "auth0|owner" && break_glass.way_in == DATABASE;
                if !known {
                    return Err(format!("enforced with a strange way in: {break_glass:?}"));
                }
            }
        }
        self.auth0.with(|tenant| {
            for name in &ours {
                let count = tenant.connections.values().filter(|one| one.name == *name).count();
                if count > 1 {
                    return Err(format!("{count} connections are called {name}"));
                }
            }
            let prefix = format!("{}-", self.name);
            let all = tenant.connections.values().filter(|one| one.name.starts_with(&prefix)).count();
            if all > self.connections.len() {
                Err(format!("{all} connections upstream for {}", ours.len()))
            } else {
                Ok(())
            }
        })
    }

    /// Without troubles, the worker brings everything to rest; then Auth0 has what is here.
    async fn come_to_rest(&self) -> Result<(), String> {
        for _ in 0..4 {
            for id in &self.connections {
                Box::pin(self.work(*id, None)).await;
            }
        }
        self.let_go().await;
        self.check().await?;
        for id in &self.connections {
            let found = store::get_for_job(&self.state.db, *id).await.map_err(|error| error.to_string())?;
            let Some(connection) = found else { continue };
            if let Sync::Pending { .. } = connection.sync {
                return Err(format!("the work on {id} never ends: {:?}", connection.state));
            }
            self.rests(&connection)?;
            self.button_rests(&connection).await?;
            self.domains_rest(&connection).await?;
        }
        Ok(())
    }

    /// Where Auth0 agrees, an enforced connection and its emergency way in are open, whatever happened on the way.
    fn rests(&self, connection: &Connection) -> Result<(), String> {
        let (State::Enforced(_), Sync::Agreed { since }) = (&connection.state, &connection.sync) else {
            return Ok(());
        };
        let open = |id: &str| self.organization(|found| found.ways.get(id).is_some_and(|way| way.open));
        let upstream = connection.upstream_id.as_deref().unwrap_or_default();
        // What the dashboard has closed or deleted since is the dashboard's, until the next comparison.
        let shut_by_dashboard = self.organization(|found| found.may_be_shut)
            || !open(DATABASE)
            || self.auth0.with(|tenant| tenant.removed.contains(upstream));
        if !open(upstream) && !shut_by_dashboard {
            return Err(format!("enforced since {since}, but closed"));
        }
        Ok(())
    }
}

fn manual(address: u8) -> Given {
    Given::Manual {
        sign_in_url: format!("https://idp{address}.example/sso"),
        certificate: CERTIFICATE.to_owned(),
    }
}
