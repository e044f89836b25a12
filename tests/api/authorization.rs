//! Every operation of the OpenAPI document, asked by everybody: nobody, a stranger, a viewer, an owner, a partner.

use reqwest::Method;
use serde_json::{Value, json};
use support::{Caller, World, send};

/// What an operation demands.
enum Demands {
    /// Anybody may call it.
    Nothing,
    /// A caller, whoever it is.
    Caller,
    /// This permission in the organization that the address names.
    Permission(&'static str),
    /// This permission, for whatever the caller may see.
    Anywhere(&'static str),
    /// It belongs to a browser's session and has tests of its own in `sign_in`.
    Session,
    /// Auth0's stream calls it with a secret; it has tests of its own in `sign_ins`.
    Stream,
}

/// The one table: an operation that is not in it fails the test.
fn demands(operation: &str) -> Demands {
    match operation {
        "list_identity_providers" | "get_identity_provider" => Demands::Nothing,
        "get_me" | "inspect_metadata" | "explain" | "detect_identity_provider" => Demands::Caller,
        "list_organizations" => Demands::Anywhere("organizations:read"),
        "get_organization" | "get_organization_readiness" | "get_organization_policy" => {
            Demands::Permission("organizations:read")
        }
        "list_connections"
        | "get_connection"
        | "get_service_provider"
        | "list_revisions"
        | "get_revision"
        | "compare_revisions"
        | "get_connection_impact"
        | "get_connection_drift"
        | "list_changes"
        | "get_change"
        | "list_certificates"
        | "get_certificate"
        | "get_attribute_mapping"
        | "get_preflight" => Demands::Permission("connections:read"),
        "create_connection"
        | "update_connection"
        | "configure_connection"
        | "resolve_connection_drift"
        | "put_attribute_mapping"
        | "preview_attribute_mapping"
        | "run_preflight"
        | "apply_offered_metadata"
        | "dismiss_offered_metadata" => Demands::Permission("connections:write"),
        "replace_client_secret" | "stage_certificate" | "remove_certificate" => {
            Demands::Permission("connections:secrets")
        }
        "create_test_run" | "get_test_run" | "list_test_runs" | "explain_test_run" => {
            Demands::Permission("connections:test")
        }
        "list_domains" | "get_domain" => Demands::Permission("domains:read"),
        "create_domain" | "delete_domain" | "verify_domain" | "put_domain_connections" => {
            Demands::Permission("domains:write")
        }
        "override_domain" => Demands::Permission("domains:override"),
        "list_sign_ins" | "get_sign_in" => Demands::Permission("diagnostics:read"),
        "list_unattributed_sign_ins" | "list_unknown_texts" => Demands::Anywhere("operations:read"),
        "dismiss_unknown_text" => Demands::Anywhere("operations:write"),
        "activate_connection"
        | "disable_connection"
        | "roll_back_connection"
        | "confirm_connection"
        | "restore_connection" => Demands::Permission("connections:activate"),
        "enforce_connection" | "unenforce_connection" => Demands::Permission("connections:enforce"),
        "approve_change" | "reject_change" => Demands::Permission("changes:approve"),
        "put_organization_policy" => Demands::Permission("policies:write"),
        "delete_connection" => Demands::Permission("connections:delete"),
        "list_audit_events" => Demands::Permission("audit:read"),
        "get_job" => Demands::Anywhere("jobs:read"),
        "retry_job" | "cancel_job" => Demands::Anywhere("jobs:write"),
        other if other.starts_with("auth_") => Demands::Session,
        "ingest_auth0_logs" => Demands::Stream,
        other => panic!("{other} is not in the table: say what it demands"),
    }
}

/// One operation of the document, with a concrete address in an organization.
struct Operation {
    id: String,
    method: Method,
    path: String,
    body: Option<Value>,
}

fn operations(document: &Value, organization: &str, (connection, domain): (&str, &str)) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (template, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let mut path = template.clone();
            for (name, value) in [
                ("organization_id", organization),
                ("connection_id", connection),
                ("domain_id", domain),
                ("test_run_id", "tst_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("change_id", "chg_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("revision_id", "rev_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("job_id", "job_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("identity_provider_id", "okta-saml"),
                ("sign_in_id", "sgn_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("unknown_text_id", "unk_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f"),
                ("sha256", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
                ("tenant", "local"),
            ] {
                path = path.replace(&format!("{{{name}}}"), value);
            }
            assert!(!path.contains('{'), "{path}: a path parameter that this test does not know");
            let body = operation.get("requestBody").map(|_| body_for(id));
            if id == "get_connection_impact" {
                path.push_str("?step=activate");
            }
            operations.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path,
                body,
            });
        }
    }
    assert!(operations.len() >= 20, "only {} operations in the document", operations.len());
    operations
}

/// A body that passes the parser, so that the answer is about rights.
fn body_for(operation: &str) -> Value {
    match operation {
        "create_connection" => json!({ "provider": "custom-saml" }),
        "create_domain" => json!({ "name": "other.example" }),
        "override_domain" => json!({ "reason": "Because this test asks for it." }),
        "put_domain_connections" => json!({ "connection_ids": [] }),
        "activate_connection" => json!({ "rollout": "everyone" }),
        "resolve_connection_drift" => json!({ "resolution": "ignore" }),
        "enforce_connection" => json!({ "break_glass_email": "owner@globex.example" }),
        "roll_back_connection" => json!({ "revision_id": "rev_019a5c3e7b2f7c4d8e9f0a1b2c3d4e5f" }),
        "replace_client_secret" => json!({ "client_secret": "made-for-this-test" }),
        "inspect_metadata" => json!({ "certificate": "nothing" }),
        "stage_certificate" => json!({ "certificate": "nothing" }),
        "explain_test_run" => json!({ "text": "nothing" }),
        "put_attribute_mapping" | "preview_attribute_mapping" => json!({ "attributes": {} }),
        "ingest_auth0_logs" => json!([]),
        "explain" => json!({ "text": "nothing" }),
        "detect_identity_provider" => json!({ "domain": "globex.example" }),
        _ => json!({}),
    }
}

async fn ask(caller: &Caller, operation: &Operation) -> support::Answer {
    let request = caller.request(operation.method.clone(), &operation.path);
    let request = match (&operation.body, operation.method.as_str()) {
        (Some(body), _) => request.json(body),
        (None, _) => request,
    };
    // A tag that cannot match: an operation that gets past its rights changes nothing.
    send(request.header("If-Match", "\"nothing\"")).await
}

struct Stage {
    world: World,
    operations: Vec<Operation>,
}

/// A connection of Globex, and every operation on it.
async fn stage() -> Stage {
    let world = World::start().await;
    let owner = world.sign_in("owner", Some("globex")).await;
    let organization = world.organization_id("globex").await;
    let path = format!("/api/v1/organizations/{organization}/connections");
    let created = owner.post(&path, json!({ "provider": "custom-saml" })).await.expect_status(201).json();
    let path = format!("/api/v1/organizations/{organization}/domains");
    let claimed = owner.post(&path, json!({ "name": "labs.example" })).await.expect_status(201).json();
    let document = owner.get("/openapi.json").await.json();
    let ids = (created["id"].as_str().unwrap(), claimed["id"].as_str().unwrap());
    let operations = operations(&document, &organization, ids);
    Stage { world, operations }
}

#[tokio::test]
async fn nobody_gets_in_anywhere_but_where_it_is_public() {
    let stage = stage().await;
    let nobody = Caller::nobody(&stage.world.portal_url);
    for operation in &stage.operations {
        let answer = ask(&nobody, operation).await;
        match demands(&operation.id) {
            Demands::Nothing => assert_eq!(answer.status, 200, "{}", operation.id),
            Demands::Session => {}
            _ => {
                assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.text());
                answer.expect_problem(401, "unauthenticated");
            }
        }
    }
}

#[tokio::test]
async fn another_organization_looks_like_it_does_not_exist() {
    let stage = stage().await;
    let stranger = stage.world.sign_in("owner", Some("initech")).await;
    for operation in &stage.operations {
        if let Demands::Permission(_) = demands(&operation.id) {
            let answer = ask(&stranger, operation).await;
            assert_eq!(answer.status, 404, "{}: {}", operation.id, answer.text());
            let problem = answer.expect_problem(404, "not_found");
            assert!(!problem.to_string().to_lowercase().contains("globex"), "{problem:#}");
        }
    }
}

#[tokio::test]
async fn a_viewer_reads_and_is_told_which_permission_writing_needs() {
    let stage = stage().await;
    let viewer = stage.world.sign_in("viewer", Some("globex")).await;
    let may = ["organizations:read", "connections:read", "domains:read", "diagnostics:read", "audit:read"];
    for operation in &stage.operations {
        let (Demands::Permission(permission) | Demands::Anywhere(permission)) = demands(&operation.id) else {
            continue;
        };
        let answer = ask(&viewer, operation).await;
        if may.contains(&permission) {
            assert!(![401, 403].contains(&answer.status), "{}: {}", operation.id, answer.text());
        } else {
            let problem = answer.expect_problem(403, "permission_denied");
            assert!(
                problem["detail"].as_str().unwrap().contains(permission),
                "{}: {problem:#}",
                operation.id
            );
        }
    }
}

#[tokio::test]
async fn an_owner_and_a_partner_get_past_every_check_of_rights() {
    let stage = stage().await;
    let owner = stage.world.sign_in("owner", Some("globex")).await;
    let partner = stage.world.partner().await;
    for operation in &stage.operations {
        for (who, caller) in [("owner", &owner), ("partner", &partner)] {
            if matches!(demands(&operation.id), Demands::Session | Demands::Stream) {
                continue;
            }
            let answer = ask(caller, operation).await;
            assert_ne!(answer.status, 401, "{who}, {}: {}", operation.id, answer.text());
            if answer.status == 403 {
                // An owner cannot cancel the vendor's jobs.
                let vendors = [
                    "jobs:write",
                    "operations:read",
                    "operations:write",
                    "policies:write",
                    "domains:override",
                ];
                let vendors_own = matches!(
                    demands(&operation.id),
                    Demands::Anywhere(needs) | Demands::Permission(needs) if vendors.contains(&needs)
                );
                assert!(who == "owner" && vendors_own, "{who}, {}: {}", operation.id, answer.text());
            }
        }
    }
}

#[tokio::test]
async fn current_is_the_own_organization_and_nobody_elses() {
    let stage = stage().await;
    let owner = stage.world.sign_in("owner", Some("globex")).await;
    let own = owner.get("/api/v1/organizations/current").await.expect_status(200).json();
    assert_eq!(own["name"], "globex");
    let partner = stage.world.partner().await;
    partner.get("/api/v1/organizations/current").await.expect_problem(404, "not_found");
    let list = owner.get("/api/v1/organizations").await.expect_status(200).json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "an owner sees one organization");
}
