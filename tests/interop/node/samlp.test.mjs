// `samlp`, a SAML identity provider for Express, is behind a `samlp` connection.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import express from "express";
import samlp from "samlp";
import { Browser } from "./browser.mjs";
import { application, signIn } from "./sign-in.mjs";
import { domain, issuer, management, unique } from "./world.mjs";

const name = unique("upstream-saml");
const cert = readFileSync(process.env.LATCHKEY_INTEROP_IDP_CERTIFICATE);
const key = readFileSync(process.env.LATCHKEY_INTEROP_IDP_KEY);
const ada = {
  id: "ada-0815",
  displayName: "Ada Upstream",
  name: { givenName: "Ada", familyName: "Upstream" },
  emails: [{ value: "ada@saml.example" }],
};
const callback = `${issuer}login/callback?connection=${name}`;
const settings = { issuer: "urn:interop:idp", cert, key, destination: callback, recipient: callback };
const seen = {};

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use((request, _, next) => {
  request.user = ada;
  next();
});
app.get("/saml/FederationMetadata/2007-06/FederationMetadata.xml", samlp.metadata(settings));
app.get(
  "/saml",
  samlp.auth({
    ...settings,
    getPostURL: (audience, request, _, done) => {
      seen.audience = audience;
      done(null, request.documentElement.getAttribute("AssertionConsumerServiceURL"));
    },
  }),
);
const server = await new Promise((done) => {
  const listening = app.listen(0, "localhost", () => done(listening));
});
after(() => {
  server.closeAllConnections();
  server.close();
});
const base = `http://localhost:${server.address().port}/saml`;

const connection = await management.connections.create({
  name,
  strategy: "samlp",
  options: { metadataUrl: `${base}/FederationMetadata/2007-06/FederationMetadata.xml` },
});
const organization = await management.organizations.create({
  name: unique("saml-customer"),
  enabled_connections: [{ connection_id: connection.id, assign_membership_on_login: true }],
});
const config = await application(connection.id);

test("the options hold what the provider's metadata says", async () => {
  const { options } = await management.connections.get(connection.id);
  assert.equal(options.signInEndpoint, base);
  assert.equal(options.thumbprints.length, 1);
});

test("a person signs in through the provider and becomes a member", async () => {
  const browser = new Browser();
  const parameters = { organization: organization.id, connection: name };
  const tokens = await signIn(config, parameters, async (address, stop) => {
    const answer = await browser.open(address);
    assert.ok(answer.address.href.startsWith(base), `${answer.address}\n${answer.html}`);
    return browser.submit(answer, {}, { stop });
  });
  const claims = tokens.claims();
  assert.equal(claims.sub, `samlp|${name}|ada-0815`);
  assert.equal(claims.email, "ada@saml.example");
  assert.equal(claims.org_id, organization.id);
  assert.match(seen.audience, new RegExp(`^urn:auth0:.*:${name}$`));
});

test("the tenant's own metadata names what the provider posts to", async () => {
  const answer = await fetch(`https://${domain}/samlp/metadata?connection=${name}`);
  assert.equal(answer.status, 200);
  assert.ok((await answer.text()).includes(callback));
});
