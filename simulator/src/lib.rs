//! A local Auth0 tenant and a demo identity provider.
