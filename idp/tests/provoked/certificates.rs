use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use idp::{inspect_certificate, inspect_manual};

use super::Input;
use crate::support::{EXPIRED, GOOD, SOON};

fn field(bytes: impl Into<Vec<u8>>) -> Input {
    let bytes = bytes.into();
    Input::new(move |ctx| inspect_certificate(&bytes, ctx).findings)
}

fn body() -> String {
    GOOD.lines().filter(|line| !line.starts_with("-----")).collect()
}

pub(super) fn inputs() -> Vec<Input> {
    vec![
        field(GOOD),
        field(EXPIRED),
        field(SOON),
        field(GOOD).later(-3650),
        field(STANDARD.decode(body()).unwrap()),
        field(include_bytes!("../data/bundle.p7b").as_slice()),
        field(body()),
        field(format!("{GOOD}{SOON}")),
        field(GOOD.replace('\n', "\\n")),
        field(format!("Here it is:\n{GOOD}")),
        field(STANDARD.encode(GOOD)),
        field("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"),
        field("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        field("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ me@here"),
        field("AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD"),
        field("<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>"),
        Input::new(|ctx| inspect_manual("http://idp.example.com", "nothing", ctx).findings),
    ]
}
