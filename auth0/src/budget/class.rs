//! Which of Auth0's limits a request counts against.

use http::Method;

use crate::call::Request;

/// Endpoints that share a limit. Where a tier has none of its own for them, the API-wide one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "they say it")]
pub enum Class {
    ApiWide,
    ConnectionStatus,
    ConnectionsRead,
    OrganizationsRead,
    OrganizationByIdRead,
    OrganizationByNameRead,
    OrganizationsWrite,
    MembersRead,
    MembersWrite,
    MemberRolesRead,
    MemberRolesWrite,
    InvitationsRead,
    InvitationsWrite,
    OrganizationConnectionsRead,
    OrganizationConnectionsWrite,
    OrganizationGrantsRead,
    OrganizationGrantsWrite,
    UserOrganizationsRead,
    UsersRead,
    UsersWrite,
    LogsRead,
    ClientsRead,
    ClientsSearch,
    CustomDomainVerify,
    EmailTemplatesRead,
    EmailTemplatesWrite,
    EmailProviderRead,
    EmailProviderWrite,
}

impl Class {
    /// A name for meters and for the ledger; it never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiWide => "api_wide",
            Self::ConnectionStatus => "connection_status",
            Self::ConnectionsRead => "connections_read",
            Self::OrganizationsRead => "organizations_read",
            Self::OrganizationByIdRead => "organization_by_id_read",
            Self::OrganizationByNameRead => "organization_by_name_read",
            Self::OrganizationsWrite => "organizations_write",
            Self::MembersRead => "members_read",
            Self::MembersWrite => "members_write",
            Self::MemberRolesRead => "member_roles_read",
            Self::MemberRolesWrite => "member_roles_write",
            Self::InvitationsRead => "invitations_read",
            Self::InvitationsWrite => "invitations_write",
            Self::OrganizationConnectionsRead => "organization_connections_read",
            Self::OrganizationConnectionsWrite => "organization_connections_write",
            Self::OrganizationGrantsRead => "organization_grants_read",
            Self::OrganizationGrantsWrite => "organization_grants_write",
            Self::UserOrganizationsRead => "user_organizations_read",
            Self::UsersRead => "users_read",
            Self::UsersWrite => "users_write",
            Self::LogsRead => "logs_read",
            Self::ClientsRead => "clients_read",
            Self::ClientsSearch => "clients_search",
            Self::CustomDomainVerify => "custom_domain_verify",
            Self::EmailTemplatesRead => "email_templates_read",
            Self::EmailTemplatesWrite => "email_templates_write",
            Self::EmailProviderRead => "email_provider_read",
            Self::EmailProviderWrite => "email_provider_write",
        }
    }

    pub(crate) fn of(request: &Request) -> Self {
        let reads = request.method == Method::GET;
        let either = |read, write| if reads { read } else { write };
        let segments: Vec<&str> = request.template.split('/').collect();
        match segments.as_slice() {
            ["connections", _, "status"] => Self::ConnectionStatus,
            ["connections"] | ["connections", _] if reads => Self::ConnectionsRead,
            ["organizations"] => either(Self::OrganizationsRead, Self::OrganizationsWrite),
            ["organizations", "name", _] => Self::OrganizationByNameRead,
            ["organizations", _] => either(Self::OrganizationByIdRead, Self::OrganizationsWrite),
            ["organizations", _, "members"] => either(Self::MembersRead, Self::MembersWrite),
            ["organizations", _, "members", _, "roles"] => {
                either(Self::MemberRolesRead, Self::MemberRolesWrite)
            }
            ["organizations", _, "invitations", ..] => either(Self::InvitationsRead, Self::InvitationsWrite),
            ["organizations", _, "enabled_connections" | "connections", ..] => {
                either(Self::OrganizationConnectionsRead, Self::OrganizationConnectionsWrite)
            }
            ["organizations", _, "client-grants", ..] => {
                either(Self::OrganizationGrantsRead, Self::OrganizationGrantsWrite)
            }
            ["users", _, "organizations"] => Self::UserOrganizationsRead,
            ["users" | "users-by-email", ..] => either(Self::UsersRead, Self::UsersWrite),
            ["logs", ..] => Self::LogsRead,
            ["clients"] if request.query.iter().any(|(name, _)| *name == "q") => Self::ClientsSearch,
            ["clients"] | ["clients", _] if reads => Self::ClientsRead,
            ["custom-domains", _, "verify"] => Self::CustomDomainVerify,
            ["email-templates", ..] => either(Self::EmailTemplatesRead, Self::EmailTemplatesWrite),
            ["emails", "provider"] => either(Self::EmailProviderRead, Self::EmailProviderWrite),
            _ => Self::ApiWide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connections, organizations, users};

    #[test]
    fn a_request_counts_where_auth0_counts_it() {
        let of = |request: &Request| Class::of(request);
        assert_eq!(of(&connections::get("a").request), Class::ConnectionsRead);
        assert_eq!(of(&connections::delete("a").request), Class::ApiWide);
        assert_eq!(of(&connections::status("a").request), Class::ConnectionStatus);
        assert_eq!(of(&connections::clients("a", None).request), Class::ApiWide);
        assert_eq!(of(&organizations::get_by_name("a").request), Class::OrganizationByNameRead);
        assert_eq!(
            of(&organizations::remove_connection("a", "b").request),
            Class::OrganizationConnectionsWrite
        );
        assert_eq!(
            of(&organizations::members::roles("a", "b", crate::Offset::page(0)).request),
            Class::MemberRolesRead
        );
        assert_eq!(of(&users::by_email("a").request), Class::UsersRead);
    }
}
