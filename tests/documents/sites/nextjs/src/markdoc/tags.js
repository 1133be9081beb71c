import { GvmiHash } from "../components/GvmiHash";

export default {
  "gvmi-hash": {
    render: GvmiHash,
    selfClosing: true,
    attributes: Object.fromEntries(
      ["url", "hash", "theme", "sdk", "parts", "accent", "background", "text", "font-size"]
        .map((name) => [name, { type: String }]),
    ),
  },
};
