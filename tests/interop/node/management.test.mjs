// The npm package `auth0`, Auth0's own client for Node, works with the Management API.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ManagementError } from "auth0";
import { account, all, management, unique } from "./world.mjs";

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

test("organizations have connections, members, roles and metadata", async () => {
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

test("the log tells what was done, and by whom", async () => {
  const name = unique("sdk-logged");
  await management.organizations.create({ name });
  const { data } = await management.logs.list({ q: "type:sapi", sort: "date:-1", per_page: 10 });
  const record = data.find((one) => one.description === "Create an Organization");
  assert.ok(record, JSON.stringify(data));
  assert.deepEqual(await management.logs.get(record.log_id), record);
});

test("what the API refuses becomes the library's own errors", async () => {
  await refused(management.organizations.create({ name: "Not A Name" }), 400, "invalid_body");
  await refused(management.connections.create({ name: "x", strategy: "unheard-of" }), 400, "invalid_body");
});
