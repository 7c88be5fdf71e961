//! The data that a simulator starts with is written as tables of text: a line for each row, columns separated by `|`.

/// The rows of a table. Columns that a line leaves out are empty.
pub fn rows<const COLUMNS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().map(|line| {
        let mut row = [""; COLUMNS];
        row.iter_mut().zip(line.split('|')).for_each(|(column, text)| *column = text);
        row
    })
}
