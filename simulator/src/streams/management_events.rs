//! Events of what the Management API changes: the organization before a call is compared with the one after it, so that
//! no handler has to tell.

use std::sync::atomic::Ordering;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web,
};
use serde_json::{Value, json};

use super::{Happening, event_streams, log_streams};
use crate::{
    management::PATH,
    tenant::{
        Tenant,
        model::{Organization, OrganizationConnection},
        state::State,
    },
};

/// Middleware: lets streams begin when they are made, and tells event streams what happened.
pub(crate) async fn listen(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let tenant = request.app_data::<web::Data<Tenant>>().cloned();
    let path = request.path().trim_start_matches(PATH).to_owned();
    let writes = request.method() != Method::GET;
    let Some(tenant) = tenant.filter(|_| writes) else { return next.call(request).await };
    if path.starts_with("/log-streams") || path.starts_with("/event-streams") {
        let answer = next.call(request).await;
        tenant.write(log_streams::place_new);
        tenant.write(event_streams::place_new);
        return answer;
    }
    if !path.starts_with("/organizations") || !anybody_listens(&tenant) {
        return next.call(request).await;
    }
    // One at a time: otherwise two calls would both tell what both have changed.
    let _turn = tenant.event_turn.lock().await;
    let id = path.split('/').nth(2).unwrap_or_default().to_owned();
    let before = tenant.read(|state| Seen::look(state, &id));
    let answer = next.call(request).await?;
    if answer.status().is_success() {
        let after = tenant.read(|state| Seen::look(state, &id));
        for happening in between(&before, &after) {
            tenant.happened(&happening);
        }
    }
    Ok(answer)
}

fn anybody_listens(tenant: &Tenant) -> bool {
    tenant.listeners.load(Ordering::SeqCst) > 0 || tenant.read(event_streams::any)
}

/// The organization that a call is about, and the newest of all.
struct Seen {
    named: Option<Organization>,
    newest: Option<Organization>,
}

impl Seen {
    fn look(state: &State, id: &str) -> Self {
        Self {
            named: state.organizations.get(id).cloned(),
            newest: state.organizations.iter().next_back().cloned(),
        }
    }
}

fn between(before: &Seen, after: &Seen) -> Vec<Happening> {
    match (&before.named, &after.named) {
        (Some(old), Some(new)) => changes(old, new),
        (Some(old), None) => vec![Happening::new("organization.deleted", whole(old))],
        (None, _) => {
            let known = before.newest.as_ref().map(|organization| organization.id.as_str());
            let made = after.newest.as_ref().filter(|made| Some(made.id.as_str()) != known);
            made.into_iter().flat_map(beginnings).collect()
        }
    }
}

fn beginnings(made: &Organization) -> Vec<Happening> {
    let mut happenings = vec![Happening::new("organization.created", whole(made))];
    let nothing =
        Organization { connections: Default::default(), members: Default::default(), ..made.clone() };
    happenings.extend(changes(&nothing, made));
    happenings
}

fn changes(old: &Organization, new: &Organization) -> Vec<Happening> {
    let mut happenings = Vec::new();
    if whole(old) != whole(new) {
        happenings.push(Happening::new("organization.updated", whole(new)).instead_of(whole(old)));
    }
    happenings.extend(connections(old, new));
    happenings.extend(members(old, new));
    happenings
}

fn whole(organization: &Organization) -> Value {
    let mut object = json!({
        "id": organization.id, "name": organization.name, "metadata": organization.metadata,
    });
    if let Some(name) = &organization.display_name {
        object["display_name"] = json!(name);
    }
    if let Some(branding) = &organization.branding {
        object["branding"] = branding.clone();
    }
    object
}

fn named(organization: &Organization) -> Value {
    json!({ "id": organization.id, "name": organization.name })
}

fn connections(old: &Organization, new: &Organization) -> Vec<Happening> {
    let object = |id: &str, usage: &OrganizationConnection| {
        json!({
            "organization": named(new),
            "connection": { "id": id },
            "assign_membership_on_login": usage.assign_membership_on_login,
            "show_as_button": usage.show_as_button,
            "is_signup_enabled": usage.is_signup_enabled,
            "is_enabled": usage.is_enabled,
            "organization_access_level": usage.organization_access_level,
        })
    };
    let mut happenings = Vec::new();
    for (id, usage) in &new.connections {
        let now = object(id, usage);
        match old.connections.get(id).map(|before| object(id, before)) {
            None => happenings.push(Happening::new("organization.connection.added", now)),
            Some(before) if before != now => {
                happenings.push(Happening::new("organization.connection.updated", now).instead_of(before));
            }
            Some(_) => {}
        }
    }
    let gone = old.connections.iter().filter(|(id, _)| !new.connections.contains_key(*id));
    happenings
        .extend(gone.map(|(id, usage)| Happening::new("organization.connection.removed", object(id, usage))));
    happenings
}

fn members(old: &Organization, new: &Organization) -> Vec<Happening> {
    let user = |id: &str| json!({ "user_id": id });
    let mut happenings = Vec::new();
    for (id, member) in &new.members {
        if !old.members.contains_key(id) {
            let object = json!({ "organization": named(new), "user": user(id) });
            happenings.push(Happening::new("organization.member.added", object));
        }
        let none = Default::default();
        let before = old.members.get(id).map_or(&none, |member| &member.roles);
        let role = |role: &String| json!({ "organization": { "id": new.id }, "user": user(id), "role": { "id": role } });
        let given = member.roles.difference(before).map(role);
        happenings.extend(given.map(|object| Happening::new("organization.member.role.assigned", object)));
        let taken = before.difference(&member.roles).map(role);
        happenings.extend(taken.map(|object| Happening::new("organization.member.role.deleted", object)));
    }
    for id in old.members.keys().filter(|id| !new.members.contains_key(*id)) {
        let object = json!({ "organization": named(new), "user": user(id) });
        happenings.push(Happening::new("organization.member.deleted", object));
    }
    happenings
}
