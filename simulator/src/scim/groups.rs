//! `/Groups`

use serde_json::{Value, json};

use crate::{
    management::timestamp,
    tenant::{Tenant, groups::Group, state::State},
};

use super::{Access, Answer, Call, ScimError, attributes::member, filter::Filter, lists, mapping, patch};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn unknown() -> ScimError {
    ScimError::not_found("Group not found")
}

fn find<'a>(state: &'a State, access: &Access, id: &str) -> Result<&'a Group, ScimError> {
    state.groups.get(id).filter(|group| group.connection == access.connection.id).ok_or_else(unknown)
}

fn resource(tenant: &Tenant, access: &Access, group: &Group) -> Value {
    let member = |id: &String| json!({ "value": id, "type": "User", "$ref": mapping::location(tenant, access, "Users", id) });
    let mut resource = json!({
        "schemas": [GROUP],
        "id": group.id,
        "displayName": group.name,
        "members": group.members.keys().map(member).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Group",
            "created": timestamp(group.created_at),
            "lastModified": timestamp(group.updated_at),
            "location": mapping::location(tenant, access, "Groups", &group.id),
        },
    });
    if let Some(id) = &group.external_id {
        resource["externalId"] = json!(id);
    }
    resource
}

pub(super) fn search(call: &Call<'_>) -> Answer {
    let filter = call.parameter("filter").map(Filter::parse).transpose()?;
    if let Some(filter) = &filter {
        let searchable = |name: &str| {
            ["id", "displayName", "externalId"].iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        if !filter.is_simple() || !filter.names().into_iter().all(searchable) {
            let detail = "Groups are searched by one comparison of id, displayName or externalId";
            return Err(ScimError::bad("invalidFilter", detail));
        }
    }
    let bare = call
        .parameter("excludedAttributes")
        .is_some_and(|names| names.split(',').any(|one| one == "members"));
    let groups: Vec<Group> = call.tenant.read(|state| {
        state.groups.iter().filter(|group| group.connection == call.access.connection.id).cloned().collect()
    });
    let mut resources: Vec<Value> =
        groups.iter().map(|group| resource(call.tenant, call.access, group)).collect();
    resources.retain(|one| filter.as_ref().is_none_or(|filter| filter.matches(one)));
    if bare {
        resources.iter_mut().for_each(|one| {
            one.as_object_mut().map(|one| one.remove("members"));
        });
    }
    Ok((200, Some(lists::answer(call, &resources)?)))
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    let mut group = Group::new(call.access.connection.id.clone(), String::new(), call.tenant.now());
    call.tenant.write(|state| {
        fill(state, call.access, &call.body, &mut group)?;
        state.groups.put(group.clone());
        Ok(())
    })?;
    Ok((201, Some(resource(call.tenant, call.access, &group))))
}

pub(super) fn read(call: &Call<'_>) -> Answer {
    let group = call.tenant.read(|state| find(state, call.access, call.id.unwrap_or_default()).cloned())?;
    Ok((200, Some(resource(call.tenant, call.access, &group))))
}

pub(super) fn replace(call: &Call<'_>) -> Answer {
    rewrite(call, |resource| {
        resource.clone_from(&call.body);
        Ok(())
    })
}

pub(super) fn change(call: &Call<'_>) -> Answer {
    rewrite(call, |resource| patch::apply(resource, &call.body))
}

fn rewrite(call: &Call<'_>, change: impl FnOnce(&mut Value) -> Result<(), ScimError>) -> Answer {
    let id = call.id.unwrap_or_default();
    let mut group = call.tenant.read(|state| find(state, call.access, id).cloned())?;
    let mut wanted = resource(call.tenant, call.access, &group);
    change(&mut wanted)?;
    group.updated_at = call.tenant.now();
    call.tenant.write(|state| {
        fill(state, call.access, &wanted, &mut group)?;
        state.groups.put(group.clone());
        Ok(())
    })?;
    Ok((200, Some(resource(call.tenant, call.access, &group))))
}

/// Makes a group what a resource says.
fn fill(state: &State, access: &Access, resource: &Value, group: &mut Group) -> Result<(), ScimError> {
    let text = |name: &str| member(resource, name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let missing = || ScimError::bad("invalidValue", "Missing required attribute: displayName");
    text("displayName").ok_or_else(missing)?.clone_into(&mut group.name);
    group.external_id = text("externalId").map(str::to_owned);
    let taken = state.groups.iter().any(|other| {
        other.connection == access.connection.id
            && other.id != group.id
            && other.name.eq_ignore_ascii_case(&group.name)
    });
    if taken {
        return Err(ScimError::taken("Group already exists"));
    }
    let before = std::mem::take(&mut group.members);
    for one in member(resource, "members").and_then(Value::as_array).into_iter().flatten() {
        let id = one["value"].as_str().unwrap_or_default();
        let known = state.users.get(id).is_some_and(|user| user.connection == access.connection.name);
        if !known {
            let detail = format!("The member {id} is not a user of the connection");
            return Err(ScimError::bad("invalidValue", detail));
        }
        let since = before.get(id).copied().unwrap_or(group.updated_at);
        group.members.insert(id.to_owned(), since);
    }
    Ok(())
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let id = call.id.unwrap_or_default();
    call.tenant.write(|state| {
        find(state, call.access, id)?;
        state.remove_groups(&[id.to_owned()].into());
        Ok(())
    })?;
    Ok((204, None))
}
