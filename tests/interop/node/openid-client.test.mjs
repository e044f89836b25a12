// `openid-client`, a certified relying party, signs a person in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "./browser.mjs";
import { application, oidc, signIn } from "./sign-in.mjs";
import { account, all, announced, management } from "./world.mjs";

const owner = account("owner", "globex");
const [database] = await all(management.connections.list({ strategy: ["auth0"] }));
const config = await application(database.id);
const { allowed_logout_urls: [home] } = await management.clients.get(announced.portal.client_id);
const organization = await management.organizations.getByName("globex");

async function byPassword(address, stop) {
  const browser = new Browser();
  const login = await browser.open(address);
  return browser.submit(login, { username: owner.email, password: owner.password }, { stop });
}

test("code and PKCE lead to tokens that the library accepts", async () => {
  const tokens = await signIn(config, {}, byPassword);
  const claims = tokens.claims();
  assert.equal(claims.email, owner.email);
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.equal(userinfo.email, owner.email);
});

test("a refresh token is exchanged and rotated", async () => {
  const tokens = await signIn(config, {}, byPassword);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(refreshed.claims().sub, tokens.claims().sub);
  assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
});

test("an organization stands in the ID token", async () => {
  const tokens = await signIn(config, { organization: organization.id }, byPassword);
  assert.equal(tokens.claims().org_id, organization.id);
});

test("a code works once", async () => {
  let callback;
  const wrong = { expectedState: oidc.skipStateCheck, idTokenExpected: true };
  const tokens = await signIn(config, {}, async (address, stop) => {
    const page = await byPassword(address, stop);
    callback = page.address;
    return page;
  });
  assert.ok(tokens.id_token);
  await assert.rejects(oidc.authorizationCodeGrant(config, callback, wrong), (error) => {
    assert.equal(error.error, "invalid_grant");
    return true;
  });
});

test("signing out ends the session and leads back", async () => {
  const browser = new Browser();
  const tokens = await signIn(config, {}, async (address, stop) => {
    const login = await browser.open(address);
    return browser.submit(login, { username: owner.email, password: owner.password }, { stop });
  });
  const again = await signIn(config, {}, (address, stop) => browser.open(address, { stop }));
  assert.equal(again.claims().sub, tokens.claims().sub);
  const end = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: home,
  });
  const left = await browser.open(end, { stop: home });
  assert.ok(left.stopped, left.html);
  await assert.rejects(
    signIn(config, { prompt: "none" }, (address, stop) => browser.open(address, { stop })),
    (error) => {
      assert.equal(error.error, "login_required");
      return true;
    },
  );
});
