//! One short text that stands for all that a repository says.

use super::kept;
use crate::yaml::SourceText;

/// Takes in each text as it was read, so that no later look at the files can stand for other ones.
pub(super) struct Digest(blake3::Hasher);

impl Digest {
    /// Begins with `swipd.yaml`.
    pub(super) fn begun(settings: &SourceText) -> Self {
        let mut digest = Self(blake3::Hasher::new());
        digest.take(&settings.name, &kept::name_of(&settings.text));
        digest
    }

    /// Takes in a file, by the name of its text. The order counts.
    pub(super) fn take(&mut self, file: &str, text: &str) {
        for part in [file, text] {
            self.0.update(&(part.len() as u64).to_le_bytes());
            self.0.update(part.as_bytes());
        }
    }

    /// 64 hex digits.
    pub(super) fn ended(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::desired::load;

    #[test]
    fn every_file_counts_by_its_name_and_content_and_no_other_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("written");
        write(
            "swipd.yaml",
            "version: 1\nregistries: { arin: { type: arin, api_key: { env: A } } }\nresources: [\"r-*.yaml\"]\n",
        );
        write("r-1.yaml", "networks: { 198.51.100.0/24: {} }\n");
        let digest = || {
            let repository = load(root).unwrap_or_else(|all| panic!("{all:?}"));
            repository.digest
        };
        let first = digest();
        assert_eq!(first.len(), 64);
        write("README.md", "notes\n");
        assert_eq!(digest(), first);
        write("r-1.yaml", "networks: { 198.51.100.0/24: {} }\n# noted\n");
        let second = digest();
        assert_ne!(second, first);
        fs::rename(root.join("r-1.yaml"), root.join("r-2.yaml")).expect("renamed");
        let third = digest();
        assert_ne!(third, second);
        write("r-3.yaml", "customers: {}\n");
        assert_ne!(digest(), third);
    }
}
