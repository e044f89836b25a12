//! The local Auth0 tenant alone, for what it allows per minute.

use serde_json::{Value, json};

use crate::process::{Server, program};

/// An empty tenant that ends with this value. It counts nothing until it is told a tier.
pub struct MeteredTenant {
    /// What it announced.
    pub announced: Value,
    _server: Server,
}

impl MeteredTenant {
    /// Starts it on a free port.
    pub fn start() -> Self {
        let mut command = program("latchkey-simulator");
        command.args(["--port", "0", "--dns-port", "0", "--seed", "empty", "--tier", "off", "--json"]);
        let (server, announced) = Server::start_announcing(command.stderr(std::process::Stdio::null()));
        Self { announced, _server: server }
    }

    /// Orders a fault.
    pub async fn order(&self, fault: Value) {
        let request = reqwest::Client::new().post(self.admin("faults")).json(&fault);
        request.send().await.unwrap().error_for_status().unwrap();
    }

    fn admin(&self, path: &str) -> String {
        format!("{}/{path}", self.announced["admin_url"].as_str().unwrap().trim_end_matches('/'))
    }

    /// Lets it count as a tenant of that tier does, with full buckets.
    pub async fn set_tier(&self, tier: &str) {
        let request = reqwest::Client::new().put(self.admin("budget")).json(&json!({ "tier": tier }));
        request.send().await.unwrap().error_for_status().unwrap();
    }
}
