"""What a provider makes of the manifest that yapapi's demand carries."""

import base64
import json

import client
from yapapi.payload import vm
from yapapi.payload.manifest import Manifest
from yapapi.props.builder import DemandBuilder


async def make(snippet):
    package = await vm.manifest(
        manifest=base64.b64encode(snippet.encode()).decode(),
        capabilities=["manifest-support"],
        manifest_sig=b"signature",
        manifest_sig_algorithm="sha256",
        manifest_cert=b"certificate",
    )
    demand = DemandBuilder()
    await package.decorate_demand(demand)
    manifest = json.loads(base64.b64decode(demand.properties[client.MANIFEST]))
    understood = Manifest.parse_obj(manifest, by_alias=True).dict(by_alias=True)
    assert understood["payload"] == manifest["payload"]
    return client.provided(manifest)


client.run(make)
