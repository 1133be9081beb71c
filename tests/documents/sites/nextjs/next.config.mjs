import withMarkdoc from "@markdoc/next.js";

export default withMarkdoc({ schemaPath: "./src/markdoc" })({
  distDir: "built",
  output: "export",
  pageExtensions: ["js", "jsx", "md"],
  reactStrictMode: true,
  trailingSlash: true,
});
