"""What PyYAML finds in sets of images in YAML."""

import batch
import yaml


def find(text):
    document = yaml.safe_load(text)
    assert document.keys() == {"payloads"}
    return [[name, *values(**payload)] for name, payload in document["payloads"].items()]


def values(runtime, params):
    assert runtime == "vm" and params.keys() == {"image_hash", "image_url"}
    return params["image_hash"], params["image_url"]


batch.run(find)
