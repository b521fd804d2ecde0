//! What the policy sees of a competition's public files: a listing, and the shape and first rows of its tables.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::excerpt::{excerpt, shortened};

/// Entries of a folder that are listed by name; of the rest only the number is told.
const LISTED: usize = 12;
/// Folders below folders that are listed.
const DEPTH: usize = 3;
/// Columns that are named.
const COLUMNS: usize = 40;
/// Rows that are shown.
const ROWS: usize = 3;
/// Characters of a cell that are shown.
const CELL: usize = 60;
/// Bytes of a text file that are looked at for its first lines.
const HEAD_BYTES: u64 = 4096;

/// The preview of a folder, cut to about this many characters. Files come by name, so the text is the same on every machine.
pub(crate) fn preview(folder: &Path, most: usize) -> String {
    let mut listing = String::new();
    let mut files = Vec::new();
    list(folder, "", DEPTH, &mut listing, &mut files);
    let shown: Vec<String> = files.iter().filter_map(|(name, path)| contents(name, path)).collect();
    excerpt(&format!("Files in ./input:\n{listing}\n{}", shown.join("\n")), most).trim_end().to_owned()
}

/// Lists a folder's entries by name, folders behind files, and gathers the files that may be shown.
fn list(folder: &Path, prefix: &str, depth: usize, listing: &mut String, files: &mut Vec<(String, std::path::PathBuf)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or_default();
    entries.sort_by_key(|entry| (entry.path().is_dir(), entry.file_name()));
    for entry in entries.iter().take(LISTED) {
        let (path, name) = (entry.path(), format!("{prefix}{}", entry.file_name().to_string_lossy()));
        if path.is_dir() {
            let count = fs::read_dir(&path).map_or(0, Iterator::count);
            listing.push_str(&format!("- {name}/ ({count} entries)\n"));
            if depth > 1 {
                list(&path, &format!("{name}/"), depth - 1, listing, files);
            }
        } else {
            let bytes = fs::metadata(&path).map_or(0, |metadata| metadata.len());
            listing.push_str(&format!("- {name} ({})\n", size(bytes)));
            files.push((name, path));
        }
    }
    if let Some(more) = entries.len().checked_sub(LISTED).filter(|more| *more > 0) {
        listing.push_str(&format!("- {prefix}... and {more} more\n"));
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// What a file holds, in short; nothing for kinds that cannot be shown, and for the description, which is told apart.
fn contents(name: &str, path: &Path) -> Option<String> {
    if name == "description.md" {
        return None;
    }
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => table(name, path, b','),
        "tsv" => table(name, path, b'\t'),
        "txt" | "md" | "json" | "jsonl" => head(name, path),
        _ => None,
    }
}

fn table(name: &str, path: &Path, delimiter: u8) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_path(path).ok()?;
    let headers = reader.byte_headers().ok()?.clone();
    let (mut rows, mut first) = (0_u64, Vec::new());
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).ok()? {
        if first.len() < ROWS {
            first.push(cells(&record));
        }
        rows += 1;
    }
    let named = shortened(&cells(&headers).split(", ").take(COLUMNS).collect::<Vec<_>>().join(", "), COLUMNS * CELL);
    let more = headers.len().checked_sub(COLUMNS).filter(|more| *more > 0).map(|more| format!(" and {more} more"));
    let (columns, more) = (headers.len(), more.unwrap_or_default());
    let rows_shown: String = first.iter().map(|row| format!("  {row}\n")).collect();
    Some(format!("{name}: {rows} rows, {columns} columns ({named}{more}); first rows:\n{rows_shown}"))
}

fn cells(record: &csv::ByteRecord) -> String {
    let cell = |cell: &[u8]| shortened(&String::from_utf8_lossy(cell).replace(['\n', '\r'], " "), CELL);
    record.iter().take(COLUMNS).map(cell).collect::<Vec<_>>().join(", ")
}

fn head(name: &str, path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(HEAD_BYTES).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: String = text.lines().take(ROWS).map(|line| format!("  {}\n", shortened(line, 4 * CELL))).collect();
    Some(format!("{name}, first lines:\n{lines}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_shown_with_their_shape_and_first_rows() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("train.csv", &format!("id,text,y\n1,\"a, b\nc\",0.5\n2,{},1\n3,z,0\n4,z,0\n", "long ".repeat(20)));
        write("description.md", "not shown here");
        write("notes.txt", "one\ntwo\nthree\nfour\n");
        fs::create_dir(folder.path().join("images")).unwrap();
        (0..20).for_each(|n| write(&format!("images/{n:02}.png"), "x"));
        let shown = preview(folder.path(), 4000);
        assert_eq!(
            shown,
            "Files in ./input:\n\
             - description.md (14 B)\n\
             - notes.txt (19 B)\n\
             - train.csv (142 B)\n\
             - images/ (20 entries)\n\
             - images/00.png (1 B)\n- images/01.png (1 B)\n- images/02.png (1 B)\n- images/03.png (1 B)\n- images/04.png (1 B)\n\
             - images/05.png (1 B)\n- images/06.png (1 B)\n- images/07.png (1 B)\n- images/08.png (1 B)\n- images/09.png (1 B)\n\
             - images/10.png (1 B)\n- images/11.png (1 B)\n- images/... and 8 more\n\
             \n\
             notes.txt, first lines:\n  one\n  two\n  three\n\
             \n\
             train.csv: 4 rows, 3 columns (id, text, y); first rows:\n  \
             1, a, b c, 0.5\n  \
             2, long long long long long long long long long long long long ..., 1\n  \
             3, z, 0"
        );
    }

    #[test]
    fn a_missing_folder_and_odd_bytes_are_no_failure() {
        assert_eq!(preview(Path::new("/nowhere"), 100), "Files in ./input:");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.csv"), b"a,\xff\n\0,\xfe,3\n").unwrap();
        assert!(preview(folder.path(), 4000).contains("1 rows, 2 columns"));
    }
}
