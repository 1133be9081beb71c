// What the TypeScript compiler finds in snippets of TypeScript.

import { createRequire } from "node:module";

import { run } from "./batch.mjs";

const ts = createRequire(process.env.PACKAGES)("typescript");

run((text) => {
  const file = ts.createSourceFile("snippet.ts", text, ts.ScriptTarget.ESNext, true);
  const [fault] = file.parseDiagnostics;
  if (fault) {
    throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, " "));
  }
  const values = {};
  const kinds = [];
  const visit = (node) => {
    kinds.push(ts.SyntaxKind[node.kind]);
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.initializer)) {
      values[node.name.text] = node.initializer.text;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const { imageHash, imageUrl, ...rest } = values;
  return { hash: imageHash, url: imageUrl, rest: JSON.stringify([kinds, rest]) };
});
