use api::ExpectedResponse;
use idp::{
    detect_domain, entity_id_in_use, inspect_metadata_text, lint_metadata_url, own_tenant, read_saml_response,
};

use super::Input;
use crate::support::Metadata;

fn address(typed: &'static str) -> Input {
    Input::new(move |_| lint_metadata_url(typed))
}

fn response(pasted: &'static str) -> Input {
    Input::new(move |ctx| {
        read_saml_response(pasted, &ExpectedResponse::default(), ctx.now).err().into_iter().collect()
    })
}

pub(super) fn inputs() -> Vec<Input> {
    vec![
        address("https://portal.azure.com/"),
        address("https://myapps.microsoft.com/"),
        address("https://accounts.google.com/o/saml2/idp?idpid=C01abc2de"),
        address("https://idp.example.com/realms/corp"),
        address("https://login.microsoftonline.com/x/federationmetadata/2007-06/federationmetadata.xml"),
        address("https://login.example.com/samlp/metadata?connection=x"),
        address("https://ping.example.com/pf/federation_metadata.ping"),
        response("no base64!"),
        response("aGVsbG8gd29ybGQ="),
        response("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
        response("<Response xmlns=\"urn:oasis:names:tc:SAML:1.0:protocol\"/>"),
        response("<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>"),
        response("<a/>"),
        Input::new(|_| detect_domain("jane@gmail.com").findings),
        Input::new(|_| vec![entity_id_in_use(Some("Globex"))]),
        Input::new(|ctx| {
            let inspection = inspect_metadata_text(&Metadata::default().xml(), ctx);
            own_tenant(&inspection, &["https://idp.example.com/"]).into_iter().collect()
        }),
    ]
}
