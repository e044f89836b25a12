// The npm package `auth0`, Auth0's own client for Node, works with the Management API.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ManagementError } from "auth0";
import { account, all, issuer, management, unique } from "./world.mjs";

const certificate = readFileSync(process.env.LATCHKEY_INTEROP_IDP_CERTIFICATE, "utf8");

async function refused(promise, status, code) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof ManagementError, `${error.stack}`);
    assert.equal(error.statusCode, status, JSON.stringify(error.body));
    if (code) assert.equal(error.body.errorCode, code);
    return true;
  });
}

function saml(name, options = {}) {
  const signingCert = Buffer.from(certificate).toString("base64");
  return management.connections.create({
    name,
    strategy: "samlp",
    options: { signInEndpoint: "https://idp.example/sso", signingCert, ...options },
  });
}

test("connections are created, found, changed, enabled for clients and deleted", async () => {
  const name = unique("sdk-saml");
  const created = await saml(name, { domain_aliases: ["sdk.example"] });
  assert.match(created.id, /^con_[A-Za-z0-9]{16}$/);
  assert.equal(created.options.thumbprints.length, 1);

  const listed = await all(management.connections.list({ strategy: ["samlp"] }));
  assert.ok(listed.some((one) => one.id === created.id));

  const options = { ...created.options, domain_aliases: ["other.example"] };
  const changed = await management.connections.update(created.id, { options, show_as_button: true });
  assert.deepEqual(changed.options.domain_aliases, ["other.example"]);
  assert.equal(changed.options.signInEndpoint, "https://idp.example/sso");

  const [client] = await all(management.clients.list({ app_type: "regular_web" }));
  const update = [{ client_id: client.client_id, status: true }];
  await management.connections.clients.update(created.id, update);
  const enabled = await all(management.connections.clients.get(created.id));
  assert.deepEqual(enabled.map((one) => one.client_id), [client.client_id]);

  await refused(saml(name), 409);
  await management.connections.delete(created.id);
  await refused(management.connections.get("con_0000000000000000"), 404, "inexistent_connection");
});

test("a connection that signs its own assertions has keys, which are rotated", async () => {
  const connection = await management.connections.create({
    name: unique("sdk-keys"),
    strategy: "oidc",
    options: {
      type: "back_channel",
      issuer: "https://idp.example",
      authorization_endpoint: "https://idp.example/authorize",
      token_endpoint: "https://idp.example/token",
      jwks_uri: "https://idp.example/keys",
      client_id: "tenant",
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "RS256",
    },
  });
  const keys = await management.connections.keys.get(connection.id);
  assert.ok(keys.some((key) => key.cert?.includes("BEGIN CERTIFICATE")), JSON.stringify(keys));
  const rotated = await management.connections.keys.rotate(connection.id);
  assert.ok(!keys.some((key) => key.current && key.kid === rotated.kid), JSON.stringify([keys, rotated]));
});

test("organizations have connections, members, roles, invitations, domains and metadata", async () => {
  const name = unique("sdk-org");
  const connection = await saml(unique("sdk-org-saml"));
  const organization = await management.organizations.create({
    name,
    display_name: "Made by the SDK",
    branding: { colors: { primary: "#00aa00", page_background: "#ffffff" } },
    metadata: { plan: "gold" },
  });
  const { id } = organization;
  assert.match(id, /^org_[A-Za-z0-9]{16}$/);
  assert.equal((await management.organizations.getByName(name)).id, id);
  await management.organizations.update(id, { metadata: { plan: "lead" } });
  assert.deepEqual((await management.organizations.get(id)).metadata, { plan: "lead" });

  const usage = { connection_id: connection.id, assign_membership_on_login: true };
  const added = await management.organizations.enabledConnections.add(id, usage);
  assert.equal(added.connection.strategy, "samlp");
  const patch = { assign_membership_on_login: false };
  await management.organizations.enabledConnections.update(id, connection.id, patch);
  const [used] = await all(management.organizations.enabledConnections.list(id));
  assert.equal(used.assign_membership_on_login, false);

  const [user] = await all(management.users.list({ q: `email:"${account("owner", "globex").email}"` }));
  await management.organizations.members.create(id, { members: [user.user_id] });
  const [role] = await all(management.roles.list({ name_filter: "Viewer" }));
  await management.organizations.members.roles.assign(id, user.user_id, { roles: [role.id] });
  const roles = await all(management.organizations.members.roles.list(id, user.user_id));
  assert.deepEqual(roles.map((one) => one.id), [role.id]);

  const client = await management.clients.create({
    name: unique("SDK invitations"),
    app_type: "regular_web",
    initiate_login_uri: "https://app.example/login",
    organization_usage: "allow",
  });
  const invitation = await management.organizations.invitations.create(id, {
    inviter: { name: "The SDK" },
    invitee: { email: "new@sdk.example" },
    client_id: client.client_id,
    send_invitation_email: false,
  });
  assert.match(invitation.id, /^uinv_/);
  const invited = await all(management.organizations.invitations.list(id));
  assert.deepEqual(invited.map((one) => one.invitee.email), ["new@sdk.example"]);

  const wish = { domain: `${name}.example`, status: "pending" };
  const domain = await management.organizations.discoveryDomains.create(id, wish);
  assert.match(domain.id, /^ord_/);
  assert.equal((await all(management.organizations.discoveryDomains.list(id))).length, 1);

  await management.organizations.delete(id);
  await refused(management.organizations.get(id), 404);
});

test("long lists are paged to their end by checkpoint", async () => {
  const names = Array.from({ length: 7 }, () => unique("sdk-page"));
  for (const name of names) await management.organizations.create({ name });
  const found = (await all(management.organizations.list({ take: 3 }))).map((one) => one.name);
  assert.deepEqual(names.filter((name) => !found.includes(name)), []);
  assert.equal(new Set(found).size, found.length);
});

test("clients are created, changed, granted an API and deleted", async () => {
  const client = await management.clients.create({
    name: unique("SDK client"),
    app_type: "non_interactive",
    grant_types: ["client_credentials"],
    client_metadata: { owner: "sdk" },
  });
  assert.ok(client.client_secret.length >= 48);
  const changed = await management.clients.update(client.client_id, { description: "Changed" });
  assert.equal(changed.description, "Changed");
  const rotated = await management.clients.rotateSecret(client.client_id);
  assert.notEqual(rotated.client_secret, client.client_secret);

  const identifier = `https://${unique("api")}.example`;
  const api = await management.resourceServers.create({
    identifier,
    name: "SDK API",
    scopes: [{ value: "read:things", description: "Things" }],
  });
  const wish = { client_id: client.client_id, audience: identifier, scope: ["read:things"] };
  const grant = await management.clientGrants.create(wish);
  const granted = await all(management.clientGrants.list({ audience: identifier }));
  assert.deepEqual(granted.map((one) => one.id), [grant.id]);
  await management.clientGrants.delete(grant.id);
  await management.resourceServers.delete(api.id);
  await management.clients.delete(client.client_id);
  await refused(management.clients.get(client.client_id), 404, "inexistent_client");
});

test("the log tells what was done, and by whom", async () => {
  const name = unique("sdk-logged");
  await management.organizations.create({ name });
  const { data } = await management.logs.list({ q: "type:sapi", sort: "date:-1", per_page: 10 });
  const record = data.find((one) => one.description === "Create an Organization");
  assert.ok(record, JSON.stringify(data));
  assert.deepEqual(await management.logs.get(record.log_id), record);
});

test("SCIM is configured, mapped and given a token that is shown once", async () => {
  const connection = await saml(unique("sdk-scim"));
  const { scimConfiguration } = management.connections;
  await refused(scimConfiguration.get(connection.id), 404);
  const created = await scimConfiguration.create(connection.id);
  assert.equal(created.connection_id, connection.id);
  const { mapping } = await scimConfiguration.getDefaultMapping(connection.id);
  assert.ok(mapping.length > 0);
  const updated = await scimConfiguration.update(connection.id, {
    user_id_attribute: "externalId",
    mapping,
  });
  assert.equal(updated.user_id_attribute, "externalId");
  const scopes = ["get:users", "post:users"];
  const token = await scimConfiguration.tokens.create(connection.id, { scopes });
  assert.match(token.token, /^tok_/);
  const listed = await scimConfiguration.tokens.get(connection.id);
  assert.deepEqual(listed.map((one) => [one.token_id, one.token]), [[token.token_id, undefined]]);
  await scimConfiguration.tokens.delete(connection.id, token.token_id);
  await scimConfiguration.delete(connection.id);
  await refused(scimConfiguration.get(connection.id), 404);
});

test("tickets for a password and an e-mail address are addresses of this tenant", async () => {
  const [user] = await all(management.users.list({ q: `email:"${account("viewer", "globex").email}"` }));
  const password = await management.tickets.changePassword({ user_id: user.user_id });
  const email = await management.tickets.verifyEmail({ user_id: user.user_id });
  for (const { ticket } of [password, email]) {
    assert.ok(ticket.startsWith(issuer), ticket);
  }
});

test("what the API refuses becomes the library's own errors", async () => {
  await refused(management.organizations.create({ name: "Not A Name" }), 400, "invalid_body");
  await refused(management.connections.create({ name: "x", strategy: "unheard-of" }), 400, "invalid_body");
});
