// `auth0-deploy-cli` exports a tenant, imports what it exported, and finds nothing changed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { all, credentials, domain, management } from "./world.mjs";

const program = new URL("./node_modules/auth0-deploy-cli/lib/index.js", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "latchkey-deploy-"));
const config = join(folder, "config.json");
after(() => rmSync(folder, { recursive: true }));

/** Writes the program's configuration. */
function settle(settings) {
  const usual = {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: credentials.client_id,
    AUTH0_CLIENT_SECRET: credentials.client_secret,
    AUTH0_ALLOW_DELETE: false,
  };
  writeFileSync(config, JSON.stringify({ ...usual, ...settings }));
}

before(async () => {
  settle({});
  const certificate = readFileSync(process.env.LATCHKEY_INTEROP_IDP_CERTIFICATE);
  const connection = await management.connections.create({
    name: "deployed-saml",
    strategy: "samlp",
    display_name: "Deployed",
    options: {
      signInEndpoint: "https://idp.example/sso",
      signingCert: certificate.toString("base64"),
      domain_aliases: ["deployed.example"],
    },
  });
  const initech = await management.organizations.getByName("initech");
  await management.organizations.enabledConnections.add(initech.id, {
    connection_id: connection.id,
    assign_membership_on_login: true,
  });
});

async function run(...parameters) {
  try {
    return await promisify(execFile)(process.execPath, [program, ...parameters, "--config_file", config]);
  } catch (error) {
    throw new Error(`${parameters.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
}

/** Every file of a folder by its path. */
function files(root) {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    found
      .map((one) => join(one.parentPath ?? one.path, one.name))
      .sort()
      .map((path) => [relative(root, path), readFileSync(path, "utf8")]),
  );
}

async function exported(name) {
  const out = join(folder, name);
  await run("export", "--format", "directory", "--output_folder", out);
  return files(out);
}

let whole;

test("an export holds the seeded tenant", async () => {
  whole = await exported("whole");
  const names = Object.keys(whole);
  for (const wanted of [
    "clients/Latchkey.json",
    "connections/deployed-saml.json",
    "organizations/globex.json",
    "organizations/initech.json",
    "roles/Owner.json",
    "tenant.json",
  ]) {
    assert.ok(names.includes(wanted), `${wanted} is not among ${names.join(", ")}`);
  }
  const saml = JSON.parse(whole["connections/deployed-saml.json"]);
  assert.deepEqual(saml.options.domain_aliases, ["deployed.example"]);
  const initech = JSON.parse(whole["organizations/initech.json"]);
  assert.ok(initech.connections.some((one) => one.name === "deployed-saml"), JSON.stringify(initech));
});

test("importing an export changes nothing", async () => {
  const count = (await all(management.connections.list({ take: 50 }))).length;
  await run("import", "--input_file", join(folder, "whole"));
  assert.deepEqual(await exported("again"), whole);
  assert.equal((await all(management.connections.list({ take: 50 }))).length, count);
});

test("a changed file changes the tenant, and nothing else", async () => {
  const path = "organizations/globex.json";
  const globex = JSON.parse(whole[path]);
  writeFileSync(join(folder, "whole", path), JSON.stringify({ ...globex, display_name: "Globex Corporation" }));
  settle({ AUTH0_INCLUDED_ONLY: ["organizations"] });
  await run("import", "--input_file", join(folder, "whole"));
  const changed = await exported("changed");
  assert.equal(JSON.parse(changed[path]).display_name, "Globex Corporation");
  for (const name of Object.keys(changed).filter((name) => name !== path)) {
    assert.equal(changed[name], whole[name], name);
  }
});
