//! What the black-box tests stand on: real servers on loopback, people and programs that call them.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is wrong"
)]

mod browser;
mod caller;
mod database;
mod metered;
mod process;
mod steps;
mod tenant;
mod visitor;
mod world;

pub use browser::Browser;
pub use caller::{Answer, Caller, send};
pub use metered::MeteredTenant;
pub use process::Server;
pub use steps::{CONNECTIONS, Connection, sign_in_at_provider};
pub use tenant::HttpsTenant;
pub use visitor::{Page, Visitor};
pub use world::{Account, World, WorldOptions};

/// The folder of reference data that is not part of this repository: `LATCHKEY_SHARED`, else `../shared`.
pub fn shared_folder() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("LATCHKEY_SHARED").map(std::path::PathBuf::from);
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    named.into_iter().chain([beside]).find(|path| path.is_dir())
}

/// A private key that was made for this moment and guards nothing: PKCS #8 in PEM.
pub fn private_key() -> String {
    rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap().serialize_pem()
}
