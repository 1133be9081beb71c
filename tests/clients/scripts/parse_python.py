"""What Python finds in snippets of Python."""

import ast

import batch


def find(text):
    tree = ast.parse(text)
    values = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            values[node.arg] = ast.literal_eval(node.value)
            node.value = ast.Constant(None)
    return {
        "hash": values["image_hash"],
        "url": values["image_url"],
        "rest": ast.dump(tree),
    }


batch.run(find)
