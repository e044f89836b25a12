//! `/connections/{id}/users`: deletes a user of a database by address.

use actix_web::{HttpResponse, web};

use crate::tenant::{Tenant, model::User};

use super::{
    super::{ApiError, access::Caller, query::Query},
    find,
};

pub(super) async fn delete(
    tenant: web::Data<Tenant>,
    caller: Caller,
    id: web::Path<String>,
    query: Query,
) -> Result<HttpResponse, ApiError> {
    caller.needs(&["delete:users"])?;
    let email = query.text("email").ok_or_else(|| ApiError::query("Missing required property: email", ""))?;
    let connection = find(&tenant, &id)?;
    if !connection.is_database() {
        return Err(ApiError::bad_request("invalid_connection", "Connection must be a database connection"));
    }
    tenant.write(|state| {
        let own = |user: &&User| {
            user.connection == connection.name
                && user.email().is_some_and(|own| own.eq_ignore_ascii_case(email))
        };
        let gone = state.users.iter().filter(own).map(|user| user.user_id.clone()).collect();
        state.remove_users(&gone);
    });
    Ok(HttpResponse::NoContent().finish())
}
