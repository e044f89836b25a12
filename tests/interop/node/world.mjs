// The tenant under test, as `tests/interop/main.rs` has started it, and how to reach it.
import { ManagementClient } from "auth0";

export const announced = JSON.parse(process.env.LATCHKEY_INTEROP);
export const { issuer, domain, management: credentials } = announced;

/** The vendor's Management client, as its documentation makes one. */
export const management = new ManagementClient({
  domain,
  clientId: credentials.client_id,
  clientSecret: credentials.client_secret,
});

/** A ready-made account of the demo tenant. */
export function account(role, organization) {
  return announced.accounts.find(
    (one) => one.role === role && one.organization_name === organization,
  );
}

/** Everything in a page that pages itself. */
export async function all(page) {
  const rows = [];
  for await (const row of await page) rows.push(row);
  return rows;
}

/** A name that no other test uses. */
export function unique(word) {
  return `${word}-${Math.random().toString(36).slice(2, 8)}`;
}
