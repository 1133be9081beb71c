"""golem-core's demand, from its snippet."""

import client


async def make(snippet):
    payload = (await client.execute(snippet))["payload"]
    properties, _ = await payload.build_properties_and_constraints()
    return properties[client.TASK_PACKAGE]


client.run(make)
