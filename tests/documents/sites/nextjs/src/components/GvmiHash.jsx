import Script from "next/script";

export function GvmiHash(options) {
  return (
    <>
      <Script src="https://gvmi-hash.example/embed.js" />
      <gvmi-hash {...options} />
    </>
  );
}
