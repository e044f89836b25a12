//! Metadata in whatever state a test wants it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test takes what it needs")]

use std::fmt::Write as _;

use api::Inspection;
use chrono::{DateTime, Utc};
use idp::{Context, Policy, inspect_metadata_text};

pub(crate) const GOOD: &str = include_str!("../data/good.pem");
pub(crate) const EXPIRED: &str = include_str!("../data/expired.pem");
pub(crate) const SOON: &str = include_str!("../data/soon.pem");
pub(crate) const WEAK: &str = include_str!("../data/weak.pem");
pub(crate) const SHA1: &str = include_str!("../data/sha1.pem");
pub(crate) const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
pub(crate) const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
pub(crate) const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-25T12:00:00Z".parse().unwrap()
}

pub(crate) fn lenient() -> Context<'static> {
    Context::at(now())
}

pub(crate) fn strict() -> Context<'static> {
    Context { policy: Policy::Strict, ..lenient() }
}

/// Metadata of one identity provider, in whatever state a test wants it.
pub(crate) struct Metadata {
    pub(crate) entity_id: &'static str,
    pub(crate) attributes: &'static str,
    pub(crate) role_attributes: &'static str,
    pub(crate) certificates: Vec<(&'static str, &'static str)>,
    pub(crate) sign_in: Vec<(&'static str, &'static str)>,
    pub(crate) name_id: &'static str,
}

impl Default for Metadata {
    fn default() -> Self {
        Self {
            entity_id: "https://idp.example.com/metadata",
            attributes: "",
            role_attributes: "",
            certificates: vec![("signing", GOOD)],
            sign_in: vec![(POST, "https://idp.example.com/sso"), (REDIRECT, "https://idp.example.com/sso")],
            name_id: EMAIL,
        }
    }
}

impl Metadata {
    pub(crate) fn xml(&self) -> String {
        let mut role = String::new();
        for (usage, pem) in &self.certificates {
            let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
            write!(
                role,
                "<md:KeyDescriptor use=\"{usage}\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
                 <ds:X509Certificate>{body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            )
            .unwrap();
        }
        write!(role, "<md:NameIDFormat>{}</md:NameIDFormat>", self.name_id).unwrap();
        for (binding, url) in &self.sign_in {
            write!(role, "<md:SingleSignOnService Binding=\"{binding}\" Location=\"{url}\"/>").unwrap();
        }
        format!(
            "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{}\" {}>\
             <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\" {}>{role}\
             </md:IDPSSODescriptor></md:EntityDescriptor>",
            self.entity_id, self.attributes, self.role_attributes
        )
    }

    pub(crate) fn inspect(&self, ctx: &Context<'_>) -> Inspection {
        inspect_metadata_text(&self.xml(), ctx)
    }
}
