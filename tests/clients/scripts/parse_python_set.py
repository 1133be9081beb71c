"""What Python finds in sets of images in Python."""

import ast

import batch


def find(text):
    [assignment] = ast.parse(text).body
    [target] = assignment.targets
    assert target.id == "images"
    images = ast.literal_eval(assignment.value)
    # Nothing else may be in them.
    return [[name, *values(**image)] for name, image in images.items()]


def values(image_hash, image_url):
    return image_hash, image_url


batch.run(find)
