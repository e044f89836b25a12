//! What identity providers push.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, text};

const SCOPES: [&str; 10] = [
    "get:users",
    "post:users",
    "put:users",
    "patch:users",
    "delete:users",
    "get:groups",
    "post:groups",
    "put:groups",
    "patch:groups",
    "delete:groups",
];

/// A connection that takes pushes, and a token for it.
struct Target<'w> {
    world: &'w World,
    connection: String,
    token: String,
}

impl<'w> Target<'w> {
    async fn new(world: &'w World, name: &str, scopes: &[&str]) -> Self {
        let connection = world.connect_saml(name, json!({})).await;
        world.call(Method::POST, &format!("connections/{connection}/scim-configuration"), json!({})).await;
        let path = format!("connections/{connection}/scim-configuration/tokens");
        let made = world.call(Method::POST, &path, json!({ "scopes": scopes })).await;
        Self { world, connection, token: text(&made["token"]).to_owned() }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let url = self.world.url(&format!("scim/v2/connections/{}/{path}", self.connection));
        let request = self.world.http.request(method, url).bearer_auth(&self.token);
        let request = if body.is_null() { request } else { request.body(body.to_string()) };
        let answer = request.header("content-type", "application/scim+json").send().await.unwrap();
        let status = answer.status();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let text = answer.text().await.unwrap();
        assert!(text.is_empty() || kind.as_deref() == Some("application/scim+json"), "{kind:?}");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn create(&self, name: &str) -> Value {
        let (status, user) = self.call(Method::POST, "Users", person(name)).await;
        assert_eq!(status, 201, "{user}");
        user
    }
}

fn person(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": format!("{name}@globex.example"), "externalId": name, "active": true,
        "displayName": format!("{name} User"), "name": { "givenName": name, "familyName": "User" },
        "emails": [{ "value": format!("{name}@globex.example"), "primary": true, "type": "work" }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Research" },
        "favouriteColour": "green",
    })
}

fn path_of(user: &Value) -> String {
    format!("Users/{}", text(&user["id"]).replace('|', "%7C"))
}

fn refusal(status: u16, kind: &str, answer: &(StatusCode, Value)) {
    assert_eq!(answer.0, status, "{}", answer.1);
    assert_eq!(answer.1["schemas"], json!(["urn:ietf:params:scim:api:messages:2.0:Error"]));
    assert_eq!(answer.1["status"], status.to_string());
    assert_eq!(answer.1["scimType"].as_str().unwrap_or_default(), kind, "{}", answer.1);
    assert!(answer.1["detail"].is_string());
}

#[tokio::test]
async fn a_pushed_user_is_the_one_who_signs_in_and_is_locked_out_when_deactivated() {
    let world = World::start().await;
    let target = Target::new(&world, "pushed", &SCOPES).await;
    let email = text(&world.idp_told["users"][0]["email"]).to_owned();
    let mut wish = person("first");
    wish["externalId"] = json!(email);
    let (status, user) = target.call(Method::POST, "Users", wish).await;
    assert_eq!(status, 201, "{user}");
    assert_eq!(user["id"], format!("samlp|pushed|{email}"));
    assert_eq!(user["favouriteColour"], Value::Null, "not mapped, so ignored");
    let page = world.through("pushed", &[("scope", "openid offline_access")]).await;
    let tokens = world.tokens(&page).await;
    let off = json!({ "Operations": [{ "op": "Replace", "path": "active", "value": "False" }] });
    let (status, user) = target.call(Method::PATCH, &path_of(&user), off).await;
    assert_eq!((status.as_u16(), &user["active"]), (200, &json!(false)));
    let id = text(&user["id"]).replace('|', "%7C");
    assert_eq!(world.get(&format!("users/{id}")).await["blocked"], true);
    let page = world.through("pushed", &[]).await;
    assert_eq!(page.parameter("error_description").as_deref(), Some("user is blocked"));
    let (client, secret) = world.client();
    let (status, _) = world
        .exchange(&[
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("client_secret", secret),
            ("refresh_token", text(&tokens["refresh_token"])),
        ])
        .await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn users_are_read_replaced_changed_and_deleted() {
    let world = World::start().await;
    let target = Target::new(&world, "users", &SCOPES).await;
    let user = target.create("ada").await;
    let path = path_of(&user);
    assert_eq!(user["meta"]["resourceType"], "User");
    assert_eq!(user["emails"], json!([{ "primary": true, "value": "ada@globex.example" }]));
    let (_, read) = target.call(Method::GET, &path, Value::Null).await;
    assert_eq!(read, user);
    let changes = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
        { "op": "replace", "path": "name.familyName", "value": "Lovelace" },
        { "op": "Add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "value": "Engines" },
        { "op": "replace", "path": "emails[primary eq true].value", "value": "ada@initech.example" },
        { "op": "replace", "value": { "displayName": "Ada Lovelace", "title": "Countess" } },
        { "op": "remove", "path": "nickName" },
    ] });
    let (status, changed) = target.call(Method::PATCH, &path, changes).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(changed["name"], json!({ "givenName": "ada", "familyName": "Lovelace" }));
    assert_eq!((&changed["displayName"], &changed["title"]), (&json!("Ada Lovelace"), &json!("Countess")));
    assert_eq!(changed["emails"][0]["value"], "ada@initech.example");
    let extension = &changed["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"];
    assert_eq!(extension["department"], "Engines");
    let mut plain = person("ada");
    plain.as_object_mut().unwrap().remove("name");
    let (_, replaced) = target.call(Method::PUT, &path, plain).await;
    assert_eq!((&replaced["name"], &replaced["title"]), (&Value::Null, &Value::Null), "{replaced}");
    assert_eq!(target.call(Method::DELETE, &path, Value::Null).await.0, 204);
    refusal(404, "", &target.call(Method::GET, &path, Value::Null).await);
    refusal(404, "", &target.call(Method::PATCH, &path, json!({ "Operations": [] })).await);
}

#[tokio::test]
async fn users_are_searched_by_what_is_kept_at_the_root() {
    let world = World::start().await;
    let target = Target::new(&world, "search", &SCOPES).await;
    for name in ["ada", "bob", "cyd"] {
        target.create(name).await;
    }
    let search = async |query: &str| target.call(Method::GET, &format!("Users?{query}"), Value::Null).await;
    let names = |list: &Value| -> Vec<String> {
        let resources = list["Resources"].as_array().unwrap().iter();
        resources.map(|one| text(&one["externalId"]).to_owned()).collect()
    };
    let (_, all) = search("").await;
    assert_eq!((&all["totalResults"], names(&all).len()), (&json!(3), 3));
    let (_, found) = search("filter=userName%20eq%20%22ADA@globex.example%22").await;
    assert_eq!(names(&found), ["ada"]);
    let (_, found) =
        search("filter=externalId eq \"bob\" or (name.givenName eq \"cyd\" and active eq true)").await;
    assert_eq!(names(&found), ["bob", "cyd"]);
    let (_, none) = search("filter=userName eq \"nobody\"").await;
    assert_eq!((&none["totalResults"], &none["Resources"]), (&json!(0), &json!([])));
    let (_, page) = search("startIndex=2&count=1").await;
    assert_eq!(
        (names(&page), &page["totalResults"], &page["itemsPerPage"]),
        (vec!["bob".to_owned()], &json!(3), &json!(1))
    );
    refusal(400, "invalidFilter", &search("filter=userName co \"a\"").await);
    refusal(400, "invalidFilter", &search("filter=title eq \"Countess\"").await);
    refusal(400, "invalidValue", &search("count=many").await);
}

#[tokio::test]
async fn what_is_missing_taken_or_broken_is_refused() {
    let world = World::start().await;
    let target = Target::new(&world, "strict", &SCOPES).await;
    let user = target.create("ada").await;
    refusal(409, "uniqueness", &target.call(Method::POST, "Users", person("ada")).await);
    let mut renamed = person("eve");
    renamed["userName"] = json!("ADA@globex.example".to_lowercase());
    refusal(409, "uniqueness", &target.call(Method::POST, "Users", renamed).await);
    for member in ["userName", "externalId"] {
        let mut lacking = person("eve");
        lacking.as_object_mut().unwrap().remove(member);
        refusal(400, "invalidValue", &target.call(Method::POST, "Users", lacking).await);
    }
    refusal(400, "invalidSyntax", &target.call(Method::POST, "Users", json!([])).await);
    let odd = json!({ "Operations": [{ "op": "move", "path": "title", "value": "x" }] });
    refusal(400, "invalidSyntax", &target.call(Method::PATCH, &path_of(&user), odd).await);
    let nowhere = json!({ "Operations": [{ "op": "remove" }] });
    refusal(400, "noTarget", &target.call(Method::PATCH, &path_of(&user), nowhere).await);
    refusal(404, "", &target.call(Method::GET, "Roles", Value::Null).await);
    refusal(405, "", &target.call(Method::DELETE, "Users", Value::Null).await);
}

#[tokio::test]
async fn a_token_opens_its_own_connection_within_its_scopes_and_its_time() {
    let world = World::start().await;
    let target = Target::new(&world, "scoped", &["get:users"]).await;
    let other = Target::new(&world, "other", &SCOPES).await;
    assert_eq!(target.call(Method::GET, "Users", Value::Null).await.0, 200);
    refusal(403, "", &target.call(Method::POST, "Users", person("ada")).await);
    refusal(403, "", &target.call(Method::GET, "Groups", Value::Null).await);
    let tokens = world.get(&format!("connections/{}/scim-configuration/tokens", target.connection)).await;
    assert!(tokens[0]["last_used_at"].is_string(), "{tokens}");
    let foreign = Target { token: target.token.clone(), connection: other.connection.clone(), world: &world };
    refusal(401, "", &foreign.call(Method::GET, "Users", Value::Null).await);
    let path = format!("connections/{}/scim-configuration/tokens", other.connection);
    let brief =
        world.call(Method::POST, &path, json!({ "scopes": ["get:users"], "token_lifetime": 901 })).await;
    let brief = Target {
        token: text(&brief["token"]).to_owned(),
        connection: other.connection.clone(),
        world: &world,
    };
    assert_eq!(brief.call(Method::GET, "Users", Value::Null).await.0, 200);
    world.advance(16);
    refusal(401, "", &brief.call(Method::GET, "Users", Value::Null).await);
}

#[tokio::test]
async fn groups_hold_users_of_the_connection() {
    let world = World::start().await;
    let target = Target::new(&world, "groups", &SCOPES).await;
    let (ada, bob) = (target.create("ada").await, target.create("bob").await);
    let wish = json!({ "displayName": "Research", "externalId": "g1", "members": [{ "value": ada["id"] }] });
    let (status, group) = target.call(Method::POST, "Groups", wish.clone()).await;
    assert_eq!(status, 201, "{group}");
    let path = format!("Groups/{}", text(&group["id"]));
    refusal(409, "uniqueness", &target.call(Method::POST, "Groups", wish).await);
    let nested = json!({ "displayName": "Nested", "members": [{ "value": group["id"] }] });
    refusal(400, "invalidValue", &target.call(Method::POST, "Groups", nested).await);
    let members = |group: &Value| -> Vec<Value> {
        group["members"].as_array().unwrap().iter().map(|member| member["value"].clone()).collect()
    };
    let add =
        json!({ "Operations": [{ "op": "Add", "path": "members", "value": [{ "value": bob["id"] }] }] });
    let (_, group) = target.call(Method::PATCH, &path, add).await;
    assert_eq!(members(&group), [ada["id"].clone(), bob["id"].clone()]);
    let filter = format!("members[value eq \"{}\"]", text(&ada["id"]));
    let remove = json!({ "Operations": [{ "op": "remove", "path": filter }] });
    let (_, group) = target.call(Method::PATCH, &path, remove).await;
    assert_eq!(members(&group), [bob["id"].clone()]);
    let entra =
        json!({ "Operations": [{ "op": "Remove", "path": "members", "value": [{ "value": bob["id"] }] }] });
    let (_, group) = target.call(Method::PATCH, &path, entra).await;
    assert_eq!(members(&group), Vec::<Value>::new());
    let found = target
        .call(
            Method::GET,
            "Groups?filter=displayName eq \"research\"&excludedAttributes=members",
            Value::Null,
        )
        .await;
    assert_eq!((&found.1["totalResults"], &found.1["Resources"][0]["members"]), (&json!(1), &Value::Null));
    let both = "Groups?filter=displayName eq \"a\" and externalId eq \"b\"";
    refusal(400, "invalidFilter", &target.call(Method::GET, both, Value::Null).await);
    assert_eq!(target.call(Method::DELETE, &path, Value::Null).await.0, 204);
    refusal(404, "", &target.call(Method::GET, &path, Value::Null).await);
}

#[tokio::test]
async fn every_request_leaves_a_record() {
    let world = World::start().await;
    let target = Target::new(&world, "logged", &["post:users"]).await;
    target.create("ada").await;
    let record = world.log("sscim").await;
    assert_eq!(record["details"]["response"], json!({ "statusCode": 201 }));
    assert_eq!(record["details"]["connection_id"], target.connection.as_str());
    assert_eq!(record["details"]["request"]["body"]["externalId"], "ada");
    assert!(!record.to_string().contains(&target.token));
    target.call(Method::GET, "Users", Value::Null).await;
    assert_eq!(world.log("fscim").await["details"]["response"], json!({ "statusCode": 403 }));
}
