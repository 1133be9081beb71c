// What the TypeScript compiler finds in sets of images in TypeScript, and makes of them.

import { createRequire } from "node:module";

import { run } from "./batch.mjs";

const ts = createRequire(process.env.PACKAGES)("typescript");

run((text) => {
  const file = ts.createSourceFile("images.ts", text, ts.ScriptTarget.ESNext, true);
  const [fault] = file.parseDiagnostics;
  if (fault) {
    throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, " "));
  }
  // One statement is nothing but the set if all in it are literals.
  const [{ declarationList }, ...more] = file.statements;
  const [{ initializer }] = declarationList.declarations;
  if (more.length > 0 || !isLiteral(initializer.expression)) {
    throw new Error("there is more than the set");
  }
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext };
  const exports = {};
  new Function("exports", ts.transpile(text, options))(exports);
  const images = Object.entries(exports.images);
  return images.map(([name, { imageHash, imageUrl }]) => [name, imageHash, imageUrl]);
});

function isLiteral(node) {
  return ts.isObjectLiteralExpression(node)
    ? node.properties.every((property) => isLiteral(property.initializer))
    : ts.isStringLiteral(node);
}
