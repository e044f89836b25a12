//! The local Auth0 tenant alone, over HTTPS, for programs that accept nothing less.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Server, program};

/// A tenant with the demo's content that ends with this value.
pub struct HttpsTenant {
    /// What it announced.
    pub announced: Value,
    /// A folder of the test's own.
    pub folder: TempDir,
    _server: Server,
}

impl HttpsTenant {
    /// Starts it on a free port.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("auth0.log")).unwrap();
        let (server, announced) = Server::start_announcing(
            program("latchkey-simulator")
                .args(["--port", "0", "--dns-port", "0", "--seed", "demo", "--json", "--tls", "--ca-out"])
                .arg(folder.path().join("ca.pem"))
                .stderr(log),
        );
        Self { announced, folder, _server: server }
    }

    /// The certificate to trust.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A certificate and its key for an identity provider, as PEM files.
    pub fn provider_certificate(&self) -> (PathBuf, PathBuf) {
        let key =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&key).unwrap();
        let files = (self.folder.path().join("idp.pem"), self.folder.path().join("idp.key"));
        std::fs::write(&files.0, certificate.pem()).unwrap();
        std::fs::write(&files.1, key.serialize_pem()).unwrap();
        files
    }
}
