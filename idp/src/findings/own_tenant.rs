//! A connection that leads back to where it starts.

use api::{Finding, Inspection, Severity};
use url::Url;

use super::{Words as _, finding};

/// Says that the identity provider is the very tenant that would sign people in through it. `own` are the tenant's
/// addresses, such as its issuer.
#[must_use]
pub fn own_tenant(inspection: &Inspection, own: &[&str]) -> Option<Finding> {
    let saml =
        inspection.saml.iter().flat_map(|saml| saml.sign_in.iter().map(|endpoint| endpoint.url.as_str()));
    let oidc = inspection.oidc.iter().map(|oidc| oidc.authorization_endpoint.as_str());
    let own: Vec<String> = own.iter().filter_map(|address| place(address)).collect();
    let address =
        saml.chain(oidc).find(|address| place(address).is_some_and(|place| own.contains(&place)))?;
    Some(
        finding(Severity::Error, "own_tenant", "This identity provider is our own sign-in")
            .detail(format!("{address} is where people come from. They would go in a circle."))
            .fix("Bring the metadata of your company's identity provider.\nWhat we gave you goes into your identity provider."),
    )
}

/// Host and port.
fn place(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    Some(format!("{}:{}", url.host_str()?.to_ascii_lowercase(), url.port_or_known_default()?))
}
