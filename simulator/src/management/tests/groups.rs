//! Groups and the roles they give

use serde_json::{Value, json};

use crate::tenant::groups::Group;

use super::{
    World,
    people::{application, person, sign_in},
};

/// A group that the person of the database is in; its id.
async fn group_of(world: &World, user: &str) -> String {
    let connections = world.get("/connections?name=db").await.expect(200);
    let connection = connections[0]["id"].as_str().unwrap().to_owned();
    let now = world.running.tenant.now();
    let mut group = Group::new(connection, "Readers".to_owned(), now);
    group.external_id = Some("ext-1".to_owned());
    group.members.insert(user.replace("%7C", "|"), now);
    let id = group.id.clone();
    world.running.tenant.write(|state| state.groups.put(group));
    id
}

/// A role that permits to read from an API.
async fn reader(world: &World) -> String {
    let api = json!({
        "identifier": "https://api.example", "scopes": [{ "value": "read:x" }], "enforce_policies": true,
        "token_dialect": "access_token_authz",
    });
    world.post("/resource-servers", api).await.expect(201);
    let role = world.post("/roles", json!({ "name": "Reader" })).await.text("id");
    let permission = json!({ "permissions": [
        { "resource_server_identifier": "https://api.example", "permission_name": "read:x" },
    ]});
    world.post(&format!("/roles/{role}/permissions"), permission).await.expect(201);
    role
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn groups_are_found_with_their_members_until_they_are_deleted() {
    let world = World::start().await;
    let user = person(&world).await;
    let id = group_of(&world, &user).await;
    for (query, count) in
        [("name=Readers", 1), ("name=Read", 0), ("search=READ", 1), ("external_id=ext-2", 0)]
    {
        let found = world.get(&format!("/groups?{query}")).await.expect(200);
        assert_eq!(found.as_array().unwrap().len(), count, "{query}");
    }
    let read = world.get(&format!("/groups/{id}")).await.expect(200);
    assert_eq!((&read["external_id"], &read["tenant_name"]), (&json!("ext-1"), &json!("local")));
    let members = world.get(&format!("/groups/{id}/members")).await.expect(200);
    assert_eq!(members["members"][0]["id"], user.replace("%7C", "|"));
    let of_user = world.get(&format!("/users/{user}/groups?take=1")).await.expect(200);
    assert!(of_user["groups"][0]["membership_created_at"].is_string(), "{of_user}");
    world.delete(&format!("/users/{user}")).await.expect(204);
    let left = world.get(&format!("/groups/{id}/members")).await.expect(200);
    assert_eq!(left, json!({ "members": [] }));
    world.delete(&format!("/groups/{id}")).await.expect(204);
    assert_eq!(world.get(&format!("/groups/{id}")).await.refused(404), "Group not found.");
    world.delete(&format!("/groups/{id}")).await.refused(404);
}

#[actix_web::test]
async fn a_role_of_a_group_reaches_its_members_and_their_tokens() {
    let world = World::start().await;
    let user = person(&world).await;
    let (group, role) = (group_of(&world, &user).await, reader(&world).await);
    world.post(&format!("/roles/{role}/groups"), json!({ "groups": [group] })).await.expect(204);
    let given = world.get(&format!("/groups/{group}/roles")).await.expect(200);
    assert_eq!(names(&given["roles"]), ["Reader"]);
    let groups = world.get(&format!("/roles/{role}/groups")).await.expect(200);
    assert_eq!(names(&groups["groups"]), ["Readers"]);
    let at = |rest: &str| format!("/users/{user}/{rest}");
    let roles = world.get(&at("effective-roles")).await.expect(200);
    assert_eq!(roles["roles"][0]["sources"], json!(["groups"]));
    world.post(&at("roles"), json!({ "roles": [role] })).await.expect(204);
    let roles = world.get(&at("effective-roles")).await.expect(200);
    assert_eq!(roles["roles"][0]["sources"], json!(["direct", "groups"]));
    let sources = world.get(&at(&format!("effective-roles/sources/groups?role_id={role}"))).await.expect(200);
    assert_eq!(names(&sources["groups"]), ["Readers"]);
    world.get(&at("effective-roles/sources/groups")).await.refused(400);
    world.get(&at("effective-roles/sources/groups?role_id=none")).await.refused(404);
    let permission = "resource_server_identifier=https://api.example&permission_name=read:x";
    let through =
        world.get(&at(&format!("effective-permissions/sources/effective-roles?{permission}"))).await;
    assert_eq!(names(&through.expect(200)["roles"]), ["Reader"]);
    world.get(&at("effective-permissions")).await.refused(400);
    let application = application(&world).await;
    let wish = json!({ "audience": "https://api.example", "scope": "read:x" });
    let held =
        async || sign_in(&world, &application, "Correct-horse-1", &wish).await.expect(200)["scope"].clone();
    assert_eq!(held().await, "read:x");
    world.call(reqwest::Method::DELETE, &at("roles"), Some(json!({ "roles": [role] }))).await.expect(204);
    assert_eq!(held().await, "read:x");
    let unwanted = Some(json!({ "roles": [role] }));
    world.call(reqwest::Method::DELETE, &format!("/groups/{group}/roles"), unwanted).await.expect(204);
    assert_eq!(held().await, "");
}

#[actix_web::test]
async fn in_an_organization_a_group_gives_roles_to_members_only() {
    let world = World::start().await;
    let user = person(&world).await;
    let (group, role) = (group_of(&world, &user).await, reader(&world).await);
    let organization = world.post("/organizations", json!({ "name": "globex" })).await.text("id");
    let at = |rest: &str| format!("/organizations/{organization}/{rest}");
    let roles = at(&format!("groups/{group}/roles"));
    let wish = json!({ "roles": [role] });
    world.post(&roles, wish.clone()).await.expect(204);
    assert_eq!(names(&world.get(&roles).await.expect(200)["roles"]), ["Reader"]);
    assert_eq!(names(&world.get(&at("groups")).await.expect(200)["groups"]), ["Readers"]);
    let effective = at(&format!("members/{user}/effective-roles"));
    world.get(&effective).await.refused(404);
    let members = json!({ "members": [user.replace("%7C", "|")] });
    world.post(&at("members"), members).await.expect(204);
    assert_eq!(world.get(&effective).await.expect(200)["roles"][0]["sources"], json!(["groups"]));
    let sources = world.get(&format!("{effective}/sources/groups?role_id={role}")).await.expect(200);
    assert_eq!(names(&sources["groups"]), ["Readers"]);
    assert_eq!(
        world.get(&format!("/users/{user}/effective-roles")).await.expect(200),
        json!({ "roles": [] })
    );
    world.post(&at("groups/grp_none/roles"), wish.clone()).await.refused(404);
    world.call(reqwest::Method::DELETE, &roles, Some(wish)).await.expect(204);
    assert_eq!(world.get(&at("groups")).await.expect(200), json!({ "groups": [] }));
}

#[actix_web::test]
async fn a_group_gives_ten_roles_at_most() {
    let world = World::start().await;
    let user = person(&world).await;
    let group = group_of(&world, &user).await;
    let mut roles = Vec::new();
    for count in 0..11 {
        roles.push(world.post("/roles", json!({ "name": format!("r{count}") })).await.text("id"));
    }
    let path = format!("/groups/{group}/roles");
    world.post(&path, json!({ "roles": roles[..10] })).await.expect(204);
    world.post(&path, json!({ "roles": roles[10..] })).await.refused(400);
    world.post(&path, json!({ "roles": ["rol_none"] })).await.refused(404);
    world.delete(&format!("/roles/{}", roles[0])).await.expect(200);
    world.post(&path, json!({ "roles": roles[10..] })).await.expect(204);
}
