"""dapp-runner's demand, from a descriptor and its snippet in a file of its own."""

import pathlib
import tempfile

import client
from dapp_runner.descriptor import DappDescriptor
from dapp_runner.descriptor.parser import load_yamls
from dapp_runner.runner.payload import get_payload
from yapapi.props.builder import DemandBuilder

DESCRIPTOR = """
nodes:
  node:
    payload: my-image
"""


async def make(snippet):
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder, name) for name in ("dapp.yaml", "payloads.yaml")]
        files[0].write_text(DESCRIPTOR, encoding="utf-8")
        files[1].write_text(snippet, encoding="utf-8")
        dapp = DappDescriptor(**load_yamls(*files))
    package = await get_payload(dapp.payloads["my-image"])
    demand = DemandBuilder()
    await package.decorate_demand(demand)
    return demand.properties[client.TASK_PACKAGE]


client.run(make)
