//! What a recording takes for granted: objects that its tenant already held. They are told by its reads.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{openapi::Document, people, recording::Interaction};

/// Members that may hold the id of an object, the surest first.
const IDENTITIES: [&str; 5] = ["id", "client_id", "user_id", "token_id", "template"];
/// Members of requests that name an object elsewhere, and where such objects live.
const REFERENCES: [(&str, &str); 4] = [
    ("client_id", "/clients"),
    ("enabled_clients", "/clients"),
    ("connection_id", "/connections"),
    ("organization_id", "/organizations"),
];

/// Lists whose rows can be made from a name.
const LISTS: [&str; 4] = ["/clients", "/connections", "/organizations", "/roles"];

/// An object that is to be there before the recording begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Presupposed {
    /// Where it is made: a collection, or the place of the object itself.
    pub(super) place: String,
    /// How.
    pub(super) method: &'static str,
    /// What the recording calls it.
    pub(super) identity: Option<String>,
    /// What the recording shows of it.
    pub(super) shown: Value,
    /// What the recording later sends to it: of secrets, which answers leave out, there is no other trace.
    pub(super) sent: Option<Value>,
}

impl Presupposed {
    /// Its own path.
    fn path(&self) -> String {
        match &self.identity {
            Some(identity) => format!("{}/{identity}", self.place),
            None => self.place.clone(),
        }
    }

    /// Puts into a request what is known to have been sent under the names that were shown.
    pub(super) fn complete(&self, request: &mut Value) {
        let (Some(sent), Some(request)) =
            (self.sent.as_ref().and_then(Value::as_object), request.as_object_mut())
        else {
            return;
        };
        for (name, value) in sent.iter().filter(|(name, _)| self.shown.get(name).is_some()) {
            match request.get_mut(name) {
                Some(known) => add_hidden(known, value),
                None => _ = request.insert(name.clone(), value.clone()),
            }
        }
    }
}

fn add_hidden(known: &mut Value, sent: &Value) {
    match (known, sent) {
        (known @ Value::Null, sent) => known.clone_from(sent),
        (Value::Object(known), Value::Object(sent)) => {
            for (name, value) in sent {
                match known.get_mut(name) {
                    Some(known) => add_hidden(known, value),
                    None => _ = known.insert(name.clone(), value.clone()),
                }
            }
        }
        (Value::Array(known), Value::Array(sent)) if known.len() < sent.len() => known.clone_from(sent),
        _ => {}
    }
}

/// Collects what a recording presupposes.
pub(super) fn collect(document: &Document, interactions: &[Interaction]) -> Vec<Presupposed> {
    let mut collector =
        Collector { document, made: BTreeSet::new(), written: BTreeSet::new(), found: Vec::new() };
    for interaction in interactions {
        collector.see(interaction);
    }
    let mut found = collector.found;
    for one in &mut found {
        one.sent = first_sent(interactions, &one.path());
        ask_for_what_followed(one);
        if let ("/connections", Some(identity)) = (one.place.as_str(), &one.identity) {
            add_members(&mut one.shown, &stand_in(identity.clone(), "/connections").shown);
        }
        if one.place == people::PLACE {
            let account = people::account(&one.shown);
            add_members(&mut one.shown, &account);
        }
    }
    let known: BTreeSet<String> = found.iter().filter_map(|one| one.identity.clone()).collect();
    let strangers = references(interactions)
        .into_iter()
        .filter(|(identity, _)| !known.contains(identity) && !collector.made.contains(identity));
    let strangers: Vec<Presupposed> = strangers.map(|(identity, place)| stand_in(identity, place)).collect();
    found.extend(strangers);
    found.extend(people::homes(interactions, &found));
    found.sort_by_key(|one| one.place == people::PLACE);
    let mut found = in_order(found);
    found.extend(unread(interactions));
    found
}

/// Says of actions what made them as they were shown: that they were deployed, and which ones were bound.
fn ask_for_what_followed(one: &mut Presupposed) {
    if one.place == "/actions/actions" && one.shown["deployed_version"].is_object() {
        one.shown["deploy"] = Value::Bool(true);
    }
    if one.place.starts_with("/actions/triggers/") {
        for binding in one.shown["bindings"].as_array_mut().into_iter().flatten() {
            let action = binding["action"]["id"].take();
            *binding = serde_json::json!({
                "ref": { "type": "action_id", "value": action }, "display_name": binding["display_name"],
            });
        }
    }
}

/// What stands behind the last recorded page of a list that goes on, unless the recording itself fills the list.
fn unread(interactions: &[Interaction]) -> Vec<Presupposed> {
    let lists = interactions.iter().filter_map(|one| {
        let place = LISTS.into_iter().find(|place| one.method == "GET" && one.path == *place)?;
        Some((place, one.answer.as_ref()?["next"].as_str()?))
    });
    let followed = |next: &str| {
        let from = |one: &Interaction| {
            url::form_urlencoded::parse(one.query.as_bytes())
                .any(|(name, value)| name == "from" && value == next)
        };
        interactions.iter().any(from)
    };
    let filled = |place: &str| interactions.iter().any(|one| one.method == "POST" && one.path == place);
    let places: BTreeSet<&str> =
        lists.filter(|(place, next)| !followed(next) && !filled(place)).map(|(place, _)| place).collect();
    places.into_iter().map(|place| stand_in("one-more".to_owned(), place)).collect()
}

/// The body of the first successful change at a path.
fn first_sent(interactions: &[Interaction], path: &str) -> Option<Value> {
    let changes = ["PATCH", "PUT"];
    let mut all = interactions.iter().filter(|interaction| interaction.status < 300);
    all.find(|one| changes.contains(&one.method.as_str()) && one.path == path)?.body.clone()
}

struct Collector<'a> {
    document: &'a Document,
    /// Ids of objects that the recording makes.
    made: BTreeSet<String>,
    /// Places that the recording wrote to.
    written: BTreeSet<String>,
    found: Vec<Presupposed>,
}

impl Collector<'_> {
    fn see(&mut self, interaction: &Interaction) {
        if !(200..300).contains(&interaction.status) {
            return;
        }
        let Some(template) = self.document.template(&interaction.path).map(str::to_owned) else { return };
        let Some(answer) = &interaction.answer else { return };
        match interaction.method.as_str() {
            "GET" => self.see_read(&template, interaction, answer),
            "PATCH" if template.ends_with('}') => self.see_member(&template, interaction, answer),
            "POST" => {
                self.made.extend(identity(answer));
                self.written.insert(interaction.path.clone());
            }
            _ => {}
        }
        if interaction.method != "GET" {
            self.written.insert(interaction.path.clone());
        }
    }

    fn see_read(&mut self, template: &str, interaction: &Interaction, answer: &Value) {
        let creatable = self.document.has("POST", template);
        if template.ends_with('}') && self.document.has("POST", parent(template)) {
            self.see_member(template, interaction, answer);
        } else if creatable && self.document.has_members(template) {
            for item in items(answer) {
                if let Some(identity) = identity(item) {
                    self.add(&interaction.path, identity, item);
                }
            }
        } else if !self.written.contains(&interaction.path) {
            let method =
                ["POST", "PUT", "PATCH"].into_iter().find(|method| self.document.has(method, template));
            if let Some(method) = method {
                self.written.insert(interaction.path.clone());
                let place = interaction.path.clone();
                self.found.push(Presupposed {
                    place,
                    method,
                    identity: None,
                    shown: answer.clone(),
                    sent: None,
                });
            }
        }
    }

    fn see_member(&mut self, template: &str, interaction: &Interaction, answer: &Value) {
        if !self.document.has("POST", parent(template)) {
            return;
        }
        let Some((place, identity)) = interaction.path.rsplit_once('/') else { return };
        let identity = percent_encoding::percent_decode_str(identity).decode_utf8_lossy().into_owned();
        self.add(place, identity, answer);
    }

    fn add(&mut self, place: &str, identity: String, shown: &Value) {
        if self.made.contains(&identity) {
            return;
        }
        let known =
            self.found.iter_mut().find(|one| one.identity.as_ref() == Some(&identity) && one.place == place);
        match known {
            None => self.found.push(Presupposed {
                place: place.to_owned(),
                method: "POST",
                identity: Some(identity),
                shown: shown.clone(),
                sent: None,
            }),
            Some(known) => add_members(&mut known.shown, shown),
        }
    }
}

/// A later look may show more of the same object.
fn add_members(known: &mut Value, shown: &Value) {
    if let (Some(known), Some(shown)) = (known.as_object_mut(), shown.as_object()) {
        for (name, value) in shown {
            known.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn identity(object: &Value) -> Option<String> {
    IDENTITIES.into_iter().find_map(|name| object[name].as_str()).map(str::to_owned)
}

/// The rows of a list in any of its forms.
fn items(answer: &Value) -> &[Value] {
    let list = match answer {
        Value::Object(members) => members.values().find_map(Value::as_array),
        other => other.as_array(),
    };
    list.map_or(&[], Vec::as_slice)
}

/// Ids in successful requests, and where such objects live.
fn references(interactions: &[Interaction]) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    for interaction in interactions.iter().filter(|interaction| interaction.status < 300) {
        if let Some(body) = &interaction.body {
            note_references("", body, &mut found);
        }
        let segments: Vec<&str> = interaction.path.split('/').collect();
        if let ["", "organizations", id, _, ..] = segments.as_slice() {
            found.insert((*id).to_owned(), "/organizations");
        }
    }
    found
}

fn note_references(name: &str, value: &Value, found: &mut BTreeMap<String, &'static str>) {
    match value {
        Value::Object(members) => {
            for (name, value) in
                members.iter().filter(|(name, _)| *name != "options" && *name != "credentials")
            {
                note_references(name, value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| note_references(name, item, found)),
        Value::String(id) => {
            if let Some((_, place)) = REFERENCES.into_iter().find(|(member, _)| *member == name) {
                found.insert(id.clone(), place);
            }
        }
        _ => {}
    }
}

/// An object of which nothing is known but that it is there.
fn stand_in(identity: String, place: &str) -> Presupposed {
    let name: String =
        identity.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let shown = match place {
        "/clients" => serde_json::json!({
            "name": name, "app_type": "regular_web", "organization_usage": "allow",
            "initiate_login_uri": "https://application.example/login",
        }),
        "/connections" => serde_json::json!({ "name": name, "strategy": "auth0" }),
        _ => serde_json::json!({ "name": name }),
    };
    Presupposed { place: place.to_owned(), method: "POST", identity: Some(identity), shown, sent: None }
}

/// Whatever mentions another object comes after it.
fn in_order(mut waiting: Vec<Presupposed>) -> Vec<Presupposed> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|one| {
            let text = format!("{} {}", one.place, one.shown);
            let others = waiting.iter().filter(|other| other.identity != one.identity);
            !others.filter_map(|other| other.identity.as_deref()).any(|identity| text.contains(identity))
        });
        ordered.push(waiting.remove(free.unwrap_or(0)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn interaction(method: &str, path: &str, status: u16, answer: Value) -> Interaction {
        Interaction {
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            body: None,
            status,
            answer: Some(answer),
        }
    }

    fn document() -> Document {
        let nothing = json!({ "responses": {} });
        Document::new(json!({ "paths": {
            "/roles": { "get": nothing, "post": nothing },
            "/roles/{id}": { "get": nothing, "patch": nothing },
            "/branding": { "get": nothing, "patch": nothing },
        }}))
        .unwrap()
    }

    #[test]
    fn a_list_that_goes_on_has_something_behind_it() {
        let page = json!({ "roles": [{ "id": "rol_a", "name": "a" }], "next": "more" });
        let seen = [interaction("GET", "/roles", 200, page.clone())];
        assert_eq!(collect(&document(), &seen).len(), 2);
        let mut second = interaction("GET", "/roles", 200, json!({ "roles": [] }));
        second.query = "from=more".to_owned();
        assert_eq!(collect(&document(), &[interaction("GET", "/roles", 200, page), second]).len(), 1);
    }

    #[test]
    fn what_answers_hide_is_taken_from_what_was_sent() {
        let one = Presupposed {
            place: "/emails/provider".to_owned(),
            method: "POST",
            identity: None,
            shown: json!({ "name": "mandrill", "credentials": {} }),
            sent: Some(json!({ "name": "other", "credentials": { "api_key": "k" }, "settings": {} })),
        };
        let mut request = one.shown.clone();
        one.complete(&mut request);
        assert_eq!(request, json!({ "name": "mandrill", "credentials": { "api_key": "k" } }));
    }

    #[test]
    fn what_ran_on_a_trigger_was_deployed_and_bound() {
        let nothing = json!({ "responses": {} });
        let document = Document::new(json!({ "paths": {
            "/actions/actions": { "get": nothing, "post": nothing },
            "/actions/actions/{id}": { "get": nothing },
            "/actions/triggers/{triggerId}/bindings": { "get": nothing, "patch": nothing },
        }}))
        .unwrap();
        let actions = json!({ "actions": [{ "id": "a", "deployed_version": { "id": "v" } }] });
        let bindings = json!({ "bindings": [{ "id": "b", "display_name": "A", "action": { "id": "a" } }] });
        let seen = [
            interaction("GET", "/actions/triggers/post-login/bindings", 200, bindings),
            interaction("GET", "/actions/actions", 200, actions),
        ];
        let found = collect(&document, &seen);
        assert_eq!((found[0].place.as_str(), &found[0].shown["deploy"]), ("/actions/actions", &json!(true)));
        let reference = json!({ "ref": { "type": "action_id", "value": "a" }, "display_name": "A" });
        assert_eq!(found[1].shown["bindings"], json!([reference]));
    }

    #[test]
    fn what_is_read_before_it_was_made_was_there() {
        let seen = [
            interaction("GET", "/roles", 200, json!({ "roles": [{ "id": "rol_old" }], "total": 1 })),
            interaction("POST", "/roles", 200, json!({ "id": "rol_new" })),
            interaction("GET", "/roles/rol_new", 200, json!({ "id": "rol_new" })),
            interaction("GET", "/branding", 200, json!({ "logo_url": "x" })),
            interaction("GET", "/roles/rol_gone", 404, json!({})),
        ];
        let found = collect(&document(), &seen);
        let places: Vec<_> =
            found.iter().map(|one| (one.place.as_str(), one.method, one.identity.as_deref())).collect();
        assert_eq!(places, [("/roles", "POST", Some("rol_old")), ("/branding", "PATCH", None)]);
    }
}
