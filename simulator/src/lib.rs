//! A local Auth0 tenant, a demo identity provider and a name server on loopback.
//!
//! The tenant is an `OpenID` provider, a Management API v2 and a real relying party of the identity providers its
//! connections name. It speaks HTTP or HTTPS only and shares no types with the programs that call it. The name server beside it
//! answers for the domains of the tenant's customers.

pub mod admin;
pub mod announcement;
pub mod budget;
pub mod clock;
pub mod conformance;
pub mod demo_idp;
pub mod dns;
pub mod host;
pub mod management;
pub mod monitoring;
pub mod oidc;
pub mod pages;
pub mod relying_party;
pub mod saml;
pub mod sample_app;
pub mod scim;
pub mod server;
pub mod streams;
pub mod tenant;
pub mod tls;
