//! No secret is in any log, at any level.

#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use auth0::{
    Client, Settings, connections, connections::scim, event_streams, log_streams, lossless::Wish,
    self_service_profiles, users,
};
use serde_json::{Map, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tracing_subscriber::fmt::MakeWriter;

/// What must be nowhere: what we send, what we get, and who it is about.
const SECRETS: &[&str] = &[
    "our-client-secret-1",
    "access-token-2",
    "idp-client-secret-3",
    "signing-key-4",
    "scim-token-5",
    "sink-authorization-6",
    "stream-token-7",
    "sso-ticket-8",
    "jane-9@acme.example",
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Answers everything with one object that is a bit of each kind, and everything it holds is secret.
async fn serve() -> Client {
    let body = json!({
        "access_token": "access-token-2", "expires_in": 86400,
        "id": "con_1", "name": "acme", "strategy": "oidc", "status": "active", "type": "http",
        "options": { "client_secret": "idp-client-secret-3", "signing_key": { "key": "signing-key-4" } },
        "token_id": "tok_1", "token": "scim-token-5",
        "sink": { "httpAuthorization": "sink-authorization-6" },
        "ticket": "https://t.example/self-service?ticket=sso-ticket-8",
        "users": [{ "user_id": "u", "email": "jane-9@acme.example", "name": 7 }],
    });
    let answer = body.to_string();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut buffer = [0; 16384];
                let _ = stream.read(&mut buffer).await;
                let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
                let text = format!("{head}Content-Length: {}\r\n\r\n{answer}", answer.len());
                let _ = stream.write_all(text.as_bytes()).await;
            });
        }
    });
    let settings = Settings {
        management_api: format!("{base}api/v2/").parse().unwrap(),
        token_url: format!("{base}oauth/token").parse().unwrap(),
        client_id: "client".to_owned(),
        client_secret: "our-client-secret-1".to_owned().into(),
        audience: "audience".to_owned(),
    };
    Client::new(settings, reqwest::Client::new())
}

/// Logs a value, as a careless caller would.
fn log(value: &dyn std::fmt::Debug) {
    tracing::trace!(?value);
}

/// Uses whatever has to do with secrets, and logs every value that it gets, as a careless caller would.
async fn use_everything(client: &Client) {
    log(&client);
    use_connections(client).await;
    use_streams(client).await;
    use_people(client).await;
}

async fn use_connections(client: &Client) {
    let secret = json!({ "client_secret": "idp-client-secret-3", "signing_key": { "key": "signing-key-4" } });
    let options: Map<_, _> = secret.as_object().unwrap().clone();
    let wish = Wish::of_admin(&options);
    log(&wish);
    log(&client.write_connection("con_1", "acme", &wish).await);
    let new = connections::NewConnection {
        name: "acme",
        strategy: "oidc",
        display_name: "Acme",
        options: &options,
    };
    log(&client.create_connection(&new).await);
    let token = scim::WantedToken { scopes: &["get:users"], token_lifetime: None };
    log(&client.send(scim::create_token("con_1", &token)).await);
}

async fn use_streams(client: &Client) {
    let sink = log_streams::http_sink("https://logs.example", "sink-authorization-6");
    let stream =
        log_streams::NewLogStream { name: "s", kind: "http", sink: &sink, filters: &[], start_from: None };
    log(&stream);
    log(&client.send(log_streams::create(&stream)).await);
    let webhook = event_streams::Webhook {
        name: "e",
        event_types: &["organization.created"],
        endpoint: "https://portal.example",
        token: &"stream-token-7".to_owned().into(),
    };
    log(&webhook);
    log(&client.send(event_streams::create(&webhook)).await);
}

async fn use_people(client: &Client) {
    let ticket = self_service_profiles::TicketFor::default();
    log(&client.send(self_service_profiles::create_ticket("ssp_1", &ticket)).await);
    // A body that cannot be read: the error names the place.
    let search = users::search("email:jane-9@acme.example", auth0::Offset::page(0));
    log(&search);
    let failed = client.send(search).await.unwrap_err();
    log(&failed);
    log(&failed.to_string());
}

#[tokio::test]
async fn no_secret_is_in_any_log_at_any_level() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let client = serve().await;
    use_everything(&client).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("self-service-profiles/{id}/sso-ticket"), "the log is not what it was:\n{text}");
    assert!(text.lines().count() > 30, "hardly anything was logged:\n{text}");
    for secret in SECRETS {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}
