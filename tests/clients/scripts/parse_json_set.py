"""What Python finds in sets of images in JSON."""

import json

import batch


def find(text):
    return [values(**image) for image in json.loads(text)]


def values(name, hash, url, size):
    assert size == 4096
    return name, hash, url


batch.run(find)
