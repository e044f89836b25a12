//! The command line.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone when it refused its arguments.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> (Program, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey-simulator"))
        .args(["--port", "0", "--dns-port", "0", "--seed", "empty", "--json"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Program(child), serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn one_line_says_where_and_how() {
    let (_program, line) = start(&["--tier", "enterprise-nonprod"]);
    let issuer = line["issuer"].as_str().unwrap();
    assert_eq!(issuer, format!("http://{}/", line["domain"].as_str().unwrap()));
    assert_eq!(line["management"]["audience"], format!("{issuer}api/v2/"));
    assert_eq!(line["management"]["token_url"], format!("{issuer}oauth/token"));
    assert_eq!(line["admin_url"], format!("{issuer}_simulator"));
    let dns: std::net::SocketAddr = line["dns"].as_str().unwrap().parse().unwrap();
    assert!(dns.ip().is_loopback() && dns.port() != 0, "{dns}");
    assert_eq!(line.as_object().unwrap().len(), 5, "{line}");
    let http = reqwest::Client::new();
    let token = crate::world::token(&http, &line["management"]).await;
    let answer = http.get(format!("{issuer}api/v2/organizations")).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.headers()["x-ratelimit-limit"], "10");
}

#[tokio::test]
async fn over_tls_whoever_trusts_the_written_authority_can_speak_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let (_program, line) = start(&["--tls", "--ca-out", file.to_str().unwrap()]);
    let issuer = line["issuer"].as_str().unwrap();
    assert!(issuer.starts_with("https://localhost:"), "{issuer}");
    let probe = format!("{issuer}.well-known/openid-configuration");
    assert!(reqwest::Client::new().get(&probe).send().await.is_err());

    let authority = reqwest::Certificate::from_pem(&std::fs::read(file).unwrap()).unwrap();
    let http = reqwest::Client::builder().tls_certs_only([authority]).build().unwrap();
    let found: Value = http.get(&probe).send().await.unwrap().json().await.unwrap();
    assert_eq!(found["issuer"], issuer);
    assert_eq!(found["token_endpoint"], format!("{issuer}oauth/token"));
}

#[test]
fn tls_without_a_file_for_the_authority_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_latchkey-simulator")).arg("--tls").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--ca-out"));
}
