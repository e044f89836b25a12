//! The client's budget against a tenant that counts: nothing is refused, nothing is wasted, nobody is forgotten.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use auth0::{
    Client, Offset, Settings,
    budget::{Context, Lane, Tier},
    connections, organizations,
};
use serde_json::json;
use support::MeteredTenant;

/// Counts refusals.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<usize>);

impl auth0::Observer for Refusals {
    fn observe(&self, sample: &auth0::Sample) {
        if sample.status == Some(429) {
            *self.0.lock().unwrap() += 1;
        }
    }
}

/// A client of the tenant, with all rights.
pub(crate) fn client(tenant: &MeteredTenant, tier: Option<Tier>, refusals: &Arc<Refusals>) -> Client {
    let management = &tenant.announced["management"];
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let settings = Settings {
        management_api: format!("{}api/v2/", tenant.announced["issuer"].as_str().unwrap()).parse().unwrap(),
        token_url: text(&management["token_url"]).parse().unwrap(),
        client_id: text(&management["client_id"]),
        client_secret: text(&management["client_secret"]).into(),
        audience: text(&management["audience"]),
    };
    Client::builder(settings, reqwest::Client::new()).tier(tier).observer(refusals.clone()).build()
}

/// An organization with a connection of its own.
#[derive(Clone)]
struct Customer {
    organization: String,
    connection: String,
}

const USE: organizations::Enablement =
    organizations::Enablement { assign_membership_on_login: true, show_as_button: true };

async fn customer(client: &Client, number: usize) -> Customer {
    let name = format!("customer-{number}");
    let new = organizations::NewOrganization { name: &name, presentation: Default::default() };
    let organization = client.send(organizations::create(&new)).await.unwrap().id;
    let options = json!({ "client_id": "a", "client_secret": "b", "type": "back_channel",
        "issuer": "https://idp.example", "authorization_endpoint": "https://idp.example/authorize",
        "token_endpoint": "https://idp.example/token", "jwks_uri": "https://idp.example/keys" });
    let connection = connections::NewConnection {
        name: &name,
        strategy: "oidc",
        display_name: &name,
        options: options.as_object().unwrap(),
    };
    let connection = client.send(connections::create(&connection)).await.unwrap().id;
    client.send(organizations::add_connection(&organization, &connection, USE)).await.unwrap();
    Customer { organization, connection }
}

/// One of 25 operations for a customer: what setting up and looking after a connection is made of.
async fn operation(client: &Client, customer: &Customer, number: usize) -> Result<(), auth0::Error> {
    let Customer { organization, connection } = customer;
    match number {
        0..12 => client.send(connections::clients(connection, None)).await.map(drop),
        12..16 => client.send(connections::get(connection)).await.map(drop),
        16..20 => client.send(organizations::enabled(organization, Offset::page(0))).await.map(drop),
        20..22 => {
            client.send(organizations::update_connection(organization, connection, USE)).await.map(drop)
        }
        _ => client.send(organizations::count_members(organization)).await.map(drop),
    }
}

/// What Professional allows for eight times that: 96 calls from a bucket of 10 that gets 150 a minute take longest.
const ALLOWED: f64 = (96.0 - 10.0) / (150.0 / 60.0);

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_operations_of_eight_organizations_take_what_the_budget_allows() {
    let tenant = MeteredTenant::start();
    let refusals = Arc::new(Refusals::default());
    let setup = client(&tenant, Some(Tier::Private500), &refusals);
    let mut customers = Vec::new();
    for number in 0..8 {
        customers.push(customer(&setup, number).await);
    }
    tenant.set_tier("professional").await;
    let client = client(&tenant, Some(Tier::Professional), &refusals);
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for customer in &customers {
        for number in 0..25 {
            let context = Context {
                lane: Lane::Background,
                organization: customer.organization.clone(),
                patience: Duration::from_secs(300),
            };
            let (client, customer) = (client.within(context), customer.clone());
            tasks.push(tokio::spawn(async move {
                operation(&client, &customer, number).await.unwrap();
                (customer.organization, begun.elapsed().as_secs_f64())
            }));
        }
    }
    let mut waits = std::collections::BTreeMap::<String, f64>::new();
    for task in tasks {
        let (organization, wait) = task.await.unwrap();
        *waits.entry(organization).or_default() += wait;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("200 operations took {took:.1} s; the budget allows {ALLOWED:.1} s; waits {waits:.1?}");
    assert!(*refusals.0.lock().unwrap() <= 1, "{} refusals", refusals.0.lock().unwrap());
    assert!(took <= 1.05 * ALLOWED, "{took} s, allowed {ALLOWED} s");
    let fair = waits.values().sum::<f64>() / 8.0;
    assert!(waits.values().all(|wait| *wait <= 2.0 * fair), "{waits:?}");
}
