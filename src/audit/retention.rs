//! Nights that nobody needs any more are taken out, and with them what held in none of those that stay.
//!
//! When a finding was first seen stands with the finding and outlives the night.

use rusqlite::{Connection, params};

/// Takes out the nights that began before `oldest`, from the first on. The night `base` stays, with which the
/// one that is being written is compared. Gives how many were taken out.
pub(super) fn forget(connection: &Connection, oldest: &str, base: i64) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare("SELECT number, started FROM night ORDER BY number")?;
    let nights: Vec<(i64, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let is_kept =
        |(number, started): &&(i64, String)| started.as_str() >= oldest || *number >= base;
    let Some((first, _)) = nights.iter().find(is_kept) else { return Ok(0) };
    let forgotten = connection.execute("DELETE FROM night WHERE number < ?", params![first])?;
    if forgotten > 0 {
        for table in ["finding_state", "document", "stay"] {
            connection.execute(&format!("DELETE FROM {table} WHERE until <= ?"), params![first])?;
        }
        connection.execute_batch(
            "DELETE FROM finding WHERE NOT EXISTS
                (SELECT 1 FROM finding_state WHERE finding_state.finding = finding.id);
            DELETE FROM unit WHERE NOT EXISTS (SELECT 1 FROM stay WHERE stay.unit = unit.id);",
        )?;
    }
    Ok(forgotten)
}
