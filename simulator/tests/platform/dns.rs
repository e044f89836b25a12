//! The name server, asked with messages over UDP and TCP.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use hickory_proto::{
    op::{Edns, Message, MessageType, OpCode, Query, ResponseCode},
    rr::{Name, RData, Record, RecordType},
};
use reqwest::Method;
use serde_json::{Value, json};
use simulator::server::{self, Seed, Settings};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

use crate::world::World;

const CHECK: &str = "_ss-verification.org_x.globex.example";
/// Longer than any answer takes that is not held back.
const SOON: Duration = Duration::from_secs(5);

impl World {
    fn dns(&self) -> SocketAddr {
        self.running.announcement().dns
    }

    async fn dns_set(&self, name: &str, kind: &str, values: &[&str]) {
        let set = json!({ "name": name, "type": kind, "values": values });
        assert_eq!(self.admin(Method::PUT, "dns/records", set).await.status(), 204);
    }

    async fn dns_misbehave(&self, order: Value) {
        assert_eq!(self.admin(Method::PUT, "dns/misbehaviour", order).await.status(), 204);
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Message {
        by_udp(self.dns(), &question(name, kind)).await
    }
}

fn question(name: &str, kind: RecordType) -> Message {
    let mut message = Message::query();
    message.metadata.recursion_desired = true;
    message.add_query(Query::query(Name::from_ascii(format!("{name}.")).unwrap(), kind));
    message
}

async fn datagram(server: SocketAddr, bytes: &[u8]) -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket.send_to(bytes, server).await.unwrap();
    socket
}

async fn received(socket: &UdpSocket) -> Vec<u8> {
    let mut buffer = vec![0; 65_535];
    let length = timeout(SOON, socket.recv(&mut buffer)).await.unwrap().unwrap();
    buffer.truncate(length);
    buffer
}

async fn by_udp(server: SocketAddr, question: &Message) -> Message {
    let socket = datagram(server, &question.to_vec().unwrap()).await;
    let answer = Message::from_vec(&received(&socket).await).unwrap();
    assert_eq!(answer.metadata.id, question.metadata.id);
    assert_eq!((answer.metadata.message_type, &answer.queries), (MessageType::Response, &question.queries));
    answer
}

async fn by_tcp(stream: &mut TcpStream, question: &Message) -> Message {
    let bytes = question.to_vec().unwrap();
    stream.write_all(&[&u16::try_from(bytes.len()).unwrap().to_be_bytes(), &*bytes].concat()).await.unwrap();
    let mut answer = vec![0; stream.read_u16().await.unwrap().into()];
    stream.read_exact(&mut answer).await.unwrap();
    Message::from_vec(&answer).unwrap()
}

/// The pieces of every text in an answer.
fn texts(answer: &Message) -> Vec<Vec<String>> {
    let text = |record: &Record| match &record.data {
        RData::TXT(txt) => {
            Some(txt.txt_data.iter().map(|piece| String::from_utf8(piece.to_vec()).unwrap()).collect())
        }
        _ => None,
    };
    answer.answers.iter().filter_map(text).collect()
}

fn codes(answer: &Message) -> (ResponseCode, usize) {
    (answer.metadata.response_code, answer.answers.len())
}

#[tokio::test]
async fn a_text_is_found_at_its_name_however_it_is_written() {
    let world = World::start().await;
    world.dns_set("_SS-verification.org_x.Globex.example.", "TXT", &["one", "two", "one"]).await;
    for name in [CHECK, "_ss-VERIFICATION.org_X.globex.EXAMPLE"] {
        let answer = world.ask(name, RecordType::TXT).await;
        assert_eq!(texts(&answer), [["one"], ["two"]]);
        assert!(answer.metadata.authoritative && answer.metadata.recursion_available);
        assert!(answer.metadata.recursion_desired && !answer.metadata.truncation);
        assert!(answer.answers.iter().all(|record| record.ttl == 1));
        assert_eq!(answer.answers[0].name.to_ascii(), format!("{name}."));
    }
    world.dns_set(CHECK, "TXT", &[]).await;
    assert_eq!(codes(&world.ask(CHECK, RecordType::TXT).await), (ResponseCode::NXDomain, 0));
}

#[tokio::test]
async fn what_is_not_there_is_told_from_a_name_that_is_not_there() {
    let world = World::start().await;
    world.dns_set(CHECK, "TXT", &["one"]).await;
    world.dns_set("globex.example", "NS", &["ns1.host.example"]).await;
    let cases = [
        (CHECK, RecordType::CNAME, ResponseCode::NoError),
        (CHECK, RecordType::MX, ResponseCode::NoError),
        // Nothing is written here, but the name is part of one that is.
        ("org_x.globex.example", RecordType::TXT, ResponseCode::NoError),
        ("www.globex.example", RecordType::TXT, ResponseCode::NXDomain),
        ("www.globex.example", RecordType::A, ResponseCode::NXDomain),
    ];
    for (name, kind, code) in cases {
        let answer = world.ask(name, kind).await;
        assert_eq!(codes(&answer), (code, 0), "{name} {kind}");
        let [Record { name: apex, ttl: 1, data: RData::SOA(soa), .. }] = answer.authorities.as_slice() else {
            panic!("{name} {kind}: {answer}");
        };
        assert_eq!((apex.to_ascii().as_str(), soa.minimum), ("globex.example.", 1));
    }
    let servers = world.ask("globex.example", RecordType::NS).await;
    assert!(matches!(&servers.answers[0].data, RData::NS(ns) if ns.0.to_ascii() == "ns1.host.example."));
}

#[tokio::test]
async fn an_alias_is_followed_to_its_end() {
    let world = World::start().await;
    world.dns_set(CHECK, "CNAME", &["a.host.example."]).await;
    world.dns_set("a.host.example", "CNAME", &["b.host.example"]).await;
    world.dns_set("b.host.example", "TXT", &["found"]).await;
    let answer = world.ask(CHECK, RecordType::TXT).await;
    let kinds: Vec<RecordType> = answer.answers.iter().map(Record::record_type).collect();
    assert_eq!(kinds, [RecordType::CNAME, RecordType::CNAME, RecordType::TXT]);
    assert_eq!(texts(&answer), [["found"]]);
    assert_eq!(codes(&world.ask(CHECK, RecordType::CNAME).await), (ResponseCode::NoError, 1));

    world.dns_set("b.host.example", "TXT", &[]).await;
    let answer = world.ask(CHECK, RecordType::TXT).await;
    assert_eq!((codes(&answer), answer.authorities.len()), ((ResponseCode::NXDomain, 2), 1));
}

#[tokio::test]
async fn aliases_in_a_circle_have_an_end() {
    let world = World::start().await;
    world.dns_set("a.example", "CNAME", &["b.example"]).await;
    world.dns_set("b.example", "CNAME", &["a.example"]).await;
    let answer = world.ask("a.example", RecordType::TXT).await;
    assert_eq!(codes(&answer), (ResponseCode::NoError, 9));
}

#[tokio::test]
async fn a_long_text_comes_in_pieces() {
    let world = World::start().await;
    let long = "x".repeat(300);
    world.dns_set(CHECK, "TXT", &[&long]).await;
    let answer = world.ask(CHECK, RecordType::TXT).await;
    assert_eq!(texts(&answer), [["x".repeat(255), "x".repeat(45)]]);
}

#[tokio::test]
async fn what_is_too_much_for_udp_comes_over_tcp() {
    let world = World::start().await;
    let values: Vec<String> = (0..8).map(|number| format!("{number}{}", "x".repeat(119))).collect();
    world.dns_set(CHECK, "TXT", &values.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut asked = question(CHECK, RecordType::TXT);
    let answer = by_udp(world.dns(), &asked).await;
    assert!(answer.metadata.truncation);
    assert_eq!(codes(&answer), (ResponseCode::NoError, 0));

    let mut stream = TcpStream::connect(world.dns()).await.unwrap();
    for _ in 0..2 {
        let answer = by_tcp(&mut stream, &asked).await;
        assert_eq!((codes(&answer), answer.metadata.truncation), ((ResponseCode::NoError, 8), false));
    }

    let mut edns = Edns::new();
    edns.set_max_payload(4096);
    asked.set_edns(edns);
    let answer = by_udp(world.dns(), &asked).await;
    assert_eq!((codes(&answer), answer.metadata.truncation), ((ResponseCode::NoError, 8), false));
    assert!(answer.edns.is_some());
}

#[tokio::test]
async fn a_name_misbehaves_on_order() {
    let world = World::start().await;
    world.dns_set(CHECK, "TXT", &["one"]).await;
    world.dns_misbehave(json!({ "name": CHECK, "effect": "servfail" })).await;
    assert_eq!(codes(&world.ask(CHECK, RecordType::TXT).await), (ResponseCode::ServFail, 0));

    world.dns_misbehave(json!({ "name": CHECK, "effect": "slow", "milliseconds": 300 })).await;
    let began = Instant::now();
    assert_eq!(codes(&world.ask(CHECK, RecordType::TXT).await), (ResponseCode::NoError, 1));
    assert!(began.elapsed() >= Duration::from_millis(300));

    world.dns_misbehave(json!({ "name": CHECK, "effect": "timeout" })).await;
    let silent = datagram(world.dns(), &question(CHECK, RecordType::TXT).to_vec().unwrap()).await;
    assert!(timeout(Duration::from_millis(300), silent.recv(&mut [0; 512])).await.is_err());
    assert_eq!(codes(&world.ask("other.example", RecordType::TXT).await), (ResponseCode::NXDomain, 0));

    world.dns_misbehave(json!({ "name": CHECK, "effect": "none" })).await;
    assert_eq!(codes(&world.ask(CHECK, RecordType::TXT).await), (ResponseCode::NoError, 1));
}

#[tokio::test]
async fn what_is_no_question_does_no_harm() {
    let world = World::start().await;
    world.dns_set(CHECK, "TXT", &["one"]).await;
    let good = question(CHECK, RecordType::TXT).to_vec().unwrap();
    // Every beginning of a question, and questions with one byte that is wrong. Whether they are answered is all one.
    let cut = (0..good.len()).map(|length| good[..length].to_vec());
    let bent = (0..good.len()).map(|place| {
        let mut bytes = good.clone();
        bytes[place] ^= 0xff;
        bytes
    });
    for bytes in cut.chain(bent).chain([vec![0xff; 2_000], vec![0; 12]]) {
        datagram(world.dns(), &bytes).await;
    }
    let broken = datagram(world.dns(), &good[..good.len() - 3]).await;
    let complaint = Message::from_vec(&received(&broken).await).unwrap();
    assert_eq!(
        (complaint.metadata.id.to_be_bytes().as_slice(), codes(&complaint)),
        (&good[..2], (ResponseCode::FormErr, 0))
    );

    let mut odd = question(CHECK, RecordType::TXT);
    odd.metadata.op_code = OpCode::Notify;
    assert_eq!(codes(&by_udp(world.dns(), &odd).await), (ResponseCode::NotImp, 0));
    let mut stream = TcpStream::connect(world.dns()).await.unwrap();
    stream.write_all(b"\x00\x02\xff\xff").await.unwrap();
    assert_eq!(texts(&by_tcp(&mut stream, &question(CHECK, RecordType::TXT)).await), [["one"]]);
    assert_eq!(texts(&world.ask(CHECK, RecordType::TXT).await), [["one"]]);
}

#[tokio::test]
async fn records_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("auth0.json");
    let settings = |dns_port| Settings {
        dns_port,
        seed: Seed::Empty,
        state_file: Some(file.clone()),
        ..Settings::default()
    };
    let world = World::with(settings(0)).await;
    world.dns_set(CHECK, "TXT", &["one"]).await;
    let address = world.dns();
    world.running.stop().await;

    let again = server::start(settings(address.port())).unwrap();
    assert_eq!(again.announcement().dns, address);
    assert_eq!(texts(&by_udp(address, &question(CHECK, RecordType::TXT)).await), [["one"]]);
    again.stop().await;

    std::fs::write(folder.path().join("auth0.dns.json"), r#"[{"name":"..","type":"TXT","values":[]}]"#)
        .unwrap();
    let error = server::start(settings(0)).err().unwrap().to_string();
    assert!(error.contains("auth0.dns.json does not hold DNS records"), "{error}");
}
