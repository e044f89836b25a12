// `oidc-provider`, a certified OpenID provider, is the identity provider behind an `oidc` connection.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { after, test } from "node:test";
import Provider from "oidc-provider";
import { Browser } from "./browser.mjs";
import { application, signIn } from "./sign-in.mjs";
import { issuer, management, unique } from "./world.mjs";

const secret = "a-secret-that-only-the-two-know-0123456789";
const name = unique("upstream-oidc");

/** The provider's address is part of its configuration: a server first, then the provider on it. */
async function startProvider() {
  const { createServer } = await import("node:http");
  const server = createServer((request, answer) => provider.callback()(request, answer));
  await new Promise((done) => server.listen(0, "localhost", done));
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const provider = new Provider(`http://localhost:${server.address().port}`, {
    clients: [
      {
        client_id: "auth0-tenant",
        client_secret: secret,
        redirect_uris: [`${issuer}login/callback`],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "family_name"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["signs the cookies of this test"] },
    jwks: { keys: [{ ...key, use: "sig", alg: "RS256" }] },
    findAccount: (context, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: `${sub}@upstream.example`,
        email_verified: true,
        name: `Person ${sub}`,
        family_name: "Upstream",
      }),
    }),
  });
  return { server, issuer: provider.issuer };
}

const upstream = await startProvider();
after(() => {
  upstream.server.closeAllConnections();
  upstream.server.close();
});

const connection = await management.connections.create({
  name,
  strategy: "oidc",
  options: {
    type: "back_channel",
    discovery_url: `${upstream.issuer}/.well-known/openid-configuration`,
    client_id: "auth0-tenant",
    client_secret: secret,
    scope: "openid profile email",
  },
});
const organization = await management.organizations.create({
  name: unique("oidc-customer"),
  enabled_connections: [{ connection_id: connection.id, assign_membership_on_login: true }],
});
const config = await application(connection.id);

/** The provider's development pages: any name signs in, then consent is asked. */
async function throughProvider(address, stop) {
  const browser = new Browser();
  const login = await browser.open(address);
  assert.ok(login.address.href.startsWith(upstream.issuer), `${login.address}\n${login.html}`);
  const consent = await browser.submit(login, { login: "ada", password: "anything" });
  return browser.submit(consent, {}, { stop });
}

test("the options hold what the provider's discovery document says", async () => {
  const { options } = await management.connections.get(connection.id);
  assert.equal(options.issuer, upstream.issuer);
  assert.equal(options.jwks_uri, `${upstream.issuer}/jwks`);
});

test("a person signs in through the provider and becomes a member", async () => {
  const parameters = { organization: organization.id, connection: name };
  const claims = (await signIn(config, parameters, throughProvider)).claims();
  assert.equal(claims.sub, `oidc|${name}|ada`);
  assert.equal(claims.email, "ada@upstream.example");
  assert.equal(claims.name, "Person ada");
  assert.equal(claims.org_id, organization.id);
  const { data: members } = await management.organizations.members.list(organization.id);
  assert.deepEqual(members.map((member) => member.user_id), [claims.sub]);
});
