//! A tiny image for who has none at hand.

/// The example's file name.
pub const NAME: &str = "example.gvmi";

/// Its file system, without the padding: empty folders `etc`, `proc` and `sys`, and as `bin/sh` a
/// program that ends at once. By `mksquashfs FOLDER FILE -comp lzo -noI -noD -noF -noId -no-xattrs
/// -no-exports -all-root -all-time 0 -mkfs-time 0` (squashfs-tools 4.5.1).
const FILE_SYSTEM: &[u8] = include_bytes!("example.squashfs");

/// An image of 4187 bytes that a provider can start: the file system, padded to 4096 bytes, and a
/// metadata trailer as gvmkit-build writes it: CRC-32, JSON, the length of the JSON in eight
/// digits.
#[must_use]
pub fn image() -> Vec<u8> {
    const METADATA: &[u8] =
        br#"{"Cmd":["/bin/sh"],"Env":["A=B"],"WorkingDir":"/","Volumes":{"/golem/work":{}}}"#;
    const METADATA_CRC: u32 = 0x0f35_4719;
    let mut image = FILE_SYSTEM.to_vec();
    image.resize(4096, 0);
    image.extend(METADATA_CRC.to_le_bytes());
    image.extend(METADATA);
    image.extend(format!("{:08}", METADATA.len()).bytes());
    image
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
            "cb3a5019a7a76a34a2a87335979be2e2a9a3b9ef1f12f1c9e02e3d42"
        );
    }
}
