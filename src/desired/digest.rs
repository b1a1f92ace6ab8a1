//! One short text that stands for all that a repository says.

use std::io;

use super::{Repository, files};
use crate::settings;

impl Repository {
    /// Stands for the name and the content of every file that is read, `swipd.yaml` included: 64 hex digits. The
    /// files are read again.
    ///
    /// # Errors
    /// When one can not be read.
    pub fn digest(&self) -> io::Result<String> {
        let found = files::find(&self.root, &self.settings.resources);
        let mut hasher = blake3::Hasher::new();
        let mut take = |name: &str, path: &std::path::Path| -> io::Result<()> {
            let content = std::fs::read(path)?;
            for bytes in [name.as_bytes(), &content] {
                hasher.update(&(bytes.len() as u64).to_le_bytes());
                hasher.update(bytes);
            }
            Ok(())
        };
        take(settings::FILE, &self.root.join(settings::FILE))?;
        for (name, path) in &found.files {
            take(name, path)?;
        }
        Ok(hasher.finalize().to_hex().to_string())
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
            repository.digest().expect("read")
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
