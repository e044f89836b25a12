//! What is said to a question: messages in, messages out.

use std::time::Duration;

use hickory_proto::{
    op::{Edns, Header, Message, MessageType, OpCode, Query, ResponseCode},
    rr::{DNSClass, Name, RData, Record, rdata::SOA},
    serialize::binary::{BinDecodable, BinDecoder},
};

use super::{
    name::DomainName,
    record::Content,
    zone::{Misbehaviour, Records, Zone},
};

/// How long an answer may be remembered, in seconds; also that there is nothing.
const TIME_TO_LIVE: u32 = 1;
/// How many aliases are followed.
const MAX_STEPS: usize = 8;
/// What we say we take by UDP; more would be cut into pieces on real networks.
const OWN_PAYLOAD: u16 = 1232;

/// What is to be sent.
pub(super) struct Reply {
    message: Message,
    /// How many bytes the client takes by UDP.
    payload: usize,
    /// How long to wait before.
    pub(super) delay: Duration,
}

impl Reply {
    fn at_once(message: Message, payload: usize) -> Self {
        Self { message, payload, delay: Duration::ZERO }
    }

    /// The bytes for UDP; when they are too many, a message that says so.
    pub(super) fn for_udp(&self) -> Vec<u8> {
        let whole = encode(&self.message);
        if whole.len() <= self.payload { whole } else { encode(&self.message.truncate()) }
    }

    /// The bytes for TCP, after their number.
    pub(super) fn for_tcp(&self) -> Vec<u8> {
        let whole = encode(&self.message);
        // The library writes no message that is longer.
        let length = u16::try_from(whole.len()).unwrap_or(u16::MAX);
        [&length.to_be_bytes(), &*whole].concat()
    }
}

fn encode(message: &Message) -> Vec<u8> {
    let failure = || {
        let (id, op_code) = (message.metadata.id, message.metadata.op_code);
        Message::error_msg(id, op_code, ResponseCode::ServFail).to_vec().unwrap_or_default()
    };
    message.to_vec().unwrap_or_else(|_| failure())
}

/// What to say to a message; `None` for silence.
pub(super) fn reply(zone: &Zone, bytes: &[u8]) -> Option<Reply> {
    let Ok(request) = Message::from_vec(bytes) else { return complaint(bytes) };
    if request.metadata.message_type == MessageType::Response {
        return None;
    }
    let mut message = response(&request);
    let payload = usize::from(request.max_payload());
    let query = match question(&request) {
        Ok(query) => query,
        Err(code) => {
            message.metadata.response_code = code;
            return Some(Reply::at_once(message, payload));
        }
    };
    let mut delay = Duration::ZERO;
    match zone.misbehaviour(&DomainName::of(&query.name)) {
        Some(Misbehaviour::Timeout) => return None,
        Some(Misbehaviour::Servfail) => {
            message.metadata.response_code = ResponseCode::ServFail;
            return Some(Reply::at_once(message, payload));
        }
        Some(Misbehaviour::Slow(time)) => delay = time,
        None => {}
    }
    zone.read(|records| look_up(records, query, &mut message));
    Some(Reply { message, payload, delay })
}

/// An answer to what has the head of a question and makes no sense after it.
fn complaint(bytes: &[u8]) -> Option<Reply> {
    let head = Header::read(&mut BinDecoder::new(bytes)).ok()?.metadata;
    let message = Message::error_msg(head.id, head.op_code, ResponseCode::FormErr);
    (head.message_type == MessageType::Query).then(|| Reply::at_once(message, usize::from(OWN_PAYLOAD)))
}

/// An answer without content.
fn response(request: &Message) -> Message {
    let mut message = Message::response(request.metadata.id, request.metadata.op_code);
    message.metadata.authoritative = true;
    message.metadata.recursion_available = true;
    message.metadata.recursion_desired = request.metadata.recursion_desired;
    message.add_queries(request.queries.iter().cloned());
    if request.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(OWN_PAYLOAD);
        message.set_edns(edns);
    }
    message
}

/// The one question that a message asks.
fn question(request: &Message) -> Result<&Query, ResponseCode> {
    match request.queries.as_slice() {
        _ if request.metadata.op_code != OpCode::Query => Err(ResponseCode::NotImp),
        [query] if query.query_class != DNSClass::IN => Err(ResponseCode::Refused),
        [query] => Ok(query),
        _ => Err(ResponseCode::FormErr),
    }
}

/// Follows aliases to what is asked for, or to where nothing is.
fn look_up(records: &Records, query: &Query, message: &mut Message) {
    let mut owner = query.name.clone();
    for _ in 0..=MAX_STEPS {
        let name = DomainName::of(&owner);
        let here = records.get(&name).map(Vec::as_slice).unwrap_or_default();
        let asked: Vec<&Content> = here.iter().filter(|content| content.is(query.query_type)).collect();
        if !asked.is_empty() {
            message.add_answers(asked.into_iter().map(|content| record(&owner, content.in_message())));
            return;
        }
        let Some((alias, target)) = here.iter().find_map(alias) else {
            return nothing(records, &name, message);
        };
        message.add_answer(record(&owner, alias.in_message()));
        owner = target.in_message().clone();
    }
}

fn alias(content: &Content) -> Option<(&Content, &DomainName)> {
    match content {
        Content::Cname(target) => Some((content, target)),
        _ => None,
    }
}

/// Says that nothing is there, and for how long to believe it.
fn nothing(records: &Records, name: &DomainName, message: &mut Message) {
    // A name above other names exists, even when it has no records itself.
    let exists = records.keys().any(|known| name.in_message().zone_of(known.in_message()));
    if !exists {
        message.metadata.response_code = ResponseCode::NXDomain;
    }
    message.add_authority(start_of_authority(&apex(records, name)));
}

/// Where the zone of a name begins: at its nearest name servers, else at a domain such as `globex.example`.
fn apex(records: &Records, name: &DomainName) -> Name {
    let served = |name: &Name| {
        let here = records.get(&DomainName::of(name));
        here.is_some_and(|contents| contents.iter().any(|content| matches!(content, Content::Ns(_))))
    };
    let mut above = name.in_message().clone();
    while !above.is_root() {
        if served(&above) {
            return above;
        }
        above = above.base_name();
    }
    name.in_message().trim_to(2)
}

fn start_of_authority(apex: &Name) -> Record {
    let part = |label: &str| apex.prepend_label(label).unwrap_or_else(|_| apex.clone());
    let soa = SOA::new(part("ns"), part("hostmaster"), 1, 60, 60, 3600, TIME_TO_LIVE);
    record(apex, RData::SOA(soa))
}

fn record(owner: &Name, data: RData) -> Record {
    Record::from_rdata(owner.clone(), TIME_TO_LIVE, data)
}
