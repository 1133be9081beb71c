"""yapapi's demand, from its snippet."""

import client
from yapapi.props.builder import DemandBuilder


async def make(snippet):
    package = (await client.execute(snippet))["package"]
    demand = DemandBuilder()
    await package.decorate_demand(demand)
    assert demand.properties["golem.srv.comp.vm.package_format"] == "gvmkit-squash"
    return demand.properties[client.TASK_PACKAGE]


client.run(make)
