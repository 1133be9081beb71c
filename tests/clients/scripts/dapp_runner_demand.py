"""dapp-runner's demand, from its snippet, in a file beside a descriptor or pasted there."""

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


def load(*texts):
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder, f"{number}.yaml") for number in range(len(texts))]
        for file, text in zip(files, texts):
            file.write_text(text, encoding="utf-8")
        return load_yamls(*files)


async def make(snippet):
    loaded = load(DESCRIPTOR, snippet)
    assert loaded == load(DESCRIPTOR + snippet)
    dapp = DappDescriptor(**loaded)
    package = await get_payload(dapp.payloads["my-image"])
    demand = DemandBuilder()
    await package.decorate_demand(demand)
    return demand.properties[client.TASK_PACKAGE]


client.run(make)
