//! A tenant on loopback that keeps what it is told, misbehaves on demand, and notes what must never happen to it.
//!
//! It knows only what the worker asks of it. The simulator is the tenant that people and black-box tests use; this one
//! is for thousands of short histories in one process.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

/// The way in of everybody before there is another one.
pub(super) const DATABASE: &str = "con_database";

/// The domains that lead people to a connection, and one that the vendor has put there.
pub(super) const ALIASES: &str = "domain_aliases";
pub(super) const VENDORS: &str = "vendor.example";

/// How the next calls go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// This many calls from now, nothing is done and 503 is answered.
    Refuse(u8),
    /// This many calls from now, it is done and the answer is lost.
    LoseAnswer(u8),
    /// This many calls from now, it is done and the caller is told to crash.
    Crash(u8),
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Way {
    pub(super) open: bool,
    pub(super) button: bool,
}

#[derive(Debug, Default)]
pub(super) struct Organization {
    pub(super) ways: BTreeMap<String, Way>,
    /// Whether somebody has asked for it by name.
    pub(super) may_be_shut: bool,
    /// The connections that shall have a button, as it was decided before a worker came.
    pub(super) shall_show: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) name: String,
    strategy: String,
    pub(super) display_name: String,
    pub(super) options: Map<String, Value>,
    clients: BTreeSet<String>,
}

#[derive(Default)]
pub(super) struct Tenant {
    pub(super) connections: BTreeMap<String, Connection>,
    pub(super) organizations: BTreeMap<String, Organization>,
    pub(super) trouble: Option<Trouble>,
    /// What must never happen, and happened.
    pub(super) outrages: Vec<String>,
    /// Domains that nobody takes away before another connection has them.
    pub(super) holds_on: BTreeSet<String>,
    /// Connections that somebody has deleted in the dashboard.
    pub(super) removed: BTreeSet<String>,
    made: u64,
}

#[derive(Clone)]
pub(super) struct Auth0 {
    pub(super) tenant: Arc<Mutex<Tenant>>,
    pub(super) crash: Arc<Notify>,
    pub(super) url: String,
}

impl Auth0 {
    pub(super) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let auth0 = Self { tenant: Arc::default(), crash: Arc::default(), url };
        let shared = auth0.clone();
        std::thread::spawn(move || {
            let server = HttpServer::new(move || {
                App::new().app_data(web::Data::new(shared.clone())).default_service(web::to(handle))
            });
            actix_web::rt::System::new().block_on(server.workers(1).listen(listener).unwrap().run()).unwrap();
        });
        auth0
    }

    /// Looks at the tenant or changes it behind everybody's back.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut Tenant) -> T) -> T {
        act(&mut self.tenant.lock().unwrap())
    }
}

async fn handle(auth0: web::Data<Auth0>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    if request.path() == "/oauth/token" {
        return HttpResponse::Ok()
            .json(json!({ "access_token": "t", "expires_in": 86_400, "token_type": "Bearer" }));
    }
    let trouble = auth0.with(|tenant| tenant.due());
    if matches!(trouble, Some(Trouble::Refuse(_))) {
        return HttpResponse::ServiceUnavailable().json(json!({ "statusCode": 503, "message": "refused" }));
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let path: Vec<String> = request.path().trim_start_matches("/api/v2/").split('/').map(decoded).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let name = web::Query::<BTreeMap<String, String>>::from_query(request.query_string())
        .ok()
        .and_then(|query| query.get("name").cloned());
    let (status, answer) =
        auth0.with(|tenant| tenant.answer((request.method().as_str(), &path), &body, name.as_deref()));
    match trouble {
        Some(Trouble::Crash(_)) => {
            auth0.crash.notify_one();
            std::future::pending().await
        }
        Some(_) => HttpResponse::BadGateway().finish(),
        None => {
            let status = actix_web::http::StatusCode::from_u16(status).unwrap();
            HttpResponse::build(status).json(answer)
        }
    }
}

fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned()
}

type Answer = (u16, Value);

fn not_found() -> Answer {
    (404, json!({ "statusCode": 404, "error": "Not Found", "message": "not found" }))
}

fn view(id: &str, connection: &Connection) -> Value {
    json!({ "id": id, "name": connection.name, "strategy": connection.strategy,
        "display_name": connection.display_name, "options": connection.options })
}

fn flags(id: &str, way: Way, connection: Option<&Connection>) -> Value {
    let (name, strategy) =
        connection.map_or(("database", "auth0"), |one| (one.name.as_str(), one.strategy.as_str()));
    json!({ "connection_id": id, "is_enabled": way.open, "show_as_button": way.button,
        "assign_membership_on_login": true, "connection": { "name": name, "strategy": strategy } })
}

fn aliases(connection: &Connection) -> BTreeSet<String> {
    let list = connection.options.get(ALIASES).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

impl Tenant {
    /// The domains that lead people to a connection.
    pub(super) fn aliases(&self, id: &str) -> Option<BTreeSet<String>> {
        self.connections.get(id).map(aliases)
    }

    fn due(&mut self) -> Option<Trouble> {
        let (left, next) = match self.trouble? {
            Trouble::Refuse(left) => (left, Trouble::Refuse(left.saturating_sub(1))),
            Trouble::LoseAnswer(left) => (left, Trouble::LoseAnswer(left.saturating_sub(1))),
            Trouble::Crash(left) => (left, Trouble::Crash(left.saturating_sub(1))),
        };
        if left == 0 {
            self.trouble.take()
        } else {
            self.trouble.replace(next);
            None
        }
    }

    fn answer(&mut self, request: (&str, &[&str]), body: &Value, name: Option<&str>) -> Answer {
        match request {
            ("GET", ["connections"]) => {
                let found = self.connections.iter().filter(|(_, one)| Some(one.name.as_str()) == name);
                (200, found.map(|(id, one)| view(id, one)).collect())
            }
            ("POST", ["connections"]) => self.create(body),
            ("GET", ["connections", id]) => {
                self.connections.get(*id).map_or_else(not_found, |one| (200, view(id, one)))
            }
            ("PATCH", ["connections", id]) => self.change(id, body),
            ("DELETE", ["connections", id]) => {
                self.connections.remove(*id);
                (204, Value::Null)
            }
            (method, ["connections", id, "clients"]) => self.clients(method, id, body),
            ("DELETE", ["organizations", _, "discovery-domains", _]) => (204, Value::Null),
            (method, ["organizations", organization, rest @ ..]) => {
                let shown = self.shown(organization);
                let answer = self.organization(method, (organization, rest), body);
                self.look_at(organization);
                self.look_at_buttons(organization, shown);
                answer
            }
            ("GET", ["users"]) => (200, json!({ "total": 0, "users": [] })),
            ("GET", ["users", _]) => {
                (200, json!({ "user_id": "auth0|owner", "identities": [{ "connection": "database" }] }))
            }
            ("GET", ["logs"]) => (200, json!({ "total": 0, "logs": [] })),
            _ => not_found(),
        }
    }

    fn create(&mut self, body: &Value) -> Answer {
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        if self.connections.values().any(|one| one.name == text("name")) {
            return (
                409,
                json!({ "statusCode": 409, "message": "A connection with the same name already exists" }),
            );
        }
        self.made += 1;
        let id = format!("con_{}", self.made);
        let connection = Connection {
            name: text("name"),
            strategy: text("strategy"),
            display_name: text("display_name"),
            options: body["options"].as_object().cloned().unwrap_or_default(),
            clients: BTreeSet::new(),
        };
        let answer = view(&id, &connection);
        self.connections.insert(id, connection);
        (201, answer)
    }

    fn change(&mut self, id: &str, body: &Value) -> Answer {
        let elsewhere: BTreeSet<String> = self
            .connections
            .iter()
            .filter(|(other, _)| *other != id)
            .flat_map(|(_, one)| aliases(one))
            .collect();
        let Some(found) = self.connections.get_mut(id) else { return not_found() };
        if let Some(options) = body["options"].as_object() {
            let before = aliases(found);
            let after = aliases(&Connection { options: options.clone(), ..found.clone() });
            for lost in before.difference(&after) {
                if lost == VENDORS || (self.holds_on.contains(lost) && !elsewhere.contains(lost)) {
                    self.outrages.push(format!("{id} lost {lost}, which nobody else has"));
                }
            }
            if found.options.contains_key("vendor_note") && !options.contains_key("vendor_note") {
                self.outrages.push(format!("a field of {id} was lost"));
            }
            found.options = options.clone();
        }
        if let Some(name) = body["display_name"].as_str() {
            name.clone_into(&mut found.display_name);
        }
        (200, view(id, found))
    }

    fn clients(&mut self, method: &str, id: &str, body: &Value) -> Answer {
        let Some(found) = self.connections.get_mut(id) else { return not_found() };
        if method == "GET" {
            let rows: Vec<Value> = found.clients.iter().map(|id| json!({ "client_id": id })).collect();
            return (200, json!({ "clients": rows }));
        }
        for row in body.as_array().into_iter().flatten() {
            let client = row["client_id"].as_str().unwrap_or_default().to_owned();
            if row["status"] == true {
                found.clients.insert(client)
            } else {
                found.clients.remove(&client)
            };
        }
        (204, Value::Null)
    }

    fn organization(&mut self, method: &str, (name, rest): (&str, &[&str]), body: &Value) -> Answer {
        let connections = self.connections.clone();
        let Some(found) = self.organizations.get_mut(name) else { return not_found() };
        let shown = |id: &str, way: Way| (200, flags(id, way, connections.get(id)));
        match (method, rest) {
            ("GET", ["members"]) => {
                let owner = json!({ "user_id": "auth0|owner", "email": "owner@x.example", "roles": [{ "id": "rol_owner", "name": "Owner" }] });
                (200, json!({ "members": [owner] }))
            }
            ("GET", ["connections"]) => {
                let all = found.ways.iter().map(|(id, way)| flags(id, *way, connections.get(id)));
                (200, json!({ "connections": all.collect::<Vec<_>>() }))
            }
            ("POST", ["enabled_connections"]) => {
                let id = body["connection_id"].as_str().unwrap_or_default();
                if found.ways.contains_key(id) {
                    return (409, json!({ "statusCode": 409, "message": "already enabled" }));
                }
                let way = Way { open: true, button: body["show_as_button"] == true };
                found.ways.insert(id.to_owned(), way);
                shown(id, way)
            }
            ("DELETE", ["enabled_connections", id]) => {
                found.ways.remove(*id);
                (204, Value::Null)
            }
            ("GET" | "PATCH", ["enabled_connections" | "connections", id]) => {
                let Some(way) = found.ways.get_mut(*id) else { return not_found() };
                if let Some(open) = body["is_enabled"].as_bool() {
                    way.open = open;
                }
                if let Some(button) = body["show_as_button"].as_bool() {
                    way.button = button;
                }
                shown(id, *way)
            }
            _ => not_found(),
        }
    }

    /// Whether an organization has an open way in with a button beside the database.
    fn shown(&self, name: &str) -> bool {
        let shown = |(id, way): (&String, &Way)| id != DATABASE && way.open && way.button;
        self.organizations.get(name).is_some_and(|found| found.ways.iter().any(shown))
    }

    /// After whatever Latchkey did: the last button does not go before one that shall be there has come.
    fn look_at_buttons(&mut self, name: &str, shown_before: bool) {
        let Some(found) = self.organizations.get(name) else { return };
        let hidden = |id: &String| found.ways.get(id).is_some_and(|way| way.open && !way.button);
        if shown_before && !self.shown(name) && found.shall_show.iter().any(hidden) {
            self.outrages.push(format!("no button of {name} is left: {:?}", found.ways));
        }
    }

    /// After whatever Latchkey did: an organization that nobody can sign in to any more, unasked, is an outrage.
    fn look_at(&mut self, name: &str) {
        let Some(found) = self.organizations.get(name) else { return };
        if !found.may_be_shut && !found.ways.values().any(|way| way.open) {
            self.outrages.push(format!("nobody can sign in to {name} any more: {:?}", found.ways));
        }
    }
}
