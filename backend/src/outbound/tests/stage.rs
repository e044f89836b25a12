//! A machine inside, an outside host that is on the list, and names that lead where a test wants.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use reqwest::{
    Certificate,
    dns::{Addrs, Name, Resolve, Resolving},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use super::super::{FetchError, Outbound, Patience};

/// The name of the private host that an operator has put on the list.
pub(super) const LISTED: &str = "metadata.corp.example";
/// What the listed host answers at `/`.
pub(super) const DOCUMENT: &[u8] = b"0123456789";
const IMPATIENT: Patience =
    Patience { connect: Duration::from_millis(500), total: Duration::from_millis(900) };

/// Names as a test wants them: each look-up takes the next answer, the last one stays.
#[derive(Default)]
pub(super) struct Zone {
    answers: Mutex<HashMap<String, Vec<Vec<SocketAddr>>>>,
    asked: AtomicUsize,
}

impl Zone {
    pub(super) fn put(&self, name: &str, answers: &[&[SocketAddr]]) {
        let answers = answers.iter().map(|answer| answer.to_vec()).collect();
        self.answers.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// How many look-ups there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Zone {
    fn resolve(&self, name: Name) -> Resolving {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut zone = self.answers.lock().unwrap();
        let answer = zone.get_mut(name.as_str()).map(|answers| {
            if answers.len() > 1 { answers.remove(0) } else { answers.first().cloned().unwrap_or_default() }
        });
        Box::pin(async move {
            let answer = answer.ok_or_else(|| std::io::Error::other("no such name"))?;
            Ok(Box::new(answer.into_iter()) as Addrs)
        })
    }
}

/// Everything a test needs.
pub(super) struct Stage {
    /// A service inside: nothing hostile may reach it.
    pub(super) inside: SocketAddr,
    /// The same on IPv6.
    pub(super) inside6: SocketAddr,
    /// How often something has connected to it.
    reached: Arc<AtomicUsize>,
    pub(super) zone: Arc<Zone>,
    pub(super) outbound: Outbound,
    /// The same client without the list.
    pub(super) without_list: Outbound,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let reached = Arc::new(AtomicUsize::new(0));
        let inside = count("127.0.0.1:0", Arc::clone(&reached)).await;
        let inside6 = count("[::1]:0", Arc::clone(&reached)).await;
        let key = rcgen::generate_simple_self_signed(vec![LISTED.to_owned()]).unwrap();
        let listed = serve(&key).await;
        let zone = Arc::new(Zone::default());
        zone.put(LISTED, &[&[listed]]);
        let make = |allowed: &[String]| {
            let authority = Certificate::from_der(key.cert.der()).unwrap();
            Outbound::with(allowed, Arc::clone(&zone) as Arc<dyn Resolve>, vec![authority], IMPATIENT)
                .unwrap()
        };
        let outbound = make(&[LISTED.to_owned()]);
        let without_list = make(&[]);
        Self { inside, inside6, reached, zone, outbound, without_list }
    }

    /// How often something has connected to the service inside.
    pub(super) fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }

    /// Fetches a hostile address; it has to be refused.
    pub(super) async fn refused(&self, url: &str) -> FetchError {
        match self.outbound.get(url, 1024).await {
            Ok(_) => panic!("{url} was fetched"),
            Err(error) => error,
        }
    }
}

/// Counts who connects.
async fn count(address: &str, reached: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            reached.fetch_add(1, Ordering::SeqCst);
        }
    });
    address
}

/// A host with a certificate of its own that misbehaves as its path says.
async fn serve(key: &rcgen::CertifiedKey<rcgen::KeyPair>) -> SocketAddr {
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    answer(stream).await;
                }
            });
        }
    });
    address
}

/// Answers one request as its path says. Whoever stops listening has seen enough.
async fn answer(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin) {
    let mut request = [0; 4096];
    let read = stream.read(&mut request).await.unwrap_or(0);
    let request = String::from_utf8_lossy(&request[..read]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or("/");
    if path == "/silent" {
        tokio::time::sleep(Duration::from_secs(5)).await;
        return;
    }
    if stream.write_all(&head_and_body(path)).await.is_err() {
        return;
    }
    let (piece, pause) = match path {
        "/endless" => (vec![b'x'; 4096], Duration::ZERO),
        "/slow" => (vec![b'x'], Duration::from_millis(50)),
        _ => return,
    };
    while stream.write_all(&piece).await.is_ok() && stream.flush().await.is_ok() {
        tokio::time::sleep(pause).await;
    }
}

fn head_and_body(path: &str) -> Vec<u8> {
    let (status, header, body) = if let Some(target) = path.strip_prefix("/to?") {
        ("302 Found", format!("Location: {target}\r\nContent-Length: 0\r\n"), &b""[..])
    } else if let Some(encoding) = path.strip_prefix("/packed?") {
        ("200 OK", format!("Content-Encoding: {encoding}\r\nContent-Length: 10\r\n"), DOCUMENT)
    } else {
        match path {
            "/loop" => ("302 Found", "Location: /loop\r\nContent-Length: 0\r\n".to_owned(), &b""[..]),
            "/nowhere" => ("302 Found", "Content-Length: 0\r\n".to_owned(), &b""[..]),
            "/announced" => ("200 OK", "Content-Length: 99999999999\r\n".to_owned(), &b""[..]),
            "/endless" | "/slow" => ("200 OK", String::new(), &b""[..]),
            _ => ("200 OK", "Content-Length: 10\r\n".to_owned(), DOCUMENT),
        }
    };
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{header}\r\n");
    [head.as_bytes(), body].concat()
}
