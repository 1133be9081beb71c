// What the pages to compare with have in common: a file is read by a FileReader, a step at
// a time, and hashed when its bytes are there. `begin` gives a hasher, `end` its digest.

const read = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(new Uint8Array(reader.result));
  reader.onerror = () => reject(reader.error);
  reader.readAsArrayBuffer(blob);
});

const hashFilesBy = (step, begin, end) => {
  const input = document.getElementById("image-input");

  const hash = async (file) => {
    const hasher = await begin();
    for (let start = 0; start < file.size; start += step) {
      hasher.update(await read(file.slice(start, start + step)));
    }
    return end(hasher);
  };

  input.addEventListener("change", async () => {
    const [file] = input.files;
    document.getElementById("hash").textContent = "";
    try {
      document.getElementById("hash").textContent = await hash(file);
    } catch (error) {
      document.getElementById("failure").textContent = String(error);
    }
    input.value = "";
  });
};
