"""What PyYAML finds in snippets of YAML."""

import json

import batch
import yaml


def find(text):
    document = yaml.safe_load(text)
    values = document["payloads"]["my-image"]["params"]
    return {
        "hash": values.pop("image_hash"),
        "url": values.pop("image_url"),
        "rest": json.dumps(document),
    }


batch.run(find)
