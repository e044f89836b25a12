//! Ids in addresses: what is no id is not found.

use std::str::FromStr;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use api::ProblemCode;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

use crate::{auth::OrganizationRef, problem::ApiError};

fn not_found() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no such object, or it is not one of yours.")
}

fn segment<T: FromStr>(request: &HttpRequest, name: &str) -> Result<T, ApiError> {
    request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or_else(not_found)
}

/// `/organizations/{organization_id}`.
pub(crate) struct InOrganization(pub(crate) OrganizationRef);

/// `/organizations/{organization_id}/connections/{connection_id}`.
pub(crate) struct InConnection(pub(crate) OrganizationRef, pub(crate) api::ConnectionId);

/// `/organizations/{organization_id}/domains/{domain_id}`.
pub(crate) struct InDomain(pub(crate) OrganizationRef, pub(crate) api::DomainId);

/// The last id of an address, by its name in the route.
pub(crate) struct Id<T>(pub(crate) T);

/// Ids that stand in addresses.
pub(crate) trait Named: FromStr + 'static {
    /// The name in the route.
    const NAME: &'static str;
}

impl Named for api::TestRunId {
    const NAME: &'static str = "test_run_id";
}

impl Named for api::RevisionId {
    const NAME: &'static str = "revision_id";
}

impl Named for api::ChangeId {
    const NAME: &'static str = "change_id";
}

impl Named for api::SignInId {
    const NAME: &'static str = "sign_in_id";
}

impl Named for api::UnknownTextId {
    const NAME: &'static str = "unknown_text_id";
}

impl Named for api::JobId {
    const NAME: &'static str = "job_id";
}

impl FromRequest for InOrganization {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(segment(request, "organization_id").map(Self))
    }
}

impl FromRequest for InConnection {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let organization = segment(request, "organization_id");
        ready(
            organization.and_then(|organization| Ok(Self(organization, segment(request, "connection_id")?))),
        )
    }
}

impl FromRequest for InDomain {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let organization = segment(request, "organization_id");
        ready(organization.and_then(|organization| Ok(Self(organization, segment(request, "domain_id")?))))
    }
}

impl<T: Named> FromRequest for Id<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(segment(request, T::NAME).map(Self))
    }
}

/// The query of an address; what is wrong with it is told like a wrong body.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parsed = actix_web::web::Query::<T>::from_query(request.query_string());
        ready(parsed.map(|query| Self(query.into_inner())).map_err(|error| {
            ApiError::new(
                ProblemCode::InvalidRequest,
                format!("The query of the address cannot be read: {error}."),
            )
        }))
    }
}
