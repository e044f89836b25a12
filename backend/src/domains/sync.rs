//! Brings a domain forward: the record from Auth0, the look at DNS, Auth0's word that it is proved, and its end. May run
//! any number of times, and begins anew each time.

use api::{DomainId, DomainState, ProblemCode, Sync, SyncState};
use auth0::{
    Error,
    organizations::discovery_domains::{self as upstream, DiscoveryDomain, DomainStatus, Wanted},
};

use super::{
    check::{self, Seen, Verdict},
    domain::{By, Domain, Leads, Record},
    leading,
    life::{self, Times},
    name, service,
    store::{self, StoreError},
};
use crate::{
    auth::OrgScope,
    connections::sync::{self as connection_sync, LetGo},
    db::begin_write,
    jobs::worker::Progress,
    organizations,
    problem::ApiError,
    state::AppState,
    upstream::{Failure, send},
};

/// How long to wait for a connection that lets go.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => Self::Database(error),
            StoreError::Changed(_) => Self::later("It was changed at the same moment. We look again."),
            other => Self::give_up(other.to_string()),
        }
    }
}

/// One step forward, or several. A domain that is gone needs nothing.
pub(crate) async fn run(state: &AppState, progress: &Progress, id: DomainId) -> Result<(), Failure> {
    let Some(domain) = store::get_for_job(&state.db, id).await? else { return Ok(()) };
    let scope = OrgScope::of_job(domain.organization, progress.job);
    let organization = organizations::service::get(state, &scope)
        .await
        .map_err(|_| Failure::give_up("The organization is gone."))?;
    let organization = organization.upstream.organization_id;
    if domain.state == DomainState::Deleting {
        return end(state, progress, &scope, (&domain, &organization)).await;
    }
    if let Some(over) = life::never_issued(&domain, state.clock.now()) {
        put(state, &domain, over).await?;
        return Ok(());
    }
    let domain = issued(state, progress, domain, &organization).await?;
    let domain = looked_at(state, progress, &scope, domain).await?;
    let domain = vouched(state, progress, domain, &organization).await?;
    settled(state, progress, domain).await
}

/// The domain with its record; Auth0 issues it once.
async fn issued(
    state: &AppState,
    progress: &Progress,
    domain: Domain,
    organization: &str,
) -> Result<Domain, Failure> {
    if domain.upstream_id.is_some() {
        return Ok(domain);
    }
    progress.step(state, "Asking Auth0 for the record").await?;
    let found = create(state, organization, &domain.name).await?;
    let record = Record { host: found.verification_host, value: found.verification_txt };
    let after = Domain {
        upstream_id: Some(found.id),
        upstream_verified: found.status == DomainStatus::Verified,
        // What was proved by the first record stays proved by it.
        record: domain.record.clone().or(Some(record)),
        ..domain.clone()
    };
    put(state, &domain, after).await
}

/// Creates a domain in Auth0, or finds the one that is there: an earlier answer was lost, or the vendor made it.
async fn create(state: &AppState, organization: &str, name: &str) -> Result<DiscoveryDomain, Failure> {
    let wanted = Wanted { status: Some(DomainStatus::Pending), ..Wanted::default() };
    match send(state, upstream::create(organization, name, &wanted)).await {
        Ok(created) => Ok(created),
        Err(Error::Conflict { .. }) => match send(state, upstream::get_by_name(organization, name)).await {
            Ok(found) => Ok(found),
            Err(Error::NotFound { .. }) => {
                Err(Failure::later("Auth0 has just taken the domain. We look again."))
            }
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// The domain after a look at DNS, if it is time for one.
async fn looked_at(
    state: &AppState,
    progress: &Progress,
    scope: &OrgScope,
    domain: Domain,
) -> Result<Domain, Failure> {
    let due = domain.next_check_at.is_some_and(|at| at <= state.clock.now());
    let Some(record) = domain.record.clone().filter(|_| due) else { return Ok(domain) };
    // Whoever runs slow name servers holds up a look, and not the work of everybody else.
    let Some(_turn) = state.names.turn() else {
        return Err(Failure::later("Other domains are looked at first."));
    };
    progress.step(state, "Looking for the record in public DNS").await?;
    let (seen, verdict, zone, servers) = look(state, &domain, &record).await;
    let now = state.clock.now();
    let mut told = check::told(&record, &zone, &seen, now);
    let relative_host = name::relative(&record.host, &zone);
    told.dns_host =
        idp::dns_host(&servers, idp::TxtRecord { zone: &zone, relative_host, value: &record.value });
    let (after, turn) = life::after_check(&domain, (told, verdict), now, Times::of(&state.settings.domains));
    let after = if servers.is_empty() { after } else { Domain { zone: Some(zone), ..after } };
    note(state, progress, scope, (domain, after), turn).await
}

/// Asks the name servers: at the record's name, for the zone, and where people put it by mistake.
async fn look(state: &AppState, domain: &Domain, record: &Record) -> (Seen, Verdict, String, Vec<String>) {
    let top = name::registrable(&domain.name).unwrap_or(&domain.name);
    let (asked, found) =
        futures_util::join!(state.names.texts(&record.host), state.names.zone(&domain.name, top));
    let (zone, servers) = found.unwrap_or_else(|| (domain.zone().to_owned(), Vec::new()));
    let verdict = check::verdict(record, &asked);
    let mut elsewhere = Vec::new();
    if verdict != Verdict::Proved {
        let names = check::wrong_names(&record.host, &domain.name, &zone);
        elsewhere = state.names.each_texts(names).await;
    }
    (Seen { asked, elsewhere }, verdict, zone, servers)
}

/// Writes down what a look has found. What another organization has is not taken from it: a person decides.
async fn note(
    state: &AppState,
    progress: &Progress,
    scope: &OrgScope,
    (before, after): (Domain, Domain),
    turn: Option<life::Turn>,
) -> Result<Domain, Failure> {
    let taken = after.state.is_held()
        && !before.state.is_held()
        && store::held_elsewhere(&state.db, state.tenant.id, &before).await?;
    let (after, told) = if taken {
        let summary =
            format!("{} was proved, but is in use elsewhere. The vendor has to decide.", before.name);
        (life::disputed(&before, after, state.clock.now()), Some(("domain.disputed", summary)))
    } else {
        (after, turn.map(|turn| (turn.action(), turn.summary(&before.name))))
    };
    let is_new = after.state.is_proved() && !before.state.is_proved() && after.leads.is_none();
    let vendors = if is_new {
        connection_sync::already_led(state, before.organization, &before.name).await?
    } else {
        None
    };
    let leads = vendors.map(|to| Leads { to, from: None, by: By::Opening });
    let mut after = Domain { leads: after.leads.or(leads), ..after };
    if after.state.is_held() && !after.upstream_verified {
        let since = state.clock.now();
        let job_id = Some(progress.job);
        after.sync = Sync { state: SyncState::Pending, since, job_id, last_error: None };
    }
    let transaction = begin_write(&state.db).await?;
    let after = leading::by_default(&transaction, &before, after).await.map_err(ours)?;
    match service::write(&transaction, state, scope, (&before, &after)).await {
        Ok(_) => {}
        // The other one was first, between our look and our writing: the next look says so.
        Err(error) if error.code == ProblemCode::Conflict => {
            return Err(Failure::later("The domain was taken at the same moment. We look again."));
        }
        Err(error) => return Err(ours(error)),
    }
    if let Some(told) = told {
        service::tell(&transaction, state, scope, (Some(&before), &after), told).await.map_err(ours)?;
    }
    transaction.commit().await?;
    state.wake.nudge();
    Ok(Domain { version: before.version + 1, ..after })
}

fn ours(error: ApiError) -> Failure {
    if error.code == ProblemCode::Internal {
        Failure::later("Our database did not answer. We try again by ourselves.")
    } else {
        Failure::later("It was changed at the same moment. We look again.")
    }
}

/// Tells Auth0 that a domain is proved. Auth0 checks nothing itself.
async fn vouched(
    state: &AppState,
    progress: &Progress,
    domain: Domain,
    organization: &str,
) -> Result<Domain, Failure> {
    let Some(id) =
        domain.upstream_id.as_deref().filter(|_| domain.state.is_held() && !domain.upstream_verified)
    else {
        return Ok(domain);
    };
    progress.step(state, "Telling Auth0 that the domain is verified").await?;
    let wanted = Wanted { status: Some(DomainStatus::Verified), ..Wanted::default() };
    match send(state, upstream::update(organization, id, &wanted)).await {
        Ok(_) => put(state, &domain, Domain { upstream_verified: true, ..domain.clone() }).await,
        Err(Error::NotFound { .. }) => {
            // Somebody has removed it in Auth0: it is made anew by the next run.
            put(state, &domain, Domain { upstream_id: None, ..domain.clone() }).await?;
            Err(Failure::later("Auth0 no longer has the domain. We add it again."))
        }
        Err(error) => Err(error.into()),
    }
}

/// Notes that Auth0 agrees, where nothing newer is on its way.
async fn settled(state: &AppState, progress: &Progress, domain: Domain) -> Result<(), Failure> {
    let waits_for_another =
        domain.sync.state == SyncState::Pending && domain.sync.job_id != Some(progress.job);
    if domain.sync.state == SyncState::InSync || waits_for_another {
        return Ok(());
    }
    let sync = Sync { state: SyncState::InSync, since: state.clock.now(), job_id: None, last_error: None };
    put(state, &domain, Domain { sync, ..domain.clone() }).await.map(drop)
}

async fn put(state: &AppState, before: &Domain, after: Domain) -> Result<Domain, Failure> {
    let after = Domain { updated_at: state.clock.now(), ..after };
    store::update(&state.db, state.tenant.id, before, &after).await?;
    Ok(Domain { version: before.version + 1, ..after })
}

/// Auth0's id of a domain that is to go. One that was made while it was removed here has none noted; one that the vendor
/// has proved, and that was never proved here, is the vendor's.
async fn in_auth0(state: &AppState, domain: &Domain, organization: &str) -> Result<Option<String>, Failure> {
    let ours = |verified: bool| domain.is_held() || !verified;
    if let Some(id) = &domain.upstream_id {
        return Ok(ours(domain.upstream_verified).then(|| id.clone()));
    }
    match send(state, upstream::get_by_name(organization, &domain.name)).await {
        Ok(found) => Ok(ours(found.status == DomainStatus::Verified).then_some(found.id)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Takes a domain out of Auth0, and then out of our database. Not before every connection has let go of it: a name that
/// we no longer know would be somebody else's there.
async fn end(
    state: &AppState,
    progress: &Progress,
    scope: &OrgScope,
    (domain, organization): (&Domain, &str),
) -> Result<(), Failure> {
    progress.step(state, "Waiting until no connection leads people by the domain").await?;
    if domain.is_held() {
        match connection_sync::let_go(state, domain.organization, &domain.name).await? {
            LetGo::Done => {}
            LetGo::Soon => {
                let words = "A connection still leads people by the domain. We look again.";
                return Err(Failure::Later { words: words.to_owned(), after: Some(PAUSE) });
            }
            LetGo::Stuck(name) => {
                return Err(Failure::give_up(format!(
                    "\"{name}\" still leads people by the domain and does not agree with Auth0. Look at it first, then remove the domain again."
                )));
            }
        }
    }
    progress.step(state, "Removing the domain from Auth0").await?;
    if let Some(id) = in_auth0(state, domain, organization).await? {
        match send(state, upstream::delete(organization, &id)).await {
            Ok(()) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let transaction = begin_write(&state.db).await?;
    let summary = format!("{} was removed.", domain.name);
    service::tell(&transaction, state, scope, (Some(domain), domain), ("domain.deleted", summary))
        .await
        .map_err(ours)?;
    store::remove(&transaction, domain).await?;
    transaction.commit().await?;
    Ok(())
}
