export default {
  title: "A site",
  url: "https://documents.example",
  baseUrl: "/",
  trailingSlash: true,
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
  themeConfig: {
    navbar: { items: [{ to: "/", label: "The image" }, { to: "/other", label: "Something else" }] },
  },
};
