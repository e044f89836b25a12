//! Listens for questions by UDP and by TCP, at one port.

use std::{
    io,
    net::{SocketAddr, TcpListener as StdListener, UdpSocket as StdSocket},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, UdpSocket},
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{answer, zone::Zone};

/// How long a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait after the network failed.
const PAUSE: Duration = Duration::from_millis(100);
/// How often a free port is looked for.
const ATTEMPTS: usize = 64;
/// No datagram is longer.
const DATAGRAM: usize = 65_535;

/// A name server that answers.
#[derive(Debug)]
pub struct NameServer {
    /// Where it is asked.
    pub address: SocketAddr,
    /// What it knows.
    pub zone: Arc<Zone>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// Starts on a port of 127.0.0.1; 0 takes one that is free for UDP and TCP. Must be called inside a tokio runtime.
pub fn start(port: u16, zone: Zone) -> io::Result<NameServer> {
    let (listener, socket) = listen(port)?;
    let (listener, socket) = (TcpListener::from_std(listener)?, UdpSocket::from_std(socket)?);
    let (address, zone) = (listener.local_addr()?, Arc::new(zone));
    let tasks = vec![
        tokio::spawn(answer_datagrams(Arc::new(socket), Arc::clone(&zone))),
        tokio::spawn(answer_connections(listener, Arc::clone(&zone))),
    ];
    Ok(NameServer { address, zone, tasks: Mutex::new(tasks) })
}

impl NameServer {
    /// Stops answering, and waits until the port is free.
    pub async fn stop(&self) {
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            task.abort();
            // It was told to end, and so it says.
            let _ = task.await;
        }
    }
}

fn listen(port: u16) -> io::Result<(StdListener, StdSocket)> {
    let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        match listen_at(port) {
            // The number that TCP was given may be taken for UDP.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts > 0 => {}
            result => return result,
        }
    }
}

fn listen_at(port: u16) -> io::Result<(StdListener, StdSocket)> {
    let listener = StdListener::bind(("127.0.0.1", port))?;
    let socket = StdSocket::bind(listener.local_addr()?)?;
    listener.set_nonblocking(true)?;
    socket.set_nonblocking(true)?;
    Ok((listener, socket))
}

/// Each question has a task of its own: a slow one holds nobody up.
async fn answer_datagrams(socket: Arc<UdpSocket>, zone: Arc<Zone>) {
    let mut buffer = vec![0; DATAGRAM];
    loop {
        let Ok((length, client)) = socket.recv_from(&mut buffer).await else {
            sleep(PAUSE).await;
            continue;
        };
        let (question, socket, zone) = (buffer[..length].to_vec(), Arc::clone(&socket), Arc::clone(&zone));
        tokio::spawn(async move {
            let Some(reply) = answer::reply(&zone, &question) else { return };
            sleep(reply.delay).await;
            if let Err(error) = socket.send_to(&reply.for_udp(), client).await {
                tracing::debug!(%error, "a DNS answer could not be sent");
            }
        });
    }
}

async fn answer_connections(listener: TcpListener, zone: Arc<Zone>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let zone = Arc::clone(&zone);
        tokio::spawn(async move {
            if let Err(error) = converse(stream, &zone).await {
                tracing::debug!(%error, "a DNS connection ended");
            }
        });
    }
}

/// Answers one question after the other until the client goes, or says nothing for too long.
async fn converse(mut stream: TcpStream, zone: &Zone) -> io::Result<()> {
    loop {
        let question = timeout(PATIENCE, read_question(&mut stream)).await??;
        let Some(reply) = answer::reply(zone, &question) else { continue };
        sleep(reply.delay).await;
        stream.write_all(&reply.for_tcp()).await?;
    }
}

async fn read_question(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let length = stream.read_u16().await?;
    let mut question = vec![0; usize::from(length)];
    stream.read_exact(&mut question).await?;
    Ok(question)
}
