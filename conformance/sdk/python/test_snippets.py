"""The calls that the page for people shows in Python: each sends the documented request and takes the documented answer.

What is between the markers is cut out by `cargo xtask generate`. A server of this file answers them, since the documented
ids are of no sandbox.
"""

import http.server
import json
import pathlib
import threading
import unittest

CASES = pathlib.Path(__file__).parents[3] / "generated" / "schema" / "cases.json"


class Snippets:
    """Each method is named like its operation."""

    def __init__(self, url):
        # docs: (client)
        import stripe

        # Without `base_addresses`, requests go to Stripe itself.
        client = stripe.StripeClient("sk_test_123", base_addresses={"api": url})
        # docs: end
        self.client = client

    def PostTransfersIdReversals(self, client):
        # docs: PostTransfersIdReversals
        reversal = client.v1.transfers.reversals.create(
            "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
            {"amount": 400},
        )
        # docs: end
        return reversal

    def GetTransfersIdReversals(self, client):
        # docs: GetTransfersIdReversals
        reversals = client.v1.transfers.reversals.list(
            "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
            {"limit": 3},
        )
        # docs: end
        return reversals

    def GetTransfersTransferReversalsId(self, client):
        # docs: GetTransfersTransferReversalsId
        reversal = client.v1.transfers.reversals.retrieve(
            "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
            "trr_1Mio2eLkdIwHu7ixN5LPJS4a",
        )
        # docs: end
        return reversal

    def PostTransfersTransferReversalsId(self, client):
        # docs: PostTransfersTransferReversalsId
        reversal = client.v1.transfers.reversals.update(
            "tr_1Mio2dLkdIwHu7ixsUuCxJpu",
            "trr_1Mio2eLkdIwHu7ixN5LPJS4a",
            {"metadata": {"order_id": "6735"}},
        )
        # docs: end
        return reversal

    def PostTreasuryCreditReversals(self, client):
        # docs: PostTreasuryCreditReversals
        credit_reversal = client.v1.treasury.credit_reversals.create(
            {"received_credit": "rc_1MtkGJLkdIwHu7ixWPuY9DGn"},
        )
        # docs: end
        return credit_reversal

    def GetTreasuryCreditReversals(self, client):
        # docs: GetTreasuryCreditReversals
        credit_reversals = client.v1.treasury.credit_reversals.list(
            {"financial_account": "fa_1MtkGJLkdIwHu7ix6FAcfxof", "limit": 3},
        )
        # docs: end
        return credit_reversals

    def GetTreasuryCreditReversalsCreditReversal(self, client):
        # docs: GetTreasuryCreditReversalsCreditReversal
        credit_reversal = client.v1.treasury.credit_reversals.retrieve(
            "credrev_1Mtklw2eZvKYlo2CJG2MWJM7",
        )
        # docs: end
        return credit_reversal

    def PostAppsSecrets(self, client):
        # docs: PostAppsSecrets
        secret = client.v1.apps.secrets.create(
            {
                "name": "my-api-key",
                "payload": "secret_key_xxxxxx",
                "scope": {"type": "account"},
            },
        )
        # docs: end
        return secret

    def GetAppsSecrets(self, client):
        # docs: GetAppsSecrets
        secrets = client.v1.apps.secrets.list(
            {"scope": {"type": "account"}},
        )
        # docs: end
        return secrets

    def GetAppsSecretsFind(self, client):
        # docs: GetAppsSecretsFind
        secret = client.v1.apps.secrets.find(
            {"name": "my-api-key", "scope": {"type": "account"}},
        )
        # docs: end
        return secret

    def PostAppsSecretsDelete(self, client):
        # docs: PostAppsSecretsDelete
        secret = client.v1.apps.secrets.delete_where(
            {"name": "my-api-key", "scope": {"type": "account"}},
        )
        # docs: end
        return secret


def documented():
    """What the documentation prints, by operation: the request, and the answer."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    named = lambda entries: {each["case"]: each for each in entries if each["case"].endswith("/documented")}
    answers = named(cases["responses"])
    return {each["operation"]: (each, answers[case]) for case, each in named(cases["encode"]).items()}


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers everything with the server's payload, and keeps what arrives."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        # Brackets in a query are the same escaped and as they are.
        path = self.path.replace("%5B", "[").replace("%5D", "]")
        self.server.arrived.append((self.command, path, body or None))
        payload = json.dumps(self.server.payload).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


class Snippet(unittest.TestCase):
    maxDiff = None

    def test_each_call_sends_the_documented_request_and_takes_the_documented_answer(self):
        server = http.server.HTTPServer(("127.0.0.1", 0), Answering)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        snippets = Snippets(f"http://127.0.0.1:{server.server_port}")
        operations = documented()
        self.assertTrue(operations)
        for operation, (request, response) in operations.items():
            with self.subTest(operation):
                server.arrived, server.payload = [], response["body"]
                answer = getattr(snippets, operation)(snippets.client)
                self.assertEqual(json.loads(str(answer)), response["body"])
                query = f"?{request['query']}" if "query" in request else ""
                self.assertEqual(
                    server.arrived,
                    [(request["method"], request["path"] + query, request.get("body"))],
                )

    def test_each_marker_is_in_the_method_of_its_operation(self):
        lines = [line.strip() for line in pathlib.Path(__file__).read_text(encoding="utf-8").splitlines()]
        marked = set()
        for before, line in zip(lines, lines[1:]):
            name = line.removeprefix("# docs: ")
            if name != line and name not in ("end", "(client)"):
                self.assertEqual(before, f"def {name}(self, client):")
                marked.add(name)
        self.assertEqual(marked, set(documented()))


if __name__ == "__main__":
    unittest.main()
