//! Programs that no one here wrote, unmodified, against the local Auth0 tenant over HTTPS.
//!
//! `cargo xtask test --suite interop` installs them into `target/interop` and names that folder in
//! `LATCHKEY_INTEROP_DIR`. Each test starts a tenant of its own and one program's script beside this file.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use support::HttpsTenant;

/// Where `cargo xtask test --suite interop` has put the programs and the scripts.
fn installed() -> PathBuf {
    let folder = std::env::var_os("LATCHKEY_INTEROP_DIR");
    folder.expect("`cargo xtask test --suite interop` installs the programs and runs this").into()
}

/// Runs a script to its end; what it printed is shown when it fails.
fn passes(tenant: &HttpsTenant, command: &mut Command) {
    let authority = tenant.authority();
    let (certificate, key) = tenant.provider_certificate();
    let output = command
        .env("LATCHKEY_INTEROP", tenant.announced.to_string())
        .env("LATCHKEY_INTEROP_IDP_CERTIFICATE", certificate)
        .env("LATCHKEY_INTEROP_IDP_KEY", key)
        .env("NODE_EXTRA_CA_CERTS", &authority)
        .env("REQUESTS_CA_BUNDLE", &authority)
        .env("SSL_CERT_FILE", &authority)
        .env_remove("SSL_CERT_DIR")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn node(script: &str) {
    let folder = installed().join("node");
    let program = std::env::var_os("NODE").unwrap_or_else(|| "node".into());
    // A script that hangs is a failure, and says where it hung.
    let arguments = ["--test", "--test-timeout=500000", "--test-reporter=spec", script];
    passes(&HttpsTenant::start(), Command::new(program).args(arguments).current_dir(folder));
}

#[test]
fn the_npm_package_auth0_manages_the_tenant() {
    node("management.test.mjs");
}

#[test]
fn the_pypi_package_auth0_python_manages_the_tenant() {
    let folder = installed().join("python");
    let python = folder.join("venv/bin/python");
    passes(
        &HttpsTenant::start(),
        Command::new(python).args(["-m", "unittest", "-v", "test_management"]).current_dir(folder),
    );
}

#[test]
fn auth0_deploy_cli_exports_and_imports_without_a_difference() {
    node("deploy-cli.test.mjs");
}

#[test]
fn openid_client_signs_people_in() {
    node("openid-client.test.mjs");
}

#[test]
fn oidc_provider_is_the_identity_provider_of_a_connection() {
    node("oidc-provider.test.mjs");
}

#[test]
fn samlp_is_the_identity_provider_of_a_connection() {
    node("samlp.test.mjs");
}
