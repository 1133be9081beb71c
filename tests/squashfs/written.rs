//! File systems written by hand, byte for byte, so that they can say what mksquashfs would not.

/// A file system in parts. Its tables are stored as they are.
#[derive(Clone)]
pub struct Written {
    pub compressor: u16,
    pub inode_count: u32,
    /// Where the root is in the inode table, in bytes.
    pub root: usize,
    pub data: Vec<u8>,
    pub inodes: Vec<u8>,
    pub folders: Vec<u8>,
}

pub const GZIP: u16 = 1;

/// The kinds of inodes that are written here.
pub const FOLDER: u16 = 1;
pub const FILE: u16 = 2;
pub const LINK: u16 = 3;
pub const PIPE: u16 = 6;
pub const LONG_FOLDER: u16 = 8;

/// Where the bytes of files begin.
pub const DATA: u32 = 96;

/// The longest metadata block, and its header.
const BLOCK: usize = 8192;
const STORED: u16 = 1 << 15;

impl Written {
    /// One without anything in it, not even a root.
    pub fn new(inode_count: u32) -> Self {
        Self {
            compressor: GZIP,
            inode_count,
            root: 0,
            data: Vec::new(),
            inodes: Vec::new(),
            folders: Vec::new(),
        }
    }

    /// Its bytes.
    pub fn image(&self) -> Vec<u8> {
        self.with_tables(&stored(&self.inodes), &stored(&self.folders))
    }

    /// Its bytes, with these as its first two tables.
    pub fn with_tables(&self, inodes: &[u8], folders: &[u8]) -> Vec<u8> {
        let inode_table = 96 + self.data.len() as u64;
        let folder_table = inode_table + inodes.len() as u64;
        let owners = folder_table + folders.len() as u64;
        let owner_table = owners + 6;
        let end = owner_table + 8;
        let mut image = b"hsqs".to_vec();
        for number in [self.inode_count, 0, 4096, 0] {
            image.extend(number.to_le_bytes());
        }
        for number in [self.compressor, 12, 0, 1, 4, 0] {
            image.extend(number.to_le_bytes());
        }
        let (block, offset) = place(self.root);
        let root = u64::from(block) << 16 | u64::from(offset);
        let none = u64::MAX;
        for number in [
            root,
            end,
            owner_table,
            none,
            inode_table,
            folder_table,
            none,
            none,
        ] {
            image.extend(number.to_le_bytes());
        }
        image.extend(&self.data);
        image.extend(inodes);
        image.extend(folders);
        image.extend(stored(&[0; 4]));
        image.extend(owners.to_le_bytes());
        image
    }

    /// Adds an inode: of a file its number, and what follows the header.
    pub fn inode(&mut self, kind: u16, number: u32, rest: &[&[u8]]) -> usize {
        let place = self.inodes.len();
        for half in [kind, 0o755, 0, 0] {
            self.inodes.extend(half.to_le_bytes());
        }
        self.inodes.extend([0; 4]);
        self.inodes.extend(number.to_le_bytes());
        rest.iter().for_each(|bytes| self.inodes.extend(*bytes));
        place
    }

    /// Adds the inode of a folder whose listing of `length` bytes is at `listing`.
    pub fn folder(&mut self, number: u32, parent: u32, listing: usize, length: usize) -> usize {
        let (block, offset) = place(listing);
        let length = (length + 3) as u32;
        let rest = [2, length, block, parent].map(u32::to_le_bytes).concat();
        let index = [[0; 2], offset.to_le_bytes()].concat();
        self.inode(LONG_FOLDER, number, &[&rest, &index, &[0xFF; 4]])
    }

    /// Adds the inode of a file of one block, of `stored` bytes.
    pub fn file(&mut self, number: u32, start: u32, size: u32, stored: u32) -> usize {
        let rest = [start, u32::MAX, 0, size, stored | 1 << 24];
        self.inode(FILE, number, &[&rest.map(u32::to_le_bytes).concat()])
    }

    /// Adds a listing of names, with the place, the number and the kind of each; gives its
    /// place and length.
    pub fn listing(&mut self, names: &[(&str, usize, u32, u16)]) -> (usize, usize) {
        let start = self.folders.len();
        for (name, inode, number, kind) in names {
            let (block, offset) = place(*inode);
            for field in [0, block, *number] {
                self.folders.extend(field.to_le_bytes());
            }
            for half in [offset, 0, *kind, name.len() as u16 - 1] {
                self.folders.extend(half.to_le_bytes());
            }
            self.folders.extend(name.bytes());
        }
        (start, self.folders.len() - start)
    }
}

/// The place of a byte of a table whose blocks are stored as they are.
pub fn place(offset: usize) -> (u32, u16) {
    let block = offset / BLOCK * (BLOCK + 2);
    (block as u32, (offset % BLOCK) as u16)
}

/// A table as metadata blocks that are stored as they are.
pub fn stored(table: &[u8]) -> Vec<u8> {
    let blocks = table.chunks(BLOCK).flat_map(|block| {
        let header = (block.len() as u16 | STORED).to_le_bytes();
        header.into_iter().chain(block.iter().copied())
    });
    blocks.collect()
}

/// A small file system: `/bin/sh`, `/etc`, `/link` to the first, and a pipe.
pub fn sample() -> Written {
    let mut written = Written::new(6);
    written.data = b"\x7FELF\x02\x01\x01 a program".to_vec();
    let size = written.data.len() as u32;
    let sh = written.file(1, DATA, size, size);
    let (listing, length) = written.listing(&[("sh", sh, 1, FILE)]);
    let bin = written.folder(2, 6, listing, length);
    let etc = written.folder(3, 6, 0, 0);
    let target = b"/bin/sh";
    let rest = [1, target.len() as u32].map(u32::to_le_bytes).concat();
    let link = written.inode(LINK, 4, &[&rest, target]);
    let pipe = written.inode(PIPE, 5, &[&1_u32.to_le_bytes()]);
    let (listing, length) = written.listing(&[
        ("bin", bin, 2, FOLDER),
        ("etc", etc, 3, FOLDER),
        ("link", link, 4, LINK),
        ("pipe", pipe, 5, PIPE),
    ]);
    written.root = written.folder(6, 7, listing, length);
    written
}
