//! `/Users`

use serde_json::{Map, Value};

use crate::tenant::{model::User, state::State};

use super::{Access, Answer, Call, ScimError, filter::Filter, lists, mapping, patch};

fn unknown() -> ScimError {
    ScimError::not_found("User not found")
}

/// A user of the connection.
fn find<'a>(state: &'a State, access: &Access, id: &str) -> Result<&'a User, ScimError> {
    state.users.get(id).filter(|user| user.connection == access.connection.name).ok_or_else(unknown)
}

pub(super) fn search(call: &Call<'_>) -> Answer {
    let filter = call.parameter("filter").map(Filter::parse).transpose()?;
    for name in filter.iter().flat_map(Filter::names) {
        if !name.eq_ignore_ascii_case("id") && mapping::place(call.access, name).is_none() {
            return Err(ScimError::bad("invalidFilter", format!("The attribute {name} cannot be searched")));
        }
    }
    let found: Vec<User> = call.tenant.read(|state| {
        let own = state.users.iter().filter(|user| user.connection == call.access.connection.name);
        let wanted = |user: &&User| {
            let look = |name: &str| mapping::searched(call.access, user, name);
            filter.as_ref().is_none_or(|filter| filter.holds(&look))
        };
        own.filter(wanted).cloned().collect()
    });
    let resources: Vec<Value> =
        found.iter().map(|user| mapping::resource(call.tenant, call.access, user)).collect();
    Ok((200, Some(lists::answer(call, &resources)?)))
}

pub(super) fn create(call: &Call<'_>) -> Answer {
    require_name(&call.body)?;
    let connection = &call.access.connection;
    let subject = mapping::subject(call.access, &call.body)?;
    let user_id = match connection.strategy.as_str() {
        "waad" => format!("waad|{subject}"),
        strategy => format!("{strategy}|{}|{subject}", connection.name),
    };
    let now = call.tenant.now();
    let (name, provider) = (connection.name.clone(), connection.strategy.clone());
    let mut user = User::new(user_id, name, provider, Map::new(), now);
    mapping::apply(call.access, &call.body, &mut user);
    call.tenant.write(|state| {
        check_unique(state, call.access, &user, None)?;
        if state.users.get(&user.user_id).is_some() {
            return Err(ScimError::taken("User already exists"));
        }
        state.users.put(user.clone());
        Ok(())
    })?;
    Ok((201, Some(mapping::resource(call.tenant, call.access, &user))))
}

fn require_name(resource: &Value) -> Result<(), ScimError> {
    let name = super::attributes::member(resource, "userName").and_then(Value::as_str);
    match name.filter(|name| !name.is_empty()) {
        Some(_) => Ok(()),
        None => Err(ScimError::bad("invalidValue", "Missing required attribute: userName")),
    }
}

/// A user name belongs to one user of the connection.
fn check_unique(state: &State, access: &Access, user: &User, but: Option<&str>) -> Result<(), ScimError> {
    let name = mapping::searched(access, user, "userName");
    let taken = name.is_some()
        && state.users.iter().any(|other| {
            other.connection == access.connection.name
                && Some(other.user_id.as_str()) != but
                && mapping::searched(access, other, "userName") == name
        });
    if taken { Err(ScimError::taken("User already exists")) } else { Ok(()) }
}

pub(super) fn read(call: &Call<'_>) -> Answer {
    let user = call.tenant.read(|state| find(state, call.access, call.id.unwrap_or_default()).cloned())?;
    Ok((200, Some(mapping::resource(call.tenant, call.access, &user))))
}

pub(super) fn replace(call: &Call<'_>) -> Answer {
    require_name(&call.body)?;
    rewrite(call, |_, resource| {
        resource.clone_from(&call.body);
        Ok(())
    })
}

pub(super) fn change(call: &Call<'_>) -> Answer {
    rewrite(call, |_, resource| patch::apply(resource, &call.body))
}

/// Changes a user by changing its resource.
fn rewrite(call: &Call<'_>, change: impl FnOnce(&User, &mut Value) -> Result<(), ScimError>) -> Answer {
    let id = call.id.unwrap_or_default();
    let mut user = call.tenant.read(|state| find(state, call.access, id).cloned())?;
    let mut resource = mapping::resource(call.tenant, call.access, &user);
    change(&user, &mut resource)?;
    let was_blocked = user.blocked;
    mapping::apply(call.access, &resource, &mut user);
    user.updated_at = call.tenant.now();
    call.tenant.write(|state| {
        check_unique(state, call.access, &user, Some(id))?;
        state.users.put(user.clone());
        Ok(())
    })?;
    if user.blocked && !was_blocked {
        call.tenant.write(|state| state.end_access(|user| user == id));
    }
    Ok((200, Some(mapping::resource(call.tenant, call.access, &user))))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let id = call.id.unwrap_or_default();
    call.tenant.write(|state| {
        find(state, call.access, id)?;
        state.remove_users(&[id.to_owned()].into());
        Ok(())
    })?;
    Ok((204, None))
}
