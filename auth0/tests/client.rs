//! The client against a small server that answers what it is told to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is wrong")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use auth0::{Client, Error, Settings, budget::Context, connections, organizations};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the server does with the next request to the Management API.
#[derive(Clone, Copy)]
enum Next {
    Answer(&'static str, &'static str),
    HangUp,
}

#[derive(Default)]
struct Seen {
    tokens: usize,
    requests: Vec<String>,
}

async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(text);
        }
    }
}

async fn serve(script: Vec<Next>) -> (Client, Arc<Mutex<Seen>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Seen::default()));
    let (shared, script) = (Arc::clone(&seen), Arc::new(Mutex::new(script.into_iter())));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (seen, script) = (Arc::clone(&shared), Arc::clone(&script));
            tokio::spawn(async move {
                let Some(request) = read_request(&mut stream).await else { return };
                let next = if request.starts_with("POST /oauth/token") {
                    seen.lock().unwrap().tokens += 1;
                    Some(Next::Answer("200 OK", r#"{"access_token":"t0ken","expires_in":86400}"#))
                } else {
                    seen.lock().unwrap().requests.push(request);
                    script.lock().unwrap().next()
                };
                if let Some(Next::Answer(status, body)) = next {
                    let length = body.len();
                    let head = format!(
                        "HTTP/1.1 {status}\r\nConnection: close\r\nRetry-After: 3\r\nContent-Length: {length}\r\n\r\n"
                    );
                    stream.write_all((head + body).as_bytes()).await.unwrap();
                }
            });
        }
    });
    let settings = Settings {
        management_api: format!("{base}api/v2/").parse().unwrap(),
        token_url: format!("{base}oauth/token").parse().unwrap(),
        client_id: "client".to_owned(),
        client_secret: "very-secret".to_owned().into(),
        audience: "audience".to_owned(),
    };
    (Client::new(settings, reqwest::Client::new()), seen)
}

const CONNECTION: &str = r#"{"id":"con_1","name":"n","strategy":"samlp","options":{"a":1},"unknown":{}}"#;

#[tokio::test]
async fn one_token_serves_many_calls_at_once() {
    let (client, seen) = serve(vec![Next::Answer("200 OK", CONNECTION); 8]).await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(connections::get("con_1")).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().id, "con_1");
    }
    let seen = seen.lock().unwrap();
    assert_eq!((seen.tokens, seen.requests.len()), (1, 8));
    assert!(seen.requests[0].to_lowercase().contains("authorization: bearer t0ken"));
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let (client, seen) =
        serve(vec![Next::Answer("401 Unauthorized", "{}"), Next::Answer("200 OK", CONNECTION)]).await;
    client.send(connections::get("con_1")).await.unwrap();
    assert_eq!(seen.lock().unwrap().tokens, 2);
    let (client, seen) = serve(vec![Next::Answer("401 Unauthorized", "{}"); 3]).await;
    assert!(matches!(client.send(connections::get("con_1")).await, Err(Error::Unauthorized(_))));
    assert_eq!(seen.lock().unwrap().requests.len(), 2);
}

#[tokio::test]
async fn a_lost_answer_to_a_write_is_told_from_a_failed_read() {
    let (client, _) = serve(vec![Next::HangUp; 2]).await;
    assert!(matches!(client.send(connections::get("con_1")).await, Err(Error::Unavailable(_))));
    let (client, _) = serve(vec![Next::HangUp; 2]).await;
    assert!(matches!(client.send(connections::delete("con_1")).await, Err(Error::LostAnswer(_))));
}

#[tokio::test]
async fn nobody_at_the_address_means_nothing_was_done() {
    let settings = Settings {
        management_api: "http://127.0.0.1:9/api/v2/".parse().unwrap(),
        token_url: "http://127.0.0.1:9/oauth/token".parse().unwrap(),
        client_id: "client".to_owned(),
        client_secret: "very-secret".to_owned().into(),
        audience: "audience".to_owned(),
    };
    assert!(!format!("{settings:?}").contains("very-secret"));
    let client = Client::new(settings, reqwest::Client::new());
    assert!(matches!(client.send(connections::delete("con_1")).await, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn a_wait_that_is_longer_than_ones_patience_is_passed_on() {
    let (client, _) = serve(vec![Next::Answer("429 Too Many Requests", "{}")]).await;
    let client = client.within(Context { patience: Duration::from_secs(1), ..Context::default() });
    let Err(Error::RateLimited { retry_after }) = client.send(organizations::list(None)).await else {
        panic!()
    };
    assert_eq!(retry_after.as_secs(), 3);
}

#[tokio::test]
async fn a_read_that_failed_is_sent_again_and_a_write_is_not() {
    let (client, seen) = serve(vec![
        Next::HangUp,
        Next::Answer("503 Service Unavailable", "{}"),
        Next::Answer("200 OK", CONNECTION),
    ])
    .await;
    client.send(connections::get("con_1")).await.unwrap();
    assert_eq!(seen.lock().unwrap().requests.len(), 3);
    let (client, seen) = serve(vec![Next::Answer("503 Service Unavailable", "{}"); 3]).await;
    let lost = client.send(connections::delete("con_1")).await;
    assert!(matches!(lost, Err(Error::LostAnswer(_))), "{lost:?}");
    assert_eq!(seen.lock().unwrap().requests.len(), 1);
}

#[tokio::test]
async fn ids_cannot_leave_their_place_in_the_address() {
    assert_eq!(connections::get("../users?x=1").path(), "connections/..%2Fusers%3Fx%3D1");
}
