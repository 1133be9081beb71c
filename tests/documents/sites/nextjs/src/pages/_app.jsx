import Link from "next/link";

import "../style.css";

// Golem's documentation marks its dark mode by this class, too.
function toggleDark() {
  document.documentElement.classList.toggle("dark");
}

export default function App({ Component, pageProps }) {
  return (
    <>
      <nav>
        <Link href="/">The image</Link> <Link href="/other">Something else</Link>{" "}
        <button onClick={toggleDark}>Dark</button>
      </nav>
      <main>
        <Component {...pageProps} />
      </main>
    </>
  );
}
