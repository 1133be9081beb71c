//! A tiny image for who has none at hand.

/// The example's file name.
pub const NAME: &str = "example.gvmi";

/// An image of 4187 bytes with a SquashFS superblock, no files, and a metadata
/// trailer as gvmkit-build writes it: CRC-32, JSON, the length of the JSON in
/// eight digits.
#[must_use]
pub fn image() -> Vec<u8> {
    const METADATA: &[u8] =
        br#"{"Cmd":["/bin/sh"],"Env":["A=B"],"WorkingDir":"/","Volumes":{"/golem/work":{}}}"#;
    const METADATA_CRC: u32 = 0x0f35_4719;
    let mut image = superblock();
    image.resize(image.len() + 4000, 0);
    image.extend(METADATA_CRC.to_le_bytes());
    image.extend(METADATA);
    image.extend(format!("{:08}", METADATA.len()).bytes());
    image
}

/// A SquashFS 4.0 superblock (96 bytes, little endian) of an empty file system,
/// compressed with LZO in blocks of 128 KiB.
fn superblock() -> Vec<u8> {
    const NONE: u64 = u64::MAX;
    let counts: [u32; 5] = [0x7371_7368, 1, 0, 128 << 10, 0];
    let kinds: [u16; 6] = [3, 17, 0xC0, 1, 4, 0];
    let places: [u64; 8] = [0, 96, 88, NONE, 64, 72, NONE, NONE];
    let counts = counts.into_iter().flat_map(u32::to_le_bytes);
    let kinds = kinds.into_iter().flat_map(u16::to_le_bytes);
    let places = places.into_iter().flat_map(u64::to_le_bytes);
    counts.chain(kinds).chain(places).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_has_the_hash_that_python_computes() {
        let image = image();
        assert_eq!(image.len(), 4187);
        assert_eq!(
            crate::hash::hash(&image).to_string(),
            "9668071148a885ab7dc0e70c16baec54f68f7f5a9239d2853d53fe45"
        );
    }
}
