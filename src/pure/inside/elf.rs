//! The start of an ELF file: for which processor it is, and which program loads it
//! (System V ABI, chapters 4 and 5).

/// x86-64, the processor of all providers.
pub(super) const X86_64: u16 = 62;

/// x86 of 32 bits, which an x86-64 may run.
pub(super) const X86: u16 = 3;

/// What the start of an ELF file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Elf {
    /// The number of its processor.
    pub machine: u16,
    /// The path of what loads it, if it is linked dynamically and the start has that.
    pub loader: Option<Vec<u8>>,
}

/// Parses the start of a file; `None` if it is no ELF file.
pub(super) fn parse(head: &[u8]) -> Option<Elf> {
    const LITTLE_ENDIAN: u8 = 1;
    let rest = head.strip_prefix(b"\x7FELF")?;
    let (is_64, is_little) = (*rest.first()? == 2, *rest.get(1)? == LITTLE_ENDIAN);
    let machine: [u8; 2] = *head.get(18..)?.first_chunk()?;
    if !is_little {
        let machine = u16::from_be_bytes(machine);
        return Some(Elf {
            machine,
            loader: None,
        });
    }
    Some(Elf {
        machine: u16::from_le_bytes(machine),
        loader: is_64.then(|| loader(head)).flatten(),
    })
}

/// The path in the program header `PT_INTERP`, of 64 bits, little endian.
fn loader(head: &[u8]) -> Option<Vec<u8>> {
    const PT_INTERP: u64 = 3;
    let table = number(head, 32, 8)?;
    let [size, count] = [number(head, 54, 2)?, number(head, 56, 2)?];
    let header = (0..count).find_map(|index| {
        let at = usize::try_from(index.checked_mul(size)?.checked_add(table)?).ok()?;
        let header = head.get(at..at.checked_add(56)?)?;
        (number(header, 0, 4)? == PT_INTERP).then_some(header)
    })?;
    let start = usize::try_from(number(header, 8, 8)?).ok()?;
    let length = usize::try_from(number(header, 32, 8)?).ok()?;
    let path = head.get(start..start.checked_add(length)?)?;
    let path = path.strip_suffix(b"\0").unwrap_or(path);
    let is_path = path.starts_with(b"/") && !path.contains(&0);
    is_path.then(|| path.to_vec())
}

/// A little-endian number of `length` bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    let number = bytes.iter().rev();
    Some(number.fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// What a processor is called.
pub(super) fn machine_name(machine: u16) -> &'static str {
    match machine {
        X86 => "x86 of 32 bits",
        X86_64 => "x86-64",
        8 => "MIPS",
        20 | 21 => "PowerPC",
        22 => "IBM Z",
        40 => "ARM of 32 bits",
        183 => "ARM of 64 bits",
        243 => "RISC-V",
        258 => "LoongArch",
        _ => "another processor",
    }
}
