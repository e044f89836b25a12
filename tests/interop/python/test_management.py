"""The PyPI package `auth0-python`, Auth0's own client for Python, works with the Management API."""

import base64
import json
import os
import unittest
import uuid

from auth0.management import ManagementClient
from auth0.management.core.api_error import ApiError

ANNOUNCED = json.loads(os.environ["LATCHKEY_INTEROP"])
CREDENTIALS = ANNOUNCED["management"]


def unique(word):
    return f"{word}-{uuid.uuid4().hex[:8]}"


def certificate():
    with open(os.environ["LATCHKEY_INTEROP_IDP_CERTIFICATE"], "rb") as file:
        return base64.b64encode(file.read()).decode()


class Management(unittest.TestCase):
    def setUp(self):
        self.client = ManagementClient(
            domain=ANNOUNCED["domain"],
            client_id=CREDENTIALS["client_id"],
            client_secret=CREDENTIALS["client_secret"],
        )

    def saml(self, name):
        options = {"signInEndpoint": "https://idp.example/sso", "signingCert": certificate()}
        return self.client.connections.create(name=name, strategy="samlp", options=options)

    def refused(self, status, call):
        with self.assertRaises(ApiError) as caught:
            call()
        self.assertEqual(caught.exception.status_code, status, caught.exception.body)
        return caught.exception.body

    def test_connections_are_created_found_changed_and_deleted(self):
        name = unique("py-saml")
        created = self.saml(name)
        listed = list(self.client.connections.list(strategy=["samlp"]))
        self.assertIn(created.id, [one.id for one in listed])
        changed = self.client.connections.update(created.id, display_name="From Python")
        self.assertEqual(changed.display_name, "From Python")
        self.assertEqual(self.client.connections.get(created.id).name, name)
        self.refused(409, lambda: self.saml(name))
        self.client.connections.delete(created.id)
        self.refused(404, lambda: self.client.connections.get("con_0000000000000000"))

    def test_organizations_are_created_given_a_connection_and_deleted(self):
        name = unique("py-org")
        created = self.client.organizations.create(name=name, metadata={"plan": "gold"})
        self.assertEqual(self.client.organizations.get_by_name(name).id, created.id)
        connection = self.saml(unique("py-org-saml"))
        self.client.organizations.enabled_connections.add(
            created.id, connection_id=connection.id, assign_membership_on_login=True
        )
        used = list(self.client.organizations.enabled_connections.list(created.id))
        self.assertEqual([one.connection_id for one in used], [connection.id])
        self.client.organizations.delete(created.id)
        self.refused(404, lambda: self.client.organizations.get(created.id))

    def test_lists_are_paged_to_their_end(self):
        names = {unique("py-page") for _ in range(7)}
        for name in names:
            self.client.organizations.create(name=name)
        found = [one.name for one in self.client.organizations.list(take=3)]
        self.assertLessEqual(names, set(found))
        self.assertEqual(len(found), len(set(found)))

    def test_clients_are_created_changed_and_deleted(self):
        created = self.client.clients.create(name=unique("Python client"), app_type="non_interactive")
        changed = self.client.clients.update(created.client_id, description="Changed")
        self.assertEqual(changed.description, "Changed")
        self.client.clients.delete(created.client_id)
        self.refused(404, lambda: self.client.clients.get(created.client_id))

    def test_the_log_tells_what_was_done(self):
        self.client.organizations.create(name=unique("py-logged"))
        records = self.client.logs.list(search="type:sapi", per_page=10).items
        descriptions = [record.description for record in records]
        self.assertIn("Create an Organization", descriptions)

    def test_scim_is_configured_and_given_a_token(self):
        connection = self.saml(unique("py-scim"))
        scim = self.client.connections.scim_configuration
        self.assertEqual(scim.create(connection.id).connection_id, connection.id)
        token = scim.tokens.create(connection.id, scopes=["get:users"])
        self.assertTrue(token.token.startswith("tok_"))
        self.assertEqual([one.token_id for one in scim.tokens.get(connection.id)], [token.token_id])
        scim.delete(connection.id)
        self.refused(404, lambda: scim.get(connection.id))

    def test_what_the_api_refuses_becomes_the_librarys_own_error(self):
        body = self.refused(400, lambda: self.client.organizations.create(name="Not A Name"))
        self.assertEqual(body["errorCode"] if isinstance(body, dict) else body.error_code, "invalid_body")


if __name__ == "__main__":
    unittest.main()
