//! Domains: their proof by DNS, and the connection to which their people are led.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, Connection, Visitor, World, WorldOptions, send};

const DOMAINS: &str = "/api/v1/organizations/current/domains";

/// A domain as an owner works on it.
struct Domain<'a> {
    owner: &'a Caller,
    path: String,
    host: String,
    value: String,
}

impl<'a> Domain<'a> {
    async fn claim(owner: &'a Caller, name: &str) -> Self {
        let claimed = owner.post(DOMAINS, json!({ "name": name })).await.expect_status(201);
        assert!(claimed.header("location").starts_with("/api/v1/organizations/current/domains/dom_"));
        let claimed = claimed.json();
        let text = |member: &str| claimed["record"][member].as_str().unwrap_or_default().to_owned();
        assert_eq!(claimed["record"]["type"], "TXT", "{claimed:#}");
        let path = format!("{DOMAINS}/{}", claimed["id"].as_str().unwrap());
        Self { owner, path, host: text("host"), value: text("value") }
    }

    /// Claimed, and its record found.
    async fn verified(world: &World, owner: &'a Caller, name: &str) -> Self {
        let domain = Self::claim(owner, name).await;
        world.dns_set(&domain.host, "TXT", &[&domain.value]).await;
        domain.until(|one| one["state"] == "verified" && one["sync"]["state"] == "in_sync").await;
        domain
    }

    async fn until(&self, holds: impl Fn(&Value) -> bool) -> Value {
        self.owner.get_until(&self.path, holds).await
    }

    async fn verify(&self) -> Value {
        self.owner.post(&format!("{}/verify", self.path), json!({})).await.expect_status(200).json()
    }

    async fn lead(&self, to: &[&Connection<'_>]) -> support::Answer {
        let ids: Vec<Value> = to.iter().map(|one| id(one)).collect();
        let path = format!("{}/connections", self.path);
        let request = self.owner.request(Method::PUT, &path).header("Prefer", "wait=10");
        send(request.json(&json!({ "connection_ids": ids }))).await
    }

    async fn until_gone(&self) {
        for _ in 0..600 {
            if self.owner.get(&self.path).await.status == 404 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("it is still there: {}", self.owner.get(&self.path).await.text());
    }

    async fn remove(&self) {
        self.owner.delete(&self.path, "").await.expect_status(202);
    }
}

fn id(connection: &Connection<'_>) -> Value {
    json!(connection.path.rsplit('/').next().unwrap())
}

/// What Auth0 has of an organization's domain; null when it has none.
async fn discovery(world: &World, organization: &str, name: &str) -> Value {
    let organization = world.auth0_get(&format!("organizations/name/{organization}")).await;
    let path = format!("organizations/{}/discovery-domains", organization["id"].as_str().unwrap());
    let list = world.auth0_get(&format!("{path}?take=100")).await;
    let list = list["domains"].as_array().cloned().unwrap_or_default();
    list.into_iter().find(|one| one["domain"] == name).unwrap_or_default()
}

/// The domains that lead to a connection in Auth0.
async fn aliases(world: &World, connection: &Connection<'_>) -> Value {
    let upstream = connection.now().await["upstream"]["connection_id"].clone();
    let found = world.auth0_get(&format!("connections/{}", upstream.as_str().unwrap())).await;
    found["options"].get("domain_aliases").cloned().unwrap_or(json!([]))
}

async fn until_aliases(world: &World, connection: &Connection<'_>, expected: Value) {
    let mut last = Value::Null;
    for _ in 0..200 {
        last = aliases(world, connection).await;
        if last == expected {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let now = connection.now().await;
    let drift = connection.owner.get(&format!("{}/drift", connection.path)).await.json();
    panic!("the aliases are {last}, not {expected}; the connection: {:#}; drift: {drift:#}", now["sync"]);
}

/// Types an address on the tenant's sign-in page, and says where that leads.
async fn typed(world: &World, email: &str) -> support::Page {
    let visitor = Visitor::new();
    let organization = world.auth0_get("organizations/name/globex").await;
    let login = format!(
        "{}/login?organization={}",
        world.auth0["sample_app_url"].as_str().unwrap(),
        organization["id"].as_str().unwrap()
    );
    let page = visitor.open(&login).await;
    let mut page = visitor.submit(&page, &[("username", email), ("password", "x")]).await;
    while page.hands_over() {
        page = visitor.submit(&page, &[]).await;
    }
    page
}

async fn is_led_to_provider(world: &World, email: &str) -> bool {
    typed(world, email).await.url.as_str().starts_with(world.idp["base_url"].as_str().unwrap())
}

async fn told(owner: &Caller, action: &str) -> Vec<String> {
    let log = owner.get("/api/v1/organizations/current/audit-events?limit=100").await.json();
    let all = log["data"].as_array().unwrap().iter().filter(|one| one["action"] == action);
    all.map(|one| one["summary"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_domain_is_claimed_proved_and_kept_in_step_with_auth0() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let domain = Domain::claim(&owner, " Labs.Globex.EXAMPLE. ").await;
    let now = owner.get(&domain.path).await.expect_status(200).json();
    assert_eq!((&now["name"], &now["state"]), (&json!("labs.globex.example"), &json!("pending")));
    let kept = discovery(&world, "globex", "labs.globex.example").await;
    assert_eq!((&kept["status"], &kept["verification_txt"]), (&json!("pending"), &json!(domain.value)));
    assert_eq!(kept["verification_host"], domain.host);
    assert!(now["record"]["relative_host"].as_str().unwrap().ends_with(".labs"), "{now:#}");

    // At the wrong name first: the mistake is named.
    let doubled = format!("{}.globex.example", domain.host);
    world.dns_set(&doubled, "TXT", &[&domain.value]).await;
    let seen = domain.until(|one| one["last_check"]["found_at"].is_string()).await;
    assert_eq!(seen["last_check"]["finding"]["code"], "record_at_wrong_name", "{seen:#}");
    assert_eq!(seen["last_check"]["found_at"], doubled);
    assert_eq!(seen["last_check"]["answers"][0]["outcome"], "nothing");

    world.dns_set(&domain.host, "TXT", &["v=spf1 -all", &domain.value]).await;
    let verified = domain.until(|one| one["state"] == "verified" && one["sync"]["state"] == "in_sync").await;
    assert_eq!(verified["last_check"]["found"], true, "{verified:#}");
    assert!(verified["verified_at"].is_string() && verified["checked_until"].is_null(), "{verified:#}");
    assert_eq!(discovery(&world, "globex", "labs.globex.example").await["status"], "verified");
    assert_eq!(told(&owner, "domain.verified").await.len(), 1);
    let list = owner.get(&format!("{DOMAINS}?limit=100")).await.expect_status(200).json();
    assert_eq!(list["data"][0]["id"], verified["id"]);
    let looked = |one: &Value| one["last_check"]["checked_at"].as_str().unwrap().to_owned();
    let again = domain.verify().await;
    assert!(looked(&again) > looked(&verified), "asked anew: {again:#}");

    domain.remove().await;
    domain.until_gone().await;
    owner.get(&domain.path).await.expect_problem(404, "not_found");
    assert_eq!(discovery(&world, "globex", "labs.globex.example").await, Value::Null);
}

#[tokio::test]
async fn a_host_is_recognised_and_a_record_behind_an_alias_is_followed() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    world.dns_set("globex.example", "NS", &["amy.ns.cloudflare.com", "bob.ns.cloudflare.com"]).await;
    let domain = Domain::claim(&owner, "eu.globex.example").await;
    let seen = domain.until(|one| one["last_check"]["dns_host"].is_object()).await;
    assert_eq!(seen["last_check"]["dns_host"]["id"], "cloudflare", "{seen:#}");
    let relative = seen["record"]["relative_host"].as_str().unwrap();
    assert!(relative.ends_with(".eu"), "inside of the zone that has name servers: {relative}");
    world.dns_set(&domain.host, "CNAME", &["proof.elsewhere.example"]).await;
    let alias = domain.until(|one| one["last_check"]["finding"]["code"] == "record_is_alias").await;
    assert!(alias["last_check"]["finding"]["detail"].as_str().unwrap().contains("proof.elsewhere.example"));
    world.dns_set("proof.elsewhere.example", "TXT", &[&domain.value]).await;
    domain.until(|one| one["state"] == "verified").await;
}

#[tokio::test]
async fn names_that_nobody_can_own_are_refused() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    for (name, code) in [
        ("gmail.com", "public_email_domain"),
        ("mail.yahoo.co.nz", "public_email_domain"),
        ("co.uk", "public_suffix"),
        ("github.io", "public_suffix"),
        ("10.0.0.1", "ip_address"),
        ("jane@globex.example", "not_a_domain"),
        ("globex", "not_a_domain"),
        ("globex.onmicrosoft.com", "provider_domain"),
    ] {
        let problem =
            owner.post(DOMAINS, json!({ "name": name })).await.expect_problem(422, "invalid_request");
        let error = &problem["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!("/name"), &json!(code)),
            "{name}: {problem:#}"
        );
    }
    let claimed = owner.post(DOMAINS, json!({ "name": "bücher.example" })).await.expect_status(201).json();
    assert_eq!(claimed["name"], "xn--bcher-kva.example");
    assert_eq!(claimed["display_name"], "bücher.example");
    for again in ["BÜCHER.example", "xn--bcher-kva.example."] {
        owner.post(DOMAINS, json!({ "name": again })).await.expect_problem(409, "conflict");
    }
}

#[tokio::test]
async fn a_domain_is_one_organizations_at_a_time_and_nobody_learns_whose() {
    let world = World::start().await;
    let globex = world.sign_in("owner", Some("globex")).await;
    let initech = world.sign_in("owner", Some("initech")).await;
    let theirs = Domain::verified(&world, &initech, "shared.example").await;
    let ours = Domain::claim(&globex, "shared.example").await;
    assert_ne!((&ours.host, &ours.value), (&theirs.host, &theirs.value));
    world.dns_set(&ours.host, "TXT", &[&ours.value]).await;
    let failed = ours.until(|one| one["state"] == "failed").await;
    assert_eq!(failed["status_reasons"][0]["code"], "held_elsewhere", "{failed:#}");
    assert!(!failed.to_string().to_lowercase().contains("initech"), "{failed:#}");
    assert_eq!(discovery(&world, "globex", "shared.example").await["status"], "pending");
    assert_eq!(told(&globex, "domain.disputed").await.len(), 1);
    assert_eq!(initech.get(&theirs.path).await.json()["state"], "verified", "the first one keeps it");

    // Nor does the vendor's word take it away, before it is released.
    let operator = world.sign_in("operator", None).await;
    let path = |domain: &Domain<'_>, of: &str| domain.path.replace("current", of);
    let globex_id = world.organization_id("globex").await;
    let reason = json!({ "reason": "Contract 4711 names this domain." });
    operator
        .post(&format!("{}/override", path(&ours, &globex_id)), reason)
        .await
        .expect_problem(409, "conflict");
    theirs.remove().await;
    theirs.until_gone().await;
    ours.verify().await;
    ours.until(|one| one["state"] == "verified" && one["sync"]["state"] == "in_sync").await;
    assert_eq!(discovery(&world, "globex", "shared.example").await["status"], "verified");
}

#[tokio::test]
async fn people_are_led_by_their_address_once_their_domain_is_verified() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    let active = connection.bring_up(&world).await;
    // The vendor has put one there by hand: it stays. Auth0 resets a name that is left out.
    let upstream = active["upstream"]["connection_id"].as_str().unwrap().to_owned();
    let mut options = world.auth0_get(&format!("connections/{upstream}")).await["options"].clone();
    options["domain_aliases"] = json!(["vendor.example"]);
    world
        .auth0_patch(
            &format!("connections/{upstream}"),
            json!({ "display_name": "Globex staff", "options": options }),
        )
        .await;
    assert!(!is_led_to_provider(&world, "jane@labs.example").await);

    let drift_path = format!("{}/drift", connection.path);
    let drift = owner.get(&drift_path).await.json();
    assert_eq!(drift["state"], "none", "{drift:#}");
    // Who claims the vendor's has proved nothing yet, and takes nothing away.
    let vendors = Domain::claim(&owner, "vendor.example").await;
    for name in ["Other staff", "Globex staff"] {
        owner.patch(&connection.path, json!({ "display_name": name })).await.expect_status(200);
        connection.until("active").await;
    }
    assert_eq!(aliases(&world, &connection).await, json!(["vendor.example"]));
    vendors.remove().await;
    vendors.until_gone().await;
    assert_eq!(aliases(&world, &connection).await, json!(["vendor.example"]));

    let domain = Domain::verified(&world, &owner, "labs.example").await;
    let led = domain.until(|one| one["connection_ids"] == json!([id(&connection)])).await;
    assert_eq!(led["moved_from"], Value::Null, "{led:#}");
    until_aliases(&world, &connection, json!(["vendor.example", "labs.example"])).await;
    connection.until("active").await;
    assert!(is_led_to_provider(&world, "jane@labs.example").await);
    assert!(!is_led_to_provider(&world, "jane@other.example").await);

    // Who removes it in Auth0 is told, and one press brings it back; it cannot be left to Auth0.
    options["domain_aliases"] = json!(["vendor.example"]);
    world
        .auth0_patch(
            &format!("connections/{upstream}"),
            json!({ "display_name": "Globex staff", "options": options }),
        )
        .await;
    // An edit makes a job look; nobody's change is overwritten unasked.
    owner.patch(&connection.path, json!({ "display_name": "Staff" })).await.expect_status(200);
    let drift = owner.get_until(&drift_path, |one| one["state"] == "found").await;
    assert_eq!(drift["fields"][0]["field"], "domain_aliases", "{drift:#}");
    owner.post(&drift_path, json!({ "resolution": "ignore" })).await.expect_problem(409, "invalid_state");
    owner.post(&drift_path, json!({ "resolution": "reapply" })).await.expect_status(200);
    until_aliases(&world, &connection, json!(["vendor.example", "labs.example"])).await;
    connection.until("active").await;

    domain.remove().await;
    until_aliases(&world, &connection, json!(["vendor.example"])).await;
    assert!(!is_led_to_provider(&world, "jane@labs.example").await);
    let drift = owner.get(&drift_path).await.json();
    assert_eq!(drift["state"], "none", "{drift:#}");
}

/// An old connection for everyone with two domains, and a new one that has passed its test.
async fn stage<'a>(
    world: &World,
    owner: &'a Caller,
) -> (Connection<'a>, Connection<'a>, Domain<'a>, Domain<'a>) {
    let old = Connection::oidc(world, owner).await;
    old.bring_up(world).await;
    let first = Domain::verified(world, owner, "first.example").await;
    let second = Domain::verified(world, owner, "second.example").await;
    until_aliases(world, &old, json!(["first.example", "second.example"])).await;
    old.until("active").await;
    let new = Connection::saml(world, owner).await;
    new.configure().await;
    assert_eq!(new.test(world).await["state"], "succeeded");
    (old, new, first, second)
}

#[tokio::test]
async fn people_are_cut_over_domain_by_domain_and_taken_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new, first, second) = stage(&world, &owner).await;
    let problem = first.lead(&[&new]).await.expect_problem(409, "invalid_state");
    assert!(problem["detail"].as_str().unwrap().contains("Activate it first"), "{problem:#}");
    first.lead(&[&old, &new]).await.expect_problem(422, "invalid_request");
    let pilot = json!({ "rollout": "pilot", "pilot_emails": ["a@globex.example"], "acknowledge": new.warnings().await });
    new.activate(pilot).await;
    until_aliases(&world, &new, json!([])).await;

    let led = first.lead(&[&new]).await.expect_status(202);
    assert!(led.header("location").starts_with("/api/v1/jobs/job_"));
    let led = led.json();
    assert_eq!((&led["connection_ids"], &led["moved_from"]), (&json!([id(&new)]), &id(&old)), "{led:#}");
    until_aliases(&world, &new, json!(["first.example"])).await;
    until_aliases(&world, &old, json!(["second.example"])).await;
    for connection in [&old, &new] {
        connection.until("active").await;
        let drift = owner.get(&format!("{}/drift", connection.path)).await.json();
        assert_eq!(drift["state"], "none", "{drift:#}");
    }
    assert!(is_led_to_provider(&world, "jane@first.example").await);

    // Back by hand, and over again.
    let stale = owner.get(&first.path).await.etag();
    let back = first.lead(&[&old]).await.expect_status(202).json();
    assert_eq!(
        (&back["connection_ids"], &back["moved_from"]),
        (&json!([id(&old)]), &Value::Null),
        "{back:#}"
    );
    until_aliases(&world, &new, json!([])).await;
    until_aliases(&world, &old, json!(["second.example", "first.example"])).await;
    let request = owner.request(Method::PUT, &format!("{}/connections", first.path));
    let request = request.header("If-Match", stale).json(&json!({ "connection_ids": [] }));
    send(request).await.expect_problem(412, "precondition_failed");
    first.lead(&[&new]).await.expect_status(202);
    second.lead(&[&new]).await.expect_status(202);
    until_aliases(&world, &old, json!([])).await;

    // The new one is given up: everybody goes where they were before.
    owner.post(&format!("{}/disable", new.path), json!({})).await.expect_status(202);
    new.until("disabled").await;
    for domain in [&first, &second] {
        domain.until(|one| one["connection_ids"] == json!([id(&old)]) && one["moved_from"].is_null()).await;
    }
    until_aliases(&world, &old, json!(["first.example", "second.example"])).await;
    until_aliases(&world, &new, json!([])).await;
    assert!(told(&owner, "domain.led").await.len() >= 6);
}

#[tokio::test]
async fn domains_move_with_the_connection_that_is_replaced_and_come_back_with_it() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let (old, new, first, second) = stage(&world, &owner).await;
    let path = format!("{}/impact?step=activate&replaces={}", new.path, id(&old).as_str().unwrap());
    let impact =
        send(owner.request(Method::GET, &path).header("Prefer", "wait=10")).await.expect_status(200).json();
    let names: Vec<_> = impact["domains"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["first.example", "second.example"], "{impact:#}");
    assert!(impact["domains"][0]["people"].is_u64(), "{impact:#}");
    let pilot = json!({ "rollout": "pilot", "pilot_emails": ["a@globex.example"], "acknowledge": new.warnings().await });
    new.activate(pilot).await;
    first.lead(&[&new]).await.expect_status(202);
    let everyone = json!({ "rollout": "everyone", "acknowledge": new.warnings().await,
        "replaces": { "connection_id": id(&old) } });
    new.activate(everyone).await;
    second.until(|one| one["connection_ids"] == json!([id(&new)])).await;
    until_aliases(&world, &new, json!(["first.example", "second.example"])).await;
    until_aliases(&world, &old, json!([])).await;

    // The step is undone: what it has led here goes back; what a person led to the pilot stays with the pilot.
    owner.post(&format!("{}/restore", old.path), json!({})).await.expect_status(202);
    let back = second.until(|one| one["connection_ids"] == json!([id(&old)])).await;
    assert_eq!(back["moved_from"], Value::Null, "{back:#}");
    let stays = owner.get(&first.path).await.json();
    assert_eq!(stays["connection_ids"], json!([id(&new)]), "{stays:#}");
    until_aliases(&world, &old, json!(["second.example"])).await;
    until_aliases(&world, &new, json!(["first.example"])).await;
}

#[tokio::test]
async fn the_only_way_in_gets_every_domain_and_gives_it_back() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let other = Connection::oidc(&world, &owner).await;
    other.bring_up(&world).await;
    let domain = Domain::verified(&world, &owner, "first.example").await;
    until_aliases(&world, &other, json!(["first.example"])).await;
    let only = Connection::saml(&world, &owner).await;
    only.bring_up(&world).await;
    assert_eq!(only.test(&world).await["state"], "succeeded");
    let enforce = json!({ "break_glass_email": "owner@globex.example" });
    owner.post(&format!("{}/enforce", only.path), enforce).await.expect_status(202);
    only.until("enforced").await;
    let led = domain.until(|one| one["connection_ids"] == json!([id(&only)])).await;
    assert_eq!(led["moved_from"], id(&other), "{led:#}");
    until_aliases(&world, &only, json!(["first.example"])).await;
    until_aliases(&world, &other, json!([])).await;
    domain.lead(&[&other]).await.expect_problem(409, "invalid_state");
    // One that is proved meanwhile leads there too.
    let later = Domain::verified(&world, &owner, "later.example").await;
    later.until(|one| one["connection_ids"] == json!([id(&only)])).await;

    owner.post(&format!("{}/unenforce", only.path), json!({})).await.expect_status(202);
    only.until("active").await;
    domain
        .until(|one| one["connection_ids"] == json!([id(&other)]) && one["sync"]["state"] == "in_sync")
        .await;
    until_aliases(&world, &other, json!(["first.example"])).await;
    until_aliases(&world, &only, json!(["later.example"])).await;
}

#[tokio::test]
async fn a_domain_is_held_until_its_connection_has_let_go_of_it() {
    let world = World::start().await;
    let globex = world.sign_in("owner", Some("globex")).await;
    let initech = world.sign_in("owner", Some("initech")).await;
    let connection = Connection::saml(&world, &globex).await;
    connection.bring_up(&world).await;
    let ours = Domain::verified(&world, &globex, "shared.example").await;
    until_aliases(&world, &connection, json!(["shared.example"])).await;
    connection.until("active").await;
    let theirs = Domain::claim(&initech, "shared.example").await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    // Writing the connection takes its time: it still leads people.
    let slow = json!({ "effect": "latency", "milliseconds": 6000, "times": 1,
        "match": { "method": "PATCH", "path_prefix": "/api/v2/connections/" } });
    world.auth0_fault(slow).await;
    world.dns_set(&theirs.host, "TXT", &[&theirs.value]).await;
    ours.remove().await;
    let failed = theirs.verify().await;
    assert_eq!(failed["state"], "failed", "{failed:#}");
    assert_eq!(failed["status_reasons"][0]["code"], "held_elsewhere", "{failed:#}");
    ours.until_gone().await;
    assert_eq!(aliases(&world, &connection).await, json!([]));
    theirs.verify().await;
    theirs.until(|one| one["state"] == "verified").await;
}

#[tokio::test]
async fn a_record_that_goes_is_told_and_never_cuts_sign_in() {
    let world =
        World::start_with(WorldOptions { domain_day_ms: Some(1000), ..WorldOptions::default() }).await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let connection = Connection::saml(&world, &owner).await;
    connection.bring_up(&world).await;
    let domain = Domain::claim(&owner, "labs.example").await;
    world.dns_set(&domain.host, "TXT", &[&domain.value]).await;
    domain.until(|one| one["state"] == "verified").await;
    until_aliases(&world, &connection, json!(["labs.example"])).await;

    // Name servers that fail prove nothing.
    world.dns_misbehave(&domain.host, "servfail").await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert_eq!(owner.get(&domain.path).await.json()["state"], "verified");
    world.dns_misbehave(&domain.host, "none").await;
    world.dns_set(&domain.host, "TXT", &[]).await;
    let lapsing = domain.until(|one| one["state"] == "lapsing").await;
    assert_eq!(lapsing["status_reasons"][0]["code"], "record_gone", "{lapsing:#}");
    let lapsed = domain.until(|one| one["state"] == "lapsed").await;
    assert_eq!(lapsed["connection_ids"], json!([id(&connection)]), "{lapsed:#}");
    assert_eq!(aliases(&world, &connection).await, json!(["labs.example"]));
    assert_eq!(discovery(&world, "globex", "labs.example").await["status"], "verified");
    world.dns_set(&domain.host, "TXT", &[&domain.value]).await;
    domain.until(|one| one["state"] == "verified").await;
    for action in ["domain.lapsing", "domain.lapsed", "domain.restored"] {
        assert!(!told(&owner, action).await.is_empty(), "{action}");
    }
}

#[tokio::test]
async fn the_vendor_vouches_with_a_reason_and_nobody_else_does() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let viewer = world.sign_in("viewer", Some("globex")).await;
    let stranger = world.sign_in("owner", Some("initech")).await;
    let operator = world.sign_in("operator", None).await;
    let domain = Domain::claim(&owner, "labs.example").await;
    let organization = world.organization_id("globex").await;
    let path = domain.path.replace("current", &organization);
    let vouch = format!("{path}/override");
    let reason = json!({ "reason": "The contract of May names this domain." });
    owner.post(&vouch, reason.clone()).await.expect_problem(403, "permission_denied");
    stranger.post(&vouch, reason.clone()).await.expect_problem(404, "not_found");
    stranger.get(&path).await.expect_problem(404, "not_found");
    viewer.get(&domain.path).await.expect_status(200);
    viewer.post(DOMAINS, json!({ "name": "other.example" })).await.expect_problem(403, "permission_denied");
    viewer.post(&format!("{}/verify", domain.path), json!({})).await.expect_problem(403, "permission_denied");
    operator.post(&vouch, json!({ "reason": " short " })).await.expect_problem(422, "invalid_request");
    let vouched = operator.post(&vouch, reason).await.expect_status(200).json();
    assert_eq!(vouched["state"], "overridden", "{vouched:#}");
    assert_eq!(vouched["override_reason"], "The contract of May names this domain.");
    domain.until(|one| one["sync"]["state"] == "in_sync").await;
    assert_eq!(discovery(&world, "globex", "labs.example").await["status"], "verified");
    let told = told(&owner, "domain.overridden").await;
    assert!(told[0].contains("The contract of May"), "{told:?}");
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_domain_and_a_refusal_is_told() {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let lost = json!({ "effect": "drop_after_apply", "times": 1,
        "match": { "method": "POST", "path_prefix": "/api/v2/organizations/" } });
    world.auth0_fault(lost).await;
    let claimed = owner.post(DOMAINS, json!({ "name": "labs.example" })).await.expect_status(201).json();
    let path = format!("{DOMAINS}/{}", claimed["id"].as_str().unwrap());
    let there = owner.get_until(&path, |one| one["record"].is_object()).await;
    let kept = discovery(&world, "globex", "labs.example").await;
    assert_eq!(there["record"]["value"], kept["verification_txt"], "{there:#}");

    let refused = json!({ "effect": "status", "status": 403, "times": 1,
        "match": { "method": "POST", "path_prefix": "/api/v2/organizations/" } });
    world.auth0_fault(refused).await;
    let claimed = owner.post(DOMAINS, json!({ "name": "other.example" })).await.expect_status(201).json();
    let path = format!("{DOMAINS}/{}", claimed["id"].as_str().unwrap());
    let failed = owner.get_until(&path, |one| one["sync"]["state"] == "failed").await;
    assert!(failed["sync"]["last_error"].as_str().is_some_and(|words| !words.is_empty()), "{failed:#}");
}
