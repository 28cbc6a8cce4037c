"""Sends a message and follows its answer as Server-Sent Events. Usage: python3 follow.py "Hello" """

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

URL = os.environ["PARLEY_URL"] + "/graphql"
TOKEN = os.environ["PARLEY_TOKEN"]

SEND = """
mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) {
    ... on SendMessagePayload { generation { id } }
    ... on UserError { code message }
  }
}"""

FOLLOW = """
subscription ($id: ID!, $after: Int) {
  generation(id: $id, after: $after) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { fromSeq seq text }
    ... on GenerationEnded { generation { status failureMessage } }
  }
}"""


def ask(query, variables, accept="application/json"):
    body = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", "accept": accept}
    return urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=60)


def send(text):
    # The same key again would return the same result: a lost answer can be asked for again.
    key = str(uuid.uuid4())
    with ask(SEND, {"input": {"idempotencyKey": key, "text": text}}) as answer:
        result = json.load(answer)
    sent = (result.get("data") or {}).get("sendMessage") or {}
    if "generation" not in sent:
        sys.exit(f"Not sent: {result}")
    return sent["generation"]["id"]


def events(generation, after):
    """Events from the cursor on, until the stream ends or breaks."""
    with ask(FOLLOW, {"id": generation, "after": after}, "text/event-stream") as stream:
        for line in stream:
            if line.startswith(b"data: {"):
                result = json.loads(line[6:])
                if "errors" in result:
                    sys.exit(f"Refused: {result['errors']}")
                yield result["data"]["generation"]


def main(text):
    generation = send(text)
    after, has_dropped = None, False
    while True:
        try:
            for event in events(generation, after):
                if event["__typename"] == "GenerationEnded":
                    print(flush=True)
                    print("ended:", event["generation"]["status"], file=sys.stderr)
                    return
                print(event["text"], end="", flush=True)
                after = event["seq"]
                # Only to show that nothing is lost: the connection is dropped once, in mid-answer.
                if not has_dropped and after > 0:
                    has_dropped = True
                    print("dropped the connection after chunk", after, file=sys.stderr)
                    break
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(1)


main(sys.argv[1] if len(sys.argv) > 1 else "Hello")
