"""What Python finds in manifests."""

import json

import batch


def find(text):
    document = json.loads(text)
    [payload] = document["payload"]
    [url] = payload.pop("urls")
    return {"hash": payload.pop("hash"), "url": url, "rest": json.dumps(document)}


batch.run(find)
