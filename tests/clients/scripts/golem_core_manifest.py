"""What a provider makes of the manifest that golem-core's demand carries."""

import base64
import json

import client
from golem.payload import ManifestVmPayload


async def make(snippet):
    payload = ManifestVmPayload(
        manifest=base64.b64encode(snippet.encode()).decode(),
        capabilities=["manifest-support"],
    )
    properties, _ = await payload.build_properties_and_constraints()
    return client.provided(json.loads(base64.b64decode(properties[client.MANIFEST])))


client.run(make)
