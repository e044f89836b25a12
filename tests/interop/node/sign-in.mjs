// An application that signs people in with `openid-client`, as its documentation does it.
import * as oidc from "openid-client";
import { announced, issuer, management } from "./world.mjs";

const { portal } = announced;
const [redirectUri] = (await management.clients.get(portal.client_id)).callbacks;

/** The demo's web application, allowed to use a connection, and a certified client library configured for it. */
export async function application(connection) {
  const enabled = [{ client_id: portal.client_id, status: true }];
  await management.connections.clients.update(connection, enabled);
  return oidc.discovery(new URL(issuer), portal.client_id, portal.client_secret);
}

/**
 * Code and PKCE. `meet` gets the address to send the browser to, and answers the page that stopped at the
 * application's callback.
 */
export async function signIn(config, parameters, meet) {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const address = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: "openid profile email offline_access",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...parameters,
  });
  const page = await meet(address, redirectUri);
  if (!page.stopped) throw new Error(`not back at the application but at ${page.address}:\n${page.html}`);
  return oidc.authorizationCodeGrant(config, page.address, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
}

export { oidc };
