"""A program that calls the API with a token."""

import json

from activities.actions.account.tokens import create_token

API = "/api/v1"


class Program:
    """`call(method, path, body)` → the answer. `user` is the owner of its token."""

    def __init__(self, client, user, scope="edit"):
        self.client, self.user = client, user
        self.token, self.secret = create_token(name="Test", scope=scope, days=30, by=user)

    def call(self, method, path, body=None, *, seen=None, key=None, **headers):
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        if key is not None:
            headers["Idempotency-Key"] = key
        content = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        return self.client.generic(
            method,
            f"{API}{path}",
            content,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body, **options):
        return self.call("POST", path, body, **options)

    def patch(self, path, body, **options):
        return self.call("PATCH", path, body, **options)

    def delete(self, path, **options):
        return self.call("DELETE", path, **options)
