//! Two copies of the built page, compared byte by byte.

use std::fmt;
use std::fs;
use std::path::Path;

/// What became of a file in the other copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The same bytes.
    Same,
    /// Other bytes.
    Differs,
    /// It is not there.
    Missing,
    /// It is there alone.
    Extra,
}

/// Every file by name and what became of it.
#[derive(PartialEq, Eq, Debug)]
pub struct Comparison(Vec<(String, Finding)>);

impl Comparison {
    /// Compares the files of these names in the folder `built` with what `other` gives for
    /// them: bytes, or none for a file that is not there.
    pub fn of(
        built: &Path,
        names: &[String],
        other: impl Fn(&str) -> Result<Option<Vec<u8>>, String>,
    ) -> Result<Self, String> {
        let compare = |name: &String| {
            let finding = match other(name)? {
                None => Finding::Missing,
                Some(bytes) if bytes == read(&built.join(name))? => Finding::Same,
                Some(_) => Finding::Differs,
            };
            Ok((name.clone(), finding))
        };
        names
            .iter()
            .map(compare)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Compares all that two folders hold.
    pub fn of_folders(built: &Path, other: &Path) -> Result<Self, String> {
        let names = files(built)?;
        let comparison = Self::of(built, &names, |name| {
            let file = other.join(name);
            file.exists().then(|| read(&file)).transpose()
        });
        let Self(mut findings) = comparison?;
        let extra = files(other)?
            .into_iter()
            .filter(|name| !names.contains(name));
        findings.extend(extra.map(|name| (name, Finding::Extra)));
        Ok(Self(findings))
    }

    /// Whether all files are the same.
    pub fn is_same(&self) -> bool {
        self.count(Finding::Same) == self.0.len()
    }

    /// How many files this became of.
    pub fn count(&self, finding: Finding) -> usize {
        self.0.iter().filter(|(_, other)| *other == finding).count()
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (name, finding) in &self.0 {
            let finding = match finding {
                Finding::Same => "same",
                Finding::Differs => "DIFFERS",
                Finding::Missing => "MISSING",
                Finding::Extra => "EXTRA",
            };
            writeln!(f, "{finding:<8} {name}")?;
        }
        Ok(())
    }
}

/// The names of all files in a folder and in the folders within, in order.
pub fn files(folder: &Path) -> Result<Vec<String>, String> {
    let cannot = |why| format!("cannot read {}: {why}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let within = files(&entry.path())?;
            names.extend(within.iter().map(|file| format!("{name}/{file}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|why| format!("cannot read {}: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("gvmi-hash-{name}-{}", std::process::id()));
        for (name, text) in files {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().unwrap_or(&file)).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        folder
    }

    #[test]
    fn every_file_of_both_folders_is_found() {
        let built = folder(
            "built",
            &[("a", "1"), ("b", "1"), ("c", "1"), ("in/d", "1")],
        );
        let other = folder(
            "other",
            &[("a", "1"), ("b", "2"), ("in/d", "1"), ("in/e", "1")],
        );
        let comparison = Comparison::of_folders(&built, &other).expect("two folders");
        assert_eq!(
            comparison.to_string(),
            "same     a\nDIFFERS  b\nMISSING  c\nsame     in/d\nEXTRA    in/e\n"
        );
        assert!(!comparison.is_same());
        let itself = Comparison::of_folders(&built, &built).expect("a folder");
        assert!(itself.is_same());
        assert_eq!(itself.count(Finding::Same), 4);
        let _ = (fs::remove_dir_all(built), fs::remove_dir_all(other));
    }
}
